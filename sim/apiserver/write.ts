import type { Sim } from '../engine/engine.ts';
import { withFields } from '../engine/with-fields.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { deepEqual } from '../api/deep-equal.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { alreadyExists, badRequest, conflict, notFound, toInvalidStatus } from '../api/status.ts';
import type { KubeObject, Pod, PodSpec, Service, Status } from '../api/types.ts';
import { invalid, required, type FieldError } from '../api/validation/field-error.ts';
import { validateCreate } from '../api/validation/validation.ts';
import { getStored, type StoredObject } from '../etcd/etcd.ts';
import { chainOf, mutate, validate, type Chain } from './door/admission/chain.ts';
import type { Attributes } from './door/admission/plugin.ts';
import { mutatePod } from './door/admission/pod-template.ts';
import type { UserInfo } from './door/user.ts';
import { checkChanged, checkNew, fillIn, shapeChanged, shapeNew } from './kind-strategy.ts';
import { generateName, newMetadata, updatedMetadata } from './metadata.ts';
import { withPart } from './parts.ts';
import { answer, put, refused, type Calling, type Postponed, type Prepared, type Refused } from './prepared.ts';
import { allocateService } from './service-allocator.ts';
import { storageKey } from './storage-key.ts';
import { trackChange, trackCreate } from './track.ts';
import type { ApiRequest } from './types.ts';
import { updatesUnconditionally } from './unconditional.ts';

/** An object of any kind, seen through the parts that all have. */
type Loose = KubeObject & { spec?: unknown; status?: unknown };

/**
 * Takes a new object through naming, defaults, admission and validation.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go Create (v1.37).
 */
export function prepareCreate(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const given = request.body as Loose;
  const namespace = info.namespaced ? (request.namespace ?? given.metadata?.namespace ?? 'default') : '';
  // Differs: a real server says so with code 500.
  if ((given.metadata?.resourceVersion ?? '') !== '') {
    return refused('persist', badRequest('resourceVersion should not be set on objects to be created'));
  }
  const base = given.metadata?.generateName;
  const asked = given.metadata?.name ?? '';
  const name = asked !== '' ? asked : base === undefined ? '' : generateName(sim, namespace, base);
  if (name === '') {
    return refused(
      'validate',
      toInvalidStatus(info, '', [required('metadata.name', 'name or generateName is required')]),
    );
  }
  if (given.metadata?.namespace !== undefined && info.namespaced && given.metadata.namespace !== namespace) {
    return refused(
      'admit',
      badRequest('the namespace of the provided object does not match the namespace sent on the request'),
    );
  }
  const metadata = newMetadata(sim, info, given, namespace, name);
  let object: Loose = withFields(given, { apiVersion: info.apiVersion, kind: info.kind, metadata });
  const managedFields = trackCreate(sim, info, request, user, () => fillIn(info, object))?.managedFields;
  if (managedFields !== undefined) object = { ...object, metadata: { ...metadata, managedFields } };
  const isDryRun = request.options?.dryRun === true;
  const attributes: Attributes = {
    operation: 'CREATE',
    info,
    subresource: '',
    namespace,
    name: asked !== '' ? asked : (base ?? ''),
    user,
    object,
    old: null,
    isDryRun,
    said: request.said,
  };
  const chain = chainOf(sim, info, '', 'CREATE');
  const admit = info.kind === 'Pod' ? admitNewPod : admitNew;
  const admitted = admit(sim, chain, attributes, name);
  if (admitted.type !== 'admitted') return admitted;
  const key = storageKey(info, namespace, name);
  // Where nobody else is to be asked, etcd's own comparison says whether the object is there already.
  const isAsked = isDryRun || chain.validating.length > 0;
  if (isAsked && getStored(sim, info.etcdPrefix, key) !== undefined) {
    return refused('persist', alreadyExists(info, name));
  }
  const verdict = validate(sim, chain, attributes, name, admitted.object);
  if (verdict.type !== 'validated') return verdict;
  const told = warningsOf(admitted.warnings, verdict.warnings);
  if (isDryRun) return { type: 'answer', response: { code: 201, body: admitted.object, ...told } };
  return {
    type: 'write',
    txns: [put(info.etcdPrefix, key, asVersion(admitted.object, info.storedAs), 0)],
    code: 201,
    answer: null,
    ...told,
  };
}

