/** Structs that Go's types hold as values: they are there even when nobody has written them. */
import type { DefinitionSchema, FieldSchema, FieldType } from './notation.ts';
import { definitionById, definitionForKind } from './schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Types that required fields hold by pointer: they may be missing, which validation then says. */
const byPointer: ReadonlySet<string> = new Set([
  'core/v1.LocalObjectReference',
  'core/v1.SecretReference',
  'meta/v1.LabelSelector',
]);

function isValueStruct({ required, type }: FieldSchema): boolean {
  return required && type.type === 'object' && !byPointer.has(type.definition);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function filled(value: unknown, type: FieldType): unknown {
  if (type.type === 'object') return isFields(value) ? filledObject(value, definitionById(type.definition)) : value;
  if (type.type === 'list' && Array.isArray(value)) {
    const items = (value as readonly unknown[]).map((item) => filled(item, type.item));
    return items.every((item, index) => item === (value as readonly unknown[])[index]) ? value : items;
  }
  if (type.type !== 'map' || !isFields(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, filled(item, type.value)] as const);
  return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries);
}

function filledObject(value: Fields, definition: DefinitionSchema): Fields {
  let result = value;
  for (const field of definition.fields.values()) {
    const before = value[field.name];
    const given = before === undefined && isValueStruct(field) ? {} : before;
    const after = given === undefined ? undefined : filled(given, field.type);
    if (after !== before) result = { ...result, [field.name]: after };
  }
  return result;
}

/**
 * An object with the structs that decoding into Go's types makes, as `involvedObject` of an Event that says nothing of it.
 *
 * @returns the same object when nothing is missing or the kind has no field table
 */
export function withValueStructs<T extends object>(object: T, apiVersion: string, kind: string): T {
  const definition = definitionForKind(apiVersion, kind);
  return definition === undefined ? object : (filledObject(object as Fields, definition) as T);
}
