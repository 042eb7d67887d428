import type { Sim } from '../engine/engine.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { conflict, notFound, success } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { KubeObject, Mutable, ObjectMeta, Pod } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { getStored, rangeStored, type StoredObject, type Txn } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { chainOf, mutate, validate } from './door/admission/chain.ts';
import type { UserInfo } from './door/user.ts';
import { answer, refused, type Calling, type Postponed, type Prepared, type Refused } from './prepared.ts';
import { withCleanup } from '../api/strategies/custom-resource-definition.ts';
import { apiNow } from './metadata.ts';
import { filterOf } from './read.ts';
import { storageKey } from './storage-key.ts';
import { hasSpecFinalizers } from './write.ts';
import type { ApiRequest, RequestOptions } from './types.ts';

const defaultPodGraceSeconds = 30;

/**
 * Deletes an object: at once, or by marking it until its grace is over and its finalizers are gone.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go BeforeDelete, registry/store.go Delete (v1.37).
 */
export function prepareDelete(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const name = request.name ?? '';
  const key = storageKey(info, request.namespace ?? '', name);
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, name));
  const options = request.options ?? {};
  const refusal = admitDeletion(sim, info, request, user, stored.object, name);
  if (refusal !== null) return refusal;
  const broken = brokenPrecondition(stored.object.metadata ?? {}, options);
  // The early check names the kind, and of no group: that of the internal types.
  if (broken !== '') return refused('persist', conflict({ group: '', resource: info.kind }, name, broken));
  const txn = deletionOf(sim, info, key, stored, options);
  if (txn === null) return answer(200, stored.object);
  if (options.dryRun === true) return answer(200, txn.object);
  const uid = stored.object.metadata?.uid ?? '';
  const gone = success({ name, ...(info.group === '' ? {} : { group: info.group }), kind: info.resource, uid });
  return { type: 'write', txns: [txn], code: 200, answer: txn.op === 'delete' ? { code: 200, body: gone } : null };
}

/** Asks the admission plugins about the deletion of one object. */
function admitDeletion(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  user: UserInfo,
  object: KubeObject,
  name: string,
): Refused | Postponed | Calling | null {
  const chain = chainOf(sim, info, '', 'DELETE');
  if (chain.mutating.length === 0 && chain.validating.length === 0) return null;
  const namespace = object.metadata?.namespace ?? '';
  const isDryRun = request.options?.dryRun === true;
  const operation = 'DELETE';
  const attributes = {
    operation,
    info,
    subresource: '',
    namespace,
    name,
    user,
    object,
    old: object,
    isDryRun,
    said: request.said,
  } as const;
  const mutated = mutate(sim, chain, attributes);
  if (mutated.type !== 'mutated') return mutated;
  const verdict = validate(sim, chain, attributes, name, object);
  return verdict.type === 'validated' ? null : verdict;
}

/** Deletes all objects of a kind in a namespace that the selectors pick; the answer lists them. Models: registry/store.go DeleteCollection (v1.37). */
export function prepareDeleteCollection(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const filter = filterOf(info, request);
  if ('status' in filter) return refused('admit', filter.status);
  const txns: Txn[] = [];
  const items: KubeObject[] = [];
  for (const stored of rangeStored(sim, info.etcdPrefix)) {
    if (!filter.matches(stored.object)) continue;
    const { namespace, name } = stored.object.metadata ?? {};
    const refusal = admitDeletion(sim, info, request, user, stored.object, name ?? '');
    if (refusal !== null) return refusal;
    const txn = deletionOf(sim, info, storageKey(info, namespace ?? '', name ?? ''), stored, request.options ?? {});
    if (txn !== null) txns.push(txn);
    items.push(txn?.object ?? stored.object);
  }
  const metadata = { resourceVersion: String(currentRevision(sim)) };
  const deleted = { code: 200, body: { apiVersion: info.apiVersion, kind: info.listKind, metadata, items } };
  if (txns.length === 0 || request.options?.dryRun === true) return { type: 'answer', response: deleted };
  return { type: 'write', txns, code: 200, answer: deleted };
}

/** Models: apiserver pkg/registry/rest/delete.go BeforeDelete (v1.37). */
function brokenPrecondition(metadata: ObjectMeta, options: RequestOptions): string {
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ''})`;
    return `${why}. The object might have been deleted and then recreated`;
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const record = metadata.resourceVersion ?? '';
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${record})`;
    return `${why}. The object might have been modified`;
  }
  return '';
}

/** The write that a deletion comes to; `null` when it changes nothing any more. */
function deletionOf(
  sim: Sim,
  info: ResourceInfo,
  key: string,
  stored: StoredObject,
  options: RequestOptions,
): Txn | null {
  const isFresh = stored.object.metadata?.deletionTimestamp === undefined;
  const isDefinition = info.kind === 'CustomResourceDefinition' && info.custom === undefined;
  const object = isDefinition && isFresh ? withCleanup(stored.object, apiNow(sim)) : stored.object;
  const metadata = object.metadata ?? {};
  const graceSeconds = graceOf(info, object, options);
  const finalizers = finalizersAfter(metadata.finalizers ?? [], options);
  const waits = finalizers.length > 0 || hasSpecFinalizers(object);
  const base = { prefix: info.etcdPrefix, key, expectedRevision: stored.modRevision };
  if (graceSeconds === 0 && !waits) return { ...base, op: 'delete', object };
  const isMarked = metadata.deletionTimestamp !== undefined;
  const shrinks = graceSeconds < (metadata.deletionGracePeriodSeconds ?? 0);
  if (isMarked && !shrinks && finalizers.length === (metadata.finalizers ?? []).length) return null;
  return { ...base, op: 'put', object: marked(sim, object, graceSeconds, finalizers, isMarked && !shrinks) };
}

/** A negative grace is a second. Models: pkg/registry/core/pod/strategy.go CheckGracefulDelete, registry/rest/delete.go BeforeDelete (v1.37). */
function graceOf(info: ResourceInfo, object: KubeObject, options: RequestOptions): number {
  if (info.kind !== 'Pod') return 0;
  const pod = object as Pod;
  const { phase } = pod.status ?? {};
  if ((pod.spec?.nodeName ?? '') === '' || phase === 'Succeeded' || phase === 'Failed') return 0;
  const asked = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? defaultPodGraceSeconds;
  return asked < 0 ? 1 : asked;
}

const orphanFinalizer = 'orphan';
const foregroundFinalizer = 'foregroundDeletion';

function finalizersAfter(finalizers: readonly string[], options: RequestOptions): string[] {
  if (options.propagationPolicy === undefined) return [...finalizers];
  const rest = finalizers.filter((finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer);
  if (options.propagationPolicy === 'Orphan') rest.push(orphanFinalizer);
  if (options.propagationPolicy === 'Foreground') rest.push(foregroundFinalizer);
  return rest;
}

function marked(
  sim: Sim,
  object: KubeObject,
  graceSeconds: number,
  finalizers: string[],
  keepsTime: boolean,
): KubeObject {
  const metadata: Mutable<ObjectMeta> = { ...object.metadata };
  if (!keepsTime) {
    metadata.deletionTimestamp = formatTime(sim.now + graceSeconds * 1_000_000, worldSettings(sim).epochMs);
    metadata.deletionGracePeriodSeconds = graceSeconds;
    if (metadata.generation !== undefined) metadata.generation += 1;
  }
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  const deleted: KubeObject & { status?: object } = { ...object, metadata };
  if (object.kind === 'Namespace') deleted.status = { ...deleted.status, phase: 'Terminating' };
  return deleted;
}
