import type { Sim } from '../engine/engine.ts';
import { checkFields, decodeErrorMessage } from '../api/schema/check-fields.ts';
import { normalise } from '../api/schema/normalise.ts';
import { resourceByName, subresourceByName, type ResourceInfo } from '../api/resources.ts';
import { badRequest, methodNotSupported, notFound, unknownPath } from '../api/status.ts';
import type { KubeObject } from '../api/types.ts';
import { getStored } from '../etcd/etcd.ts';
import { prepareDelete, prepareDeleteCollection, prepareEviction } from './delete.ts';
import type { UserInfo } from './door/user.ts';
import { applyPatch } from './patch.ts';
import { refused, type Prepared } from './prepared.ts';
import { get, list } from './read.ts';
import { asScale, prepareBinding, prepareScale, scaleOf } from './subresources.ts';
import { prepareCreate, prepareUpdate, storageKey } from './write.ts';
import type { ApiRequest } from './types.ts';

/** The table entry of what a request is about, or `undefined` for a path that is not served. */
export function infoOf(request: ApiRequest): ResourceInfo | undefined {
  const info = resourceByName(request.group ?? '', request.resource);
  if (info === undefined || request.subresource === undefined) return info;
  return subresourceByName(info, request.subresource) === undefined ? undefined : info;
}

/**
 * Takes a request through the gates from admission on; reads are answered, writes come back as transactions for etcd.
 *
 * Watches are not handled here: they stand for longer than an answer.
 */
export function prepare(sim: Sim, request: ApiRequest, user: UserInfo): Prepared {
  const info = infoOf(request);
  if (info === undefined) return refused('admit', unknownPath());
  if (request.subresource === 'binding') return prepareBinding(sim, info, request);
  if (request.subresource === 'eviction') return prepareOnEviction(sim, info, request, user);
  if (request.subresource === 'scale') return prepareOnScale(sim, info, request, user);
  switch (request.verb) {
    case 'get':
      return { type: 'answer', response: get(sim, info, request) };
    case 'list':
    case 'watch':
      return { type: 'answer', response: list(sim, info, request) };
    case 'create': {
      const decoded = decode(info, request);
      return 'type' in decoded ? decoded : prepareCreate(sim, info, decoded, user);
    }
    case 'update': {
      const decoded = decode(info, request);
      return 'type' in decoded ? decoded : prepareUpdate(sim, info, decoded, user, () => decoded.body as KubeObject);
    }
    case 'patch':
      return preparePatch(sim, info, request, user);
    case 'delete':
      return prepareDelete(sim, info, request, user);
    case 'deletecollection':
      return prepareDeleteCollection(sim, info, request, user);
  }
}

function prepareOnEviction(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  if (request.verb !== 'create') return refused('admit', methodNotSupported(info, request.verb));
  return prepareEviction(sim, info, request, user);
}

function prepareOnScale(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  if (request.verb === 'get') {
    const found = get(sim, info, request);
    return { type: 'answer', response: found.code === 200 ? asScale(found) : found };
  }
  if (request.verb === 'update') return prepareScale(sim, info, request, user, () => request.body as KubeObject);
  if (request.verb === 'patch') return preparePatchOnScale(sim, info, request, user);
  return refused('admit', methodNotSupported(info, request.verb));
}

function preparePatchOnScale(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', request.name ?? ''));
  if (stored === undefined) return refused('persist', notFound(info, request.name ?? ''));
  const scale = scaleOf(stored.object);
  const { resourceVersion: _, ...metadata } = scale.metadata ?? {};
  const kind = { apiVersion: 'autoscaling/v1', kind: 'Scale' };
  const patched = applyPatch({ ...scale, metadata }, request, kind);
  if ('status' in patched) return refused('admit', patched.status);
  const decoded = decode({ ...info, ...kind }, { ...request, body: patched.object });
  return 'type' in decoded ? decoded : prepareScale(sim, info, request, user, () => decoded.body as KubeObject);
}

/**
 * The request with its body in the form in which it is kept, or the decoder's words about what it cannot read.
 *
 * Only clients that name a field validation pay for this: components send well-formed objects.
 */
function decode(info: ResourceInfo, request: ApiRequest): Prepared | ApiRequest {
  const body = request.body as KubeObject | undefined;
  if (typeof body !== 'object' || body === null)
    return refused('admit', badRequest('the body of the request is empty'));
  const validation = request.options?.fieldValidation;
  if (validation === undefined) return request;
  const check = checkFields(body, info.apiVersion, info.kind);
  const message = decodeErrorMessage(check, info.apiVersion, info.kind, validation === 'Strict');
  if (message !== undefined) return refused('admit', badRequest(message));
  return { ...request, body: normalise(body, info.apiVersion, info.kind) };
}

function preparePatch(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const key = storageKey(info, request.namespace ?? '', request.name ?? '');
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, request.name ?? ''));
  // A patch says what to change; the version it was read at counts only when the patch itself names one.
  const { resourceVersion: _, ...metadata } = stored.object.metadata ?? {};
  const patched = applyPatch({ ...stored.object, metadata }, request, info);
  if ('status' in patched) return refused('admit', patched.status);
  const decoded = decode(info, { ...request, body: patched.object });
  return 'type' in decoded ? decoded : prepareUpdate(sim, info, request, user, () => decoded.body as KubeObject);
}
