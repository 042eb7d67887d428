import { compareText } from './compare-text.ts';
import { hashText } from './hash.ts';
import { find, put, take, walk, type Branch, type Owner } from './hash-trie.ts';

/** Fewer changes than these are noted in any case. */
const notesMin = 8;

/** Stands in the front for a key that the trie still has. */
const gone = Symbol('gone');

/**
 * A map from strings to plain values whose snapshots cost nothing beyond what has changed since the last one.
 *
 * Reads and writes go to a plain map in front; behind it stands a hash trie, which takes over what has changed when a snapshot is taken
 * or the whole is walked through. Iteration follows the hash of the keys: it depends on what the map holds, never on the order in which
 * it came.
 */
export class PersistentMap<V> {
  #root: Branch<V> | null = null;
  #size = 0;
  #owner: Owner = {};
  /** What is newer than the trie, and what was read from it. */
  readonly #front = new Map<string, V | typeof gone>();
  /** Keys of the front that the trie does not know yet; `null`: all of them, there is no trie. */
  #changed: Set<string> | null = null;
  /** The front has every entry. */
  #isWhole = true;
  #isTouched = false;
  readonly #guard: ((value: V) => void) | undefined;

  /** @param guard called with each value that is put in; tests freeze them there */
  constructor(guard?: (value: V) => void) {
    this.#guard = guard;
  }

  /** Whether something was put in or removed since the last snapshot or jump. */
  get isTouched(): boolean {
    return this.#isTouched;
  }

  get size(): number {
    return this.#size;
  }

  /** The value under `key`, or `undefined`. */
  get(key: string): V | undefined {
    const value = this.#front.get(key);
    if (value !== undefined) return value === gone ? undefined : value;
    return this.#isWhole ? undefined : this.#fetch(key);
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
    const before = this.get(key);
    this.setAfter(before, key, value);
    return before;
  }

  /** Puts `value` under `key`, of which {@link get} just gave `before`: spares the search for it. */
  setAfter(before: V | undefined, key: string, value: V): void {
    this.#guard?.(value);
    if (before === undefined) this.#size++;
    this.#isTouched = true;
    this.#front.set(key, value);
    if (this.#changed !== null) this.#noteChange(this.#changed, key);
  }

  /** Removes `key`; says whether it was there. */
  delete(key: string): boolean {
    return this.take(key) !== undefined;
  }

  /** Removes `key` and gives what was there, or `undefined`. */
  take(key: string): V | undefined {
    const before = this.get(key);
    if (before === undefined) return undefined;
    this.#size--;
    this.#isTouched = true;
    if (this.#changed === null) this.#front.delete(key);
    else {
      this.#front.set(key, gone);
      this.#changed.add(key);
    }
    return before;
  }

  clear(): void {
    this.restore({ root: null, size: 0 });
  }

  /** Calls `visit` for each entry, in the order of the keys' hashes. The map must not change meanwhile. */
  forEach(visit: (value: V, key: string) => void): void {
    this.#settle();
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

  /** The present content, for {@link restore}. */
  snapshot(): MapSnapshot<V> {
    this.#settle();
    this.#owner = {};
    this.#isTouched = false;
    return { root: this.#root, size: this.#size };
  }

  /** Goes back to a snapshot; O(1). */
  restore(snapshot: MapSnapshot<V>): void {
    this.#owner = {};
    this.#isTouched = false;
    this.#root = snapshot.root;
    this.#size = snapshot.size;
    this.#front.clear();
    this.#isWhole = snapshot.root === null;
    this.#changed = snapshot.root === null ? null : new Set();
  }

  #fetch(key: string): V | undefined {
    const value = this.#root === null ? undefined : find(this.#root, hashText(key), key);
    if (value !== undefined) this.#front.set(key, value);
    return value;
  }

  /**
   * Notes what the trie does not know. A trie that is mostly out of date is given up: it is made anew when it is asked for, and until
   * then a change costs no note.
   */
  #noteChange(changed: Set<string>, key: string): void {
    changed.add(key);
    if (!this.#isWhole || changed.size < notesMin || changed.size * 2 < this.#size) return;
    for (const noted of changed) if (this.#front.get(noted) === gone) this.#front.delete(noted);
    this.#root = null;
    this.#changed = null;
  }

  /** Brings the trie up to date. */
  #settle(): void {
    const changed = this.#changed;
    if (changed === null) {
      if (this.#size === 0) return;
      for (const key of this.#front.keys()) this.#pass(key);
      this.#changed = new Set();
    } else if (changed.size > 0) {
      for (const key of changed) this.#pass(key);
      changed.clear();
    }
    if (this.#size === 0) this.#root = null;
  }

  #pass(key: string): void {
    const value = this.#front.get(key) as V | typeof gone;
    const hash = hashText(key);
    if (value !== gone) {
      this.#root ??= { owner: this.#owner, bitmap: 0, slots: [] };
      this.#root = put(this.#root, this.#owner, 0, hash, key, value);
      return;
    }
    this.#front.delete(key);
    if (this.#root !== null && find(this.#root, hash, key) !== undefined) {
      this.#root = take(this.#root, this.#owner, 0, hash, key);
    }
  }
}

/** An immutable content of a map; opaque to others. */
export interface MapSnapshot<V> {
  readonly root: Branch<V> | null;
  readonly size: number;
}
