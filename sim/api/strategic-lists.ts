/** The order of merged lists, and the directives that may stand in a strategic patch. */
import { goText } from './go-text.ts';

export type Fields = Record<string, unknown>;

/** Why a strategic patch cannot be applied. */
export class StrategicPatchError extends Error {}

export const orderPrefix = '$setElementOrder/';
export const deleteDirective = 'delete';

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a patch as it is stored where there was none: without directives and without fields that are null. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !isMap(item) || item['$patch'] === undefined).map(withoutDirectives);
  }
  if (!isMap(value)) return value;
  if (value['$patch'] === deleteDirective) return {};
  const kept: Fields = {};
  for (const [key, field] of Object.entries(value)) {
    if (field !== null && !key.startsWith('$')) kept[key] = withoutDirectives(field);
  }
  return kept;
}

/** What identifies an item in an order: the value of its merge key, or itself. */
function identity(item: unknown, mergeKey: string | undefined): unknown {
  return mergeKey !== undefined && isMap(item) ? item[mergeKey] : item;
}

function positions(order: readonly unknown[], mergeKey: string | undefined): Map<unknown, number> {
  const found = new Map<unknown, number>();
  for (const [index, item] of order.entries()) {
    const key = identity(item, mergeKey);
    if (!found.has(key)) found.set(key, index);
  }
  return found;
}

function sortedBy(
  items: readonly unknown[],
  order: ReadonlyMap<unknown, number>,
  mergeKey: string | undefined,
): unknown[] {
  const rank = (item: unknown): number => order.get(identity(item, mergeKey)) ?? -1;
  return [...items].sort((a, b) => rank(a) - rank(b));
}

/**
 * Sorts a merged list: items that the patch names in the patch's order, the others in the server's, and both woven together so that an
 * item stays before those that it stood before on the server.
 * Models: apimachinery pkg/util/strategicpatch/patch.go normalizeElementOrder and mergeSortedSlice (v1.37).
 */
export function inEnforcedOrder(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const inPatch = positions(patchOrder, mergeKey);
  const onServer = positions(serverOrder, mergeKey);
  const isNamed = (item: unknown): boolean => inPatch.has(identity(item, mergeKey));
  const named = sortedBy(merged.filter(isNamed), inPatch, mergeKey);
  const others = sortedBy(
    merged.filter((item) => !isNamed(item)),
    onServer,
    mergeKey,
  );
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = onServer.get(identity(item, mergeKey));
    while (next < others.length && limit !== undefined) {
      const place = onServer.get(identity(others[next], mergeKey));
      if (place === undefined || place > limit) break;
      result.push(others[next++]);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

/** Throws when items of the patch do not stand in the order that `$setElementOrder` gives. Models: validatePatchWithSetOrderList (v1.37). */
export function validateOrder(
  patch: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string | undefined,
): void {
  const items = patch.filter((item) => !isMap(item) || item['$patch'] !== deleteDirective);
  if (items.length === 0 || order.length === 0) return;
  let found = 0;
  for (const entry of order) {
    if (found < items.length && identity(items[found], mergeKey) === identity(entry, mergeKey)) found++;
  }
  if (found < items.length) {
    const [shown, wanted] = [goText(items), goText(order)];
    throw new StrategicPatchError(
      `The order in patch list:\n${shown}\n doesn't match $setElementOrder list:\n${wanted}\n`,
    );
  }
}
