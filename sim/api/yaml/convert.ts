/** Turns the nodes of one document into plain JSON data: anchors, merge keys, scalars, and every bound on the way. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Json } from '../types.ts';
import { aliasesMax, documentBytesMax, expandedNodesMax, nestingMax } from './limits.ts';
import { ProblemError } from './problem.ts';
import type { Problem } from './problem.ts';
import { resolvePlain, resolveTagged } from './scalar.ts';

type JsonMap = { [key: string]: Json };

/** A converted value with what it weighs once its aliases are written out. */
interface Converted {
  readonly value: Json;
  readonly nodes: number;
  readonly bytes: number;
  readonly depth: number;
}

interface Conversion {
  readonly anchors: Map<string, Converted | 'open'>;
  readonly problems: Problem[];
  aliases: number;
}

const mergeKey = '<<';
const forbiddenKeys = ['__proto__'];

function startOf(node: unknown): number {
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) return node.range?.[0] ?? 0;
  return 0;
}

function checkWeight(converted: Converted, offset: number): Converted {
  if (converted.nodes > expandedNodesMax) throw new ProblemError(offset, 'document contains excessive aliasing');
  if (converted.bytes > documentBytesMax) {
    throw new ProblemError(offset, 'document is larger than 3 MiB once its anchors are expanded');
  }
  if (converted.depth > nestingMax) throw new ProblemError(offset, `nested deeper than ${nestingMax} levels`);
  return converted;
}

function scalarValue(node: Scalar, conversion: Conversion): Json {
  const text = typeof node.source === 'string' ? node.source : String(node.value ?? '');
  const isPlain = node.type === 'PLAIN' || node.type === undefined || node.type === null;
  if (node.tag === undefined && !isPlain) return text;
  const resolved = node.tag === undefined ? resolvePlain(text) : resolveTagged(node.tag, text);
  if (!('error' in resolved)) return resolved.value;
  conversion.problems.push({ offset: startOf(node), message: resolved.error });
  return null;
}

function convertAlias(node: { readonly source: string }, offset: number, conversion: Conversion): Converted {
  conversion.aliases++;
  if (conversion.aliases > aliasesMax) throw new ProblemError(offset, 'document contains excessive aliasing');
  const target = conversion.anchors.get(node.source);
  if (target === undefined) throw new ProblemError(offset, `unknown anchor '${node.source}' referenced`);
  if (target === 'open') throw new ProblemError(offset, `anchor '${node.source}' value contains itself`);
  return target;
}

function convertNode(node: unknown, depth: number, conversion: Conversion): Converted {
  const offset = startOf(node);
  if (depth > nestingMax) throw new ProblemError(offset, `nested deeper than ${nestingMax} levels`);
  if (isAlias(node)) return convertAlias(node, offset, conversion);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor !== undefined) conversion.anchors.set(anchor, 'open');
  const converted = checkWeight(convertContent(node, depth, conversion), offset);
  if (anchor !== undefined) conversion.anchors.set(anchor, converted);
  return converted;
}

const collectionTags = [undefined, 'tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'];

function convertContent(node: unknown, depth: number, conversion: Conversion): Converted {
  if ((isMap(node) || isSeq(node)) && !collectionTags.includes(node.tag)) {
    throw new ProblemError(startOf(node), `tag ${node.tag ?? ''} is not supported`);
  }
  if (isMap(node)) return convertMap(node, depth, conversion);
  if (isSeq(node)) return convertSeq(node, depth, conversion);
  const value = isScalar(node) ? scalarValue(node, conversion) : null;
  const bytes = typeof value === 'string' ? value.length : 8;
  return { value, nodes: 1, bytes, depth: 0 };
}

function convertSeq(node: YAMLSeq, depth: number, conversion: Conversion): Converted {
  const value: Json[] = [];
  let weight = { nodes: 1, bytes: 2, depth: 0 };
  for (const item of node.items) {
    const converted = convertNode(item, depth + 1, conversion);
    value.push(converted.value);
    weight = add(weight, converted, 1);
  }
  return { value, ...weight };
}

interface Weight {
  readonly nodes: number;
  readonly bytes: number;
  readonly depth: number;
}

function add(sum: Weight, part: Weight, extraBytes: number): Weight {
  return {
    nodes: sum.nodes + part.nodes,
    bytes: sum.bytes + part.bytes + extraBytes,
    depth: Math.max(sum.depth, part.depth + 1),
  };
}

/** Keys of JSON are texts: numbers and booleans are written as such, as Kubernetes does. */
function keyText(node: unknown, conversion: Conversion): string {
  const offset = startOf(node);
  const { value } = convertNode(node, 0, conversion);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ProblemError(offset, value === null ? 'a key may not be null' : 'a key must be a text');
}

function isMergeKey(node: unknown): boolean {
  return isScalar(node) && node.type === 'PLAIN' && node.source === mergeKey && node.tag === undefined;
}

function isJsonMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds what `<<` brings, where the map does not say otherwise itself; of several maps the first wins. */
function merge(target: JsonMap, source: Json, offset: number): number {
  const maps = Array.isArray(source) ? source : [source];
  let added = 0;
  for (const map of maps) {
    if (!isJsonMap(map)) throw new ProblemError(offset, 'map merge requires map or sequence of maps as the value');
    for (const [key, value] of Object.entries(map)) {
      if (Object.hasOwn(target, key)) continue;
      target[key] = value;
      added++;
    }
  }
  return added;
}

function convertMap(node: YAMLMap, depth: number, conversion: Conversion): Converted {
  const value: JsonMap = {};
  const merges: { readonly source: Converted; readonly offset: number }[] = [];
  let weight: Weight = { nodes: 1, bytes: 2, depth: 0 };
  for (const pair of node.items) {
    const offset = startOf(pair.key);
    if (isMergeKey(pair.key)) {
      merges.push({ source: convertNode(pair.value, depth + 1, conversion), offset });
      continue;
    }
    const key = keyText(pair.key, conversion);
    if (forbiddenKeys.includes(key)) throw new ProblemError(offset, `key "${key}" is not allowed`);
    const converted = convertNode(pair.value, depth + 1, conversion);
    if (Object.hasOwn(value, key)) {
      conversion.problems.push({ offset, message: `key "${key}" already set in map` });
    } else value[key] = converted.value;
    weight = add(weight, converted, key.length + 4);
  }
  for (const { source, offset } of merges) {
    merge(value, source.value, offset);
    weight = add(weight, source, 0);
  }
  return { value, ...weight };
}

/**
 * Converts a composed document. Aliases share the value of their anchor.
 * Adds to `problems` (duplicate keys, numbers out of range); throws a ProblemError where reading on makes no sense.
 * Offsets count from the start of the document.
 */
export function convertDocument(document: Document.Parsed, problems: Problem[]): Json {
  const conversion: Conversion = { anchors: new Map(), problems, aliases: 0 };
  return convertNode(document.contents, 0, conversion).value;
}
