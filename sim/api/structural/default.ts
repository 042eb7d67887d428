/** Fills in a custom resource by its schema. Models: apiextensions-apiserver pkg/apiserver/schema/defaulting/algorithm.go (v1.37). */
import { isFields, type Fields, type JsonSchema } from './json-schema.ts';

/**
 * Sets the defaults of fields that are missing, and of fields that are null although they must not be.
 * @returns the same value when nothing is missing; the given one is never changed
 */
export function applySchemaDefaults(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value)) return schema.items === undefined ? value : eachItem(value, schema.items);
  return isFields(value) ? withFieldDefaults(value, schema) : value;
}

function eachItem(items: readonly unknown[], schema: JsonSchema): readonly unknown[] {
  let isChanged = false;
  const next = items.map((item) => {
    const filled = applySchemaDefaults(item, schema);
    isChanged ||= filled !== item;
    return filled;
  });
  return isChanged ? next : items;
}

function withFieldDefaults(value: Fields, schema: JsonSchema): Fields {
  const { properties = {}, additionalProperties } = schema;
  let changes: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(properties)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const isMissing = given === undefined || (given === null && inner.nullable !== true);
    const base = isMissing && inner.default !== undefined ? inner.default : given;
    const filled = applySchemaDefaults(base, inner);
    if (filled !== given) (changes ??= {})[name] = filled;
  }
  if (typeof additionalProperties === 'object') {
    for (const [name, given] of Object.entries(value)) {
      if (Object.hasOwn(properties, name)) continue;
      const filled = applySchemaDefaults(given, additionalProperties);
      if (filled !== given) (changes ??= {})[name] = filled;
    }
  }
  return changes === undefined ? value : { ...value, ...changes };
}
