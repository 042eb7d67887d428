import { hashText } from './hash.ts';

/**
 * A map from strings to plain values whose snapshots cost nothing.
 *
 * It is a hash trie, 32 ways a level. Nodes carry the token of whoever may change them in place; taking a snapshot hands out the
 * root and takes a new token, so that the next change copies the path that it touches. Iteration follows the hash of the keys: it
 * depends on what the map holds, never on the order in which it came.
 */
export class PersistentMap<V> {
  #root: Branch<V> | null = null;
  #size = 0;
  #owner: Owner = {};
  readonly #guard: ((value: V) => void) | undefined;

  /** @param guard called with each value that is put in; tests freeze them there */
  constructor(guard?: (value: V) => void) {
    this.#guard = guard;
  }

  get size(): number {
    return this.#size;
  }

  /** The value under `key`, or `undefined`. */
  get(key: string): V | undefined {
    return this.#root === null ? undefined : find(this.#root, hashText(key), key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Puts `value` under `key`. Values are never changed afterwards, only replaced. */
  set(key: string, value: V): void {
    this.replace(key, value);
  }

  /** Puts `value` under `key` and gives what was there before, or `undefined`. */
  replace(key: string, value: V): V | undefined {
    this.#guard?.(value);
    const hash = hashText(key);
    this.#root ??= { owner: this.#owner, bitmap: 0, slots: [] };
    const before = added;
    replaced = undefined;
    this.#root = put(this.#root, this.#owner, 0, hash, key, value);
    this.#size += added - before;
    return replaced as V | undefined;
  }

  /** Removes `key`; says whether it was there. */
  delete(key: string): boolean {
    if (this.#root === null || this.get(key) === undefined) return false;
    this.#root = take(this.#root, this.#owner, 0, hashText(key), key);
    this.#size--;
    if (this.#size === 0) this.#root = null;
    return true;
  }

  clear(): void {
    this.#root = null;
    this.#size = 0;
  }

  /** Calls `visit` for each entry, in the order of the keys' hashes. The map must not change meanwhile. */
  forEach(visit: (value: V, key: string) => void): void {
    if (this.#root !== null) walk(this.#root, visit);
  }

  /** All keys, sorted. */
  sortedKeys(): string[] {
    const keys: string[] = [];
    this.forEach((_, key) => keys.push(key));
    return keys.sort(compareText);
  }

  /** All values in the order of their keys. */
  sortedValues(): V[] {
    const entries = this.sortedEntries();
    return entries.map((entry) => entry[1]);
  }

  /** All entries in the order of their keys. */
  sortedEntries(): [string, V][] {
    const entries: [string, V][] = [];
    this.forEach((value, key) => entries.push([key, value]));
    return entries.sort((a, b) => compareText(a[0], b[0]));
  }

  /** The present content, for {@link restore}; O(1). */
  snapshot(): MapSnapshot<V> {
    this.#owner = {};
    return { root: this.#root, size: this.#size };
  }

  /** Goes back to a snapshot; O(1). */
  restore(snapshot: MapSnapshot<V>): void {
    this.#owner = {};
    this.#root = snapshot.root;
    this.#size = snapshot.size;
  }
}

/** Order by UTF-16 units, which for Kubernetes names is the order by bytes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An immutable content of a map; opaque to others. */
export interface MapSnapshot<V> {
  readonly root: Branch<V> | null;
  readonly size: number;
}

type Owner = object;
interface Leaf<V> {
  owner: Owner;
  readonly hash: number;
  readonly key: string;
  value: V;
}
/** Keys with the same 32-bit hash, sorted. */
interface Bucket<V> {
  readonly leaves: Leaf<V>[];
  readonly hash: number;
}
interface Branch<V> {
  readonly owner: Owner;
  bitmap: number;
  readonly slots: Slot<V>[];
}
type Slot<V> = Leaf<V> | Branch<V> | Bucket<V>;

/** Counts insertions, so that `put` can say whether it added a key without allocating a result. */
let added = 0;
/** What the last `put` found under its key. */
let replaced: unknown = undefined;

function isBranch<V>(slot: Slot<V>): slot is Branch<V> {
  return 'slots' in slot;
}
function isBucket<V>(slot: Slot<V>): slot is Bucket<V> {
  return 'leaves' in slot;
}

function popcount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function find<V>(root: Branch<V>, hash: number, key: string): V | undefined {
  let node: Branch<V> = root;
  for (let shift = 0; ; shift += 5) {
    const bit = 1 << ((hash >>> shift) & 31);
    if ((node.bitmap & bit) === 0) return undefined;
    const slot = node.slots[popcount(node.bitmap & (bit - 1))] as Slot<V>;
    if (isBranch(slot)) {
      node = slot;
      continue;
    }
    if (isBucket(slot)) return slot.leaves.find((leaf) => leaf.key === key)?.value;
    return slot.key === key ? slot.value : undefined;
  }
}

function own<V>(node: Branch<V>, owner: Owner): Branch<V> {
  return node.owner === owner ? node : { owner, bitmap: node.bitmap, slots: node.slots.slice() };
}

function put<V>(node: Branch<V>, owner: Owner, shift: number, hash: number, key: string, value: V): Branch<V> {
  const mine = own(node, owner);
  const bit = 1 << ((hash >>> shift) & 31);
  const index = popcount(mine.bitmap & (bit - 1));
  if ((mine.bitmap & bit) === 0) {
    mine.slots.splice(index, 0, { owner, hash, key, value });
    mine.bitmap |= bit;
    added++;
    return mine;
  }
  const slot = mine.slots[index] as Slot<V>;
  if (isBranch(slot)) mine.slots[index] = put(slot, owner, shift + 5, hash, key, value);
  else if (isBucket(slot)) mine.slots[index] = putInBucket(slot, owner, shift + 5, hash, key, value);
  else if (slot.key === key) {
    replaced = slot.value;
    if (slot.owner === owner) slot.value = value;
    else mine.slots[index] = { owner, hash, key, value };
  } else {
    added++;
    mine.slots[index] = join(slot, { owner, hash, key, value }, owner, shift + 5);
  }
  return mine;
}

function putInBucket<V>(
  bucket: Bucket<V>,
  owner: Owner,
  shift: number,
  hash: number,
  key: string,
  value: V,
): Bucket<V> | Branch<V> {
  const leaf: Leaf<V> = { owner, hash, key, value };
  const rest = bucket.leaves.filter((other) => other.key !== key);
  if (rest.length === bucket.leaves.length) added++;
  else replaced = bucket.leaves.find((other) => other.key === key)?.value;
  if (bucket.hash !== hash) return join(bucket, leaf, owner, shift);
  return { hash, leaves: [...rest, leaf].sort((a, b) => compareText(a.key, b.key)) };
}

function join<V>(old: Leaf<V> | Bucket<V>, leaf: Leaf<V>, owner: Owner, shift: number): Branch<V> | Bucket<V> {
  if (old.hash === leaf.hash) {
    const leaves = isBucket(old) ? [...old.leaves, leaf] : [old, leaf];
    return { hash: leaf.hash, leaves: leaves.sort((a, b) => compareText(a.key, b.key)) };
  }
  const oldBit = 1 << ((old.hash >>> shift) & 31);
  const newBit = 1 << ((leaf.hash >>> shift) & 31);
  if (oldBit === newBit) return { owner, bitmap: oldBit, slots: [join(old, leaf, owner, shift + 5)] };
  const oldFirst = oldBit >>> 0 < newBit >>> 0;
  return { owner, bitmap: oldBit | newBit, slots: oldFirst ? [old, leaf] : [leaf, old] };
}

/** Removes a key that is known to be there. */
function take<V>(node: Branch<V>, owner: Owner, shift: number, hash: number, key: string): Branch<V> {
  const mine = own(node, owner);
  const bit = 1 << ((hash >>> shift) & 31);
  const index = popcount(mine.bitmap & (bit - 1));
  const slot = mine.slots[index] as Slot<V>;
  let next: Slot<V> | null = null;
  if (isBranch(slot)) {
    const smaller = take(slot, owner, shift + 5, hash, key);
    const only = smaller.slots.length === 1 ? smaller.slots[0] : undefined;
    next = only !== undefined && !isBranch(only) ? only : smaller.slots.length === 0 ? null : smaller;
  } else if (isBucket(slot)) {
    const leaves = slot.leaves.filter((leaf) => leaf.key !== key);
    next = leaves.length === 1 ? (leaves[0] as Leaf<V>) : { hash: slot.hash, leaves };
  }
  if (next === null) {
    mine.slots.splice(index, 1);
    mine.bitmap &= ~bit;
  } else mine.slots[index] = next;
  return mine;
}

function walk<V>(node: Branch<V>, visit: (value: V, key: string) => void): void {
  for (const slot of node.slots) {
    if (isBranch(slot)) walk(slot, visit);
    else if (isBucket(slot)) for (const leaf of slot.leaves) visit(leaf.value, leaf.key);
    else visit(slot.value, slot.key);
  }
}
