/**
 * Server-side apply and the bookkeeping of who manages which field.
 *
 * `applyConfig` is what `PATCH` with an apply patch does; `trackUpdate` is what every other write of a client that has a name does.
 * Both are pure: they take the stored object and the wanted one and give the object to write, with its new `managedFields`.
 *
 * Models: structured-merge-diff merge/update.go, apimachinery pkg/util/managedfields (v1.37).
 * Differs: the API's versions of one kind share their fields, so nothing is converted between versions.
 */
import type { KubeObject } from '../types.ts';
import {
  difference,
  emptySet,
  fromFieldsV1,
  intersection,
  isEmpty,
  pathTexts,
  recursiveDifference,
  union,
  withNamedFields,
  type FieldSet,
} from './field-set.ts';
import {
  isReset,
  readManagers,
  withFields,
  writeManagers,
  writerId,
  type ManagedFieldsEntry,
  type ManagerFields,
  type Managers,
  type Writer,
} from './managers.ts';
import type { Shape } from './shape.ts';
import { compareObjects, fieldsOf, mergeObjects, withoutFields } from './typed-object.ts';

/** Fields that nobody manages. Models: apimachinery pkg/util/managedfields/internal/stripmeta.go (v1.37). */
const unmanaged = fromFieldsV1({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:clusterName': {},
    'f:creationTimestamp': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:name': {},
    'f:namespace': {},
    'f:resourceVersion': {},
    'f:selfLink': {},
    'f:uid': {},
  },
}) as FieldSet;

/** Fields that a write through the object, or through its status, does not touch. Models: the strategies' GetResetFields (v1.37). */
const resetByObject = fromFieldsV1({ 'f:status': {} }) as FieldSet;
const resetByStatus = fromFieldsV1({ 'f:spec': {}, 'f:metadata': { 'f:labels': {} } }) as FieldSet;

/** Who writes what kind of object, and when. */
export interface Write {
  readonly writer: Writer;
  readonly shape: Shape;
  /** API time of the write. */
  readonly now: string;
  /** A status that only the status subresource writes. */
  readonly hasStatus: boolean;
}

function resetFields({ writer, hasStatus }: Write): FieldSet {
  if (writer.subresource === 'status') return resetByStatus;
  return hasStatus && writer.subresource === '' ? resetByObject : emptySet;
}

/** One field that another manager owns. */
export interface ApplyConflict {
  readonly by: Writer;
  /** As messages print it: `.spec.replicas`. */
  readonly path: string;
}

type Entries = readonly ManagedFieldsEntry[] | undefined;

function entriesOf(object: KubeObject | null): Entries {
  return object?.metadata?.managedFields as Entries;
}

/** An object without the record of its managers: as it is compared, merged and shown to people. */
export function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function bare(object: KubeObject | null): KubeObject | undefined {
  return object === null ? undefined : withoutManagedFields(object);
}

function withManagers(object: KubeObject, managers: Managers): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  const entries = writeManagers(managers);
  const managed = entries.length === 0 ? {} : { managedFields: entries };
  return { ...object, metadata: { ...metadata, ...managed } as NonNullable<KubeObject['metadata']> };
}