/** A new object that the mutating plugins, the strategy and its validation have let pass. */
interface Admitted {
  readonly type: 'admitted';
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

function warningsOf(first: readonly string[], second: readonly string[]): { warnings?: readonly string[] } {
  return first.length + second.length === 0 ? noWarnings : { warnings: [...first, ...second] };
}
const noWarnings = {};

function admitNew(
  sim: Sim,
  chain: Chain,
  attributes: Attributes,
  name: string,
): Admitted | Refused | Postponed | Calling {
  const { info, isDryRun } = attributes;
  const errors = (list: readonly FieldError[]): Refused => refused('validate', toInvalidStatus(info, name, list));
  const filled = fillIn(info, attributes.object);
  const mutated = mutate(sim, chain, filled === attributes.object ? attributes : { ...attributes, object: filled });
  if (mutated.type !== 'mutated') return mutated;
  let admitted: Loose = shapeNew(info, mutated.object);
  const problems = checkNew(info, admitted);
  if (problems.length > 0) return errors(problems);
  if (info.kind === 'Service') {
    const allocated = allocateService(sim, admitted as Service, undefined, isDryRun);
    if ('error' in allocated) return errors([invalid(allocated.field, allocated.value, allocated.error)]);
    admitted = allocated.service;
  }
  return { type: 'admitted', object: admitted, warnings: mutated.warnings };
}

/** Specs that passed validation: pods of one template share one spec object. A cache of a pure function. */
const validSpecs = new WeakSet<PodSpec>();

function admitNewPod(
  sim: Sim,
  chain: Chain,
  attributes: Attributes,
  name: string,
): Admitted | Refused | Postponed | Calling {
  const { info } = attributes;
  const pod = attributes.object as Pod;
  if (pod.spec === undefined || !Array.isArray(pod.spec.containers)) {
    return refused('validate', toInvalidStatus(info, name, validateCreate(pod)));
  }
  const mutated = mutatePod(sim, chain, attributes, pod.spec);
  if (mutated.type !== 'mutated') return mutated;
  const { object } = mutated;
  const spec = (object as Pod).spec as PodSpec;
  if (!validSpecs.has(spec)) {
    const problems = validateCreate(object);
    if (problems.length > 0) return refused('validate', toInvalidStatus(info, name, problems));
    validSpecs.add(spec);
  }
  return { type: 'admitted', object, warnings: mutated.warnings };
}

/**
 * Takes a changed object (the whole of it, or its status) through preparation and validation.
 *
 * @param change gives the wanted object from the stored one; called again when a conflict asks for another try
 * Models: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go Update (v1.37).
 */
export function prepareUpdate(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  user: UserInfo,
  change: (stored: KubeObject) => KubeObject,
): Prepared {
  const name = request.name ?? '';
  const key = storageKey(info, request.namespace ?? '', name);
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, name));
  const old = asVersion(stored.object, info.apiVersion);
  const wanted = change(old) as Loose;
  const version = wanted.metadata?.resourceVersion;
  if (version !== undefined && version !== '') {
    if (version !== stored.object.metadata?.resourceVersion) return refused('persist', conflict(info, name));
  } else if (request.verb === 'update' && !updatesUnconditionally(info)) {
    const problem = invalid('metadata.resourceVersion', 0, 'must be specified for an update');
    return refused('persist', toInvalidStatus({ group: info.group, kind: info.resource }, name, [problem]));
  }
  const uid = wanted.metadata?.uid ?? '';
  if (uid !== '' && uid !== stored.object.metadata?.uid) {
    return refused('persist', otherUid(info, key, name, { verb: request.verb, uid, stored: stored.object }));
  }
  const { subresource = '' } = request;
  const isDryRun = request.options?.dryRun === true;
  const changed =
    subresource === 'status'
      ? withStatus(info, old, wanted)
      : withSpec(sim, info, old, ofPart(subresource, old, wanted), isDryRun);
  if ('error' in changed) return refused('validate', toInvalidStatus(info, name, [changed.error]));
  const objects = { stored: old, wanted, next: changed.object };
  const next: { object: Loose } = { object: trackChange(sim, info, request, user, objects) };
  if (deepEqual(next.object, old)) return answer(200, old);
  const chain = chainOf(sim, info, subresource, 'UPDATE');
  if (chain.mutating.length === 0 && chain.validating.length === 0) {
    const problems = checkChanged(info, subresource, next.object, old);
    if (problems.length > 0) return refused('validate', toInvalidStatus(info, name, problems));
    return isDryRun ? answer(200, next.object) : finishUpdate(info, key, stored, next.object);
  }
  const { namespace = '' } = request;
  const { said } = request;
  const operation = 'UPDATE';
  const asked = {
    operation,
    info,
    subresource,
    namespace,
    name,
    user,
    object: next.object,
    old,
    isDryRun,
    said,
  } as const;
  const mutated = mutate(sim, chain, asked);
  if (mutated.type !== 'mutated') return mutated;
  const { object } = mutated;
  const problems = checkChanged(info, subresource, object, old);
  if (problems.length > 0) return refused('validate', toInvalidStatus(info, name, problems));
  const verdict = validate(sim, chain, asked, name, object);
  if (verdict.type !== 'validated') return verdict;
  const told = warningsOf(mutated.warnings, verdict.warnings);
  if (isDryRun) return { type: 'answer', response: { code: 200, body: object, ...told } };
  const finished = finishUpdate(info, key, stored, object);
  return told === noWarnings ? finished : { ...finished, ...told };
}

