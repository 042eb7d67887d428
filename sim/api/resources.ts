/**
 * The kinds that the API server serves: names, verbs, subresources and where they are stored.
 *
 * A further kind is one entry in `kinds`, its rules in `defaults/` and `validation/`, and its fields in `schema/`.
 */

/** A verb of the API, as discovery lists it. */
export type ResourceVerb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** A path below an object, such as `pods/web-0/binding`, and the kind that is spoken there. */
export interface SubresourceInfo {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly ResourceVerb[];
}

/** One kind as discovery, storage and `kubectl` see it. */
export interface ResourceInfo {
  /** API group, `''` for the core group. */
  readonly group: string;
  readonly version: string;
  /** `v1` or `apps/v1`: group and version as objects carry them. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly listKind: string;
  /** Plural in paths: `deployments`. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly ResourceVerb[];
  readonly subresources: readonly SubresourceInfo[];
  /** A status that only the `status` subresource writes. */
  readonly hasStatus: boolean;
  /** `metadata.generation` starts at 1 and grows when the spec changes. */
  readonly hasGeneration: boolean;
  /** Key prefix in etcd, without the name: `/registry/pods`. */
  readonly etcdPrefix: string;
  /** Fields of a field selector besides metadata.name and metadata.namespace. */
  readonly selectableFields: readonly string[];
}

interface KindEntry {
  group?: string;
  version?: string;
  kind: string;
  resource: string;
  shortNames?: readonly string[];
  categories?: readonly string[];
  clusterScoped?: boolean;
  verbs?: readonly ResourceVerb[];
  subresources?: readonly string[];
  hasGeneration?: boolean;
  etcdName?: string;
  selectableFields?: readonly string[];
}

const allVerbs: readonly ResourceVerb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const objectSubresourceVerbs: readonly ResourceVerb[] = ['get', 'patch', 'update'];