interface Updated {
  readonly managers: Managers;
  readonly conflicts: readonly { readonly by: ManagerFields; readonly fields: FieldSet }[];
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** Takes what a write changes from its other managers. Models: Updater.update (v6). */
function takeOver(before: unknown, after: unknown, managers: Managers, write: Write): Updated {
  const { added, modified, removed } = compareObjects(before, after, write.shape);
  const changed = union(added, modified);
  const self = writerId(write.writer);
  const conflicts: { by: ManagerFields; fields: FieldSet }[] = [];
  const next = new Map<string, ManagerFields>();
  for (const [id, by] of managers) {
    if (id === self) {
      next.set(id, by);
      continue;
    }
    const fields = intersection(by.fields, changed);
    if (!isEmpty(fields)) conflicts.push({ by, fields });
    const rest = difference(difference(by.fields, fields), removed);
    if (!isEmpty(rest)) next.set(id, rest === by.fields ? by : { ...by, fields: rest });
  }
  return { managers: next, conflicts, changed, removed };
}

/**
 * The object of an ordinary write with its managers brought up to date: what it changed belongs to the writer.
 *
 * An object whose managers nobody has recorded stays so.
 * @param live the stored object; `null` for a new one
 * @param zero what a new object is compared with: the type's empty object
 */
export function trackUpdate(live: KubeObject | null, next: KubeObject, zero: unknown, write: Write): KubeObject {
  const { writer } = write;
  const managers = managersBefore(live, next, writer.subresource !== '');
  if (live !== null && managers.size === 0) return bare(next) as KubeObject;
  const before = live === null ? zero : bare(live);
  const updated = takeOver(before, bare(next), managers, write);
  const own = managers.get(writerId(writer))?.fields ?? emptySet;
  const kept = union(difference(own, updated.removed), updated.changed);
  const fields = recursiveDifference(difference(kept, unmanaged), resetFields(write));
  return withManagers(next, withFields(updated.managers, writer, fields, write.now));
}

/** The managers that a write begins with: those that the client sends, when they can be read, else the stored ones. */
function managersBefore(live: KubeObject | null, next: KubeObject, isSubresource: boolean): Managers {
  const stored = readManagers(entriesOf(live)) ?? new Map<string, ManagerFields>();
  if (isSubresource) return stored;
  const sent = entriesOf(next);
  if (isReset(sent)) return new Map();
  const given = readManagers(sent);
  return given === undefined || given.size === 0 ? stored : given;
}

/** What an apply comes to: the object to write, or the fields that others own. */
export type Applied = { readonly object: KubeObject } | { readonly conflicts: readonly ApplyConflict[] };

/**
 * Applies a configuration: its fields are set and belong to the applier, fields that it named before and names no more are removed
 * unless others own them too.
 *
 * @param live the stored object; `null` when there is none
 * @param isForced takes fields from others instead of refusing
 * Models: merge/update.go Updater.Apply, managedfields/internal/structuredmerge.go and skipnonapplied.go (v1.37).
 */
export function applyConfig(live: KubeObject | null, config: KubeObject, isForced: boolean, write: Write): Applied {
  const { writer, shape, now } = write;
  const before = bare(live);
  let managers = readManagers(entriesOf(live)) ?? new Map<string, ManagerFields>();
  if (live !== null && managers.size === 0) managers = beforeFirstApply(before, write);
  const lastSet = managers.get(writerId(writer))?.fields ?? emptySet;
  const configSet = fieldsOf(config, shape);
  const own = recursiveDifference(difference(configSet, unmanaged), resetFields(write));
  const merged = mergeObjects(before, config, shape);
  const withOwn = withFields(managers, writer, own, now);
  const pruned = prune(merged, withOwn, lastSet, shape);
  const updated = takeOver(before, pruned, withOwn, write);
  if (!isForced && updated.conflicts.length > 0) return { conflicts: updated.conflicts.flatMap(conflictPaths) };
  return { object: withManagers(pruned as KubeObject, updated.managers) };
}

function conflictPaths({ by, fields }: Updated['conflicts'][number]): ApplyConflict[] {
  return pathTexts(fields).map((path) => ({ by: by.writer, path }));
}

/** Everything that an object had before somebody first applied to it belongs to a manager of that name. */
function beforeFirstApply(live: unknown, { shape, now, writer }: Write): Managers {
  const { apiVersion } = writer;
  const first: Writer = { manager: 'before-first-apply', operation: 'Update', apiVersion, subresource: '' };
  const { added, modified } = compareObjects({}, live, shape);
  return withFields(new Map(), first, difference(union(added, modified), unmanaged), now);
}

/** Takes out what the applier named last time and names no more. Models: Updater.prune and its helpers (v6). */
function prune(merged: unknown, managers: Managers, lastSet: FieldSet, shape: Shape): unknown {
  if (isEmpty(lastSet)) return merged;
  const last = withNamedFields(lastSet, shape);
  let pruned = withoutFields(merged, last, shape);
  let managed = emptySet;
  for (const { fields } of managers.values()) managed = union(managed, fields);
  const all = withNamedFields(fieldsOf(merged, shape), shape);
  const keep = union(withNamedFields(fieldsOf(pruned, shape), shape), withNamedFields(managed, shape));
  pruned = withoutFields(merged, difference(all, keep), shape);
  const left = withNamedFields(fieldsOf(pruned, shape), shape);
  return withoutFields(merged, intersection(difference(all, left), last), shape);
}
