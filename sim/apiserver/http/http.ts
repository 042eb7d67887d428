/**
 * The API server's HTTP side as pure functions: what the gateway and the kubectl console build on.
 *
 * A client outside the cluster speaks in three steps.
 * 1. `readHttp(sim, http)` turns method, target, headers and body into an {@link HttpCall}, or answers at once when that cannot be done
 *    (404 for a path that nobody serves, 400, 405, 406, 415, 422).
 * 2. The caller sends `call.request` as any component does: `sendRequest(sim, call.request, {kind, context})`. So each request flies
 *    on the stage. The answer comes as an event `kind`. For a watch, `context` is an object with `watch` (a name of the caller's, unique to
 *    it) and `eventKind`: the watch's events come as events of that kind with payload {@link HttpWatchDelivery}, until `event` is `null`,
 *    which says that the server has ended the watch. `closeWatch(sim, request, watch)` of `../watch.ts` ends it from the client's side.
 * 3. `writeHttp(sim, call, response)` makes the HTTP answer of a response, `writeWatchEvent(…)` one line of a watch.
 *
 * `handleHttp(sim, http)` does all three at once, without messages or time, for everything but watches.
 * Bodies: a text is read by its Content-Type (JSON or YAML), anything else is taken as the decoded object (of a protobuf body). Answers carry
 * objects; `bodyText` gives the text to put on the wire.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints (v1.37).
 */
import { impersonationOf } from './impersonation-headers.ts';
import type { Sim } from '../../engine/engine.ts';
import { badRequest, methodNotAllowed, methodNotSupported, notAcceptable, unknownPath } from '../../api/status.ts';
import { flowHeaders } from '../door/flow/headers.ts';
import type { StreamPiece } from '../../api/pod-streams.ts';
import type { KubeObject, Status } from '../../api/types.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import { writeYaml } from '../../api/yaml/write.ts';
import { servedResource } from '../served.ts';
import { handle } from '../server.ts';
import type {
  ApiRequest,
  ApiResponse,
  Credentials,
  ObjectList,
  PatchType,
  RequestOptions,
  WatchEvent,
} from '../types.ts';
import { aggregatedDiscovery, answerForm, type AnswerForm } from './accept.ts';
import { patchTypeOf, readObjectBody, readPatchBody, type ReadBody } from './body.ts';
import { isTrue, readOptions } from './options.ts';
import { readPath, takes, verbOf, type PathInfo } from './path.ts';
import type { IncludeObject } from '../../api/tables/table.ts';
import { rendered } from './render.ts';
import { readStreamOptions } from './stream-options.ts';
import { parameter, parameters, splitTarget, type Query } from './url.ts';

/** A request as HTTP carries it. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query: `/api/v1/pods?limit=500`. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as HTTP carries it. */
export interface HttpResponse {
  readonly code: number;
  /** By name in lower case; several values become several headers. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** A text as it is, or an object that goes out as JSON. */
  readonly body: string | object;
  /** What came of a command that ran in a container; its output is the body. */
  readonly outcome?: Status;
  /** That output by its streams. */
  readonly pieces?: readonly StreamPiece[];
}

/** A request that the API server understands, and the form in which its client wants the answer. */
export interface HttpCall {
  readonly request: ApiRequest;
  /** What it is about; `null` for paths that are no resource's. */
  readonly info: ResourceInfo | null;
  readonly form: AnswerForm;
  readonly include: IncludeObject;
  readonly isPretty: boolean;
}

/** Payload of a watch event at its client, beside what the client gave as context. */
export interface HttpWatchDelivery {
  readonly watch: string;
  /** `null` when the server has ended the watch. */
  readonly event: WatchEvent | null;
}

/** Reads a request; the answer at once where it cannot be one. */
export function readHttp(sim: Sim, http: HttpRequest): HttpCall | HttpResponse {
  const target = splitTarget(http.target);
  if (target === undefined) return refusal(badRequest('the request target is not properly escaped'));
  const path = readPath(target.path);
  if (path === undefined) return readDocumentCall(http, target.path, target.query);
  const info = servedResource(sim, path.group, path.resource, path.version);
  if (info === undefined || (path.namespace !== '' && !info.namespaced)) return refusal(unknownPath());
  const verb = verbOf(http.method, path, isTrue(parameter(target.query, 'watch')));
  if (verb === undefined || !takes(info, path, verb)) return refusal(notTaken(info, path));
  if (info.namespaced && path.namespace === '' && (path.name !== '' || verb === 'create'))
    return refusal(unknownPath());
  const form = answerForm(path.subresource === '' ? (http.headers['accept'] ?? '') : '');
  if (form === undefined) return refusal(notAcceptable());
  const read = readRequest(http, target.query, path, info, verb);
  if ('code' in read) return refusal(read);
  return { request: read, info, form, include: includeOf(target.query), isPretty: prettyOf(target.query, http) };
}

