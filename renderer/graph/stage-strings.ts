import type { ApiStage, Element, MessageTone, PodTone } from '../../sim/protocol.ts';

/** Every text that the stage and its tree say. */
export const stageStrings = {
  controlPlane: 'control plane',
  apiServerNote: 'the only door, :6443',
  watchCache: 'watch cache: who wants to know',
  controllerManager: 'controller manager',
  controllerManagerNote: 'one process, many loops',
  controllerManagerShort: 'controllers',
  scheduler: 'scheduler',
  etcd: 'etcd',
  cloudController: 'cloud controller',
  revision: (revision: string) => `revision ${revision}`,
  andMore: (count: number) => `and ${count} more`,
  moreWaiting: (count: number) => `+${count}`,
  poweredOff: 'powered off',
  notReady: 'not heard of',
  cpu: 'cpu',
  memory: 'mem',
  podCount: (pods: number, pending: number) =>
    `${pods === 1 ? '1 pod' : `${grouped(pods)} pods`}${pending > 0 ? `, ${pending} starting` : ''}`,
  sockets: { kubelet: 'kubelet', containerd: 'containerd', cni: 'CNI', 'kube-proxy': 'kube-proxy' } as Record<
    string,
    string
  >,
  outside: { user: 'You', registry: 'Registry', internet: 'Internet' },
  gates: {
    authenticate: 'authenticate',
    authorize: 'authorize',
    admit: 'admit',
    validate: 'validate',
    persist: 'persist',
  } satisfies Record<ApiStage, string>,
  messages: [
    ['read', 'read'],
    ['write', 'write'],
    ['watch', 'watch event'],
    ['cri', 'CRI, CNI'],
    ['dns', 'DNS'],
    ['app', 'traffic'],
  ] as readonly (readonly [MessageTone, string])[],
  phases: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown', 'Terminating'] as readonly PodTone[],
  pool: (nodes: number, silent: number) =>
    `${nodes === 1 ? '1 node' : `${grouped(nodes)} nodes`}${silent > 0 ? `, ${grouped(silent)} silent` : ''}`,
  squareLegend: 'One square, one node. Pods it runs, of what it can:',
  squareFull: 'full',
  squareKinds: [
    ['pending', 'pods starting'],
    ['failed', 'pods failed'],
    ['unknown', 'not heard of'],
  ] as const,
  squareCordoned: 'cordoned',
  poolName: (name: string) => `pool ${name}`,
  stageRole: 'stage',
  stageLabel: 'The cluster, drawn',
  stageHelp:
    'Arrow keys go from thing to thing, Enter selects, plus and minus zoom, zero shows all. The same as a list is in the tree.',
  jarLabel:
    'A small cluster under a bell jar: you speak to the API server, controllers, scheduler and nodes listen to it, and a pod runs.',
  jarServer: 'API server',
  jarServerNote: 'the only door',
  jarNode: (n: number) => `node ${n}`,
  jarYou: 'you',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all',
  treeLabel: 'The cluster as a tree',
  openTree: 'Show the cluster as a tree',
  closeTree: 'Close the tree',
  treeGroups: {
    cluster: 'Cluster',
    outside: 'Outside the cluster',
    waiting: 'Waiting for a node',
    objects: 'Objects',
  },
};

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u00a0');

/** Large numbers in groups of three, apart by a space that does not break. */
export const groupDigits = grouped;

/** A name for any element, as a sentence would use it. */
export function elementName(element: Element): string {
  switch (element.kind) {
    case 'outside':
      return stageStrings.outside[element.name];
    case 'machine':
    case 'process':
    case 'controller':
    case 'pod':
      return element.name;
    case 'tape':
      return stageStrings.etcd;
    case 'object':
      return `${element.objectKind} ${element.name}`;
  }
}

type ElementOf<K extends Element['kind']> = Extract<Element, { kind: K }>;

const readyWords = { True: 'Ready', False: 'NotReady', Unknown: 'not heard of' } as const;

function machineState(machine: ElementOf<'machine'>): string {
  const state = machine.poweredOn ? readyWords[machine.ready] : 'powered off';
  return machine.cordoned ? `${state}, cordoned` : state;
}

const podState = (pod: ElementOf<'pod'>): string => pod.reason || pod.tone;

/** The lines of the tree. */
export const treeWords = {
  cluster: 'Cluster',
  outside: 'Outside the cluster',
  waiting: (count: number) => `Waiting for a node, ${count}`,
  kind: (kind: string, count: number) => `${kind}, ${count}`,
  machine: (machine: ElementOf<'machine'>, pods: number) =>
    `${machine.role === 'control-plane' ? 'Control plane' : 'Node'} ${machine.name}, ${machineState(machine)}, ${pods === 1 ? '1 pod' : `${pods} pods`}`,
  process: (process: ElementOf<'process'>) =>
    [
      process.name,
      ...(process.active ? ['working'] : []),
      ...process.facts.map(([label, value]) => `${label} ${value}`),
    ].join(', '),
  controller: (controller: ElementOf<'controller'>) =>
    `${controller.name} controller${controller.active ? ', working' : ''}${controller.queueLength > 0 ? `, ${controller.queueLength} in its queue` : ''}`,
  pod: (pod: ElementOf<'pod'>) =>
    `Pod ${pod.name} in ${pod.namespace}, ${podState(pod)}${pod.ready ? ', ready' : ''}${pod.restarts > 0 ? `, ${pod.restarts} restarts` : ''}`,
  object: (object: ElementOf<'object'>) =>
    [
      object.name,
      object.namespace === '' ? '' : `in ${object.namespace}`,
      object.line,
      object.terminating ? 'terminating' : '',
    ]
      .filter((words) => words !== '')
      .join(', '),
  dots: { waiting: 'waiting', started: 'started', ready: 'ready', ended: 'ended', failed: 'failed' },
};

/** What is said aloud when something changes. */
export const spokenWords = {
  pod: (pod: ElementOf<'pod'>, machine: string) =>
    `Pod ${pod.name} ${machine === '' ? 'waits for a node' : `on ${machine} is ${podState(pod)}${pod.ready ? ' and ready' : ''}`}.`,
  machine: (machine: ElementOf<'machine'>) => `Node ${machine.name} is ${machineState(machine)}.`,
  object: (object: ElementOf<'object'>) =>
    `${object.objectKind} ${object.name}${object.terminating ? ' is being deleted' : object.line === '' ? ' exists' : `: ${object.line}`}.`,
  podsAre: (count: number, tone: string) => `${count === 1 ? '1 pod is' : `${count} pods are`} ${tone}.`,
  others: (count: number) => (count === 1 ? '1 other thing changed.' : `${count} other things changed.`),
  gone: (count: number) => (count === 1 ? '1 thing is gone.' : `${count} things are gone.`),
};
