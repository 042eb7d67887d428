/**
 * The `Status` answers of the API server, with the sentences that kubectl users know.
 *
 * Models: apimachinery pkg/api/errors/errors.go (v1.37). A resource is named as `deployments.apps`, a kind as `Deployment.apps`.
 */
import { qualifiedKind, qualifiedResource } from './resources.ts';
import type { Status, StatusCause, StatusDetails } from './types.ts';
import { aggregateText, fieldErrorCause } from './validation/field-error.ts';
import type { FieldError } from './validation/field-error.ts';

/** What a message needs of a resource; every `ResourceInfo` is one. */
export interface NamedResource {
  readonly group: string;
  readonly resource: string;
}

export interface NamedKind {
  readonly group: string;
  readonly kind: string;
}

export const optimisticLockMessage =
  'the object has been modified; please apply your changes to the latest version and try again';

function failure(code: number, reason: string, message: string, details?: StatusDetails): Status {
  const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason } as const;
  return details === undefined ? { ...base, code } : { ...base, details, code };
}

function detailsOf(info: NamedResource, name: string, more: Partial<StatusDetails> = {}): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(info.group === '' ? {} : { group: info.group }),
    kind: info.resource,
    ...more,
  };
}

/** 404: no object of that name. */
export function notFound(info: NamedResource, name: string): Status {
  return failure(404, 'NotFound', `${qualifiedResource(info)} "${name}" not found`, detailsOf(info, name));
}

/** 404: no such path. Differs: a server answers plain text there; this is the Status that clients make of it. */
export function unknownPath(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409: the name is taken. */
export function alreadyExists(info: NamedResource, name: string): Status {
  return failure(409, 'AlreadyExists', `${qualifiedResource(info)} "${name}" already exists`, detailsOf(info, name));
}

/** 409: the write does not fit what is stored; by default because its resourceVersion is old. */
export function conflict(info: NamedResource, name: string, why: string = optimisticLockMessage): Status {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(info)} "${name}": ${why}`;
  return failure(409, 'Conflict', message, detailsOf(info, name));
}

/** 409 of server-side apply: other managers own the fields named in `causes`. */
export function applyConflict(causes: readonly StatusCause[], message: string): Status {
  return failure(409, 'Conflict', message, { causes: [...causes] });
}

/** 410: the history asked for is compacted. */
export function expired(message: string): Status {
  return failure(410, 'Expired', message);
}

/** 410 for a watch from a revision that is compacted away: the wording of the watch cache. */
export function tooOldResourceVersion(asked: number, oldest: number): Status {
  return expired(`too old resource version: ${asked} (${oldest})`);
}

/** 410 for a list that continues from a compacted revision. */
export function continueTokenExpired(): Status {
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
  );
}

/** 422: the object breaks rules of its kind. */
export function toInvalidStatus(info: NamedKind, name: string, errors: readonly FieldError[]): Status {
  const details: StatusDetails = {
    ...(name === '' ? {} : { name }),
    ...(info.group === '' ? {} : { group: info.group }),
    kind: info.kind,
    causes: errors.map(fieldErrorCause),
  };
  const head = `${qualifiedKind(info)} "${name}" is invalid`;
  return failure(422, 'Invalid', errors.length === 0 ? head : `${head}: ${aggregateText(errors)}`, details);
}

/** 400: the request cannot be understood. */
export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

/** 422: a patch that does not fit the object. Models: pkg/api/errors NewGenericServerResponse (v1.37). */
export function rejectedRequest(): Status {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** 403: not allowed. `name` may be empty, for lists and creations without a name. */
export function forbidden(info: NamedResource, name: string, why: string): Status {
  const subject = qualifiedResource(info) + (name === '' ? '' : ` "${name}"`);
  return failure(403, 'Forbidden', `${subject} is forbidden: ${why}`, detailsOf(info, name));
}

/** 403 with the reason as authorization words it. @param reason what the authorizers said besides, often empty */
export function forbiddenFor(
  user: string,
  verb: string,
  info: NamedResource & { readonly subresource?: string },
  scope: { readonly name: string; readonly namespace: string },
  reason = '',
): Status {
  const resource = info.subresource === undefined ? info.resource : `${info.resource}/${info.subresource}`;
  const where = scope.namespace === '' ? 'at the cluster scope' : `in the namespace "${scope.namespace}"`;
  const why = `User "${user}" cannot ${verb} resource "${resource}" in API group "${info.group}" ${where}`;
  return forbidden(info, scope.name, reason === '' ? why : `${why}: ${reason}`);
}

/** 403 for a path that is no resource's. */
export function forbiddenPath(user: string, verb: string, path: string, reason = ''): Status {
  const why = `forbidden: User "${user}" cannot ${verb} path "${path}"`;
  return failure(403, 'Forbidden', reason === '' ? why : `${why}: ${reason}`, {});
}

/** 401: nobody we know. */
export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

/** 405 for a method that nobody listens for on a path. */
export function methodNotAllowed(): Status {
  const message = 'the server does not allow this method on the requested resource';
  return failure(405, 'MethodNotAllowed', message, {});
}

/** 405: the resource does not know the verb. */
export function methodNotSupported(info: NamedResource, verb: string): Status {
  const message = `${verb} is not supported on resources of kind "${qualifiedResource(info)}"`;
  return failure(405, 'MethodNotAllowed', message, detailsOf(info, ''));
}

/** 406: no form of the answer that the client would take. Models: apiserver pkg/endpoints/handlers/negotiation/errors.go (v1.37). */
export function notAcceptable(): Status {
  const types = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${types.join(', ')}`);
}

/** 413: more than the server reads. */
export function requestEntityTooLarge(message: string): Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** 415: a patch type or body format that the server does not take. */
export function unsupportedMediaType(accepted: readonly string[]): Status {
  const list = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return failure(415, 'UnsupportedMediaType', message);
}

/** 429: come back in `retryAfterSeconds`; 0 for no advice. */
export function tooManyRequests(
  message: string,
  retryAfterSeconds: number,
  causes: readonly StatusCause[] = [],
): Status {
  return failure(429, 'TooManyRequests', message, {
    ...(causes.length === 0 ? {} : { causes: [...causes] }),
    ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  });
}

/** 504: the request took longer than the server allows. */
export function timeout(message: string, retryAfterSeconds: number): Status {
  return failure(504, 'Timeout', `Timeout: ${message}`, retryAfterSeconds === 0 ? {} : { retryAfterSeconds });
}

/** 500 ServerTimeout: the operation may succeed when tried again. */
export function serverTimeout(info: NamedResource, operation: string, retryAfterSeconds: number): Status {
  const subject = qualifiedResource(info);
  const message = `The ${operation} operation against ${subject} could not be completed at this time, please try again.`;
  return failure(500, 'ServerTimeout', message, detailsOf(info, '', { retryAfterSeconds }));
}

/** 500: the server failed, for example because etcd has no quorum. */
export function internalError(message: string): Status {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ reason: '', message }] });
}

/** 503: the server is not there. */
export function serviceUnavailable(message: string): Status {
  return failure(503, 'ServiceUnavailable', message);
}

/** 200: done, without an object to show. */
export function success(details?: StatusDetails): Status {
  const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } as const;
  return details === undefined ? { ...base, code: 200 } : { ...base, details, code: 200 };
}

/** What a client says of a kind that discovery does not have. Models: apimachinery pkg/api/meta NoKindMatchError (v1.37). */
export function noKindMatchMessage(apiVersion: string, kind: string): string {
  return `no matches for kind "${kind}" in version "${apiVersion}"`;
}
