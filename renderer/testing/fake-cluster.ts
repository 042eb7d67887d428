/** The canned cluster and roll-out of the scripted simulator in `fake.ts`: made-up data for tests and pictures, and nothing but data. */
import type {
  Detail,
  Element,
  EventRow,
  Flight,
  MessageDetail,
  MessageTone,
  Micros,
  PodElement,
  PodTone,
  TimelineMark,
  TimelineSkip,
  TimelineSpan,
} from '../../sim/protocol.ts';

const workerIds = ['node/worker-1', 'node/worker-2', 'node/worker-3'] as const;
const podNames = ['x8k2p', 'r9c4j', 'm4t7z'] as const;

function processes(machineId: string, names: readonly string[]): Element[] {
  return names.map((name) => ({
    id: `${machineId}/${name}`,
    kind: 'process',
    name,
    machineId,
    active: false,
    facts: [],
  }));
}

/** A machine with its processes, three add-on pods and the outside world. */
export function fakeCluster(workers: number): Element[] {
  const cp = 'node/cp-1';
  const machine = (id: string, name: string, ip: string, role: 'control-plane' | 'worker'): Element => ({
    id,
    kind: 'machine',
    role,
    name,
    ip,
    ready: 'True',
    poweredOn: true,
    cordoned: false,
    taints: role === 'control-plane' ? ['node-role.kubernetes.io/control-plane:NoSchedule'] : [],
    cpu: { requestedMillicores: 700, allocatableMillicores: 4000 },
    memory: { requestedBytes: 2 ** 31, allocatableBytes: 2 ** 34 },
    pods: { count: 2, capacity: 110 },
    nodePorts: role === 'worker' ? [31380] : [],
  });
  const elements: Element[] = [
    { id: 'outside/user', kind: 'outside', name: 'user', detail: 'kubectl' },
    { id: 'outside/registry', kind: 'outside', name: 'registry', detail: '192.0.2.30' },
    { id: 'outside/internet', kind: 'outside', name: 'internet', detail: '' },
    machine(cp, 'cp-1', '10.0.0.10', 'control-plane'),
    ...processes(cp, ['kube-apiserver', 'etcd', 'scheduler', 'controller-manager']),
    ...['Deployment', 'ReplicaSet', 'EndpointSlice', 'Node', 'GarbageCollector'].map((name): Element => ({
      id: `controller/${name}`,
      kind: 'controller',
      name,
      machineId: cp,
      active: false,
      queueLength: 0,
    })),
    {
      id: 'etcd/tape',
      kind: 'tape',
      machineId: cp,
      revision: 1200,
      cells: [{ revision: 1200, key: 'leases/worker-1' }],
    },
    system('coredns-wd2ms', workerIds[0], '10.244.1.2'),
    system('coredns-jl9rx', workerIds[1], '10.244.2.3'),
  ];
  for (let i = 0; i < workers; i += 1) {
    const id = workerIds[i] ?? `node/worker-${i + 1}`;
    elements.push(machine(id, `worker-${i + 1}`, `10.0.0.1${i + 1}`, 'worker'));
    elements.push(...processes(id, ['kubelet', 'containerd', 'cni', 'kube-proxy']));
  }
  elements.push(
    object('Service', 'default', 'kubernetes', 'ClusterIP 10.96.0.1'),
    object('Service', 'kube-system', 'kube-dns', 'ClusterIP 10.96.0.10'),
  );
  return elements;
}

function system(name: string, machineId: string, ip: string): PodElement {
  const [title = name, suffix = ''] = [name.slice(0, name.lastIndexOf('-')), name.slice(name.lastIndexOf('-') + 1)];
  return {
    ...fakePod(suffix, 'Running'),
    id: `pods/kube-system/${name}`,
    namespace: 'kube-system',
    name,
    title,
    machineId,
    ip,
    imageVersion: '1.12',
  };
}

/** A pod of the Deployment `web`. */
export function fakePod(suffix: string, tone: PodTone): PodElement {
  return {
    id: `pods/default/web-7c9d4f6b58-${suffix}`,
    kind: 'pod',
    namespace: 'default',
    name: `web-7c9d4f6b58-${suffix}`,
    title: 'web',
    suffix,
    imageVersion: '1.27',
    machineId: null,
    tone,
    reason: tone === 'Pending' ? 'ContainerCreating' : '',
    ip: '',
    ready: tone === 'Running',
    restarts: 0,
    containers: [{ name: 'web', dot: tone === 'Running' ? 'ready' : 'waiting' }],
    ownerIds: ['replicasets/default/web-7c9d4f6b58'],
  };
}

