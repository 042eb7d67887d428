import type {
  ContainerDot,
  ControllerElement,
  Element,
  Flight,
  MachineElement,
  MessageTone,
  PodElement,
  PodTone,
  ProcessElement,
  StageRequest,
} from '../../../sim/protocol.ts';

/** A made-up cluster for tests and for looking at the stage without a simulator. */
export interface MadeCluster {
  readonly elements: Map<string, Element>;
  readonly flights: Flight[];
  readonly stages: StageRequest[];
}

const gib = 2 ** 30;
const socketNames = ['kubelet', 'containerd', 'cni', 'kube-proxy'];

export function machine(name: string, over: Partial<MachineElement> = {}): MachineElement {
  return {
    id: `machine/${name}`,
    kind: 'machine',
    role: 'worker',
    name,
    ip: '10.0.0.11',
    ready: 'True',
    poweredOn: true,
    cordoned: false,
    taints: [],
    cpu: { requestedMillicores: 0, allocatableMillicores: 4000 },
    memory: { requestedBytes: 0, allocatableBytes: 16 * gib },
    pods: { count: 0, capacity: 110 },
    nodePorts: [],
    ...over,
  };
}

export function process(machineId: string, name: string, over: Partial<ProcessElement> = {}): ProcessElement {
  return { id: `${machineId}/${name}`, kind: 'process', name, machineId, active: false, facts: [], ...over };
}

export function pod(name: string, over: Partial<PodElement> = {}): PodElement {
  const [title = name, suffix = ''] = name.split(':');
  return {
    id: `pod/${name}`,
    kind: 'pod',
    namespace: 'shop',
    name: name.replace(':', '-'),
    title,
    suffix,
    imageVersion: '',
    machineId: null,
    tone: 'Running',
    reason: '',
    ip: '10.244.1.17',
    ready: true,
    restarts: 0,
    containers: [{ name: 'app', dot: 'ready' }],
    ownerIds: [`owner/${title}`],
    ...over,
  };
}

export function flight(
  id: number,
  tone: MessageTone,
  fromId: string,
  toId: string,
  over: Partial<Flight> = {},
): Flight {
  return {
    id,
    fromId,
    toId,
    tone,
    label: `${tone} ${id}`,
    sentAt: 0,
    arrivesAt: 1000,
    isAnswer: false,
    status: 0,
    diedOf: '',
    relatedIds: [],
    count: 1,
    ...over,
  };
}

const cp = 'machine/cp-1';
const worker = (n: number): string => `machine/worker-${n}`;

function controlPlane(): Element[] {
  const controllers: [string, boolean, number][] = [
    ['Deployment', true, 0],
    ['ReplicaSet', false, 2],
    ['EndpointSlice', false, 0],
    ['NodeLifecycle', false, 0],
    ['GarbageCollector', false, 0],
    ['Namespace', false, 0],
    ['ServiceAccount', false, 0],
  ];
  return [
    machine('cp-1', { role: 'control-plane', ip: '10.0.0.10' }),
    process(cp, 'kube-apiserver'),
    process(cp, 'controller-manager', { active: true }),
    process(cp, 'scheduler', {
      active: true,
      facts: [
        ['queue', 'empty'],
        ['last bound', 'm4t7z'],
        ['to', 'worker-3'],
      ],
    }),
    process(cp, 'etcd', { active: true }),
    ...controllers.map(([name, active, queueLength]): ControllerElement => ({
      id: `${cp}/${name}`,
      kind: 'controller',
      name,
      machineId: cp,
      active,
      queueLength,
    })),
    {
      id: `${cp}/tape`,
      kind: 'tape',
      machineId: cp,
      revision: 48_213,
      cells: [
        { revision: 48_211, key: '/registry/pods/shop/web-7c9d4f6b58-m4t7z' },
        { revision: 48_212, key: '/registry/events/shop/web-7c9d4f6b58-m4t7z' },
        { revision: 48_213, key: '/registry/pods/shop/web-7c9d4f6b58-m4t7z' },
      ],
    },
    { id: 'outside/user', kind: 'outside', name: 'user', detail: 'kubectl' },
    { id: 'outside/registry', kind: 'outside', name: 'registry', detail: '192.0.2.30' },
    { id: 'outside/internet', kind: 'outside', name: 'internet', detail: '212 requests/s' },
  ];
}

/** Short rows: title:suffix, version, IP or reason, tone, dots (r ready, s started, w waiting, d ended, x failed). */
type Row = [name: string, version: string, foot: string, tone?: PodTone, dots?: string];
const dots: Readonly<Record<string, ContainerDot>> = {
  r: 'ready',
  s: 'started',
  w: 'waiting',
  d: 'ended',
  x: 'failed',
};