/** Subresources that speak another kind than the object they belong to. Models: pkg/registry/core/rest/storage_core.go (v1.37). */
const foreignSubresources: Readonly<Record<string, SubresourceInfo>> = {
  binding: { name: 'binding', group: '', version: 'v1', kind: 'Binding', verbs: ['create'] },
  eviction: { name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  scale: { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: objectSubresourceVerbs },
  finalize: { name: 'finalize', group: '', version: 'v1', kind: 'Namespace', verbs: ['update'] },
};

/** Models: pkg/registry/<group>/<kind>/storage and strategy, ShortNames, Categories, SelectableFields (v1.37). */
const kinds: readonly KindEntry[] = [
  {
    kind: 'Namespace',
    resource: 'namespaces',
    shortNames: ['ns'],
    clusterScoped: true,
    verbs: allVerbs.filter((verb) => verb !== 'deletecollection'),
    subresources: ['finalize', 'status'],
    selectableFields: ['status.phase'],
  },
  {
    kind: 'Node',
    resource: 'nodes',
    shortNames: ['no'],
    clusterScoped: true,
    subresources: ['status'],
    etcdName: 'minions',
    selectableFields: ['spec.unschedulable'],
  },
  {
    kind: 'Pod',
    resource: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    subresources: ['binding', 'eviction', 'status'],
    hasGeneration: true,
    selectableFields: [
      'spec.hostNetwork',
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'status.nominatedNodeName',
      'status.phase',
      'status.podIP',
    ],
  },
  {
    kind: 'Service',
    resource: 'services',
    shortNames: ['svc'],
    categories: ['all'],
    subresources: ['status'],
    etcdName: 'services/specs',
    selectableFields: ['spec.clusterIP', 'spec.type'],
  },
  { kind: 'ConfigMap', resource: 'configmaps', shortNames: ['cm'] },
  { kind: 'Secret', resource: 'secrets', selectableFields: ['type'] },
  { kind: 'ServiceAccount', resource: 'serviceaccounts', shortNames: ['sa'] },
  {
    kind: 'Event',
    resource: 'events',
    shortNames: ['ev'],
    selectableFields: [
      'involvedObject.apiVersion',
      'involvedObject.fieldPath',
      'involvedObject.kind',
      'involvedObject.name',
      'involvedObject.namespace',
      'involvedObject.resourceVersion',
      'involvedObject.uid',
      'reason',
      'reportingComponent',
      'source',
      'type',
    ],
  },
  {
    group: 'apps',
    kind: 'Deployment',
    resource: 'deployments',
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: ['scale', 'status'],
    hasGeneration: true,
  },
  {
    group: 'apps',
    kind: 'ReplicaSet',
    resource: 'replicasets',
    shortNames: ['rs'],
    categories: ['all'],
    subresources: ['scale', 'status'],
    hasGeneration: true,
    selectableFields: ['status.replicas'],
  },
  { group: 'discovery.k8s.io', kind: 'EndpointSlice', resource: 'endpointslices', hasGeneration: true },
  { group: 'coordination.k8s.io', kind: 'Lease', resource: 'leases' },
];

function subresourceOf(entry: KindEntry, group: string, version: string, name: string): SubresourceInfo {
  return foreignSubresources[name] ?? { name, group, version, kind: entry.kind, verbs: objectSubresourceVerbs };
}

function resourceInfo(entry: KindEntry): ResourceInfo {
  const group = entry.group ?? '';
  const version = entry.version ?? 'v1';
  const subresources = entry.subresources ?? [];
  return {
    group,
    version,
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind: entry.kind,
    listKind: `${entry.kind}List`,
    resource: entry.resource,
    singular: entry.kind.toLowerCase(),
    shortNames: entry.shortNames ?? [],
    categories: entry.categories ?? [],
    namespaced: entry.clusterScoped !== true,
    verbs: entry.verbs ?? allVerbs,
    subresources: subresources.map((name) => subresourceOf(entry, group, version, name)),
    hasStatus: subresources.includes('status'),
    hasGeneration: entry.hasGeneration === true,
    etcdPrefix: `/registry/${entry.etcdName ?? entry.resource}`,
    selectableFields: entry.selectableFields ?? [],
  };
}

/** Every served kind, in the order in which discovery names them. */
export const allResources: readonly ResourceInfo[] = kinds.map(resourceInfo);

const resourcesByKind: ReadonlyMap<string, ResourceInfo> = new Map(
  allResources.map((info) => [`${info.apiVersion} ${info.kind}`, info]),
);

const resourcesByName: ReadonlyMap<string, ResourceInfo> = new Map(
  allResources.map((info) => [`${info.group} ${info.resource}`, info]),
);

/** The served kind of an object, or undefined when no such kind is served in that version. */
export function resourceForKind(apiVersion: string, kind: string): ResourceInfo | undefined {
  return resourcesByKind.get(`${apiVersion} ${kind}`);
}

/** The served resource of a path, or undefined. `group` is `''` for the core group, `resource` the plural. */
export function resourceByName(group: string, resource: string): ResourceInfo | undefined {
  return resourcesByName.get(`${group} ${resource}`);
}

/** The subresource of a kind, or undefined when the kind has none of that name. */
export function subresourceByName(info: ResourceInfo, name: string): SubresourceInfo | undefined {
  return info.subresources.find((subresource) => subresource.name === name);
}

/** `deployments.apps` or `pods`: the resource with its group, as messages name it. */
export function qualifiedResource(info: { readonly group: string; readonly resource: string }): string {
  return info.group === '' ? info.resource : `${info.resource}.${info.group}`;
}

/** `Deployment.apps` or `Pod`: the kind with its group, as messages name it. */
export function qualifiedKind(info: { readonly group: string; readonly kind: string }): string {
  return info.group === '' ? info.kind : `${info.kind}.${info.group}`;
}

/** Splits `apps/v1` into group and version; `v1` is the core group. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return { group: '', version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
