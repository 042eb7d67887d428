/** What objects take from a ResourceQuota. Models: pkg/quota/v1/evaluator/core, pkg/quota/v1/install (v1.37). */
import { mustParseQuantity, type Quantity } from '../quantity.ts';
import { qualifiedResource } from '../resources.ts';
import type { KubeObject, PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../types.ts';
import { podInScope, podUsage, type ScopeRequirement } from './pod-usage.ts';
import { addLists, maskList, readList, type ResourceList } from './resource-list.ts';

/** A kind that a quota may count. */
export interface CountedKind {
  readonly group: string;
  readonly resource: string;
}

const one = mustParseQuantity('1');
const zero = mustParseQuantity('0');
const nothing: ResourceList = new Map();

/** Core kinds that quotas name without `count/`, besides pods, Services and claims. */
const plainlyCounted: ReadonlySet<string> = new Set([
  'configmaps',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
]);

/**
 * What one object takes, by the names that quotas use.
 *
 * @param nowMicros the instant, micros since 1970
 */
export function usageOf(kind: CountedKind, object: KubeObject, nowMicros: number): ResourceList {
  const isCore = kind.group === '';
  if (isCore && kind.resource === 'pods') return podUsage(object as Pod, nowMicros);
  const usage = new Map<string, Quantity>([[`count/${qualifiedResource(kind)}`, one]]);
  if (!isCore) return usage;
  if (kind.resource === 'services') addService(usage, object as Service);
  else if (kind.resource === 'persistentvolumeclaims') addClaim(usage, object as PersistentVolumeClaim);
  else if (plainlyCounted.has(kind.resource)) usage.set(kind.resource, one);
  return usage;
}

function addService(usage: Map<string, Quantity>, { spec }: Service): void {
  const ports = spec?.ports ?? [];
  usage.set('services', one);
  if (spec?.type === 'NodePort') usage.set('services.nodeports', mustParseQuantity(ports.length));
  if (spec?.type !== 'LoadBalancer') return;
  const allocates = spec.allocateLoadBalancerNodePorts !== false;
  const nodePorts = allocates ? ports.length : ports.filter((port) => (port.nodePort ?? 0) !== 0).length;
  usage.set('services.nodeports', mustParseQuantity(nodePorts));
  usage.set('services.loadbalancers', one);
}

function addClaim(usage: Map<string, Quantity>, { metadata, spec }: PersistentVolumeClaim): void {
  const storage = spec?.resources?.requests?.['storage'];
  const className = metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
  const byClass = `${className}.storageclass.storage.k8s.io/`;
  usage.set('persistentvolumeclaims', one);
  if (className !== '') usage.set(`${byClass}persistentvolumeclaims`, one);
  if (storage === undefined) return;
  usage.set('requests.storage', mustParseQuantity(storage));
  if (className !== '') usage.set(`${byClass}requests.storage`, mustParseQuantity(storage));
}

/** The scopes of a quota, both ways of writing them together. */
export function scopesOf({ spec }: ResourceQuota): ScopeRequirement[] {
  const plain = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...(spec?.scopeSelector?.matchExpressions ?? [])];
}

/** Whether an object is in all scopes of a quota; only pods can be in one. */
export function isInScopes(kind: CountedKind, object: KubeObject, scopes: readonly ScopeRequirement[]): boolean {
  if (scopes.length === 0) return true;
  const isPod = kind.group === '' && kind.resource === 'pods';
  return isPod && scopes.every((scope) => podInScope(object as Pod, scope));
}

/** Kinds of the core group whose objects a resource name of a quota is about. */
const kindsByPlainName: Readonly<Record<string, string>> = {
  'requests.storage': 'persistentvolumeclaims',
  persistentvolumeclaims: 'persistentvolumeclaims',
  services: 'services',
  'services.loadbalancers': 'services',
  'services.nodeports': 'services',
  configmaps: 'configmaps',
  replicationcontrollers: 'replicationcontrollers',
  resourcequotas: 'resourcequotas',
  secrets: 'secrets',
};

/** The kind that a resource name of a quota counts: what is no name of its own is a pod's. */
export function countedKindOf(name: string): CountedKind {
  if (name.startsWith('count/')) {
    const [resource = '', ...group] = name.slice('count/'.length).split('.');
    return { group: group.join('.'), resource };
  }
  const isStorage = name.includes('.storageclass.storage.k8s.io/');
  return { group: '', resource: isStorage ? 'persistentvolumeclaims' : (kindsByPlainName[name] ?? 'pods') };
}

/** The kinds that a quota counts, each once. */
export function countedKinds(quota: ResourceQuota): CountedKind[] {
  const kinds = new Map<string, CountedKind>();
  for (const name of Object.keys(quota.spec?.hard ?? {}).sort()) {
    const kind = countedKindOf(name);
    kinds.set(qualifiedResource(kind), kind);
  }
  return [...kinds.values()];
}

/** Objects of one kind. */
export interface CountedObjects {
  readonly kind: CountedKind;
  readonly objects: readonly KubeObject[];
}

/**
 * The status that a quota comes to: its limits and what is used of each.
 *
 * Models: pkg/controller/resourcequota/resource_quota_controller.go syncResourceQuota, quota/v1 CalculateUsage (v1.37).
 * @param nowMicros the instant, micros since 1970
 */
export function quotaUsage(
  quota: ResourceQuota,
  counted: readonly CountedObjects[],
  nowMicros: number,
): { hard: ResourceList; used: ResourceList } {
  const hard = readList(quota.spec?.hard);
  const scopes = scopesOf(quota);
  let used: ResourceList = new Map([...hard.keys()].map((name) => [name, zero]));
  for (const { kind, objects } of counted) {
    for (const object of objects) {
      if (!isInScopes(kind, object, scopes)) continue;
      used = addLists(used, maskList(usageOf(kind, object, nowMicros), hard.keys()));
    }
  }
  return { hard, used: hard.size === 0 ? nothing : used };
}
