/**
 * Elements of field paths in the form in which managedFields writes them: `f:replicas`, `k:{"name":"web"}`, `v:"x"`, `i:0`.
 *
 * Models: structured-merge-diff fieldpath/element.go and serialize-pe.go (v6).
 */
import { canonicalJson } from '../canonical-json.ts';

export type PathElement = string;

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The element of a list item by the values of its keys. */
export function keyElement(keys: Readonly<Record<string, unknown>>): PathElement {
  return `k:${canonicalJson(keys)}`;
}

export function valueElement(value: unknown): PathElement {
  return `v:${canonicalJson(value)}`;
}

/** The field that an element names, or `undefined` for list items. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/** Whether a text is an element as clients may send them. */
export function isPathElement(text: string): boolean {
  if (text.startsWith('f:')) return true;
  if (!/^[kvi]:/.test(text)) return false;
  try {
    const value: unknown = JSON.parse(text.slice(2));
    if (text.startsWith('k:')) return typeof value === 'object' && value !== null && !Array.isArray(value);
    return !text.startsWith('i:') || Number.isInteger(value);
  } catch {
    return false;
  }
}

const kindOrder = 'fkvi';

/** Fields by name, then keys, values and indexes. */
export function compareElements(a: PathElement, b: PathElement): number {
  const kinds = kindOrder.indexOf(a[0] ?? '') - kindOrder.indexOf(b[0] ?? '');
  if (kinds !== 0) return kinds;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An element as conflicts print it: `.replicas`, `[name="web"]`, `[="x"]`, `[0]`. Models: PathElement.String (v6). */
export function elementText(element: PathElement): string {
  const name = fieldNameOf(element);
  if (name !== undefined) return `.${name}`;
  const value: unknown = JSON.parse(element.slice(2));
  if (element.startsWith('i:')) return `[${String(value)}]`;
  if (element.startsWith('v:')) return `[=${JSON.stringify(value)}]`;
  const parts = Object.entries(value as object).map(([key, one]) => `${key}=${JSON.stringify(one)}`);
  return `[${parts.join(',')}]`;
}