function pods(machineId: string | null, rows: readonly Row[]): PodElement[] {
  return rows.map(([name, imageVersion, foot, tone = 'Running', letters = 'r']) =>
    pod(name, {
      machineId,
      imageVersion,
      tone,
      ...(tone === 'Running' ? { ip: foot } : { reason: foot }),
      containers: [...letters].map((letter, index) => ({ name: `c${index}`, dot: dots[letter] ?? 'waiting' })),
    }),
  );
}

const rows: readonly (readonly Row[])[] = [
  [
    ['web:x8k2p', '1.4.2', '10.244.1.17'],
    ['web:q7v5n', '1.5.0', '10.244.1.21'],
    ['web:h6zbd', '1.4.2', 'Terminating 14 s', 'Terminating'],
    ['api:tz5wk', '2.8.1', '10.244.1.9', 'Running', 'rr'],
    ['cart-db-0:8 Gi', '', '10.244.1.12'],
    ['ingress-nginx:k7lqf', '', '10.244.1.4'],
    ['coredns:wd2ms', '', '10.244.1.2'],
    ['node-exporter:b8xkn', '', '10.0.0.11'],
  ],
  [
    ['web:r9c4j', '1.4.2', '10.244.2.14'],
    ['web:n4xvb', '1.4.2', '10.244.2.15'],
    ['web:8bgtz', '1.5.0', '10.244.2.22'],
    ['api:p6mnx', '2.8.1', '10.244.2.8', 'Running', 'rr'],
    ['cart-db-1:8 Gi', '', '10.244.2.11'],
    ['metrics-server:v2cqh', '', '10.244.2.5'],
    ['coredns:jl9rx', '', '10.244.2.3'],
    ['node-exporter:g5tpl', '', '10.0.0.12'],
  ],
  [
    ['web:m4t7z', '1.5.0', 'ImagePullBackOff', 'Pending', 'w'],
    ['web:z5dkw', '1.4.2', '10.244.3.9'],
    ['api:7hvlc', '2.8.1', '10.244.3.7', 'Running', 'rr'],
    ['migrate:c9s6t', 'job', 'Completed', 'Succeeded', 'd'],
    ['node-exporter:f4jzw', '', '10.0.0.13'],
  ],
];

function workers(): Element[] {
  const shares = [
    [0.62, 0.55],
    [0.71, 0.64],
    [0.38, 0.41],
  ] as const;
  return shares.flatMap(([cpu, memory], index) => {
    const id = worker(index + 1);
    return [
      machine(`worker-${index + 1}`, {
        ip: `10.0.0.1${index + 1}`,
        cpu: { requestedMillicores: 4000 * cpu, allocatableMillicores: 4000 },
        memory: { requestedBytes: 16 * gib * memory, allocatableBytes: 16 * gib },
        nodePorts: [31_380],
      }),
      ...socketNames.map((name) =>
        process(id, name, { active: index === 2 && (name === 'kubelet' || name === 'containerd') }),
      ),
      ...pods(id, rows[index] ?? []),
    ];
  });
}

const asMap = (elements: readonly Element[]): Map<string, Element> =>
  new Map(elements.map((element) => [element.id, element]));

/** The cluster of the design's pictures: an update that hangs because one image cannot be fetched. */
export function busyCluster(): MadeCluster {
  const server = `${cp}/kube-apiserver`;
  const half = { sentAt: 0, arrivesAt: 1000 };
  return {
    elements: asMap([...controlPlane(), ...workers()]),
    flights: [
      flight(1, 'read', 'outside/user', server, { ...half, label: 'GET deployments/web' }),
      flight(2, 'write', `${worker(3)}/kubelet`, server, { ...half, label: 'PATCH pods/m4t7z/status' }),
      flight(3, 'write', server, `${cp}/etcd`, { ...half, label: 'TXN pods/m4t7z' }),
      flight(4, 'watch', server, `${cp}/controller-manager`, { ...half, label: 'MODIFIED pod', count: 3 }),
      flight(5, 'watch', server, `${worker(1)}/kube-proxy`, { ...half, label: 'MODIFIED endpointslice' }),
      flight(6, 'watch', server, `${worker(2)}/kube-proxy`, { ...half, label: 'MODIFIED endpointslice' }),
      flight(7, 'watch', server, `${worker(1)}/kubelet`, { ...half, label: 'MODIFIED pod' }),
      flight(8, 'cri', `${worker(3)}/containerd`, 'outside/registry', {
        ...half,
        label: 'GET web:1.5.0',
        diedOf: 'no route',
      }),
      flight(9, 'app', 'outside/internet', 'pod/web:x8k2p', { ...half, label: 'GET /' }),
      flight(10, 'dns', 'pod/api:p6mnx', 'pod/coredns:jl9rx', { ...half, label: 'A web.shop.svc' }),
      flight(11, 'cri', `${worker(2)}/kubelet`, `${worker(2)}/containerd`, { ...half, label: 'RunPodSandbox' }),
      flight(12, 'app', 'outside/internet', `${worker(2)}`, { ...half, label: 'GET /', count: 212 }),
    ],
    stages: [{ id: 900, stage: 'persist', label: 'PATCH pods/m4t7z/status', tone: 'write', deniedBy: '' }],
  };
}