function object(objectKind: string, namespace: string, name: string, line: string): Element {
  return {
    id: `${objectKind.toLowerCase()}s/${namespace}/${name}`,
    kind: 'object',
    apiVersion: objectKind === 'Service' ? 'v1' : 'apps/v1',
    objectKind,
    namespace,
    name,
    line,
    healthy: true,
    terminating: false,
    ownerIds: [],
    relatedIds: [],
  };
}

interface Story {
  readonly moments: {
    at: Micros;
    upsert: Element[];
    flights: Flight[];
    marks: TimelineMark[];
    spans: TimelineSpan[];
    skips?: TimelineSkip[];
    caption: string;
  }[];
  readonly messages: MessageDetail[];
  readonly events: EventRow[];
}

/** From an apply at `start` to three running pods, as a list of moments. */
export function rollout(start: Micros, nextId: () => number, file: string): Story {
  const story: Story = { moments: [], messages: [], events: [] };
  const api = 'node/cp-1/kube-apiserver';
  let at = start;
  const tell = (
    caption: string,
    tone: MessageTone,
    fromId: string,
    toId: string,
    label: string,
    upsert: Element[] = [],
    lane: TimelineMark['lane'] = 'api',
    spans: TimelineSpan[] = [],
  ): void => {
    const id = nextId();
    const flight: Flight = {
      id,
      fromId,
      toId,
      tone,
      label,
      sentAt: at,
      arrivesAt: at + 14_000,
      isAnswer: false,
      status: 0,
      diedOf: '',
      relatedIds: [],
      count: 1,
    };
    story.moments.push({
      at,
      upsert,
      flights: [flight],
      marks: [{ id, at, lane, text: label, elementId: toId }],
      spans,
      caption,
    });
    story.messages.push(message(id, at, fromId, toId, tone, label));
    at += 15_000;
  };
  const mark: TimelineMark = {
    id: nextId(),
    at: start,
    lane: 'user',
    text: `apply ${file}`,
    elementId: 'deployments/default/web',
  };
  story.moments.push({
    at: start,
    upsert: [],
    flights: [],
    marks: [mark],
    spans: [],
    caption: 'kubectl asks whether web exists.',
  });
  tell('kubectl asks whether web exists.', 'read', 'outside/user', api, 'GET deployments/web');
  tell('You send a Deployment named web.', 'write', 'outside/user', api, 'POST deployments');
  tell('The API server writes it to etcd.', 'write', api, 'node/cp-1/etcd', 'PUT deployments/web', [
    object('Deployment', 'default', 'web', '0/3 ready'),
  ]);
  tell('The Deployment controller hears of it.', 'watch', api, 'node/cp-1/controller-manager', 'ADDED deployment', []);
  tell('It writes a ReplicaSet.', 'write', 'node/cp-1/controller-manager', api, 'POST replicasets', [
    object('ReplicaSet', 'default', 'web-7c9d4f6b58', '0/3 ready'),
  ]);
  podNames.forEach((name) => {
    const pod = fakePod(name, 'Pending');
    tell(
      'The ReplicaSet controller writes three pods.',
      'write',
      'node/cp-1/controller-manager',
      api,
      'POST pods',
      [pod],
      'api',
      [{ elementId: pod.id, name: pod.name, from: at, until: null, tone: 'Pending' }],
    );
  });
  podNames.forEach((name, i) => {
    const machineId = workerIds[i] ?? null;
    tell(
      `The scheduler picks worker-${i + 1} for ${name}.`,
      'write',
      'node/cp-1/scheduler',
      api,
      `POST pods/${name}/binding`,
      [{ ...fakePod(name, 'Pending'), machineId }],
      'scheduling',
    );
  });
  podNames.forEach((name, i) => {
    const machineId = workerIds[i] ?? '';
    tell(
      `worker-${i + 1} fetches nginx:1.27.`,
      'cri',
      `${machineId}/containerd`,
      'outside/registry',
      'PullImage nginx:1.27',
      [{ ...fakePod(name, 'Pending'), machineId, ip: `10.244.${i + 1}.17` }],
    );
    tell(
      `worker-${i + 1} starts the container.`,
      'cri',
      `${machineId}/kubelet`,
      `${machineId}/containerd`,
      'StartContainer web',
      [],
      'pods',
    );
    tell(
      `${name} runs.`,
      'write',
      `${machineId}/kubelet`,
      api,
      `PATCH pods/${name}/status`,
      [
        { ...fakePod(name, 'Running'), machineId, ip: `10.244.${i + 1}.17` },
        object('Deployment', 'default', 'web', `${i + 1}/3 ready`),
      ],
      'api',
      [
        {
          elementId: fakePod(name, 'Running').id,
          name,
          from: story.moments.find((one) => one.spans[0]?.name.endsWith(name))?.at ?? start,
          until: at,
          tone: 'Pending',
        },
        { elementId: fakePod(name, 'Running').id, name, from: at, until: null, tone: 'Running' },
      ],
    );
    story.events.push({
      at,
      type: 'Normal',
      reason: 'Started',
      object: `pod/web-7c9d4f6b58-${name}`,
      elementId: fakePod(name, 'Running').id,
      message: 'Container started',
      count: 1,
      source: 'kubelet',
    });
  });
  tell(
    'The first request comes through the door.',
    'app',
    'outside/internet',
    'node/worker-1/kube-proxy',
    'GET /',
    [],
    'traffic',
  );
  const skip = { from: start + 360_000, until: start + 9_000_000 };
  story.moments.push({
    at: skip.from,
    upsert: [],
    flights: [],
    marks: [],
    spans: [],
    skips: [skip],
    caption: 'All three copies of web run.',
  });
  at = skip.until;
  for (let i = 0; i < 80; i += 1)
    tell(
      'Requests reach web.',
      'app',
      'outside/internet',
      `${workerIds[i % 3] ?? ''}/kube-proxy`,
      'GET /',
      [],
      'traffic',
    );
  return story;
}

