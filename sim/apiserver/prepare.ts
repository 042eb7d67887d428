import type { Sim } from '../engine/engine.ts';
import { normalise } from '../api/schema/normalise.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { resourceByName, storedResource, subresourceByName, type ResourceInfo } from '../api/resources.ts';
import { methodNotSupported, notFound, unknownPath, unsupportedMediaType } from '../api/status.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { getStored } from '../etcd/etcd.ts';
import { checkNames, decodeBody, decodePatched, withWarnings } from './decode.ts';
import { prepareDelete, prepareDeleteCollection } from './delete.ts';
import { isReview, prepareReview } from './door/reviews/reviews.ts';
import { requestToken } from './door/reviews/token-request.ts';
import { answerPath } from './discovery/documents.ts';
import type { UserInfo } from './door/user.ts';
import { applyPatch } from './patch.ts';
import { refused, type Prepared } from './prepared.ts';
import { get, list } from './read.ts';
import { servedResource } from './served.ts';
import { prepareOnSubresource } from './subresources.ts';
import { appliedObject } from './track.ts';
import { storageKey } from './storage-key.ts';
import { prepareCreate, prepareUpdate } from './write.ts';
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
 * Watches, and what a kubelet answers, are not handled here: they take longer than one event.
 */
export function prepare(sim: Sim, request: ApiRequest, user: UserInfo): Prepared {
  if (request.path !== undefined) return { type: 'answer', response: answerPath(sim, request) };
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
  if (request.subresource === 'token') return requestToken(sim, info, request);
  const special = request.subresource === undefined ? null : prepareOnSubresource(sim, info, request, user);
  if (special !== null) return special;
  switch (request.verb) {
    case 'get':
      return { type: 'answer', response: get(sim, info, request) };
    case 'list':
    case 'watch':
      return { type: 'answer', response: list(sim, info, request) };
    case 'create': {
      if (info.custom?.isTerminating === true) return refused('admit', terminating(info));
      if (request.subresource !== undefined) return refused('admit', methodNotSupported(info, 'create'));
      const decoded = decodeBody(info, request);
      if (decoded.type === 'refused') return decoded;
      if (info.kind === 'Binding' && info.custom === undefined)
        return prepareOldBinding(sim, { ...request, body: decoded.body }, user);
      if (isReview(info)) return prepareReview(sim, info, { ...request, body: decoded.body }, user);
      const asked = decoded.body === request.body ? request : { ...request, body: decoded.body };
      return withWarnings(prepareCreate(sim, keptAs(info), asked, user), decoded.warnings);
    }
    case 'update':
      return prepareReplacement(sim, info, request, user);
    case 'patch':
      return request.patchType === 'apply'
        ? prepareApply(sim, info, request, user)
        : preparePatch(sim, info, request, user);
    case 'delete':
      return prepareDelete(sim, info, request, user);
    case 'deletecollection':
      return prepareDeleteCollection(sim, info, request, user);
  }
}

/** The old way to a pod's `binding`. Models: pkg/registry/core/pod/storage/storage.go LegacyBindingREST.Create (v1.37). */
function prepareOldBinding(sim: Sim, request: ApiRequest, user: UserInfo): Prepared {
  const pods = resourceByName('', 'pods');
  const { name = '' } = (request.body as KubeObject).metadata ?? {};
  const asked = { ...request, resource: 'pods', subresource: 'binding', name };
  const prepared = pods === undefined ? null : prepareOnSubresource(sim, pods, asked, user);
  return prepared ?? refused('admit', unknownPath());
}

function prepareReplacement(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const decoded = decodeBody(info, request);
  if (decoded.type === 'refused') return decoded;
  const stranger = request.options?.fieldValidation === undefined ? null : checkNames(info, request, decoded.body);
  if (stranger !== null) return stranger;
  return withWarnings(
    prepareUpdate(sim, keptAs(info), request, user, () => decoded.body),
    decoded.warnings,
  );
}

/** Custom resources have no type that says how lists merge. */
const customPatches = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

function preparePatch(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', request.name ?? ''));
  if (stored === undefined) return refused('persist', notFound(info, request.name ?? ''));
  if (info.custom !== undefined && request.patchType === 'strategic')
    return refused('admit', unsupportedMediaType(customPatches));
  const patched = applyPatch(asVersion(stored.object, info.apiVersion), request, info);
  if ('status' in patched) return refused('admit', patched.status);
  const decoded = decodePatched(info, request, patched.object);
  if (decoded.type === 'refused') return decoded;
  const stranger = request.options?.fieldValidation === undefined ? null : checkNames(info, request, decoded.body);
  if (stranger !== null) return stranger;
  return withWarnings(
    prepareUpdate(sim, keptAs(info), request, user, () => decoded.body),
    decoded.warnings,
  );
}

/** Server-side apply: creates what is not there yet, but not a part of it. */
function prepareApply(sim: Sim, info: ResourceInfo, request: ApiRequest, user: UserInfo): Prepared {
  const name = request.name ?? '';
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', name));
  if (stored === undefined && request.subresource !== undefined) return refused('persist', notFound(info, name));
  const applied = appliedObject(
    sim,
    info,
    request,
    stored === undefined ? null : asVersion(stored.object, info.apiVersion),
  );
  if ('status' in applied) return refused('admit', applied.status);
  const decoded = decodePatched(
    info,
    request,
    info.custom === undefined ? normalise(applied.object, info.apiVersion, info.kind) : applied.object,
  );
  if (decoded.type === 'refused') return decoded;
  const { body } = decoded;
  const prepared =
    stored === undefined
      ? prepareCreate(sim, keptAs(info), { ...request, body: named(body, request) }, user)
      : prepareUpdate(sim, keptAs(info), request, user, () => body);
  return withWarnings(prepared, decoded.warnings);
}

/** A configuration may leave out the name that the path gives. */
function named(body: KubeObject, { name = '' }: ApiRequest): KubeObject {
  return { ...body, metadata: { ...body.metadata, name } };
}