/** A cluster in which much goes wrong: every phase, a silent machine, one without power, a cordoned one, two control planes. */
export function troubledCluster(): MadeCluster {
  const elements = busyCluster().elements;
  const change = (id: string, over: Partial<MachineElement>): void => {
    const element = elements.get(id);
    if (element?.kind === 'machine') elements.set(id, { ...element, ...over });
  };
  change(worker(1), { cordoned: true });
  change(worker(2), { ready: 'Unknown' });
  change(worker(3), { ready: 'Unknown', poweredOn: false });
  elements.set('machine/cp-2', machine('cp-2', { role: 'control-plane', ip: '10.0.0.9' }));
  const failing: PodElement[] = [
    pod('crash:k2n8w', {
      machineId: worker(1),
      reason: 'CrashLoopBackOff',
      restarts: 4,
      ready: false,
      containers: [{ name: 'app', dot: 'failed' }],
    }),
    pod('job:x1', {
      machineId: worker(1),
      tone: 'Failed',
      reason: 'Error, exit 1',
      containers: [{ name: 'app', dot: 'failed' }],
    }),
    pod('lost:q', { machineId: worker(2), tone: 'Unknown', reason: 'not heard of' }),
    pod('with-a-very-long-name:abc12', {
      machineId: worker(1),
      imageVersion: '1.27.3-alpine',
      containers: ['ready', 'started', 'waiting'].map((dot, index) => ({
        name: `c${index}`,
        dot: dot as ContainerDot,
      })),
    }),
    pod('render:k2', { tone: 'Pending', reason: 'Unschedulable' }),
  ];
  for (const each of failing) elements.set(each.id, each);
  const denied: StageRequest = {
    id: 901,
    stage: 'admit',
    label: 'POST pods',
    tone: 'write',
    deniedBy: 'quota exceeded',
  };
  return { elements, flights: [], stages: [denied] };
}

/** Three workers and nothing on them. */
export function emptyCluster(): MadeCluster {
  const elements = asMap([...controlPlane(), ...workers()].filter((element) => element.kind !== 'pod'));
  return { elements, flights: [], stages: [] };
}

/** A large cluster: every machine full of pods, some of them in trouble. */
export function largeCluster(machines: number, podsEach: number): MadeCluster {
  const elements: Element[] = controlPlane();
  for (let index = 1; index <= machines; index += 1) {
    const id = `machine/node-${index}`;
    const silent = index % 97 === 3;
    elements.push(
      machine(`node-${index}`, {
        ready: silent ? 'Unknown' : 'True',
        pods: { count: podsEach, capacity: 40 },
        cordoned: index % 61 === 0,
      }),
      ...socketNames.map((name) => process(id, name)),
    );
    const own = silent ? podsEach : Math.max(1, podsEach - ((index * 7) % 13));
    for (let slot = 0; slot < own; slot += 1) {
      const tone: PodTone = silent ? 'Unknown' : (index * 31 + slot) % 571 === 0 ? 'Pending' : 'Running';
      elements.push(
        pod(`web:${index}x${slot}`, {
          machineId: id,
          tone,
          reason: tone === 'Running' ? '' : tone,
          imageVersion: '1.4.2',
        }),
      );
    }
  }
  return { elements: asMap(elements), flights: [], stages: [] };
}

/** So many flights of every tone between the processes of a cluster. */
export function manyFlights(cluster: MadeCluster, count: number): Flight[] {
  const kubelets = [...cluster.elements.values()].filter(
    (element) => element.kind === 'process' && socketNames.includes(element.name),
  );
  const tones: MessageTone[] = ['read', 'write', 'watch', 'cri'];
  return Array.from({ length: count }, (_, index) => {
    const from = kubelets[(index * 7) % kubelets.length];
    const tone = tones[index % tones.length] ?? 'read';
    const isDown = tone === 'watch';
    const server = `${cp}/kube-apiserver`;
    const id = from?.id ?? server;
    return flight(index + 1, tone, isDown ? server : id, isDown ? id : server, {
      sentAt: (index * 37) % 900,
      arrivesAt: ((index * 37) % 900) + 1000,
    });
  });
}
