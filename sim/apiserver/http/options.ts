/** Query parameters and DeleteOptions as the options of a request, with the server's words about what is wrong with them. */
import { badRequest, toInvalidStatus } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../api/validation/field-error.ts';
import type { ApiVerb, PatchType, RequestOptions } from '../types.ts';
import { parameter, parameters, type Query } from './url.ts';

type Draft = { -readonly [K in keyof RequestOptions]: RequestOptions[K] };
type Read = { readonly options: RequestOptions } | { readonly status: Status };

const managerLengthMax = 128;

/** Go's strconv.ParseBool; anything else counts as false, as conversion of query parameters does with an empty word. */
const trueWords: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** Whether a parameter is switched on. */
export function isTrue(text: string): boolean {
  return trueWords.has(text);
}

const kindByVerb: Readonly<Record<ApiVerb, string>> = {
  get: 'GetOptions',
  list: 'ListOptions',
  watch: 'ListOptions',
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
};

/**
 * The name of a client that gives none: the first word of its user agent.
 *
 * Models: apiserver pkg/endpoints/handlers/create.go managerOrUserAgent (v1.37).
 */
function managerOfUserAgent(userAgent: string): string {
  const slash = userAgent.indexOf('/');
  const word = [...(slash < 0 ? userAgent : userAgent.slice(0, slash))]
    .filter((character) => character >= ' ')
    .join('');
  return word === '' ? 'unknown' : word.slice(0, managerLengthMax);
}

/**
 * The options of a request.
 *
 * Models: apimachinery pkg/apis/meta/v1/validation/validation.go and meta/internalversion/validation (v1.37).
 * @param body DeleteOptions of a deletion, when the request has any; they go before the query
 */
export function readOptions(
  verb: ApiVerb,
  query: Query,
  patchType: PatchType | undefined,
  body: unknown,
  userAgent = '',
): Read {
  const draft: Draft = {};
  const errors: FieldError[] = [];
  const unreadable: string[] = [];
  if (verb === 'list' || verb === 'watch' || verb === 'deletecollection') readListOptions(draft, query, unreadable);
  if (verb === 'get' && parameter(query, 'resourceVersion') !== '')
    draft.resourceVersion = parameter(query, 'resourceVersion');
  if (verb === 'list' || verb === 'watch') checkVersions(draft, verb, query, errors);
  if (verb === 'delete' || verb === 'deletecollection') {
    if (typeof body === 'object' && body !== null) readDeleteBody(draft, body as DeleteBody, errors);
    else readDeleteQuery(draft, query, errors, unreadable);
  } else if (verb === 'create' || verb === 'update' || verb === 'patch') {
    readWriteOptions(draft, query, patchType, errors);
  }
  const [first] = unreadable;
  if (first !== undefined) return { status: badRequest(first) };
  if (errors.length > 0) {
    return { status: toInvalidStatus({ group: 'meta.k8s.io', kind: kindByVerb[verb] }, '', errors) };
  }
  const isWrite = verb === 'create' || verb === 'update' || verb === 'patch';
  if (isWrite && draft.fieldManager === undefined) draft.fieldManager = managerOfUserAgent(userAgent);
  return { options: draft };
}

function readListOptions(draft: Draft, query: Query, unreadable: string[]): void {
  const texts = ['labelSelector', 'fieldSelector', 'continue', 'resourceVersion'] as const;
  for (const name of texts) {
    const value = parameter(query, name);
    if (value !== '') draft[name] = value;
  }
  for (const name of ['limit', 'timeoutSeconds'] as const) {
    const value = readNumber(query, name, unreadable);
    if (value !== undefined && value !== 0) draft[name] = value;
  }
  if (isTrue(parameter(query, 'allowWatchBookmarks'))) draft.allowWatchBookmarks = true;
  const initial = parameter(query, 'sendInitialEvents');
  if (initial !== '') draft.sendInitialEvents = isTrue(initial);
}

