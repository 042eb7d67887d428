import type { Sim } from '../engine/engine.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { fieldsMatch, parseFieldSelector, type FieldTerm } from '../api/field-selector.ts';
import { selects, type CompiledSelector } from '../api/label-selector.ts';
import { parseLabelSelector } from '../api/label-selector-parser.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { badRequest, expired, notFound } from '../api/status.ts';
import type { KubeObject, Labels, Status } from '../api/types.ts';
import { compactedRevision, getStored, rangeStored } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { materialiseLease } from './lease.ts';
import { compactedList, parseRevision, tooLarge } from './revision-rules.ts';
import { objectsAt } from './snapshot.ts';
import { storageKey } from './storage-key.ts';
import type { ApiRequest, ApiResponse, RequestOptions } from './types.ts';

/** Answers a read of one object; a resourceVersion says what it must at least be. */
export function get(sim: Sim, info: ResourceInfo, request: ApiRequest): ApiResponse {
  const name = request.name ?? '';
  const asked = request.options?.resourceVersion;
  const early = asked === undefined ? null : tooEarly(sim, asked);
  if (early !== null) return failed(early);
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', name));
  if (stored === undefined) return failed(notFound(info, name));
  return { code: 200, body: shown(sim, info, stored.object) };
}

function failed(status: Status): ApiResponse {
  return { code: status.code, body: status };
}

function tooEarly(sim: Sim, resourceVersion: string): Status | null {
  const revision = parseRevision(resourceVersion);
  if (typeof revision !== 'number') return revision.status;
  return tooLarge(sim, revision)?.status ?? null;
}

/**
 * Answers a list: all matching objects, or the next part of them, sorted by key.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go GetList (v1.37).
 * Differs: a list that may be older than the newest state is served from the newest all the same.
 */
export function list(sim: Sim, info: ResourceInfo, request: ApiRequest): ApiResponse {
  const filter = filterOf(info, request);
  if ('status' in filter) return failed(filter.status);
  if (request.options !== undefined) {
    const plan = planList(sim, request.options);
    if ('status' in plan) return failed(plan.status);
    if (plan.isPart) return listPart(sim, info, request, filter, plan);
  }
  const items: KubeObject[] = [];
  for (const { object } of rangeStored(sim, info.etcdPrefix)) {
    if (filter.matches(object)) items.push(shown(sim, info, object));
  }
  const metadata = { resourceVersion: String(currentRevision(sim)) };
  return { code: 200, body: { apiVersion: info.apiVersion, kind: info.listKind, metadata, items } };
}

/** At which revision a list is read, and which part of it. */
interface ListPlan {
  /** Anything but all of the newest state. */
  readonly isPart: boolean;
  readonly revision: number;
  /** The list goes on behind this key. */
  readonly after: string;
  /** Most objects; 0 for all. */
  readonly limit: number;
}

function planList(sim: Sim, options: RequestOptions): ListPlan | { readonly status: Status } {
  const asked = parseRevision(options.resourceVersion);
  if (typeof asked !== 'number') return asked;
  const current = currentRevision(sim);
  const { continue: token, resourceVersionMatch: match, limit = 0 } = options;
  if (token !== undefined) return planContinuation(sim, token, asked, limit);
  const early = tooLarge(sim, asked);
  if (early !== null) return early;
  const isExact = match === 'Exact' || (match === undefined && asked > 0 && limit > 0);
  if (!isExact) return { isPart: limit > 0, revision: current, after: '', limit };
  return compactedList(sim, asked) ?? { isPart: true, revision: asked, after: '', limit };
}

function planContinuation(sim: Sim, text: string, asked: number, limit: number): ListPlan | { status: Status } {
  if (asked > 0) {
    return { status: badRequest('specifying resource version is not allowed when using continue') };
  }
  const token = decodeContinue(text);
  if ('error' in token) return { status: badRequest(`invalid continue token: ${token.error}`) };
  if (token.revision === -1) return { isPart: true, revision: currentRevision(sim), after: token.after, limit };
  if (token.revision >= compactedRevision(sim)) {
    return tooLarge(sim, token.revision) ?? { isPart: true, revision: token.revision, after: token.after, limit };
  }
  const goesOn = encodeContinue({ revision: -1, after: token.after });
  const status = expired(inconsistentContinue);
  return { status: { ...status, metadata: { ...status.metadata, continue: goesOn } } };
}

