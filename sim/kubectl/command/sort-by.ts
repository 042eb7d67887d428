import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/types.ts';
import { fieldAt } from './field-path.ts';
import { fail } from './program.ts';

/**
 * Objects in the order of a field, those without it first.
 * @param path such as `.metadata.name` or `{.status.startTime}`; empty leaves the order
 * Models: kubectl pkg/cmd/get/sorter.go (v1.37): numbers by size, quantities by amount, all else by its text.
 */
export function sortObjects(objects: readonly KubeObject[], path: string): readonly KubeObject[] {
  if (path === '') return objects;
  const plain = path.replace(/^\{|\}$/g, '').replace(/^\./, '');
  const keyed = objects.map((object) => ({ object, key: fieldAt(object, plain) }));
  if (objects.length > 0 && keyed.every(({ key }) => key === undefined)) {
    fail(`couldn't find any field with path "{.${plain}}" in the list of objects`);
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ object }) => object);
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  const amounts = [left, right].map((text) => (/^[\d.]+[A-Za-z]*$/.test(text) ? parseQuantity(text) : undefined));
  const [x, y] = amounts;
  if (x !== undefined && y !== undefined) return compareQuantities(x, y);
  return left < right ? -1 : left > right ? 1 : 0;
}
