import { compareText } from './compare-text.ts';

/**
 * A hash trie from strings to values, 32 ways a level, as plain functions over its nodes.
 *
 * Nodes carry the token of whoever may change them in place; anybody else copies the path that is touched. What a trie looks like depends
 * on what it holds, never on the order in which it came.
 */

/** Whoever may change a node in place. */
export type Owner = object;
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
/** A node of the trie; opaque to others. */
export interface Branch<V> {
  readonly owner: Owner;
  bitmap: number;
  readonly slots: Slot<V>[];
}
type Slot<V> = Leaf<V> | Branch<V> | Bucket<V>;

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

/** The value under `key`, or `undefined`. */
export function find<V>(root: Branch<V>, hash: number, key: string): V | undefined {
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

/** Puts a value under a key, in place where `owner` owns the nodes, else in copies. */
export function put<V>(node: Branch<V>, owner: Owner, shift: number, hash: number, key: string, value: V): Branch<V> {
  const mine = own(node, owner);
  const bit = 1 << ((hash >>> shift) & 31);
  const index = popcount(mine.bitmap & (bit - 1));
  if ((mine.bitmap & bit) === 0) {
    mine.slots.splice(index, 0, { owner, hash, key, value });
    mine.bitmap |= bit;
    return mine;
  }
  const slot = mine.slots[index] as Slot<V>;
  if (isBranch(slot)) mine.slots[index] = put(slot, owner, shift + 5, hash, key, value);
  else if (isBucket(slot)) mine.slots[index] = putInBucket(slot, owner, shift + 5, hash, key, value);
  else if (slot.key === key) {
    if (slot.owner === owner) slot.value = value;
    else mine.slots[index] = { owner, hash, key, value };
  } else {
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
export function take<V>(node: Branch<V>, owner: Owner, shift: number, hash: number, key: string): Branch<V> {
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

/** Calls `visit` for each entry, in the order of the keys' hashes. */
export function walk<V>(node: Branch<V>, visit: (value: V, key: string) => void): void {
  for (const slot of node.slots) {
    if (isBranch(slot)) walk(slot, visit);
    else if (isBucket(slot)) for (const leaf of slot.leaves) visit(leaf.value, leaf.key);
    else visit(slot.value, slot.key);
  }
}
