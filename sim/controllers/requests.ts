/** Requests about objects of the watched kinds, as data. */
import type { KubeObject } from '../api/types.ts';
import { failureOf, isSuccess, type ApiRequest, type ApiResponse, type RequestOptions } from '../apiserver/types.ts';
import { done, type Outcome, type Step } from '../client/controller.ts';
import { watchedGroups, type WatchedKinds, type WatchedResource } from './informers.ts';

interface ResourcePath {
  readonly group?: string;
  readonly resource: WatchedResource;
}

function pathOf(resource: WatchedResource): ResourcePath {
  const group = watchedGroups[resource];
  return group === '' ? { resource } : { group, resource };
}

interface ObjectPath extends ResourcePath {
  readonly namespace?: string;
  readonly name: string;
}

function objectPath(resource: WatchedResource, object: KubeObject): ObjectPath {
  const { namespace, name = '' } = object.metadata ?? {};
  return { ...pathOf(resource), ...(namespace === undefined ? {} : { namespace }), name };
}

/** Creates an object in the namespace it names. */
export function create<R extends WatchedResource>(resource: R, body: WatchedKinds[R]): ApiRequest {
  const { namespace } = (body as KubeObject).metadata ?? {};
  return { verb: 'create', ...pathOf(resource), ...(namespace === undefined ? {} : { namespace }), body };
}

/** Writes a whole object; its resourceVersion must still be the stored one. */
export function update<R extends WatchedResource>(resource: R, body: WatchedKinds[R]): ApiRequest {
  return { verb: 'update', ...objectPath(resource, body), body };
}

/** Writes an object's status; its resourceVersion must still be the stored one. */
export function updateStatus<R extends WatchedResource>(resource: R, body: WatchedKinds[R]): ApiRequest {
  return { verb: 'update', subresource: 'status', ...objectPath(resource, body), body };
}

/** Reads an object. */
export function get(resource: WatchedResource, object: KubeObject): ApiRequest {
  return { verb: 'get', ...objectPath(resource, object) };
}

/** Merges a change into an object. */
export function patch(resource: WatchedResource, object: KubeObject, body: object): ApiRequest {
  return { verb: 'patch', patchType: 'merge', ...objectPath(resource, object), body };
}

/** Merges a change into an object's status. */
export function patchStatus(resource: WatchedResource, object: KubeObject, body: object): ApiRequest {
  return { verb: 'patch', patchType: 'merge', subresource: 'status', ...objectPath(resource, object), body };
}

/** Deletes an object. */
export function remove(resource: WatchedResource, object: KubeObject, options?: RequestOptions): ApiRequest {
  return { verb: 'delete', ...objectPath(resource, object), ...(options === undefined ? {} : { options }) };
}

/** Why a request failed, in the API server's words; empty for a success. */
export function failureText(response: ApiResponse): string {
  if (isSuccess(response)) return '';
  const status = failureOf(response);
  return status.message ?? status.reason ?? `code ${response.code}`;
}

/** The reason of a failure, such as `NotFound`; empty for a success. */
export function failureReason(response: ApiResponse): string {
  return isSuccess(response) ? '' : (failureOf(response).reason ?? '');
}

/** The first failure among answers, in the API server's words, those of these reasons aside; empty when there is none. */
export function firstFailure(responses: readonly ApiResponse[], ...tolerated: readonly string[]): string {
  for (const response of responses) {
    if (!isSuccess(response) && !tolerated.includes(failureReason(response))) return failureText(response);
  }
  return '';
}

/** Writes a whole object with a finalizer more; its resourceVersion must still be the stored one. */
export function addFinalizer<R extends WatchedResource>(
  resource: R,
  object: WatchedKinds[R],
  finalizer: string,
): ApiRequest {
  const { finalizers = [] } = object.metadata ?? {};
  return update(resource, { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } });
}

/** Writes a whole object without one of its finalizers; its resourceVersion must still be the stored one. */
export function dropFinalizer<R extends WatchedResource>(
  resource: R,
  object: WatchedKinds[R],
  finalizer: string,
): ApiRequest {
  const { finalizers = [], ...metadata } = object.metadata ?? {};
  const left = finalizers.filter((one) => one !== finalizer);
  return update(resource, { ...object, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } });
}

/** What a sync came to by why its last request failed, empty for a success: done, or an error after which its key is tried again. */
export function doneUnless(failure: string): Outcome {
  return failure === '' ? done : { type: 'error', message: failure };
}

/** A sync's last step: done when all went through or what was meant is gone (`NotFound`), otherwise the first failure is its error. */
export const doneUnlessFailed: Step = (_sim, _key, _data, responses) => doneUnless(firstFailure(responses, 'NotFound'));
