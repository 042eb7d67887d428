import { objectKey } from '../api/object-key.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { ApiRequest } from './types.ts';

/** The API server's component. */
export const apiServerName = 'kube-apiserver/cp-1';
/** The etcd member that it talks to. */
export const etcdName = 'etcd/cp-1';

/** Payload of the event that brings a request to the API server. */
export interface ArrivedRequest {
  readonly request: ApiRequest;
  /** Component that asks and that gets the answer. */
  readonly client: string;
  readonly replyTo: { readonly kind: string; readonly context: unknown };
  /** Times that the client was told to come back later; none when left out. */
  readonly retries?: number;
}

/** `pods`, or `pods/status` with a subresource; the path itself where it is no resource's. */
export function requestPath(request: ApiRequest): string {
  if (request.path !== undefined) return request.path;
  return request.subresource === undefined ? request.resource : objectKey(request.resource, request.subresource);
}

/** `namespace/name`, the name, the namespace with a slash for a list in it, or empty for all. */
export function requestKey(request: ApiRequest): string {
  const { namespace, name = '' } = request;
  if (namespace === undefined || namespace === '') return name;
  // Names of Events are met once or twice: no memo is to keep them.
  return request.resource === 'events' && name !== '' ? `${namespace}/${name}` : objectKey(namespace, name);
}

/**
 * The path of a request as a real client would send it: `/apis/apps/v1/namespaces/default/deployments/web/status`.
 * Models: the API's URL conventions (docs reference/using-api/api-concepts).
 */
export function httpPath(info: ResourceInfo, request: ApiRequest): string {
  const root = info.group === '' ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  const namespace = info.namespaced && request.namespace ? `/namespaces/${request.namespace}` : '';
  const name = request.name === undefined ? '' : `/${request.name}`;
  const subresource = request.subresource === undefined ? '' : `/${request.subresource}`;
  return `${root}${namespace}/${info.resource}${name}${subresource}`;
}

/** HTTP method of a verb. */
export function httpMethod(verb: ApiRequest['verb']): string {
  switch (verb) {
    case 'get':
    case 'list':
    case 'watch':
      return 'GET';
    case 'create':
      return 'POST';
    case 'update':
      return 'PUT';
    case 'patch':
      return 'PATCH';
    case 'delete':
    case 'deletecollection':
      return 'DELETE';
  }
}
