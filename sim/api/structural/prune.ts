/** Drops from a custom resource what its schema does not name. Models: apiextensions-apiserver pkg/apiserver/schema/pruning (v1.37). */
import { anything, fieldPath, isFields, fieldSchema, sortedKeys, type Fields, type JsonSchema } from './json-schema.ts';

/** The pruned value, and the paths of what went, as strict decoding names them. */
export interface Pruned<T> {
  readonly value: T;
  readonly unknown: readonly string[];
}

/** Fields that every object has and that no schema needs to name. */
const objectFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Prunes a whole object.
 * @returns the same object when nothing goes; the given one is never changed
 */
export function prune(object: Fields, schema: JsonSchema): Pruned<Fields> {
  const unknown: string[] = [];
  return { value: pruneObject(object, schema, true, '', unknown), unknown };
}

function pruneValue(value: unknown, schema: JsonSchema, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) return pruneList(value, schema, path, unknown);
  if (!isFields(value)) return value;
  return pruneObject(value, schema, schema['x-kubernetes-embedded-resource'] === true, path, unknown);
}

function pruneList(items: readonly unknown[], schema: JsonSchema, path: string, unknown: string[]): readonly unknown[] {
  const itemSchema = schema.items ?? (keepsUnknown(schema) ? anything : {});
  let isChanged = false;
  const next = items.map((item, index) => {
    const pruned = pruneValue(item, itemSchema, `${path}[${index}]`, unknown);
    isChanged ||= pruned !== item;
    return pruned;
  });
  return isChanged ? next : items;
}

function keepsUnknown(schema: JsonSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

function pruneObject(value: Fields, schema: JsonSchema, isResource: boolean, path: string, unknown: string[]): Fields {
  let isChanged = false;
  const next: Record<string, unknown> = {};
  for (const name of sortedKeys(value)) {
    const field = value[name];
    const inner = fieldPath(path, name);
    if (isResource && objectFields.has(name)) {
      next[name] = field;
      continue;
    }
    const known = fieldSchema(schema, name) ?? (keepsUnknown(schema) ? anything : undefined);
    if (known === undefined) {
      unknown.push(inner);
      isChanged = true;
      continue;
    }
    next[name] = pruneValue(field, known, inner, unknown);
    isChanged ||= next[name] !== field;
  }
  return isChanged ? next : value;
}
