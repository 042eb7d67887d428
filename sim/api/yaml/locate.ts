/** Finds where a field of a document was written. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Pair } from 'yaml';

/** A place below a node: what is there, where it starts, and how much of the path is left. */
interface Place {
  readonly node: unknown;
  readonly offset: number;
  readonly rest: string;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.source ?? pair.key.value ?? '') : '';
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}

/** What is left of `path` after `key`, or undefined when the path does not go through it. `[key]` names keys of maps. */
function restAfter(path: string, key: string): string | undefined {
  if (path.startsWith(`[${key}]`)) return path.slice(key.length + 2).replace(/^\./, '');
  if (!path.startsWith(key)) return undefined;
  const rest = path.slice(key.length);
  if (rest === '' || rest.startsWith('[')) return rest;
  return rest.startsWith('.') ? rest.slice(1) : undefined;
}

function stepIntoMap(items: readonly Pair[], path: string): Place | undefined {
  let best: Place | undefined;
  for (const pair of items) {
    const key = keyOf(pair);
    const rest = key === '' ? undefined : restAfter(path, key);
    if (rest === undefined || (best !== undefined && best.rest.length <= rest.length)) continue;
    best = { node: pair.value, offset: offsetOf(pair.key) ?? 0, rest };
  }
  return best;
}

function stepIntoSeq(items: readonly unknown[], path: string): Place | undefined {
  const match = /^\[(\d+)\]\.?/.exec(path);
  if (match === null) return undefined;
  const item = items[Number(match[1])];
  const offset = offsetOf(item);
  return offset === undefined ? undefined : { node: item, offset, rest: path.slice(match[0].length) };
}

function follow(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/**
 * The offset of the deepest field on the way to `path` (`spec.containers[0].image`, `data[tls.crt]`) that was written.
 * A field that is missing is found at its parent's key. `from` is the node that the path counts from.
 */
export function offsetOfField(document: Document, from: unknown, path: string): number {
  let place: Place = { node: from, offset: offsetOf(from) ?? 0, rest: path };
  for (;;) {
    if (place.rest === '') return place.offset;
    const node = follow(place.node, document);
    const items: readonly unknown[] = isMap(node) || isSeq(node) ? node.items : [];
    const next = isMap(node) ? stepIntoMap(node.items, place.rest) : stepIntoSeq(items, place.rest);
    if (next === undefined) return place.offset;
    place = next;
  }
}
