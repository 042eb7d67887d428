/**
 * The kinds that the API server serves: names, verbs, subresources and where they are stored.
 *
 * A further kind is one entry in `kinds.ts`, its rules in `defaults/` and `validation/`, and its fields in `schema/`.
 */
import { PairTable } from './pair-table.ts';
import type { CustomServing } from './custom-serving.ts';
import { kinds, type KindEntry } from './kinds.ts';

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
  /** Objects are kept; reviews are only answered and metrics only read. */
  readonly isStored: boolean;
  /** The version in which objects are kept, `autoscaling/v2` for every HorizontalPodAutoscaler; clients of another get them converted. */
  readonly storedAs: string;
  /** Key prefix in etcd, without the name: `/registry/pods`. The same for all versions of a kind. */
  readonly etcdPrefix: string;
  /** Fields of a field selector besides metadata.name and metadata.namespace. */
  readonly selectableFields: readonly string[];
  /** What the definition of a custom resource says; built-in kinds have none. */
  readonly custom?: CustomServing;
}

/** What can be done with objects that are kept. */
export const allVerbs: readonly ResourceVerb[] = [
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
const connectVerbs: readonly ResourceVerb[] = ['create', 'get'];
const proxyVerbs: readonly ResourceVerb[] = ['create', 'delete', 'get', 'patch', 'update'];

/** Subresources of the same kind as their object, but with other verbs than reading and writing it. */
const specialVerbs: Readonly<Record<string, readonly ResourceVerb[]>> = { finalize: ['update'], log: ['get'] };

/** Subresources that speak another kind than the object they belong to. Models: pkg/registry/core/rest/storage_core.go (v1.37). */
const foreignSubresources: Readonly<Record<string, SubresourceInfo>> = {
  'pods/attach': { name: 'attach', group: '', version: 'v1', kind: 'PodAttachOptions', verbs: connectVerbs },
  'pods/exec': { name: 'exec', group: '', version: 'v1', kind: 'PodExecOptions', verbs: connectVerbs },
  'pods/portforward': {
    name: 'portforward',
    group: '',
    version: 'v1',
    kind: 'PodPortForwardOptions',
    verbs: connectVerbs,
  },
  'pods/proxy': { name: 'proxy', group: '', version: 'v1', kind: 'PodProxyOptions', verbs: proxyVerbs },
  'services/proxy': { name: 'proxy', group: '', version: 'v1', kind: 'ServiceProxyOptions', verbs: proxyVerbs },
  'nodes/proxy': { name: 'proxy', group: '', version: 'v1', kind: 'NodeProxyOptions', verbs: proxyVerbs },
  binding: { name: 'binding', group: '', version: 'v1', kind: 'Binding', verbs: ['create'] },
  eviction: { name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  scale: { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: objectSubresourceVerbs },
  token: { name: 'token', group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
};

function subresourceOf(entry: KindEntry, group: string, version: string, name: string): SubresourceInfo {
  const foreign = foreignSubresources[`${entry.resource}/${name}`] ?? foreignSubresources[name];
  if (foreign !== undefined) return foreign;
  return { name, group, version, kind: entry.kind, verbs: specialVerbs[name] ?? objectSubresourceVerbs };
}

function resourceInfo(entry: KindEntry): ResourceInfo {
  const group = entry.group ?? '';
  const version = entry.version ?? 'v1';
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const subresources = entry.subresources ?? [];
  return {
    group,
    version,
    apiVersion,
    kind: entry.kind,
    listKind: `${entry.kind}List`,
    resource: entry.resource,
    singular: entry.singular ?? entry.kind.toLowerCase(),
    shortNames: entry.shortNames ?? [],
    categories: entry.categories ?? [],
    namespaced: entry.clusterScoped !== true,
    verbs: entry.verbs ?? allVerbs,
    subresources: subresources.map((name) => subresourceOf(entry, group, version, name)),
    hasStatus: subresources.includes('status'),
    hasGeneration: entry.hasGeneration === true,
    isStored: entry.isStored !== false,
    storedAs: entry.storedAs ?? apiVersion,
    etcdPrefix: `/registry/${entry.etcdName ?? entry.resource}`,
    selectableFields: entry.selectableFields ?? [],
  };
}

/** Every served kind in every served version, in the order in which discovery names them: the preferred version of a group first. */
export const servedResources: readonly ResourceInfo[] = kinds.map(resourceInfo);

/** Every kind of which objects are kept, once, in the version in which they are. */
export const allResources: readonly ResourceInfo[] = servedResources.filter(
  (info) => info.isStored && info.storedAs === info.apiVersion,
);

const resourcesByKind = new PairTable<ResourceInfo>(servedResources.map((info) => [info.apiVersion, info.kind, info]));

/** The first of a name is of the group's preferred version. */
const resourcesByName = new PairTable<ResourceInfo>(
  [...servedResources].reverse().map((info) => [info.group, info.resource, info]),
);
const resourcesByVersion = new PairTable<ResourceInfo>(
  servedResources.map((info) => [info.apiVersion, info.resource, info]),
);
const resourcesByPrefix: ReadonlyMap<string, ResourceInfo> = new Map(
  allResources.map((info) => [info.etcdPrefix, info]),
);

/** The served kind of an object, or undefined when no such kind is served in that version. */
export function resourceForKind(apiVersion: string, kind: string): ResourceInfo | undefined {
  return resourcesByKind.get(apiVersion, kind);
}

/**
 * The served resource of a path, or undefined.
 * @param group `''` for the core group
 * @param resource the plural
 * @param version the group's preferred one when left out
 */
export function resourceByName(group: string, resource: string, version?: string): ResourceInfo | undefined {
  if (version === undefined) return resourcesByName.get(group, resource);
  return resourcesByVersion.get(group === '' ? version : `${group}/${version}`, resource);
}

/** The kind whose objects are kept below a key prefix of etcd, in the version in which they are kept. */
export function resourceByPrefix(etcdPrefix: string): ResourceInfo | undefined {
  return resourcesByPrefix.get(etcdPrefix);
}

/** The entry of the version in which the objects of a kind are kept; the given one when it is that. */
export function storedResource(info: ResourceInfo): ResourceInfo {
  return info.storedAs === info.apiVersion ? info : (resourcesByPrefix.get(info.etcdPrefix) ?? info);
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
