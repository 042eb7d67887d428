/** `--sort-by` */
import { evaluatePath, parseJsonPath, relaxedJsonPath, type PathNode } from '../../api/json-path/index.ts';
import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import { OutputError } from './output.ts';

const chunks = /\d+|\D+/g;
const isDigit = /^\d/;

/** Whether `a` stands before `b`, numbers inside the texts counting as numbers. Models: fvbommel/sortorder NaturalLess. */
function naturalCompare(a: string, b: string): number {
  const [left, right] = [a.match(chunks) ?? [], b.match(chunks) ?? []];
  for (const [index, chunk] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (chunk === other) continue;
    const isNumber = isDigit.test(chunk) && isDigit.test(other);
    if (isNumber && Number(chunk) !== Number(other)) return Number(chunk) - Number(other);
    return chunk < other ? -1 : 1;
  }
  return left.length - right.length;
}

/** Models: kubectl pkg/cmd/get/sorter.go isLess (v1.37). */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a !== 'string' || typeof b !== 'string') throw new OutputError(`unsortable type: ${typeof a}`);
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left !== undefined && right !== undefined ? compareQuantities(left, right) : naturalCompare(a, b);
}

function keyOf(object: unknown, path: readonly PathNode[]): unknown {
  return evaluatePath([object], path, { allowMissingKeys: true })[0];
}

/**
 * Sorts items by a path into their objects; items without the field come first, equal ones stay in order.
 * @param field the value of `--sort-by`. @param objectOf the object of an item, such as of a row of a table.
 * @returns a new list; throws OutputError when no object has the field, JsonPathError when the path is none.
 * Models: kubectl pkg/cmd/get/sorter.go SortObjects (v1.37).
 */
export function sortByPath<T>(items: readonly T[], objectOf: (item: T) => unknown, field: string): T[] {
  const template = relaxedJsonPath(field);
  const [part] = parseJsonPath(template);
  const path = part?.type === 'expression' ? part.path : [];
  const keyed = items.map((item) => ({ item, key: keyOf(objectOf(item), path) }));
  if (items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new OutputError(`couldn't find any field with path "${template}" in the list of objects`);
  }
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined) return Number(b.key === undefined) - Number(a.key === undefined);
    return compareValues(a.key, b.key);
  });
  return keyed.map(({ item }) => item);
}
