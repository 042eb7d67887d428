import { PersistentMap, compareText, type MapSnapshot } from './persistent-map.ts';
import { PersistentMultimap } from './persistent-multimap.ts';
import { PersistentLog, type LogSnapshot } from './persistent-log.ts';

/** An O(1) picture of all state; opaque to others. */
export interface StoreSnapshot {
  readonly maps: ReadonlyMap<string, MapSnapshot<unknown>>;
  readonly multimaps: ReadonlyMap<string, MapSnapshot<MapSnapshot<unknown>>>;
  readonly logs: ReadonlyMap<string, LogSnapshot<unknown>>;
}

/** All state as plain JSON data. */
export interface StoreData {
  readonly maps: Record<string, [string, unknown][]>;
  readonly multimaps: Record<string, [string, [string, unknown][]][]>;
  readonly logs: Record<string, { first: number; entries: unknown[] }>;
}

/**
 * Where the state of all components lives: named persistent maps, multimaps and logs.
 *
 * Who asks for a name first makes the container; all state can be saved, restored in O(1), and written as JSON.
 */
export class Store {
  readonly #maps = new Map<string, PersistentMap<unknown>>();
  readonly #multimaps = new Map<string, PersistentMultimap<unknown>>();
  readonly #logs = new Map<string, PersistentLog<unknown>>();
  readonly #guard: ((value: unknown) => void) | undefined;
  #epoch = 0;

  /** @param guard called with each value that is put anywhere; tests freeze them there */
  constructor(guard?: (value: unknown) => void) {
    this.#guard = guard;
  }

  /** Grows whenever the state jumps: copies that were derived from it before hold no longer. */
  get epoch(): number {
    return this.#epoch;
  }

  map<V>(name: string): PersistentMap<V> {
    return demand(this.#maps, name, () => new PersistentMap(this.#guard)) as PersistentMap<V>;
  }

  multimap<V>(name: string): PersistentMultimap<V> {
    return demand(this.#multimaps, name, () => new PersistentMultimap(this.#guard)) as PersistentMultimap<V>;
  }

  log<V>(name: string): PersistentLog<V> {
    return demand(this.#logs, name, () => new PersistentLog()) as PersistentLog<V>;
  }

  snapshot(): StoreSnapshot {
    return { maps: pictures(this.#maps), multimaps: pictures(this.#multimaps), logs: pictures(this.#logs) };
  }

  /** Goes to a snapshot, of this store or of another one. */
  restore(snapshot: StoreSnapshot): void {
    for (const name of snapshot.maps.keys()) this.map(name);
    for (const name of snapshot.multimaps.keys()) this.multimap(name);
    for (const name of snapshot.logs.keys()) this.log(name);
    this.#epoch++;
    for (const [name, map] of this.#maps) map.restore(snapshot.maps.get(name) ?? { root: null, size: 0 });
    for (const [name, map] of this.#multimaps) map.restore(snapshot.multimaps.get(name) ?? { root: null, size: 0 });
    for (const [name, log] of this.#logs) {
      log.restore(snapshot.logs.get(name) ?? { chunks: [], first: 0, length: 0 });
    }
  }

  toData(): StoreData {
    const data: StoreData = { maps: {}, multimaps: {}, logs: {} };
    for (const name of sortedNames(this.#maps)) data.maps[name] = this.map(name).sortedEntries();
    for (const name of sortedNames(this.#multimaps)) {
      const map = this.multimap(name);
      data.multimaps[name] = map.groups().map((group) => [group, groupEntries(map, group)]);
    }
    for (const name of sortedNames(this.#logs)) {
      const log = this.log(name);
      const entries: unknown[] = [];
      for (let n = log.first; n < log.length; n++) entries.push(log.at(n));
      data.logs[name] = { first: log.first, entries };
    }
    return data;
  }

  fromData(data: StoreData): void {
    this.restore({ maps: new Map(), multimaps: new Map(), logs: new Map() });
    for (const [name, entries] of Object.entries(data.maps)) {
      const map = this.map(name);
      for (const [key, value] of entries) map.set(key, value);
    }
    for (const [name, groups] of Object.entries(data.multimaps)) {
      const map = this.multimap(name);
      for (const [group, entries] of groups) for (const [key, value] of entries) map.set(group, key, value);
    }
    for (const [name, { first, entries }] of Object.entries(data.logs)) {
      const log = this.log(name);
      log.startAt(first);
      for (const entry of entries) log.push(entry);
    }
  }
}

function demand<T>(containers: Map<string, T>, name: string, make: () => T): T {
  let container = containers.get(name);
  if (container === undefined) containers.set(name, (container = make()));
  return container;
}

function pictures<S>(containers: Map<string, { snapshot(): S }>): Map<string, S> {
  const result = new Map<string, S>();
  for (const [name, container] of containers) result.set(name, container.snapshot());
  return result;
}

function sortedNames(containers: Map<string, unknown>): string[] {
  return [...containers.keys()].sort(compareText);
}

function groupEntries(map: PersistentMultimap<unknown>, group: string): [string, unknown][] {
  const entries: [string, unknown][] = [];
  map.forEach(group, (value, key) => entries.push([key, value]));
  return entries.sort((a, b) => compareText(a[0], b[0]));
}