interface OtherUid {
  readonly verb: ApiRequest['verb'];
  readonly uid: string;
  readonly stored: KubeObject;
}

/**
 * Somebody means an object that was there before under the same name, or wants to give an object another identity.
 * Models: apiserver pkg/storage/interfaces.go Preconditions.Check, apimachinery pkg/api/validation ValidateObjectMetaUpdate (v1.37).
 */
function otherUid(info: ResourceInfo, key: string, name: string, { verb, uid, stored }: OtherUid): Status {
  if (verb === 'patch') return toInvalidStatus(info, name, [invalid('metadata.uid', uid, 'field is immutable')]);
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored.metadata?.uid ?? ''}`;
  const place = `Code: 4, Key: ${info.etcdPrefix}/${key}, ResourceVersion: 0`;
  return conflict(info, name, `StorageError: invalid object, ${place}, AdditionalErrorMsg: ${why}`);
}

/** What a write through a subresource wants of the whole object. */
function ofPart(subresource: string, stored: Loose, wanted: Loose): Loose {
  // What holds a namespace is written through `finalize` alone.
  if (stored.kind === 'Namespace' && subresource === '') return { ...wanted, spec: stored.spec };
  return subresource === 'ephemeralcontainers' || subresource === 'resize'
    ? withPart(subresource, stored, wanted)
    : wanted;
}

/** Writes an update, or deletes the object when the update took its last finalizer. */
function finishUpdate(info: ResourceInfo, key: string, stored: StoredObject, object: Loose): Prepared {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata ?? {};
  const isFree = (finalizers ?? []).length === 0 && !hasSpecFinalizers(object);
  const isGone = deletionTimestamp !== undefined && isFree && (deletionGracePeriodSeconds ?? 0) === 0;
  return {
    type: 'write',
    txns: [
      {
        op: isGone ? 'delete' : 'put',
        prefix: info.etcdPrefix,
        key,
        object: asVersion(object, info.storedAs),
        expectedRevision: stored.modRevision,
      },
    ],
    code: 200,
    answer: null,
  };
}

/** Namespaces keep finalizers in their spec. */
export function hasSpecFinalizers(object: Loose): boolean {
  return (
    object.kind === 'Namespace' && ((object.spec as { finalizers?: string[] } | undefined)?.finalizers ?? []).length > 0
  );
}

/** A status update keeps the spec, and takes annotations too. Models: pkg/registry/apps/deployment/strategy.go deploymentStatusStrategy (v1.37). */
function withStatus(info: ResourceInfo, stored: Loose, wanted: Loose): { object: Loose } {
  const annotations = wanted.metadata?.annotations;
  const object = withFields(stored, { status: wanted.status });
  if (info.custom !== undefined || annotations === undefined) return { object };
  if (deepEqual(annotations, stored.metadata?.annotations)) return { object };
  return { object: { ...object, metadata: { ...stored.metadata, annotations } } };
}

function withSpec(
  sim: Sim,
  info: ResourceInfo,
  stored: Loose,
  wanted: Loose,
  isDryRun: boolean,
): { object: Loose } | { error: FieldError } {
  const metadata = updatedMetadata(stored.metadata ?? {}, wanted.metadata ?? {});
  let object: Loose = { ...wanted, apiVersion: info.apiVersion, kind: info.kind, metadata };
  if (info.hasStatus) {
    if (stored.status === undefined) delete object.status;
    else object.status = stored.status;
  }
  if (object.spec !== stored.spec || !info.hasStatus || info.custom !== undefined) object = fillIn(info, object);
  if (info.kind === 'Service') {
    const allocated = allocateService(sim, object as Service, stored as Service, isDryRun);
    if ('error' in allocated) return { error: invalid(allocated.field, allocated.value, allocated.error) };
    object = allocated.service;
  }
  return { object: shapeChanged(info, object, stored) };
}
