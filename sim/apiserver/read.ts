import type { Sim } from '../engine/engine.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { fieldsMatch, parseFieldSelector, type FieldTerm } from '../api/field-selector.ts';
import { selects, type CompiledSelector } from '../api/label-selector.ts';
import { parseLabelSelector } from '../api/label-selector-parser.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { badRequest, notFound, tooOldResourceVersion } from '../api/status.ts';
import type { KubeObject, Labels, Status } from '../api/types.ts';
import { compactedRevision, getStored, rangeStored } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { materialiseLease } from './lease.ts';
import { storageKey } from './write.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

/** Answers a read of one object. */
export function get(sim: Sim, info: ResourceInfo, request: ApiRequest): ApiResponse {
  const name = request.name ?? '';
  const stored = getStored(sim, info.etcdPrefix, storageKey(info, request.namespace ?? '', name));
  if (stored === undefined) {
    const status = notFound(info, name);
    return { code: status.code, body: status };
  }
  return { code: 200, body: shown(sim, info, stored.object) };
}

/**
 * Answers a list: all matching objects, sorted by key, at the present revision.
 *
 * Differs: lists are served from the newest state whatever resourceVersion they name; an exact old version that is compacted is refused.
 */
export function list(sim: Sim, info: ResourceInfo, request: ApiRequest): ApiResponse {
  const filter = filterOf(info, request);
  if ('status' in filter) return { code: filter.status.code, body: filter.status };
  const asked = Number(request.options?.resourceVersion ?? '0');
  if (asked > 0 && asked < compactedRevision(sim)) {
    const status = tooOldResourceVersion(asked, compactedRevision(sim));
    return { code: status.code, body: status };
  }
  const items: KubeObject[] = [];
  for (const { object } of rangeStored(sim, info.etcdPrefix)) {
    if (filter.matches(object)) items.push(shown(sim, info, object));
  }
  const metadata = { resourceVersion: String(currentRevision(sim)) };
  return { code: 200, body: { apiVersion: info.apiVersion, kind: info.listKind, metadata, items } };
}

function shown(sim: Sim, info: ResourceInfo, object: KubeObject): KubeObject {
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
  if (unknown !== undefined) return { status: badRequest(`field label not supported: ${unknown.field}`) };
  return { matches: matcher(info, request.namespace ?? '', request.name ?? '', labels, fields.terms) };
}

function isSelectable(info: ResourceInfo, field: string): boolean {
  return field === 'metadata.name' || field === 'metadata.namespace' || info.selectableFields.includes(field);
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
    return terms.length === 0 || fieldsMatch(terms, (field) => fieldText(object, field));
  };
}

/** A field of an object as selectors compare it: by its dotted path, absent as empty. */
export function fieldText(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return '';
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