/** The answer of a pod to a request from outside, on its way back. */
export function answer(now: Micros, nextId: () => number): Story['moments'][number] {
  const flight: Flight = {
    id: nextId(),
    fromId: 'node/worker-1/kube-proxy',
    toId: 'outside/internet',
    tone: 'app',
    label: '200 requests',
    sentAt: now + 14_000,
    arrivesAt: now + 10_000_000,
    isAnswer: true,
    status: 200,
    diedOf: '',
    relatedIds: [],
    count: 1,
  };
  return { at: now, upsert: [], flights: [flight], marks: [], spans: [], caption: 'The first answer.' };
}

function message(id: number, at: Micros, from: string, to: string, tone: MessageTone, label: string): MessageDetail {
  const [verb = label, resource = ''] = label.split(' ');
  return {
    id,
    at,
    arrivesAt: at + 14_000,
    from: from.split('/').at(-1) ?? from,
    to: to.split('/').at(-1) ?? to,
    protocol: tone === 'cri' ? 'cri' : 'http',
    verb,
    resource,
    path: `/apis/apps/v1/namespaces/default/${resource}`,
    status: tone === 'watch' ? 0 : 201,
    revision: 1201,
    sizeBytes: 840,
    body: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n',
    why: why(at),
    request: null,
  };
}

function why(at: Micros): Detail['why'] {
  const step = (
    id: number,
    when: Micros,
    elementId: string,
    title: string,
    detail: string,
    quote = '',
  ): Detail['why']['steps'][number] => ({ id, at: when, elementId, title, detail, quote });
  return {
    question: 'Why is it not running?',
    steps: [
      step(1, Math.min(at, 0), 'outside/user', 'You set the image of web to 1.5.0', ''),
      step(
        2,
        Math.round(at * 0.3),
        'controller/Deployment',
        'Deployment controller grew the new ReplicaSet',
        '2 → 3, since 8bgtz became ready (maxSurge 1)',
      ),
      step(
        3,
        Math.round(at * 0.5),
        'node/cp-1/scheduler',
        'Scheduler chose worker-3',
        'of 3, it had the fewest web pods',
      ),
      step(4, Math.round(at * 0.8), 'node/worker-3/kubelet', 'kubelet asked containerd again', 'for the image'),
      step(
        5,
        Math.round(at * 0.9),
        'outside/registry',
        'The pull failed.',
        'You had cut worker-3 from the registry at 0:17.0',
        'Head "https://registry.shop.example/v2/web/manifests/1.5.0": dial tcp 192.0.2.30:443: connect: no route to host',
      ),
      step(6, at, 'node/worker-3/kubelet', 'kubelet waits', '20 s, twice the last wait'),
    ],
    conclusion: 'Nobody is hurt: maxUnavailable 0 keeps four old pods until this one is ready.',
  };
}

