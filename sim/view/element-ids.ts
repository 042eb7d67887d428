import { resourceByPrefix, type ResourceInfo } from '../api/resources.ts';

/** Element of the machine that is called `name`. */
export function machineId(name: string): string {
  return `machine/${name}`;
}

/** Element of an API object: `deployments/default/web`; a Node is its machine. */
export function objectId(resource: string, key: string): string {
  return resource === 'nodes' ? machineId(key) : `${resource}/${key}`;
}

/** How a kind is named in its elements: custom ones with their group, since their plural may be that of another. */
export function elementResource({ resource, group, custom }: ResourceInfo): string {
  return custom === undefined ? resource : `${resource}.${group}`;
}

/** The same by the prefix of etcd below which objects are kept, also when nobody serves them any more. */
export function elementResourceOfPrefix(prefix: string): string {
  const info = resourceByPrefix(prefix);
  if (info !== undefined) return info.resource;
  const [, , group = '', plural = ''] = prefix.split('/');
  return `${plural}.${group}`;
}

/** Resource and key of an element that stands for an API object, or `undefined`. */
export function objectOfId(id: string): { resource: string; key: string } | undefined {
  const slash = id.indexOf('/');
  if (slash < 0) return undefined;
  const resource = id.slice(0, slash);
  const key = id.slice(slash + 1);
  if (resource === 'machine') return key.includes('/') ? undefined : { resource: 'nodes', key };
  return resource === 'outside' ? undefined : { resource, key };
}

/** What each controller is called on the stage, by the last part of its component's name; those that people look for stand first. */
export const controllerTitles: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  replicaset: 'ReplicaSet',
  endpointslice: 'EndpointSlice',
  'node-lifecycle': 'NodeLifecycle',
  'taint-eviction': 'TaintEviction',
  'garbage-collector': 'GarbageCollector',
  namespace: 'Namespace',
  disruption: 'Disruption',
  resourcequota: 'ResourceQuota',
  'pod-gc': 'PodGC',
  serviceaccount: 'ServiceAccount',
  endpoints: 'Endpoints',
  'pvc-protection': 'PVCProtection',
  'pv-protection': 'PVProtection',
  'clusterrole-aggregation': 'RoleAggregation',
  'node-ipam': 'NodeIPAM',
  'root-ca': 'RootCA',
};

/** What processes are called on the stage, by the first part of their component's name. */
const processTitles: Readonly<Record<string, string>> = {
  'kube-apiserver': 'kube-apiserver',
  etcd: 'etcd',
  'kube-scheduler': 'scheduler',
  'kube-controller-manager': 'controller-manager',
  kubelet: 'kubelet',
  containerd: 'containerd',
  cni: 'cni',
  'kube-proxy': 'kube-proxy',
};

/**
 * The element of a component or of another end of a message: `kubelet/worker-1`, `kube-controller-manager/cp-1/deployment`,
 * `pod/default/web-0`, `node/worker-1`, `user`.
 */
export function componentElementId(component: string): string {
  switch (component) {
    case 'user':
    case 'registry':
    case 'internet':
      return `outside/${component}`;
    case 'world':
      return 'outside/user';
  }
  const parts = component.split('/');
  const [first = '', machine = '', part] = parts;
  if (first === 'pod') return `pods/${parts.slice(1).join('/')}`;
  if (first === 'node' || first === 'kernel') return machineId(machine);
  if (first === 'coredns') return `pods/kube-system/${machine}`;
  const process = processTitles[first];
  if (process === undefined) return component;
  const title = part === undefined ? undefined : controllerTitles[part];
  return `${machineId(machine)}/${title ?? process}`;
}