/** Models: apiserver pkg/storage/etcd3/errors.go inconsistentContinue (v1.37). */
const inconsistentContinue =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, ' +
  'or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an ' +
  'inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function listPart(sim: Sim, info: ResourceInfo, request: ApiRequest, filter: Filter, plan: ListPlan): ApiResponse {
  const { revision, after, limit } = plan;
  const items: KubeObject[] = [];
  let last = '';
  let remaining = 0;
  for (const [key, object] of objectsAt(sim, info, revision)) {
    if (key <= after || !filter.matches(object)) continue;
    if (limit > 0 && items.length === limit) {
      remaining++;
      continue;
    }
    items.push(shown(sim, info, object));
    last = key;
  }
  const { labelSelector, fieldSelector } = request.options ?? {};
  const isSelected = labelSelector !== undefined || fieldSelector !== undefined;
  const metadata = {
    resourceVersion: String(revision),
    ...(remaining === 0 ? {} : { continue: encodeContinue({ revision, after: last }) }),
    ...(remaining === 0 || isSelected ? {} : { remainingItemCount: remaining }),
  };
  return { code: 200, body: { apiVersion: info.apiVersion, kind: info.listKind, metadata, items } };
}

/** An object as a client of this version sees it now. */
export function shown(sim: Sim, info: ResourceInfo, object: KubeObject): KubeObject {
  if (info.storedAs !== info.apiVersion) return asVersion(object, info.apiVersion);
  return info.kind === 'Lease' ? materialiseLease(sim, object) : object;
}

/** Which objects a request's namespace and selectors pick. */
export interface Filter {
  readonly matches: (object: KubeObject) => boolean;
}

/** The filter of a list, a watch or a delete-collection; a Status when a selector cannot be read. */
export function filterOf(info: ResourceInfo, request: ApiRequest): Filter | { readonly status: Status } {
  const { labelSelector = '', fieldSelector = '' } = request.options ?? {};
  let labels: CompiledSelector | null = null;
  if (labelSelector !== '') {
    const parsed = parseLabelSelector(labelSelector);
    if (parsed.error !== undefined) return { status: badRequest(parsed.error) };
    labels = parsed.selector;
  }
  const fields = parseFieldSelector(fieldSelector);
  if ('error' in fields) return { status: badRequest(fields.error) };
  const unknown = fields.terms.find(({ field }) => !isSelectable(info, field));
  if (unknown !== undefined) return { status: badRequest(unknownFieldText(info, unknown.field)) };
  return { matches: matcher(info, request.namespace ?? '', request.name ?? '', labels, fields.terms) };
}

function isSelectable(info: ResourceInfo, field: string): boolean {
  return field === 'metadata.name' || field === 'metadata.namespace' || info.selectableFields.includes(field);
}

/**
 * Kinds that only the fields of all kinds select by have their own words for it.
 * Models: apimachinery pkg/runtime/conversion.go DefaultMetaV1FieldSelectorConversion (v1.37).
 */
function unknownFieldText({ selectableFields, custom }: ResourceInfo, field: string): string {
  return selectableFields.length === 0 && custom === undefined
    ? `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${field}`;
}

function matcher(
  info: ResourceInfo,
  namespace: string,
  name: string,
  labels: CompiledSelector | null,
  terms: readonly FieldTerm[],
): (object: KubeObject) => boolean {
  const isConverted = info.storedAs !== info.apiVersion && terms.length > 0;
  return (stored) => {
    const object = isConverted ? asVersion(stored, info.apiVersion) : stored;
    const metadata = object.metadata ?? {};
    if (info.namespaced && namespace !== '' && metadata.namespace !== namespace) return false;
    if (name !== '' && metadata.name !== name) return false;
    if (labels !== null && !selects(labels, metadata.labels as Labels | undefined)) return false;
    return terms.length === 0 || fieldsMatch(terms, (field) => selectableText(info, object, field));
  };
}

/** Fields that are no texts, or that selectors know by another name: what they are compared as. */
const otherTexts: ReadonlyMap<string, (object: KubeObject) => string> = new Map([
  ['spec.hostNetwork', (object) => fieldText(object, 'spec.hostNetwork') || 'false'],
  ['spec.unschedulable', (object) => fieldText(object, 'spec.unschedulable') || 'false'],
  ['status.replicas', (object) => fieldText(object, 'status.replicas') || '0'],
  ['status.successful', (object) => fieldText(object, 'status.succeeded') || '0'],
  ['source', (object) => fieldText(object, 'source.component') || fieldText(object, 'reportingComponent')],
]);

/** Models: the ToSelectableFields functions of pkg/registry (v1.37). */
function selectableText({ custom }: ResourceInfo, object: KubeObject, field: string): string {
  const other = custom === undefined ? otherTexts.get(field) : undefined;
  return other === undefined ? fieldText(object, field) : other(object);
}

/** A field of an object as selectors compare it: by its dotted path, absent as empty. */
function fieldText(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return '';
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
