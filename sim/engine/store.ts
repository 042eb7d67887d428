import { compareText } from './compare-text.ts';
import { PersistentMap, type MapSnapshot } from './persistent-map.ts';
import { PersistentMultimap } from './persistent-multimap.ts';
import { PersistentCell } from './persistent-cell.ts';
import { PersistentLog, type LogSnapshot } from './persistent-log.ts';

/** An O(1) picture of all state; opaque to others. */
export interface StoreSnapshot {
  readonly maps: ReadonlyMap<string, MapSnapshot<unknown>>;
  readonly multimaps: ReadonlyMap<string, MapSnapshot<MapSnapshot<unknown>>>;
  readonly logs: ReadonlyMap<string, LogSnapshot<unknown>>;
  readonly cells: ReadonlyMap<string, unknown>;
}

/** All state as plain JSON data. */
export interface StoreData {
  readonly maps: Record<string, [string, unknown][]>;
  readonly multimaps: Record<string, [string, [string, unknown][]][]>;
  readonly logs: Record<string, { first: number; entries: unknown[] }>;
  /** Values of the cells that hold one. */
  readonly cells: Record<string, unknown>;
}

/** A container's name with a number of its own: for what is asked for so often that the search by name would be felt. */
export interface NumberedName {
  readonly text: string;
  readonly number: number;
}
/** Name of a container. */
export type ContainerName = string | NumberedName;

const numberedNames = new Map<string, NumberedName>();

/** The numbered form of a container's name: one for each name, made when its module is loaded. Numbers are no part of the state. */
export function numbered(text: string): NumberedName {
  let name = numberedNames.get(text);
  if (name === undefined) numberedNames.set(text, (name = { text, number: numberedNames.size }));
  return name;
}

let factNumbers = 0;

/** A number for facts that are derived from the state, for the module that derives them. */
export function newFactNumber(): number {
  return factNumbers++;
}

/**
 * Where the state of all components lives: named persistent maps, multimaps, logs and single values.
 *
 * Who asks for a name first makes the container; all state can be saved, restored in O(1), and written as JSON.
 */
export class Store {
  /** Containers by the numbers of their names, as far as they were asked for so. */
  readonly #mapsByNumber: (PersistentMap<unknown> | undefined)[] = [];
  readonly #multimapsByNumber: (PersistentMultimap<unknown> | undefined)[] = [];
  readonly #logsByNumber: (PersistentLog<unknown> | undefined)[] = [];
  readonly #cellsByNumber: (PersistentCell<unknown> | undefined)[] = [];
  readonly #maps = new Map<string, PersistentMap<unknown>>();
  readonly #multimaps = new Map<string, PersistentMultimap<unknown>>();
  readonly #logs = new Map<string, PersistentLog<unknown>>();
  readonly #cells = new Map<string, PersistentCell<unknown>>();
  readonly #guard: ((value: unknown) => void) | undefined;
  /** Facts that were derived from the state, by number; no part of it. */
  #facts: unknown[] = [];
  #epoch = 0;

  /** @param guard called with each value that is put anywhere; tests freeze them there */
  constructor(guard?: (value: unknown) => void) {
    this.#guard = guard;
  }

  /** Grows whenever the state jumps: copies that were derived from it before hold no longer. */
  get epoch(): number {
    return this.#epoch;
  }

  /** A fact that was derived from the state, as it was last kept; `undefined` when there is none or the state has jumped since. */
  fact(number: number): unknown {
    return this.#facts[number];
  }

  /** Keeps a fact that was derived from the state until the state jumps. @param number of a {@link newFactNumber} */
  keepFact(number: number, fact: unknown): void {
    this.#facts[number] = fact;
  }

  map<V>(name: ContainerName): PersistentMap<V> {
    if (typeof name !== 'string') {
      const found = this.#mapsByNumber[name.number];
      return (found ?? (this.#mapsByNumber[name.number] = this.map(name.text))) as PersistentMap<V>;
    }
    const known = this.#maps.get(name) as PersistentMap<V> | undefined;
    return known ?? added(this.#maps, name, new PersistentMap<V>(this.#guard));
  }

  multimap<V>(name: ContainerName): PersistentMultimap<V> {
    if (typeof name !== 'string') {
      const found = this.#multimapsByNumber[name.number];
      return (found ?? (this.#multimapsByNumber[name.number] = this.multimap(name.text))) as PersistentMultimap<V>;
    }
    const known = this.#multimaps.get(name) as PersistentMultimap<V> | undefined;
    return known ?? added(this.#multimaps, name, new PersistentMultimap<V>(this.#guard));
  }

  log<V>(name: ContainerName): PersistentLog<V> {
    if (typeof name !== 'string') {
      const found = this.#logsByNumber[name.number];
      return (found ?? (this.#logsByNumber[name.number] = this.log(name.text))) as PersistentLog<V>;
    }
    const known = this.#logs.get(name) as PersistentLog<V> | undefined;
    return known ?? added(this.#logs, name, new PersistentLog<V>());
  }

  cell<V>(name: ContainerName): PersistentCell<V> {
    if (typeof name !== 'string') {
      const found = this.#cellsByNumber[name.number];
      return (found ?? (this.#cellsByNumber[name.number] = this.cell(name.text))) as PersistentCell<V>;
    }
    const known = this.#cells.get(name) as PersistentCell<V> | undefined;
    return known ?? added(this.#cells, name, new PersistentCell<V>(this.#guard));
  }

  snapshot(): StoreSnapshot {
    return {
      maps: pictures(this.#maps),
      multimaps: pictures(this.#multimaps),
      logs: pictures(this.#logs),
      cells: new Map([...this.#cells].map(([name, cell]) => [name, cell.get()])),
    };
  }

  /** Goes to a snapshot, of this store or of another one. */
  restore(snapshot: StoreSnapshot): void {
    for (const name of snapshot.maps.keys()) this.map(name);
    for (const name of snapshot.multimaps.keys()) this.multimap(name);
    for (const name of snapshot.logs.keys()) this.log(name);
    for (const name of snapshot.cells.keys()) this.cell(name);
    this.#epoch++;
    this.#facts = [];
    for (const [name, map] of this.#maps) map.restore(snapshot.maps.get(name) ?? { root: null, size: 0 });
    for (const [name, map] of this.#multimaps) map.restore(snapshot.multimaps.get(name) ?? { root: null, size: 0 });
    for (const [name, log] of this.#logs) {
      log.restore(snapshot.logs.get(name) ?? { chunks: [], first: 0, length: 0 });
    }
    for (const [name, cell] of this.#cells) cell.restore(snapshot.cells.get(name));
  }

  toData(): StoreData {
    const data: StoreData = { maps: {}, multimaps: {}, logs: {}, cells: {} };
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
    for (const name of sortedNames(this.#cells)) {
      const value = this.cell(name).get();
      if (value !== undefined) data.cells[name] = value;
    }
    return data;
  }

  fromData(data: StoreData): void {
    this.restore({ maps: new Map(), multimaps: new Map(), logs: new Map(), cells: new Map() });
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
    for (const [name, value] of Object.entries(data.cells)) this.cell(name).set(value);
  }
}

function added<T>(containers: Map<string, unknown>, name: string, container: T): T {
  containers.set(name, container);
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
