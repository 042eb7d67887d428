/** What `kubectl apply` makes of an object: the manifest over the live object, less what the last manifest had and this one lacks. */
import { deepEqual } from './deep-equal.ts';
import type { DefinitionSchema, FieldSchema } from './schema/notation.ts';
import { itemDefinition } from './schema/schema.ts';
import { inEnforcedOrder, isMap } from './strategic-lists.ts';
import type { Fields } from './strategic-lists.ts';

type Schema = DefinitionSchema | undefined;

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}

function mergedLists(
  original: readonly unknown[],
  modified: readonly unknown[],
  current: readonly unknown[],
  field: FieldSchema,
): readonly unknown[] {
  const mergeKey = field.patchMergeKey;
  const keyOf = (item: unknown): unknown => (mergeKey !== undefined && isMap(item) ? item[mergeKey] : item);
  const find = (list: readonly unknown[], key: unknown): unknown => list.find((item) => keyOf(item) === key);
  const wanted = new Set(modified.map(keyOf));
  const dropped = new Set(original.map(keyOf).filter((key) => !wanted.has(key)));
  const merged = current.filter((item) => !dropped.has(keyOf(item)) && !wanted.has(keyOf(item)));
  for (const item of modified) {
    const [live, before] = [find(current, keyOf(item)), find(original, keyOf(item))];
    const isMerged = isMap(item) && isMap(live);
    merged.push(
      isMerged ? mergedMaps(isMap(before) ? before : {}, item, live, itemDefinition(field), field) : withoutNulls(item),
    );
  }
  return inEnforcedOrder(merged, modified, current, mergeKey);
}

function mergedField(before: unknown, wanted: unknown, live: unknown, field: FieldSchema | undefined): unknown {
  if (isMap(wanted) && isMap(live) && field?.patchReplaces !== true) {
    return mergedMaps(
      isMap(before) ? before : {},
      wanted,
      live,
      field === undefined ? undefined : itemDefinition(field),
      field,
    );
  }
  if (Array.isArray(wanted) && Array.isArray(live) && field?.patchMerges === true) {
    return mergedLists(Array.isArray(before) ? before : [], wanted, live, field);
  }
  return deepEqual(wanted, live) ? live : withoutNulls(wanted);
}

function mergedMaps(
  original: Fields,
  modified: Fields,
  current: Fields,
  schema: Schema,
  field: FieldSchema | undefined,
): Fields {
  const result: Fields = { ...current };
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) delete result[key];
  let isChanged = Object.keys(result).length !== Object.keys(current).length;
  for (const [key, wanted] of Object.entries(modified)) {
    if (wanted === null) {
      delete result[key];
      continue;
    }
    const merged = mergedField(original[key], wanted, current[key], schema?.fields.get(key));
    if (!deepEqual(merged, current[key])) isChanged = true;
    result[key] = merged;
  }
  if (isChanged && field?.patchRetainsKeys === true) {
    for (const key of Object.keys(result)) if (!Object.hasOwn(modified, key)) delete result[key];
  }
  return result;
}

/**
 * The object that client-side apply leaves on the server; the given ones are not changed.
 * @param original what was applied last, `undefined` when nothing was. @param modified the manifest. @param current the live object.
 * @param schema the object's type; without it lists are replaced as a whole.
 * Models: apimachinery pkg/util/strategicpatch/patch.go CreateThreeWayMergePatch, applied (v1.37). Differs: the patch itself is not made.
 */
export function applyThreeWay(
  original: Fields | undefined,
  modified: Fields,
  current: Fields,
  schema: DefinitionSchema | undefined,
): Fields {
  return mergedMaps(original ?? {}, modified, current, schema, undefined);
}
