import type { Sim } from '../engine/engine.ts';
import { applyDefaults } from '../api/defaults/defaults.ts';
import { deepEqual } from '../api/deep-equal.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { alreadyExists, badRequest, conflict, forbidden, notFound, toInvalidStatus } from '../api/status.ts';
import type { KubeObject, Node, Pod, PodSpec, Service } from '../api/types.ts';
import { invalid, required, type FieldError } from '../api/validation/field-error.ts';
import { validateCreate, validateStatusUpdate, validateUpdate } from '../api/validation/validation.ts';
import { getStored, type StoredObject } from '../etcd/etcd.ts';
import { checkNamespace } from './admission/namespace-lifecycle.ts';
import { taintNewNode } from './admission/taint-nodes.ts';
import { generateName, newMetadata, updatedMetadata } from './metadata.ts';
import { admitPodSpec } from './pod-strategy.ts';
import { answer, put, refused, type Prepared } from './prepared.ts';
import { allocateService } from './service-allocator.ts';
import type { ApiRequest } from './types.ts';

/** An object of any kind, seen through the parts that all have. */
type Loose = KubeObject & { spec?: unknown; status?: unknown };

/** Key of an object below its resource's prefix. */
export function storageKey(info: ResourceInfo, namespace: string, name: string): string {
  return info.namespaced ? `${namespace}/${name}` : name;
}

/**
 * Takes a new object through naming, defaults, admission and validation.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go Create (v1.37).
 */
export function prepareCreate(sim: Sim, info: ResourceInfo, request: ApiRequest): Prepared {
  const given = request.body as Loose;
  const namespace = info.namespaced ? (request.namespace ?? given.metadata?.namespace ?? 'default') : '';
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
  const stranger = info.namespaced ? checkNamespace(sim, info, namespace, name) : null;
  if (stranger !== null) return refused('admit', stranger);
  const key = storageKey(info, namespace, name);
  if (getStored(sim, info.etcdPrefix, key) !== undefined) return refused('persist', alreadyExists(info, name));
  const metadata = newMetadata(sim, info, given, namespace, name);
  const object: Loose = { ...given, apiVersion: info.apiVersion, kind: info.kind, metadata };
  const admitted = admitNew(sim, info, object, name, request.options?.dryRun === true);
  if ('type' in admitted) return admitted;
  if (request.options?.dryRun === true) return answer(201, admitted.object);
  return { type: 'write', txns: [put(info.etcdPrefix, key, admitted.object, 0)], code: 201, answer: null };
}

function admitNew(
  sim: Sim,
  info: ResourceInfo,
  object: Loose,
  name: string,
  isDryRun: boolean,
): Prepared | { object: KubeObject } {
  const errors = (list: readonly FieldError[]): Prepared => refused('validate', toInvalidStatus(info, name, list));
  if (info.kind === 'Pod') return admitNewPod(info, object as Pod, name);
  let admitted: Loose = applyDefaults(object);
  if (info.kind === 'Node') admitted = taintNewNode(admitted as Node);
  else if (info.hasStatus && !keepsStatus.has(info.kind)) admitted = { ...admitted, status: initialStatus(info.kind) };
  const problems = validateCreate(admitted);
  if (problems.length > 0) return errors(problems);
  if (info.kind === 'Service') {
    const allocated = allocateService(sim, admitted as Service, undefined, isDryRun);
    if ('error' in allocated) return errors([invalid(allocated.field, allocated.value, allocated.error)]);
    admitted = allocated.service;
  }
  return { object: admitted };
}

/** Kinds whose status a client may set when it creates the object. */
const keepsStatus: ReadonlySet<string> = new Set(['Namespace', 'Node']);

function initialStatus(kind: string): unknown {
  return kind === 'Service' ? { loadBalancer: {} } : {};
}

/** Specs that passed validation: pods of one template share one spec object. A cache of a pure function. */
const validSpecs = new WeakSet<PodSpec>();

function admitNewPod(info: ResourceInfo, pod: Pod, name: string): Prepared | { object: KubeObject } {
  if (pod.spec === undefined || !Array.isArray(pod.spec.containers)) {
    return refused('validate', toInvalidStatus(info, name, validateCreate(pod)));
  }
  const { spec, qosClass } = admitPodSpec(pod.spec);
  if (spec === null) {
    return refused(
      'admit',
      forbidden(info, name, `no PriorityClass with name ${pod.spec.priorityClassName ?? ''} was found`),
    );
  }
  const object: Pod = { ...pod, spec, status: { phase: 'Pending', qosClass } };
  if (!validSpecs.has(spec)) {
    const problems = validateCreate(object);
    if (problems.length > 0) return refused('validate', toInvalidStatus(info, name, problems));
    validSpecs.add(spec);
  }
  return { object };
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
  change: (stored: KubeObject) => KubeObject,
): Prepared {
  const name = request.name ?? '';
  const key = storageKey(info, request.namespace ?? '', name);
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, name));
  const wanted = change(stored.object) as Loose;
  const version = wanted.metadata?.resourceVersion;
  if (version !== undefined && version !== '' && version !== stored.object.metadata?.resourceVersion) {
    return refused('persist', conflict(info, name));
  }
  const uid = wanted.metadata?.uid;
  if (uid !== undefined && uid !== '' && uid !== stored.object.metadata?.uid) {
    return refused(
      'persist',
      conflict(
        info,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored.object.metadata?.uid ?? ''}`,
      ),
    );
  }
  const next =
    request.subresource === 'status'
      ? withStatus(stored.object, wanted)
      : withSpec(sim, info, stored.object, wanted, request.options?.dryRun === true);
  if ('error' in next) return refused('validate', toInvalidStatus(info, name, [next.error]));
  if (deepEqual(next.object, stored.object)) return answer(200, stored.object);
  const validate = request.subresource === 'status' ? validateStatusUpdate : validateUpdate;
  const problems = validate(next.object, stored.object);
  if (problems.length > 0) return refused('validate', toInvalidStatus(info, name, problems));
  if (request.options?.dryRun === true) return answer(200, next.object);
  return finishUpdate(info, key, stored, next.object);
}

/** Writes an update, or deletes the object when the update took its last finalizer. */
function finishUpdate(info: ResourceInfo, key: string, stored: StoredObject, object: Loose): Prepared {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata ?? {};
  const isFree = (finalizers ?? []).length === 0 && !hasSpecFinalizers(object);
  const isGone = deletionTimestamp !== undefined && isFree && (deletionGracePeriodSeconds ?? 0) === 0;
  return {
    type: 'write',
    txns: [
      { op: isGone ? 'delete' : 'put', prefix: info.etcdPrefix, key, object, expectedRevision: stored.modRevision },
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
function withStatus(stored: Loose, wanted: Loose): { object: Loose } {
  const annotations = wanted.metadata?.annotations;
  const object = { ...stored, status: wanted.status };
  if (annotations === undefined || deepEqual(annotations, stored.metadata?.annotations)) return { object };
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
  if (object.spec !== stored.spec || !info.hasStatus) object = applyDefaults(object);
  if (info.kind === 'Service') {
    const allocated = allocateService(sim, object as Service, stored as Service, isDryRun);
    if ('error' in allocated) return { error: invalid(allocated.field, allocated.value, allocated.error) };
    object = allocated.service;
  }
  if (info.hasGeneration && !deepEqual(object.spec, stored.spec)) {
    object = { ...object, metadata: { ...metadata, generation: (metadata.generation ?? 0) + 1 } };
  }
  return { object };
}
