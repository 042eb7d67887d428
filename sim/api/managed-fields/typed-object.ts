/**
 * Objects seen through their type: which fields they set, what differs between two of them, merging, and taking fields out.
 *
 * Models: structured-merge-diff typed/tofieldset.go, compare.go, merge.go, remove.go (v6).
 */
import { deepEqual } from '../deep-equal.ts';
import { emptySet, FieldSetBuilder, isEmpty, type FieldSet } from './field-set.ts';
import { fieldElement, type PathElement } from './path-element.ts';
import { childShape, declaresField, isRecord, itemElement, type Shape } from './shape.ts';

type Path = readonly PathElement[];
type Listed = Shape & { kind: 'listMap' | 'set' };

/** Elements and values of what is inside a value; `null` where the value is one leaf. Items without keys are left out. */
function partsOf(shape: Shape, value: unknown): Map<PathElement, unknown> | null {
  if (shape.kind === 'leaf') return null;
  if (shape.kind === 'listMap' || shape.kind === 'set') return Array.isArray(value) ? itemParts(shape, value) : null;
  if (!isRecord(value)) return null;
  const parts = new Map<PathElement, unknown>();
  for (const name of Object.keys(value)) if (value[name] !== undefined) parts.set(fieldElement(name), value[name]);
  return parts;
}

function itemParts(shape: Listed, items: readonly unknown[]): Map<PathElement, unknown> {
  const parts = new Map<PathElement, unknown>();
  for (const item of items) {
    const element = itemElement(shape, item);
    if (element !== undefined && !parts.has(element)) parts.set(element, item);
  }
  return parts;
}

function isListShape(shape: Shape): shape is Listed {
  return shape.kind === 'listMap' || shape.kind === 'set';
}

/** Whether members of a value are kept as such beside what is in them: list items and keys of maps, but not fields of structs. */
function namesMember(shape: Shape, element: PathElement, value: unknown): boolean {
  if (value === null || (isRecord(value) && Object.keys(value).length === 0)) return true;
  return !declaresField(shape, element.slice(2));
}

/** The fields that an object sets. */
export function fieldsOf(object: unknown, shape: Shape): FieldSet {
  const builder = new FieldSetBuilder();
  collect(object, shape, [], builder);
  return builder.build();
}

function collect(value: unknown, shape: Shape, path: Path, builder: FieldSetBuilder): void {
  const parts = partsOf(shape, value);
  if (parts === null) {
    if (shape.kind === 'leaf' || (value !== null && !isListShape(shape))) builder.insert(path);
    return;
  }
  for (const [element, part] of parts) {
    const below = [...path, element];
    collect(part, childShape(shape, element), below, builder);
    if (namesMember(shape, element, part)) builder.insert(below);
  }
}

/** What is different between two objects. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

interface Builders {
  readonly added: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly removed: FieldSetBuilder;
}

/** Compares two objects of one type; `undefined` stands for no object. */
export function compareObjects(before: unknown, after: unknown, shape: Shape): Comparison {
  const builders: Builders = {
    added: new FieldSetBuilder(),
    modified: new FieldSetBuilder(),
    removed: new FieldSetBuilder(),
  };
  compareValues(before, after, shape, [], builders);
  return { added: builders.added.build(), modified: builders.modified.build(), removed: builders.removed.build() };
}

function isVoid(parts: Map<PathElement, unknown> | null): boolean {
  return parts === null || parts.size === 0;
}

function compareValues(before: unknown, after: unknown, shape: Shape, path: Path, builders: Builders): void {
  if (before === after) return;
  const [left, right] = [partsOf(shape, before), partsOf(shape, after)];
  if (!isVoid(left) || !isVoid(right)) {
    for (const element of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])) {
      const below = [...path, element];
      compareValues(left?.get(element), right?.get(element), childShape(shape, element), below, builders);
    }
  }
  if (before === undefined) builders.added.insert(path);
  else if (after === undefined) builders.removed.insert(path);
  else if (isVoid(left) && isVoid(right) && !deepEqual(before, after)) builders.modified.insert(path);
}

/**
 * Puts a configuration over an object: what it sets is taken, what it does not name stays.
 * The given values are not changed.
 */
export function mergeObjects(live: unknown, config: unknown, shape: Shape): unknown {
  if (config === undefined) return live;
  if (live === undefined || live === null || config === null) return config;
  if (isListShape(shape) && Array.isArray(live) && Array.isArray(config)) return mergeLists(live, config, shape);
  const [left, right] = [partsOf(shape, live), partsOf(shape, config)];
  if (left === null || right === null) return config;
  const merged: Record<string, unknown> = {};
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    merged[element.slice(2)] = mergeObjects(left.get(element), right.get(element), childShape(shape, element));
  }
  return merged;
}

/** Items of both lists: those of the configuration in its order, the others near those that they stood beside. */
function mergeLists(live: readonly unknown[], config: readonly unknown[], shape: Listed): unknown[] {
  const [left, right] = [itemParts(shape, live), itemParts(shape, config)];
  const [liveOrder, configOrder] = [[...left.keys()], [...right.keys()]];
  const shared = configOrder.filter((element) => left.has(element));
  const merged = new Set<PathElement>();
  const out: unknown[] = [];
  const take = (element: PathElement): void => {
    out.push(mergeObjects(left.get(element), right.get(element), childShape(shape, element)));
  };
  let next = 0;
  for (let l = 0, r = 0; l < liveOrder.length || r < configOrder.length;) {
    const ours = liveOrder[l];
    const theirs = configOrder[r];
    if (ours !== undefined && theirs !== undefined) {
      if (ours === theirs) {
        merged.add(ours);
        take(ours);
        l++;
        r++;
        next++;
        continue;
      }
      if (right.has(ours) && next < shared.length && shared[next] !== ours) {
        l++;
        continue;
      }
    }
    if (ours !== undefined) {
      if (!right.has(ours)) {
        take(ours);
        l++;
        continue;
      }
      if (merged.has(ours)) l++;
    }
    if (theirs === undefined) continue;
    merged.add(theirs);
    take(theirs);
    r++;
    if (shared[next] === theirs) next++;
  }
  return out;
}

/** An object without the fields of a set; `undefined` when nothing of it is left. */
export function withoutFields(object: unknown, gone: FieldSet, shape: Shape): unknown {
  if (isEmpty(gone)) return object;
  if (isListShape(shape)) {
    if (!Array.isArray(object)) return object;
    const items = object.flatMap((item: unknown) => {
      const rest = withoutPart(itemElement(shape, item) ?? '', item, gone, shape);
      return rest === undefined ? [] : [rest];
    });
    return items.length === 0 ? undefined : items;
  }
  const parts = partsOf(shape, object);
  if (parts === null || parts.size === 0) return object;
  const kept: Record<string, unknown> = {};
  for (const [element, part] of parts) {
    const rest = withoutPart(element, part, gone, shape);
    if (rest !== undefined) kept[element.slice(2)] = rest;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function withoutPart(element: PathElement, part: unknown, gone: FieldSet, shape: Shape): unknown {
  if (gone.members.has(element)) return undefined;
  return withoutFields(part, gone.children.get(element) ?? emptySet, childShape(shape, element));
}
