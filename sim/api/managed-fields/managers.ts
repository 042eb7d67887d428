/**
 * The managers of an object's fields, read from and written to `metadata.managedFields`.
 *
 * Models: apimachinery pkg/util/managedfields/internal/managedfields.go (v1.37).
 */
import { emptySet, fromFieldsV1, isEmpty, isEqualSet, toFieldsV1, type FieldSet, type FieldsV1 } from './field-set.ts';

/** One entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: FieldsV1;
  readonly subresource?: string;
}

/** Who writes: what one manager is told apart from another by. Appliers are one whatever version they use. */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

export interface ManagerFields {
  readonly writer: Writer;
  readonly fields: FieldSet;
  readonly time: string;
}

/** Managers by {@link writerId}. */
export type Managers = ReadonlyMap<string, ManagerFields>;

export function writerId({ manager, operation, apiVersion, subresource }: Writer): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

/** Whether a client asks for all managers to be forgotten: by a list with one empty entry. */
export function isReset(entries: unknown): boolean {
  if (!Array.isArray(entries) || entries.length !== 1) return false;
  const [only] = entries as unknown[];
  return typeof only === 'object' && only !== null && Object.keys(only).length === 0;
}

/** The managers of a list of entries, or `undefined` when one of them cannot be read. */
export function readManagers(entries: unknown): Managers | undefined {
  if (!Array.isArray(entries)) return undefined;
  const managers = new Map<string, ManagerFields>();
  for (const entry of entries as readonly (ManagedFieldsEntry | null)[]) {
    const { manager = '', operation, apiVersion = '', subresource = '', time = '', fieldsV1 } = entry ?? {};
    if (operation !== 'Apply' && operation !== 'Update') return undefined;
    const fields = fieldsV1 === undefined ? emptySet : fromFieldsV1(fieldsV1);
    if (fields === undefined) return undefined;
    const writer = { manager, operation, apiVersion, subresource };
    managers.set(writerId(writer), { writer, fields, time });
  }
  return managers;
}

/** Most entries of updating managers. */
const updatersMax = 10;

/** The entries, appliers first, then by time. */
export function writeManagers(managers: Managers): ManagedFieldsEntry[] {
  const all = capped([...managers.values()].filter(({ fields }) => !isEmpty(fields)));
  return all.sort(inOrder).map(({ writer, fields, time }) => ({
    apiVersion: writer.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    manager: writer.manager,
    operation: writer.operation,
    ...(writer.subresource === '' ? {} : { subresource: writer.subresource }),
    ...(time === '' ? {} : { time }),
  }));
}

function text({ writer, time }: ManagerFields): string {
  return [writer.operation, time, writer.manager, writer.apiVersion, writer.subresource].join('\u0000');
}

function inOrder(a: ManagerFields, b: ManagerFields): number {
  return text(a) < text(b) ? -1 : 1;
}

/**
 * Models: apimachinery pkg/util/managedfields/internal/capmanagers.go (v1.37).
 * Differs: the oldest entries are dropped instead of being put together under `ancient-changes`.
 */
function capped(all: ManagerFields[]): ManagerFields[] {
  const updaters = all.filter(({ writer }) => writer.operation === 'Update').sort(inOrder);
  const dropped = new Set(updaters.slice(0, Math.max(0, updaters.length - updatersMax)));
  return dropped.size === 0 ? all : all.filter((manager) => !dropped.has(manager));
}

/** Managers with one of them given other fields; the time tells when they last changed. */
export function withFields(managers: Managers, writer: Writer, fields: FieldSet, now: string): Managers {
  const id = writerId(writer);
  const before = managers.get(id);
  const changed = new Map(managers);
  if (isEmpty(fields)) changed.delete(id);
  else {
    const isSame = before !== undefined && isEqualSet(before.fields, fields) && before.time !== '';
    changed.set(id, { writer, fields, time: isSame ? before.time : now });
  }
  return changed;
}
