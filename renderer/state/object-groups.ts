import type { Element, ObjectElement } from '../../sim/protocol.ts';

export interface ObjectGroup {
  readonly kind: string;
  readonly items: readonly ObjectElement[];
}

/** Kinds in the order in which a person looks for them; others follow by name. */
const order = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicaSet',
  'Service',
  'EndpointSlice',
  'ConfigMap',
  'Secret',
];
const systemNamespaces = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** True for the namespaces in which Kubernetes keeps its own. */
export function isSystemNamespace(namespace: string): boolean {
  return systemNamespaces.has(namespace);
}

/** Roles that every cluster begins with, besides those whose names say so. */
const firstRoles = new Set(['admin', 'cluster-admin', 'cni', 'edit', 'view']);

/** Kinds of which nearly all objects are Kubernetes' own, or say what others say, too. */
const systemKinds = new Set([
  'Lease',
  'Event',
  'ServiceAccount',
  'Node',
  'Endpoints',
  'FlowSchema',
  'PriorityLevelConfiguration',
]);

/** True for what Kubernetes makes for itself: nobody who uses the cluster asked for it. */
export function isOfSystem(object: ObjectElement): boolean {
  if (isSystemNamespace(object.namespace)) return true;
  if (object.objectKind === 'Namespace') return systemNamespaces.has(object.name);
  if (object.namespace === '' && /^(system|kubeadm)[:-]/.test(object.name)) return true;
  if (object.objectKind.startsWith('ClusterRole') && firstRoles.has(object.name)) return true;
  return systemKinds.has(object.objectKind) || object.name === 'kube-root-ca.crt';
}

function rank(kind: string): number {
  const index = order.indexOf(kind);
  return index === -1 ? order.length : index;
}

/** The API objects for the list in the inspector, by kind; those of the system only when asked for. */
export function groupObjects(elements: readonly Element[], showsSystem: boolean): ObjectGroup[] {
  const byKind = new Map<string, ObjectElement[]>();
  for (const element of elements) {
    if (element.kind !== 'object' || (!showsSystem && isOfSystem(element))) continue;
    const items = byKind.get(element.objectKind) ?? [];
    items.push(element);
    byKind.set(element.objectKind, items);
  }
  return [...byKind]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([kind, items]) => ({ kind, items: items.sort((a, b) => (a.name < b.name ? -1 : 1)) }));
}
