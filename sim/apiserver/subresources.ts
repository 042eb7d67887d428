import type { Sim } from '../engine/engine.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { conflict, notFound } from '../api/status.ts';
import { success } from '../api/status.ts';
import type { Binding, Deployment, KubeObject, Pod, PodCondition, ReplicaSet } from '../api/types.ts';
import { getStored } from '../etcd/etcd.ts';
import { customScale, withCustomReplicas, type ScaleValues } from './custom/scale.ts';
import type { UserInfo } from './door/user.ts';
import { apiNow } from './metadata.ts';
import { put, refused, type Prepared } from './prepared.ts';
import { prepareUpdate, storageKey } from './write.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

/**
 * Binds a pod to a node: the one way in which a pod gets its node.
 *
 * Models: pkg/registry/core/pod/storage/storage.go BindingREST.assignPod, setPodHostAndAnnotations (v1.37).
 */
export function prepareBinding(sim: Sim, info: ResourceInfo, request: ApiRequest): Prepared {
  const name = request.name ?? '';
  const key = storageKey(info, request.namespace ?? '', name);
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, name));
  const pod = stored.object as Pod;
  const nodeName = (request.body as Binding).target.name ?? '';
  if (pod.metadata?.deletionTimestamp !== undefined) {
    return refused('persist', conflict(info, name, `pod ${name} is being deleted, cannot be assigned to a host`));
  }
  const bound = pod.spec?.nodeName ?? '';
  if (bound !== '')
    return refused('persist', conflict(info, name, `pod ${name} is already assigned to node "${bound}"`));
  const scheduled: PodCondition = { type: 'PodScheduled', status: 'True', lastTransitionTime: apiNow(sim) };
  const conditions = (pod.status?.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled');
  const object = {
    ...pod,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...conditions, scheduled] },
  } as Pod;
  return {
    type: 'write',
    txns: [put(info.etcdPrefix, key, object, stored.modRevision)],
    code: 201,
    answer: { code: 201, body: { ...success(), code: 201 } },
  };
}

interface Scale extends KubeObject {
  spec: { replicas: number };
  status: { replicas: number; selector: string };
}

/** The scale of an object. Models: pkg/registry/apps/deployment/storage scaleFromDeployment (v1.37). */
export function scaleOf(info: ResourceInfo, object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const { replicas, statusReplicas, selector } =
    info.custom === undefined ? workloadScale(object) : customScale(info.custom, object);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: JSON.parse(
      JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp }),
    ) as Scale['metadata'] & object,
    spec: { replicas },
    status: { replicas: statusReplicas, selector },
  };
}

function workloadScale(object: KubeObject): ScaleValues {
  const { spec, status } = object as Deployment | ReplicaSet;
  const labels = spec?.selector?.matchLabels ?? {};
  const selector = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(',');
  return { replicas: spec?.replicas ?? 0, statusReplicas: status?.replicas ?? 0, selector };
}

/** Sets the replicas of an object through its scale. @param change gives the wanted scale from the present one */
export function prepareScale(
  sim: Sim,
  info: ResourceInfo,
  request: ApiRequest,
  user: UserInfo,
  change: (scale: KubeObject) => KubeObject,
): Prepared {
  const { subresource: _, ...onObject } = request;
  const prepared = prepareUpdate(sim, info, onObject, user, (stored) => {
    const scale = change(scaleOf(info, stored)) as Partial<Scale>;
    const { spec } = stored as Deployment;
    if (info.custom !== undefined) return withCustomReplicas(info.custom, stored, scale.spec?.replicas ?? 0);
    return { ...stored, spec: { ...spec, replicas: scale.spec?.replicas ?? 0 } } as KubeObject;
  });
  return prepared.type === 'answer' ? { ...prepared, response: asScale(info, prepared.response) } : prepared;
}

/** An answer with the object's scale in place of the object. */
export function asScale(info: ResourceInfo, response: ApiResponse): ApiResponse {
  return { ...response, body: scaleOf(info, response.body as KubeObject) };
}