/** A whole number of a parameter; what is none is noted in `unreadable`. */
function readNumber(query: Query, name: string, unreadable: string[]): number | undefined {
  const text = parameter(query, name);
  if (text === '') return undefined;
  const value = Number(text);
  if (/^[+-]?[0-9]+$/.test(text) && Number.isSafeInteger(value)) return value;
  unreadable.push(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return undefined;
}

function checkVersions(draft: Draft, verb: 'list' | 'watch', query: Query, errors: FieldError[]): void {
  const match = parameter(query, 'resourceVersionMatch');
  const version = draft.resourceVersion ?? '';
  const field = 'resourceVersionMatch';
  if (match === 'Exact' || match === 'NotOlderThan') draft.resourceVersionMatch = match;
  if (verb === 'watch') {
    if (draft.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
      errors.push(forbidden(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
    }
    if (match === '') return;
    if (draft.sendInitialEvents === undefined) {
      const why = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
      errors.push(forbidden(field, why));
    }
    if (match !== 'NotOlderThan') errors.push(notSupported(field, match, ['NotOlderThan']));
  } else {
    if (draft.sendInitialEvents !== undefined) {
      errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
    }
    if (match === '') return;
    if (version === '')
      errors.push(forbidden(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(field, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && version === '0') {
      errors.push(forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (draft.continue !== undefined)
    errors.push(forbidden(field, 'resourceVersionMatch is forbidden when continue is provided'));
}

function readWriteOptions(draft: Draft, query: Query, patchType: PatchType | undefined, errors: FieldError[]): void {
  const manager = parameter(query, 'fieldManager');
  const force = parameter(query, 'force');
  if (patchType === 'apply') {
    if (manager === '') errors.push(required('fieldManager', 'is required for apply patch'));
    draft.force = isTrue(force);
  } else if (patchType !== undefined && force !== '') {
    errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  }
  checkManager(manager, errors);
  if (manager !== '') draft.fieldManager = manager;
  readDryRun(draft, parameters(query, 'dryRun'), errors);
  const validation = parameter(query, 'fieldValidation');
  if (validation === 'Strict' || validation === 'Warn' || validation === 'Ignore') draft.fieldValidation = validation;
  else if (validation === '') draft.fieldValidation = 'Warn';
  else errors.push(notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
}

function checkManager(manager: string, errors: FieldError[]): void {
  if (manager.length > managerLengthMax) {
    const message = `Too long: may not be more than ${managerLengthMax} bytes`;
    errors.push({ type: 'tooLong', field: 'fieldManager', message });
  }
  for (let at = 0; at < manager.length; at++) {
    const code = manager.charCodeAt(at);
    if (code >= 0x20 && code !== 0x7f) continue;
    const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    errors.push(invalid('fieldManager', manager, `invalid character ${point} (at position ${at})`));
  }
}

function readDryRun(draft: Draft, values: readonly unknown[], errors: FieldError[]): void {
  const given = values.filter((value) => value !== '');
  if (given.length === 0) return;
  if (given.some((value) => value !== 'All')) errors.push(notSupported('dryRun', given, ['All']));
  draft.dryRun = true;
}

/** DeleteOptions as clients send them. */
interface DeleteBody {
  readonly gracePeriodSeconds?: unknown;
  readonly propagationPolicy?: unknown;
  readonly orphanDependents?: unknown;
  readonly dryRun?: unknown;
  readonly preconditions?: unknown;
}

const policies: ReadonlySet<string> = new Set(['Foreground', 'Background', 'Orphan']);

function readDeleteBody(draft: Draft, body: DeleteBody, errors: FieldError[]): void {
  const { gracePeriodSeconds, preconditions, orphanDependents, propagationPolicy, dryRun } = body;
  if (typeof gracePeriodSeconds === 'number') draft.gracePeriodSeconds = gracePeriodSeconds;
  readPolicy(draft, typeof propagationPolicy === 'string' ? propagationPolicy : '', orphanDependents, errors);
  readDryRun(draft, Array.isArray(dryRun) ? dryRun : [], errors);
  const { uid, resourceVersion } = (preconditions ?? {}) as Record<string, unknown>;
  if (typeof uid === 'string' || typeof resourceVersion === 'string') {
    draft.preconditions = {
      ...(typeof uid === 'string' ? { uid } : {}),
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    };
  }
}

function readDeleteQuery(draft: Draft, query: Query, errors: FieldError[], unreadable: string[]): void {
  const grace = readNumber(query, 'gracePeriodSeconds', unreadable);
  if (grace !== undefined) draft.gracePeriodSeconds = grace;
  const orphan = parameter(query, 'orphanDependents');
  readPolicy(draft, parameter(query, 'propagationPolicy'), orphan === '' ? undefined : isTrue(orphan), errors);
  readDryRun(draft, parameters(query, 'dryRun'), errors);
}

function readPolicy(draft: Draft, policy: string, orphanDependents: unknown, errors: FieldError[]): void {
  const orphans = typeof orphanDependents === 'boolean';
  if (orphans && policy !== '') {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalid('propagationPolicy', policy, why));
  } else if (orphans) draft.propagationPolicy = orphanDependents ? 'Orphan' : 'Background';
  else if (policies.has(policy)) draft.propagationPolicy = policy as 'Foreground' | 'Background' | 'Orphan';
  else if (policy !== '')
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
}
