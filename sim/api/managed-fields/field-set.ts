/**
 * Sets of field paths as trees. Sets are never changed once they are made: every operation gives a new one.
 *
 * Models: structured-merge-diff fieldpath/set.go (v6).
 */
import { compareElements, elementText, fieldNameOf, isPathElement, type PathElement } from './path-element.ts';
import { childShape, declaresField, type Shape } from './shape.ts';

export interface FieldSet {
  /** Elements that are in the set themselves. */
  readonly members: ReadonlySet<PathElement>;
  /** Sets below elements; never empty ones. */
  readonly children: ReadonlyMap<PathElement, FieldSet>;
}

export const emptySet: FieldSet = { members: new Set(), children: new Map() };

export function isEmpty({ members, children }: FieldSet): boolean {
  return members.size === 0 && children.size === 0;
}

/** A set that is being filled. */
export class FieldSetBuilder {
  readonly #members = new Set<PathElement>();
  readonly #children = new Map<PathElement, FieldSetBuilder>();

  /** Puts a path into the set; the empty path is the object itself and is not kept. */
  insert(path: readonly PathElement[]): void {
    if (path.length > 0) this.#insert(path, 0);
  }

  #insert(path: readonly PathElement[], at: number): void {
    const element = path[at] as PathElement;
    if (at === path.length - 1) this.#members.add(element);
    else this.#child(element).#insert(path, at + 1);
  }

  build(): FieldSet {
    const children = new Map<PathElement, FieldSet>();
    for (const [element, child] of this.#children) children.set(element, child.build());
    return { members: this.#members, children };
  }

  #child(element: PathElement): FieldSetBuilder {
    let child = this.#children.get(element);
    if (child === undefined) {
      child = new FieldSetBuilder();
      this.#children.set(element, child);
    }
    return child;
  }
}

function elementsOf(a: ReadonlyMap<PathElement, FieldSet>, b: ReadonlyMap<PathElement, FieldSet>): Set<PathElement> {
  return new Set([...a.keys(), ...b.keys()]);
}

function combine(a: FieldSet, b: FieldSet, members: Set<PathElement>, onChild: typeof union): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const element of elementsOf(a.children, b.children)) {
    const child = onChild(a.children.get(element) ?? emptySet, b.children.get(element) ?? emptySet);
    if (!isEmpty(child)) children.set(element, child);
  }
  return { members, children };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  return combine(a, b, new Set([...a.members, ...b.members]), union);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return emptySet;
  const members = new Set([...a.members].filter((element) => b.members.has(element)));
  return combine(a, b, members, intersection);
}

/** What is in `a` and not itself in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  const members = new Set([...a.members].filter((element) => !b.members.has(element)));
  return combine(a, b, members, difference);
}

/** What is in `a` and neither in `b` nor below anything in `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  const members = new Set([...a.members].filter((element) => !b.members.has(element)));
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of a.children) {
    if (b.members.has(element)) continue;
    const rest = recursiveDifference(child, b.children.get(element) ?? emptySet);
    if (!isEmpty(rest)) children.set(element, rest);
  }
  return { members, children };
}

export function isEqualSet(a: FieldSet, b: FieldSet): boolean {
  if (a.members.size !== b.members.size || a.children.size !== b.children.size) return false;
  for (const element of a.members) if (!b.members.has(element)) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined || !isEqualSet(child, other)) return false;
  }
  return true;
}

/** Adds the struct fields that lead to members, which a set does not name by itself. Models: Set.EnsureNamedFieldsAreMembers (v6). */
export function withNamedFields(set: FieldSet, shape: Shape): FieldSet {
  const members = new Set(set.members);
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    if (fieldNameOf(element) !== undefined && isDeclared(shape, element)) members.add(element);
    children.set(element, withNamedFields(child, childShape(shape, element)));
  }
  return { members, children };
}

function isDeclared(shape: Shape, element: PathElement): boolean {
  return declaresField(shape, fieldNameOf(element) ?? '');
}

/** All paths as conflicts print them (`.spec.containers[name="web"].image`), in the order of their elements. */
export function pathTexts(set: FieldSet, prefix = ''): string[] {
  const elements = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
  return elements.flatMap((element) => {
    const path = prefix + elementText(element);
    const child = set.children.get(element);
    return [...(set.members.has(element) ? [path] : []), ...(child === undefined ? [] : pathTexts(child, path))];
  });
}

/** A set as `fieldsV1` holds it. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

/** Models: structured-merge-diff fieldpath/serialize.go Set.ToJSON (v6). */
export function toFieldsV1(set: FieldSet): FieldsV1 {
  const elements = [...new Set([...set.members, ...set.children.keys()])].sort(compareElements);
  const fields: Record<string, FieldsV1> = {};
  for (const element of elements) {
    const child = set.children.get(element);
    const below = child === undefined ? {} : toFieldsV1(child);
    fields[element] = child !== undefined && set.members.has(element) ? { '.': {}, ...below } : below;
  }
  return fields;
}

/** Reads `fieldsV1`; `undefined` when that is none. */
export function fromFieldsV1(fields: unknown): FieldSet | undefined {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
  const members = new Set<PathElement>();
  const children = new Map<PathElement, FieldSet>();
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.') continue;
    if (!isPathElement(element) || typeof below !== 'object' || below === null) return undefined;
    const child = fromFieldsV1(below);
    if (child === undefined) return undefined;
    if (isEmpty(child) || Object.hasOwn(below, '.')) members.add(element);
    if (!isEmpty(child)) children.set(element, child);
  }
  return { members, children };
}
