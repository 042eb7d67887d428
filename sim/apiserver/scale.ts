import type { Sim } from '../engine/engine.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { notFound, toInvalidStatus } from '../api/status.ts';
import type { Deployment, KubeObject, ReplicaSet } from '../api/types.ts';
import { invalid } from '../api/validation/field-error.ts';
import { getStored } from '../etcd/etcd.ts';
import { customScale, withCustomReplicas, type ScaleValues } from './custom/scale.ts';
import { decodeBody, decodePatched, withWarnings, type Decoded } from './decode.ts';
import type { UserInfo } from './door/user.ts';
import { applyPatch } from './patch.ts';
import { refused, type Prepared, type Refused } from './prepared.ts';
import { get } from './read.ts';
import { storageKey } from './storage-key.ts';
import { prepareUpdate } from './write.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

interface Scale extends KubeObject {
  spec: { replicas: number };
  status: { replicas: number; selector: string };
}

const scaleKind = { group: 'autoscaling', version: 'v1', apiVersion: 'autoscaling/v1', kind: 'Scale' } as const;

/** Answers a request to the scale of an object. */
export function prepareOnScale(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  if (request.verb === 'get') {
    const found = get(sim, info, request);
    return { type: 'answer', response: found.code === 200 ? asScale(info, found) : found };
  }
  const decoded = request.verb === 'update' ? decodeBody(scaleKind, request) : patchedScale(sim, info, request);
  if (decoded.type === 'refused') return decoded;
  const replicas = (decoded.body as Partial<Scale>).spec?.replicas ?? 0;
  if (replicas < 0) {
    const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
    return refused('validate', toInvalidStatus(scaleKind, request.name ?? '', [error]));
  }
  return withWarnings(prepareScale(sim, info, request, user, decoded.body), decoded.warnings);
}

function patchedScale(sim: Sim, info: ResourceInfo, request: ApiRequest): Decoded | Refused {
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', request.name ?? ''));
  if (stored === undefined) return refused('persist', notFound(info, request.name ?? ''));
  const patched = applyPatch(scaleOf(info, stored.object), request, scaleKind);
  if ('status' in patched) return refused('admit', patched.status);
  return decodePatched(scaleKind, request, patched.object);
}

/** The scale of an object. Models: pkg/registry/apps/deployment/storage scaleFromDeployment (v1.37). */
function scaleOf(info: ResourceInfo, object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const values = info.custom === undefined ? workloadScale(object) : customScale(info.custom, object);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: JSON.parse(
      JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp }),
    ) as Scale['metadata'] & object,
    spec: { replicas: values.replicas },
    status: { replicas: values.statusReplicas, selector: values.selector },
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

/** Sets the replicas of an object through its scale; the version that the scale names is the object's. */
function prepareScale(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo, wanted: KubeObject): Prepared {
  const scale = wanted as Partial<Scale>;
  const prepared = prepareUpdate(sim, info, request, user, (stored) => {
    const { spec } = stored as Deployment;
    const { resourceVersion, uid } = scale.metadata ?? {};
    const metadata = {
      ...stored.metadata,
      ...(resourceVersion === undefined || resourceVersion === '' ? {} : { resourceVersion }),
      ...(uid === undefined || uid === '' ? {} : { uid }),
    };
    if (info.custom !== undefined) {
      return withCustomReplicas(info.custom, { ...stored, metadata }, scale.spec?.replicas ?? 0);
    }
    return { ...stored, metadata, spec: { ...spec, replicas: scale.spec?.replicas ?? 0 } } as KubeObject;
  });
  return prepared.type === 'answer' ? { ...prepared, response: asScale(info, prepared.response) } : prepared;
}

/** An answer with the object's scale in place of the object. */
export function asScale(info: ResourceInfo, response: ApiResponse): ApiResponse {
  return { ...response, body: scaleOf(info, response.body as KubeObject) };
}