/** Nobody listens for such a method on such a path. Models: apiserver pkg/server/config.go serviceErrorHandler (v1.37). */
function notTaken(info: ResourceInfo, { subresource }: PathInfo): Status {
  const known = subresource === '' || info.subresources.some(({ name }) => name === subresource);
  return known ? methodNotAllowed() : unknownPath();
}

function readDocumentCall(http: HttpRequest, path: string, query: Query): HttpCall | HttpResponse {
  if (http.method !== 'GET' && http.method !== 'HEAD') return refusal(unknownPath());
  const accept = http.headers['accept'] ?? '';
  const discovery = aggregatedDiscovery(accept);
  const options: RequestOptions = {
    ...(discovery === undefined ? {} : { discovery }),
    ...(path === '/openapi/v2' && !accept.includes('protobuf') ? { isJson: true } : {}),
    ...(parameters(query, 'verbose').length > 0 ? { isVerbose: true } : {}),
  };
  const request: ApiRequest = {
    verb: 'get',
    resource: '',
    path: path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path,
    ...credentialsOf(http),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  return { request, info: null, form: { as: 'object' }, include: 'Metadata', isPretty: prettyOf(query, http) };
}

function readRequest(
  http: HttpRequest,
  query: Query,
  path: PathInfo,
  info: ResourceInfo,
  verb: ApiRequest['verb'],
): ApiRequest | Status {
  const patchType = verb === 'patch' ? patchTypeOf(http.headers['content-type'] ?? '') : undefined;
  if (typeof patchType === 'object') return patchType.status;
  const body = readBody(http, info, path, verb, patchType);
  if ('status' in body) return body.status;
  const isWrite = verb === 'create' || verb === 'update' || verb === 'patch';
  const read = readOptions(verb, query, patchType, isWrite ? undefined : body.value, http.headers['user-agent']);
  if ('status' in read) return read.status;
  return {
    verb,
    ...(info.group === '' ? {} : { group: info.group }),
    version: info.version,
    resource: info.resource,
    ...(path.subresource === '' ? {} : { subresource: path.subresource }),
    ...(path.namespace === '' ? {} : { namespace: path.namespace }),
    ...(path.name === '' ? {} : { name: path.name }),
    ...(isWrite ? { body: body.value } : {}),
    ...(body.duplicates.length === 0 ? {} : { duplicateFields: body.duplicates }),
    ...(patchType === undefined ? {} : { patchType }),
    ...credentialsOf(http),
    options:
      path.subresource === '' ? read.options : { ...read.options, ...readStreamOptions(path.subresource, query) },
  };
}

const noBody: ReadBody = { value: undefined, duplicates: [] };

function readBody(
  http: HttpRequest,
  info: ResourceInfo,
  path: PathInfo,
  verb: ApiRequest['verb'],
  patchType: PatchType | undefined,
): ReadBody {
  if (patchType !== undefined) return readPatchBody(http.body, patchType);
  const type = http.headers['content-type'] ?? '';
  if (verb === 'delete' || verb === 'deletecollection') {
    const isEmpty = http.body === undefined || http.body === null || http.body === '';
    return isEmpty ? noBody : readObjectBody(http.body, type, 'DeleteOptions');
  }
  if (verb !== 'create' && verb !== 'update') return noBody;
  const kind = info.subresources.find(({ name }) => name === path.subresource)?.kind ?? info.kind;
  return readObjectBody(http.body, type, kind);
}

function credentialsOf({ headers }: HttpRequest): { credentials?: Credentials } {
  const authorization = headers['authorization'] ?? '';
  const token = /^bearer +(.+)$/i.exec(authorization)?.[1]?.trim();
  const acting = impersonationOf(headers);
  if (token === undefined && acting === undefined) return {};
  return { credentials: { ...(token === undefined ? {} : { token }), ...acting } };
}

function includeOf(query: Query): IncludeObject {
  const include = parameter(query, 'includeObject');
  return include === 'None' || include === 'Object' ? include : 'Metadata';
}

/** Browsers and curl get indented answers. Models: apiserver pkg/endpoints/handlers/negotiation isPrettyPrint (v1.37). */
function prettyOf(query: Query, { headers }: HttpRequest): boolean {
  const pretty = parameter(query, 'pretty');
  if (pretty !== '') return isTrue(pretty);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

/** Says whether a request was answered at once. */
export function isHttpResponse(read: HttpCall | HttpResponse): read is HttpResponse {
  return 'code' in read;
}

const json = { 'content-type': 'application/json' } as const;

function refusal(status: Status): HttpResponse {
  return { code: status.code, headers: { ...json, ...retryAfter(status) }, body: status };
}

function retryAfter({ details }: Status): { 'retry-after'?: string } {
  return details?.retryAfterSeconds === undefined ? {} : { 'retry-after': String(details.retryAfterSeconds) };
}

const openApiV2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** The HTTP answer of a response, in the form that its client asked for. */
export function writeHttp(sim: Sim, call: HttpCall, response: ApiResponse): HttpResponse {
  const warnings = (response.warnings ?? []).map((text) => `299 - ${JSON.stringify(text)}`);
  const flow = flowHeaders(sim, call.request, 'user');
  const extra = { ...flow, ...(warnings.length === 0 ? {} : { warning: warnings }) };
  if (response.text !== undefined) {
    const type = call.request.path === '/openapi/v2' ? openApiV2Type : 'text/plain';
    const { exec, attach } = call.request.options ?? {};
    const pieces = response.pieces === undefined ? {} : { pieces: response.pieces };
    const ran = (exec ?? attach) === undefined ? {} : { outcome: response.body as Status, ...pieces };
    return { code: response.code, headers: { 'content-type': type, ...extra }, body: response.text, ...ran };
  }
  const { body } = response;
  if (body.kind === 'Status' || call.info === null) {
    const retry = body.kind === 'Status' ? retryAfter(body as Status) : {};
    const type = body.kind === 'APIGroupDiscoveryList' ? discoveryType(body.apiVersion ?? '') : json['content-type'];
    const answer = { code: response.code, headers: { 'content-type': type, ...extra, ...retry }, body };
    return call.info === null ? answer : inItsEncoding(call, answer);
  }
  const shown = rendered(sim, call.info, body as KubeObject | ObjectList, call.form, call.include);
  return inItsEncoding(call, { code: response.code, headers: { ...json, ...extra }, body: shown });
}

function inItsEncoding({ form }: HttpCall, answer: HttpResponse & { readonly body: object }): HttpResponse {
  if (form.as !== 'object' || form.isYaml !== true) return answer;
  const headers = { ...answer.headers, 'content-type': 'application/yaml' };
  return { ...answer, headers, body: writeYaml(answer.body) };
}

function discoveryType(apiVersion: string): string {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/**
 * One event of a watch as its client wants it: an object to be written on a line of its own.
 *
 * @param isFirst the first event of a watch that wants Tables names the columns, the others do not
 */
export function writeWatchEvent(
  sim: Sim,
  call: HttpCall,
  { type, object }: WatchEvent,
  isFirst: boolean,
): { readonly type: string; readonly object: object } {
  if (type === 'ERROR' || call.info === null) return { type, object };
  if (type === 'BOOKMARK' && call.form.as === 'table') {
    const apiVersion = `meta.k8s.io/${call.form.version}`;
    const { metadata } = object;
    return { type, object: { kind: 'Table', apiVersion, metadata, columnDefinitions: [], rows: [] } };
  }
  const shown = rendered(sim, call.info, object, call.form, call.include);
  const isTable = call.form.as === 'table' && !isFirst;
  return { type, object: isTable ? { ...shown, columnDefinitions: [] } : shown };
}

/** The text of an answer's body. */
export function bodyText({ body }: HttpResponse, isPretty: boolean): string {
  if (typeof body === 'string') return body;
  return `${isPretty ? JSON.stringify(body, null, 2) : JSON.stringify(body)}\n`;
}

/**
 * Handles a request at once, without messages or time.
 *
 * Differs: a watch needs time and is refused with 405; `readHttp` and messages serve it.
 */
export function handleHttp(sim: Sim, http: HttpRequest): HttpResponse {
  const call = readHttp(sim, http);
  if (isHttpResponse(call)) return call;
  if (call.request.verb === 'watch')
    return refusal(methodNotSupported(call.info ?? { group: '', resource: '' }, 'watch'));
  return writeHttp(sim, call, handle(sim, call.request));
}
