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
    `${pods === 1 ? '1 pod' : `${pods} pods`}${pending > 0 ? `, ${pending} starting` : ''}`,
  sockets: { kubelet: 'kubelet', containerd: 'containerd', cni: 'CNI', 'kube-proxy': 'kube-proxy' } as Record<string, string>,
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
  poolName: (name: string) => `pool ${name}`,
  stageLabel: 'The cluster, drawn',
  stageHelp: 'Arrow keys go from thing to thing, Enter selects, plus and minus zoom, zero shows all. The same as a list is in the tree.',
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

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');

/** Large numbers in groups of three, apart by a thin space. */
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
