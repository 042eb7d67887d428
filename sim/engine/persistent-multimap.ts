import { PersistentMap, type MapSnapshot } from './persistent-map.ts';

/**
 * Groups of keyed values, such as the pods of a node: a persistent map of persistent maps.
 *
 * Small groups are the rule, and a group may hold a thousand members; adding to one costs no copy of the others.
 */
export class PersistentMultimap<V> {
  readonly #groups = new PersistentMap<MapSnapshot<V>>();
  /** Groups that were read or changed since the last jump. */
  readonly #open = new Map<string, PersistentMap<V>>();
  readonly #guard: ((value: V) => void) | undefined;
  /** The open group last asked for: the next question is often for the same one. */
  #lastGroup = '';
  #lastMap: PersistentMap<V> | null = null;

  /** @param guard called with each value that is put in; tests freeze them there */
  constructor(guard?: (value: V) => void) {
    this.#guard = guard;
  }

  /** Puts `value` under `key` in `group`. */
  set(group: string, key: string, value: V): void {
    this.#edit(group).set(key, value);
  }

  /** Puts `value` under `key` in `group` and gives what was there before, or `undefined`. */
  replace(group: string, key: string, value: V): V | undefined {
    return this.#edit(group).replace(key, value);
  }

  /** Removes `key` from `group`; says whether it was there. */
  delete(group: string, key: string): boolean {
    return this.#peek(group)?.delete(key) ?? false;
  }

  /** The members of `group`, to read and change several of them now: not to be kept beyond the present event. */
  group(group: string): PersistentMap<V> {
    return this.#edit(group);
  }

  get(group: string, key: string): V | undefined {
    return this.#peek(group)?.get(key);
  }

  /** Number of members of `group`. */
  count(group: string): number {
    const open = this.#open.get(group);
    return open === undefined ? (this.#groups.get(group)?.size ?? 0) : open.size;
  }

  /** Calls `visit` for each member of `group`, in the order of the keys' hashes. */
  forEach(group: string, visit: (value: V, key: string) => void): void {
    this.#peek(group)?.forEach(visit);
  }

  /** Members of `group` in the order of their keys. */
  sortedValues(group: string): V[] {
    return this.#peek(group)?.sortedValues() ?? [];
  }

  /** Names of the groups that have members, sorted. */
  groups(): string[] {
    this.#close();
    return this.#groups.sortedKeys();
  }

  clear(): void {
    this.#lastMap = null;
    this.#open.clear();
    this.#groups.clear();
  }

  snapshot(): MapSnapshot<MapSnapshot<V>> {
    this.#close();
    return this.#groups.snapshot();
  }

  restore(snapshot: MapSnapshot<MapSnapshot<V>>): void {
    this.#lastMap = null;
    this.#open.clear();
    this.#groups.restore(snapshot);
  }

  #peek(group: string): PersistentMap<V> | undefined {
    if (group === this.#lastGroup && this.#lastMap !== null) return this.#lastMap;
    const open = this.#open.get(group);
    if (open !== undefined) return this.#remember(group, open);
    return this.#groups.get(group) === undefined ? undefined : this.#edit(group);
  }

  #remember(group: string, map: PersistentMap<V>): PersistentMap<V> {
    this.#lastGroup = group;
    this.#lastMap = map;
    return map;
  }

  #edit(group: string): PersistentMap<V> {
    if (group === this.#lastGroup && this.#lastMap !== null) return this.#lastMap;
    let map = this.#open.get(group);
    if (map === undefined) {
      map = new PersistentMap<V>(this.#guard);
      const saved = this.#groups.get(group);
      if (saved !== undefined) map.restore(saved);
      this.#open.set(group, map);
    }
    return this.#remember(group, map);
  }

  #close(): void {
    for (const [group, map] of this.#open) {
      if (!map.isTouched) continue;
      if (map.size > 0) this.#groups.set(group, map.snapshot());
      else {
        this.#groups.delete(group);
        this.#open.delete(group);
        this.#lastMap = null;
      }
    }
  }
}
