import type { Sim } from '../engine/engine.ts';
import { withFields } from '../engine/with-fields.ts';
import { subresourceByName, type ResourceInfo } from '../api/resources.ts';
import { conflict, methodNotSupported, notFound, serviceUnavailable, success, toInvalidStatus } from '../api/status.ts';
import type { Binding, Pod, PodCondition, PodStatus } from '../api/types.ts';
import { required } from '../api/validation/field-error.ts';
import { getStored } from '../etcd/etcd.ts';
import { decodeBody } from './decode.ts';
import type { UserInfo } from './door/user.ts';
import { prepareEviction } from './eviction.ts';
import { apiNow } from './metadata.ts';
import { put, refused, type Prepared } from './prepared.ts';
import { prepareOnScale } from './scale.ts';
import { storageKey } from './storage-key.ts';
import type { ApiRequest } from './types.ts';

/** Subresources that a kubelet answers; the API server passes them on. */
const passedOn: ReadonlySet<string> = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/**
 * Requests to subresources that are more than a part of their object; `null` for those that are handled as the object is
 * (`status`, `finalize`, `ephemeralcontainers`, `resize`).
 */
export function prepareOnSubresource(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  user: UserInfo,
): Prepared | null {
  const { subresource = '', verb } = request;
  const verbs: readonly string[] = subresourceByName(info, subresource)?.verbs ?? [];
  if (!verbs.includes(verb)) return refused('admit', methodNotSupported(info, verb));
  if (subresource === 'binding') return prepareBinding(sim, info, request);
  if (subresource === 'eviction') return prepareEviction(sim, info, request, user);
  if (subresource === 'scale') return prepareOnScale(sim, info, request, user);
  if (passedOn.has(subresource)) return refused('admit', serviceUnavailable('the kubelet answers by messages only'));
  return null;
}

/** The answer to a binding. */
const bound201 = { code: 201, body: { ...success(), code: 201 } };

/** What the scheduler had planned for a pod means nothing from the moment on at which the pod is bound. */
function withoutNomination(status: PodStatus): PodStatus {
  if (status.nominatedNodeName === undefined) return status;
  const { nominatedNodeName: _, ...rest } = status;
  return rest;
}

/**
 * Binds a pod to a node: the one way in which a pod gets its node.
 *
 * Models: pkg/registry/core/pod/storage/storage.go BindingREST.assignPod, setPodHostAndAnnotations (v1.37).
 */
function prepareBinding(sim: Sim, info: ResourceInfo, request: ApiRequest): Prepared {
  const name = request.name ?? '';
  const decoded = decodeBody({ group: '', version: 'v1', apiVersion: 'v1', kind: 'Binding' }, request);
  if (decoded.type === 'refused') return decoded;
  const key = storageKey(info, request.namespace ?? '', name);
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, name));
  const pod = stored.object as Pod;
  const nodeName = (decoded.body as Partial<Binding>).target?.name ?? '';
  if (nodeName === '') {
    return refused('validate', toInvalidStatus({ group: '', kind: 'Binding' }, name, [required('target.name')]));
  }
  if (pod.metadata?.deletionTimestamp !== undefined) {
    return refused('persist', conflict(info, name, `pod ${name} is being deleted, cannot be assigned to a host`));
  }
  if ((pod.spec?.schedulingGates ?? []).length > 0) {
    return refused('persist', conflict(info, name, `pod ${name} has non-empty .spec.schedulingGates`));
  }
  const bound = pod.spec?.nodeName ?? '';
  if (bound !== '')
    return refused('persist', conflict(info, name, `pod ${name} is already assigned to node "${bound}"`));
  const scheduled: PodCondition = { type: 'PodScheduled', status: 'True', lastTransitionTime: apiNow(sim) };
  const conditions = (pod.status?.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled');
  const object = withFields(pod, {
    spec: withFields(pod.spec ?? {}, { nodeName }),
    status: withFields(withoutNomination(pod.status ?? {}), { conditions: [...conditions, scheduled] }),
  }) as Pod;
  if (request.options?.dryRun === true) return { type: 'answer', response: bound201 };
  return { type: 'write', txns: [put(info.etcdPrefix, key, object, stored.modRevision)], code: 201, answer: bound201 };
}
