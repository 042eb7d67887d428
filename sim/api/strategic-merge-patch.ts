/**
 * Strategic merge patch: lists of the API merge by the key that their type declares, and directives say what to delete or replace.
 */
import { goText } from './go-text.ts';
import type { DefinitionSchema, FieldSchema } from './schema/notation.ts';
import { itemDefinition } from './schema/schema.ts';
import {
  StrategicPatchError,
  deleteDirective,
  inEnforcedOrder,
  isMap,
  orderPrefix,
  validateOrder,
  withoutDirectives,
} from './strategic-lists.ts';
import type { Fields } from './strategic-lists.ts';

const directive = '$patch';
const retainKeys = '$retainKeys';
const deletePrefix = '$deleteFromPrimitiveList/';

type Schema = DefinitionSchema | undefined;

function fieldOf(schema: Schema, key: string): FieldSchema | undefined {
  return schema?.fields.get(key);
}

function schemaOf(field: FieldSchema | undefined): Schema {
  return field === undefined ? undefined : itemDefinition(field);
}

/** Clears what the patch does not list under `$retainKeys`. Models: applyRetainKeysDirective (v1.37). */
function retained(original: Fields, patch: Fields): Fields {
  const list = patch[retainKeys];
  if (list === undefined) return { ...original };
  if (!Array.isArray(list)) throw new StrategicPatchError('invalid patch format of retainKeys');
  const kept = new Set<unknown>(list);
  for (const [key, value] of Object.entries(patch)) {
    const isDirective = key === retainKeys || key.startsWith(deletePrefix) || key.startsWith(orderPrefix);
    if (!isDirective && value !== null && !kept.has(key))
      throw new StrategicPatchError('invalid patch format of retainKeys');
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)));
}

/** Lists whose order the patch gives: merged, then sorted. Returns the keys that are done. Models: mergePatchIntoOriginal (v1.37). */
function mergeOrderedLists(result: Fields, patch: Fields, schema: Schema): Set<string> {
  const done = new Set<string>();
  for (const [directiveKey, order] of Object.entries(patch)) {
    if (!directiveKey.startsWith(orderPrefix)) continue;
    done.add(directiveKey);
    if (!Array.isArray(order)) throw new StrategicPatchError(`${directiveKey}: expected a list`);
    const key = directiveKey.slice(orderPrefix.length);
    const field = fieldOf(schema, key);
    const mergeKey = field?.patchMergeKey;
    const [before, change] = [result[key], patch[key]];
    const changes = Array.isArray(change) ? change : undefined;
    if (changes !== undefined) validateOrder(changes, order, mergeKey);
    if (!Array.isArray(before) && changes === undefined) continue;
    const originals: readonly unknown[] = Array.isArray(before) ? before : [];
    const merged =
      changes === undefined
        ? originals
        : Array.isArray(before)
          ? mergeList(originals, changes, field)
          : (withoutDirectives(changes) as unknown[]);
    result[key] = inEnforcedOrder(merged, order, originals, mergeKey);
    done.add(key);
  }
  return done;
}

/** Takes single values out of a list. */
function withoutValues(list: unknown, gone: unknown): unknown {
  if (!Array.isArray(list) || !Array.isArray(gone)) return list;
  return list.filter((item) => !gone.includes(item));
}

function mergeField(before: unknown, change: unknown, field: FieldSchema | undefined): unknown {
  if (isMap(before) && isMap(change)) {
    return field?.patchReplaces === true ? change : mergeMaps(before, change, schemaOf(field));
  }
  if (Array.isArray(before) && Array.isArray(change)) {
    return field?.patchMerges === true ? mergeList(before, change, field) : change;
  }
  return withoutDirectives(change);
}

/** Merges a map; the given ones are not changed. Models: strategicpatch/patch.go mergeMap (v1.37). */
function mergeMaps(original: Fields, patch: Fields, schema: Schema): Fields {
  const whole = patch[directive];
  if (whole === 'replace') {
    const { [directive]: _marker, ...rest } = patch;
    return rest;
  }
  if (whole === 'delete') return {};
  if (whole !== undefined) throw badPatchType(whole, patch);
  const result = retained(original, patch);
  const done = mergeOrderedLists(result, patch, schema);
  for (const [key, change] of Object.entries(patch)) {
    if (done.has(key) || key === retainKeys) continue;
    if (key.startsWith(deletePrefix)) {
      const name = key.slice(deletePrefix.length);
      if (Object.hasOwn(result, name)) result[name] = withoutValues(result[name], change);
    } else if (change === null) {
      delete result[key];
    } else {
      result[key] = Object.hasOwn(result, key)
        ? mergeField(result[key], change, fieldOf(schema, key))
        : withoutDirectives(change);
    }
  }
  return result;
}

/** Carries out `$patch` items of a list; the rest of the patch is left to merge. Models: mergeSliceWithSpecialElements (v1.37). */
function carryOutDirectives(
  original: readonly unknown[],
  patch: readonly Fields[],
  mergeKey: string,
): { readonly list: unknown[]; readonly rest: readonly Fields[] } {
  let list = [...original];
  let isReplaced = false;
  const rest: Fields[] = [];
  for (const item of patch) {
    const kind = item[directive];
    if (kind === undefined) rest.push(item);
    else if (kind === 'replace') isReplaced = true;
    else if (kind === deleteDirective) {
      const value = keyValue(item, mergeKey);
      list = list.filter((candidate) => !isMap(candidate) || candidate[mergeKey] !== value);
    } else if (kind === 'merge') throw new StrategicPatchError('merging lists cannot yet be specified in the patch');
    else throw badPatchType(kind, item);
  }
  return isReplaced ? { list: rest, rest: [] } : { list, rest };
}

/** Models: strategicpatch errors.go ErrBadPatchType (v1.37). */
function badPatchType(type: unknown, map: Fields): StrategicPatchError {
  return new StrategicPatchError(`unknown patch type: ${goText(type)} in map: ${goText(map)}`);
}

function keyValue(item: Fields, mergeKey: string): unknown {
  const value = item[mergeKey];
  if (value === undefined) {
    throw new StrategicPatchError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);
  }
  return value;
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], field: FieldSchema | undefined): unknown[] {
  const mergeKey = field?.patchMergeKey;
  const sample = original[0] ?? patch[0];
  if (!isMap(sample)) {
    const merged = [...new Set([...original, ...patch])];
    return inEnforcedOrder(merged, patch, original, undefined);
  }
  if (mergeKey === undefined) throw new StrategicPatchError('cannot merge lists without merge key');
  const { list, rest } = carryOutDirectives(original, patch.filter(isMap), mergeKey);
  const order = [...list];
  for (const item of rest) {
    const value = keyValue(item, mergeKey);
    const index = list.findIndex((candidate) => isMap(candidate) && candidate[mergeKey] === value);
    if (index < 0) list.push(withoutDirectives(item));
    else list[index] = mergeMaps(list[index] as Fields, item, schemaOf(field));
  }
  return inEnforcedOrder(list, rest, order, mergeKey);
}

/**
 * Applies a patch; the given values are not changed.
 * @param schema the object's type, where it is known; without it all lists are replaced.
 * @returns the new object; throws StrategicPatchError when the patch is malformed.
 * Models: apimachinery pkg/util/strategicpatch/patch.go StrategicMergeMapPatch (v1.37).
 */
export function applyStrategicMergePatch(
  original: Fields,
  patch: Fields,
  schema: DefinitionSchema | undefined,
): Fields {
  return mergeMaps(original, patch, schema);
}
