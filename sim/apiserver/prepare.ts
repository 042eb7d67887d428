import type { Sim } from '../engine/engine.ts';
import { checkFields, decodeErrorMessage } from '../api/schema/check-fields.ts';
import { normalise } from '../api/schema/normalise.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { storedResource, subresourceByName, type ResourceInfo } from '../api/resources.ts';
import { badRequest, methodNotSupported, notFound, unknownPath, unsupportedMediaType } from '../api/status.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { getStored } from '../etcd/etcd.ts';
import { decodeCustom } from './custom/decode.ts';
import { prepareDelete, prepareDeleteCollection, prepareEviction } from './delete.ts';
import type { UserInfo } from './door/user.ts';
import { applyPatch } from './patch.ts';
import { refused, type Prepared } from './prepared.ts';
import { get, list } from './read.ts';
import { servedResource } from './served.ts';
import { asScale, prepareBinding, prepareScale, scaleOf } from './subresources.ts';
import { prepareCreate, prepareUpdate, storageKey } from './write.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

/** The table entry of what a request is about, or `undefined` for a path that is not served. */
export function infoOf(sim: Sim, request: ApiRequest): ResourceInfo | undefined {
  const info = servedResource(sim, request.group ?? '', request.resource, request.version);
  if (info === undefined || request.subresource === undefined) return info;
  return subresourceByName(info, request.subresource) === undefined ? undefined : info;
}

/**
 * Takes a request through the gates from admission on; reads are answered, writes come back as transactions for etcd.
 *
 * Watches are not handled here: they stand for longer than an answer.
 */
export function prepare(sim: Sim, request: ApiRequest, user: UserInfo): Prepared {
  const info = infoOf(sim, request);
  if (info === undefined) return refused('admit', unknownPath());
  const prepared = prepareServed(sim, info, request, user);
  return info.storedAs === info.apiVersion && info.custom === undefined ? prepared : spokenAs(info, prepared);
}

/** What a client of another version than the one that is kept gets to see, and what one of a deprecated version is told. */
function spokenAs(info: ResourceInfo, prepared: Prepared): Prepared {
  const { deprecation = null } = info.custom ?? {};
  if (prepared.type === 'answer') {
    const { response } = prepared;
    const warnings = deprecation === null ? response.warnings : [deprecation, ...(response.warnings ?? [])];
    const answered = {
      ...response,
      body: bodyAs(info, response.body),
      ...(warnings === undefined ? {} : { warnings }),
    };
    return { type: 'answer', response: answered };
  }
  if (prepared.type !== 'write') return prepared;
  const warnings = deprecation === null ? prepared.warnings : [deprecation, ...(prepared.warnings ?? [])];
  const shownAs = info.storedAs === info.apiVersion ? {} : { shownAs: info.apiVersion };
  return { ...prepared, ...shownAs, ...(warnings === undefined ? {} : { warnings }) };
}

/** Models: apiextensions-apiserver pkg/apiserver/customresource_handler.go ServeHTTP (v1.37). */
function terminating(info: ResourceInfo): Status {
  const message = 'create not allowed while custom resource definition is terminating';
  return { ...methodNotSupported(info, 'create'), message };
}

/** The entry by whose rules an object is written: built-in kinds have one set of rules, a custom resource one for each version. */
function keptAs(info: ResourceInfo): ResourceInfo {
  return info.custom === undefined ? storedResource(info) : info;
}

/** Lists are in the wanted version already; a Status or a Scale is in none of the kind's. */
function bodyAs(info: ResourceInfo, body: ApiResponse['body']): ApiResponse['body'] {
  return body.kind === info.kind && !('items' in body) ? asVersion(body as KubeObject, info.apiVersion) : body;
}

function prepareServed(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
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
      if (info.custom?.isTerminating === true) return refused('admit', terminating(info));
      const decoded = decode(info, request);
      return 'type' in decoded ? decoded : prepareCreate(sim, keptAs(info), decoded, user);
    }
    case 'update': {
      const decoded = decode(info, request);
      if ('type' in decoded) return decoded;
      return prepareUpdate(sim, keptAs(info), decoded, user, () => decoded.body as KubeObject);
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
    return { type: 'answer', response: found.code === 200 ? asScale(info, found) : found };
  }
  if (request.verb === 'update') return prepareScale(sim, info, request, user, () => request.body as KubeObject);
  if (request.verb === 'patch') return preparePatchOnScale(sim, info, request, user);
  return refused('admit', methodNotSupported(info, request.verb));
}

function preparePatchOnScale(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', request.name ?? ''));
  if (stored === undefined) return refused('persist', notFound(info, request.name ?? ''));
  const scale = scaleOf(info, stored.object);
  const { resourceVersion: _, ...metadata } = scale.metadata ?? {};
  const kind = { apiVersion: 'autoscaling/v1', kind: 'Scale' };
  const patched = applyPatch({ ...scale, metadata }, request, kind);
  if ('status' in patched) return refused('admit', patched.status);
  const decoded = decode({ ...kind, storedAs: kind.apiVersion }, { ...request, body: patched.object });
  return 'type' in decoded ? decoded : prepareScale(sim, info, request, user, () => decoded.body as KubeObject);
}

/** What decoding needs to know of a kind. */
type DecodedKind = Pick<ResourceInfo, 'apiVersion' | 'kind' | 'storedAs' | 'custom'>;

/**
 * The request with its body in the form in which it is kept, or the decoder's words about what it cannot read.
 *
 * Only clients that name a field validation pay for this: components send well-formed objects.
 */
function decode(info: DecodedKind, request: ApiRequest): Prepared | ApiRequest {
  const body = request.body as KubeObject | undefined;
  if (typeof body !== 'object' || body === null)
    return refused('admit', badRequest('the body of the request is empty'));
  const validation = request.options?.fieldValidation;
  if (validation === undefined && info.custom === undefined) {
    if (info.storedAs === info.apiVersion) return request;
    return { ...request, body: asVersion({ ...body, apiVersion: info.apiVersion, kind: info.kind }, info.storedAs) };
  }
  const custom = info.custom === undefined ? null : decodeCustom(info, body);
  const check = custom === null ? checkFields(body, info.apiVersion, info.kind) : custom.check;
  const message = decodeErrorMessage(check, info.apiVersion, info.kind, validation === 'Strict');
  if (message !== undefined) return refused('admit', badRequest(message));
  const object = custom === null ? normalise(body, info.apiVersion, info.kind) : custom.object;
  return { ...request, body: info.custom === undefined ? asVersion(object, info.storedAs) : object };
}

/** Custom resources have no type that says how lists merge. */
const customPatches = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

function preparePatch(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const key = storageKey(info, request.namespace ?? '', request.name ?? '');
  const stored = getStored(sim, info.etcdPrefix, key);
  if (stored === undefined) return refused('persist', notFound(info, request.name ?? ''));
  // A patch says what to change; the version it was read at counts only when the patch itself names one.
  const { resourceVersion: _, ...metadata } = stored.object.metadata ?? {};
  if (info.custom !== undefined && request.patchType === 'strategic')
    return refused('admit', unsupportedMediaType(customPatches));
  const patched = applyPatch(asVersion({ ...stored.object, metadata }, info.apiVersion), request, info);
  if ('status' in patched) return refused('admit', patched.status);
  const decoded = decode(info, { ...request, body: patched.object });
  if ('type' in decoded) return decoded;
  return prepareUpdate(sim, keptAs(info), request, user, () => decoded.body as KubeObject);
}