const podChart: Detail['charts'][number] = {
  machine: 'pod',
  title: 'Pod lifecycle',
  states: [
    { id: 'Pending', parent: null, label: 'Pending' },
    { id: 'unscheduled', parent: 'Pending', label: 'unscheduled' },
    { id: 'scheduled', parent: 'Pending', label: 'scheduled' },
    { id: 'sandbox', parent: 'Pending', label: 'sandbox + IP' },
    { id: 'pulling', parent: 'Pending', label: 'pulling' },
    { id: 'backoff', parent: 'Pending', label: 'ImagePullBackOff' },
    { id: 'creating', parent: 'Pending', label: 'creating' },
    { id: 'Running', parent: null, label: 'Running' },
    { id: 'notReady', parent: 'Running', label: 'not ready' },
    { id: 'ready', parent: 'Running', label: 'ready' },
    { id: 'Failed', parent: null, label: 'Failed' },
    { id: 'Succeeded', parent: null, label: 'Succeeded' },
  ],
  transitions: [
    { from: 'unscheduled', to: 'scheduled', event: 'pod.bound' },
    { from: 'scheduled', to: 'sandbox', event: 'sandbox.created' },
    { from: 'sandbox', to: 'pulling', event: 'image.asked' },
    { from: 'pulling', to: 'backoff', event: 'pull.failed' },
    { from: 'backoff', to: 'pulling', event: 'backoff.ended' },
    { from: 'pulling', to: 'creating', event: 'image.pulled' },
    { from: 'creating', to: 'notReady', event: 'container.started' },
    { from: 'notReady', to: 'ready', event: 'probe.succeeded' },
    { from: 'ready', to: 'notReady', event: 'probe.failed' },
    { from: 'Running', to: 'Succeeded', event: 'containers.exited' },
    { from: 'Running', to: 'Failed', event: 'containers.failed' },
  ],
  current: 'backoff',
  visited: ['unscheduled', 'scheduled', 'sandbox', 'pulling'],
  lastTransition: { from: 'pulling', to: 'backoff', event: 'pull.failed' },
};

/** What the inspector shows of an element; the same story for all pods. */
export function fakeDetail(element: Element, now: Micros): Detail {
  const name = 'name' in element ? element.name : element.id;
  const isPod = element.kind === 'pod';
  const isDeployment = element.kind === 'object' && element.objectKind === 'Deployment';
  const isService = element.kind === 'object' && element.objectKind === 'Service';
  return {
    elementId: element.id,
    exists: true,
    kindLine: isPod
      ? `Pod in ${element.namespace}`
      : element.kind === 'object'
        ? `${element.objectKind} in ${element.namespace}`
        : element.kind,
    title: name,
    badges: isPod
      ? [
          { text: element.tone, tone: element.tone },
          { text: element.reason || 'ready', tone: 'plain' },
          { text: '14 s', tone: 'plain' },
        ]
      : [{ text: 'v1', tone: 'plain' }],
    summary: [
      'One copy of web, made for the update to 1.5.0 and placed on worker-3.',
      'It cannot fetch its image; the next try is in 19.6 s.',
    ],
    facts: [
      ['Namespace', 'default'],
      ['Node', 'worker-3'],
      ['IP', '10.244.3.17'],
      ['Image', 'nginx:1.27'],
      ['Restarts', '0'],
    ],
    charts: isPod ? [podChart] : [],
    yaml:
      element.kind === 'object' || isPod
        ? 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1.27\nstatus:\n  phase: Running\n  podIP: 10.244.3.17\n'
        : '',
    changedLines: isPod ? [12, 13] : [],
    events: [
      {
        at: now,
        type: 'Warning',
        reason: 'Failed',
        object: name,
        elementId: element.id,
        message: 'Failed to pull image "web:1.5.0": no route to host',
        count: 3,
        source: 'kubelet, worker-3',
      },
    ],
    why: why(now),
    fidelity: [
      "Image size and pull speed are inputs of this world, not of Kubernetes. Retry times are Kubernetes' own.",
    ],
    actions: isDeployment
      ? ['scale', 'setImage', 'edit', 'delete']
      : isService
        ? ['sendRequest', 'edit', 'delete']
        : isPod
          ? ['edit', 'delete']
          : element.kind === 'machine'
            ? ['powerOff', 'cordon']
            : [],
    actionState: isDeployment
      ? { replicas: 3, containers: [{ name: 'web', image: 'nginx:1.27' }] }
      : isService
        ? { ports: [80] }
        : {},
  };
}
