import { objectKey } from '../api/object-key.ts';
import type { Handlers, Sim } from '../engine/engine.ts';
import { numbered, type NumberedName } from '../engine/store.ts';
import type { KubeObject } from '../api/types.ts';
import type { ApiResponse, ObjectList, WatchEvent } from '../apiserver/types.ts';
import { isSuccess } from '../apiserver/types.ts';
import { sendRequest, type Reply } from './request.ts';

const syncedName = numbered('informers/synced');

/** A change that an informer saw. `old` is what the cache held before. */
export type Change<T> =
  | { readonly type: 'added'; readonly object: T }
  | { readonly type: 'updated'; readonly object: T; readonly old: T }
  | { readonly type: 'deleted'; readonly object: T; readonly old: T };

/** The value under which an index has an object, or several of them; empty for none. */
export type IndexedBy<T> = (object: T) => string | readonly string[];

/** What a process watches, how its cache is indexed, and who wants to know. Code, not state: one per process and resource. */
export interface InformerDef<T extends KubeObject = KubeObject> {
  /** Unique name: `controllerManager.pods`. */
  readonly name: string;
  readonly group?: string;
  readonly resource: string;
  /** Field selector for the watching component, such as `spec.nodeName=worker-1`. */
  readonly fieldSelector?: (component: string) => string;
  /** Under what an object is found again, per index. */
  readonly indexes?: Readonly<Record<string, IndexedBy<T>>>;
  /** Called after the cache has the change. `sim.self` is the watching component. */
  readonly onChange?: (sim: Sim, change: Change<T>) => void;
  /** Called once the first list has arrived. */
  readonly onSynced?: (sim: Sim) => void;
}

/** `namespace/name`, or the name of a cluster-scoped object. */
export function keyOf(object: KubeObject): string {
  const { metadata } = object;
  return objectKey(metadata?.namespace ?? '', metadata?.name ?? '');
}

/** Reads of an informer's cache by the component that runs it. Objects are shared and never changed. */
export interface Lister<T> {
  get(sim: Sim, key: string): T | undefined;
  /** All objects, in the order of their keys' hashes; sort where the order matters. */
  forEach(sim: Sim, visit: (object: T) => void): void;
  /** Objects under a value of an index, in the order of their keys' hashes. */
  forEachIn(sim: Sim, index: string, value: string, visit: (object: T) => void): void;
  /** The same, as an array. */
  byIndex(sim: Sim, index: string, value: string): T[];
  countIn(sim: Sim, index: string, value: string): number;
  count(sim: Sim): number;
  hasSynced(sim: Sim): boolean;
}

/**
 * The lister of a definition.
 *
 * @param process for a cache that several components of one process share: the component that runs the informer; default `sim.self`
 */
export function listerOf<T extends KubeObject>(def: InformerDef<T>, process?: (self: string) => string): Lister<T> {
  const owner = (sim: Sim): string => (process === undefined ? sim.self : process(sim.self));
  const group = (sim: Sim, value: string): string => `${owner(sim)}|${value}`;
  const cacheName = cacheNameOf(def.name);
  const indexNames: Record<string, NumberedName> = {};
  for (const index of Object.keys(def.indexes ?? {})) indexNames[index] = indexNameOf(def.name, index);
  const indexName = (index: string): NumberedName => indexNames[index] as NumberedName;
  const forEachIn: Lister<T>['forEachIn'] = (sim, index, value, visit) => {
    const cache = sim.store.multimap<T>(cacheName);
    const self = owner(sim);
    sim.store.multimap<true>(indexName(index)).forEach(group(sim, value), (_, key) => visit(cache.get(self, key) as T));
  };
  return {
    get: (sim, key) => sim.store.multimap<T>(cacheName).get(owner(sim), key),
    forEach: (sim, visit) => sim.store.multimap<T>(cacheName).forEach(owner(sim), visit),
    forEachIn,
    byIndex: (sim, index, value) => {
      const found: T[] = [];
      forEachIn(sim, index, value, (object) => found.push(object));
      return found;
    },
    countIn: (sim, index, value) => sim.store.multimap<true>(indexName(index)).count(group(sim, value)),
    count: (sim) => sim.store.multimap<T>(cacheName).count(owner(sim)),
    hasSynced: (sim) => sim.store.map<boolean>(syncedName).get(`${def.name}@${owner(sim)}`) === true,
  };
}

/** Processes by component. A memo of a pure function. */
const processes = new Map<string, string>();

/** The process part of a component's name: `kube-controller-manager/cp-1` of `kube-controller-manager/cp-1/deployment`. */
export function processOf(component: string): string {
  let process = processes.get(component);
  if (process === undefined) {
    const machine = component.indexOf('/');
    const part = machine < 0 ? -1 : component.indexOf('/', machine + 1);
    processes.set(component, (process = part < 0 ? component : component.slice(0, part)));
  }
  return process;
}

/**
 * Starts an informer for the present component: a list, then a watch from the list's revision.
 *
 * Models: client-go tools/cache Reflector.ListAndWatch (v1.37). Differs: no periodic resync; handlers run in the watch's event.
 */
export function startInformer(sim: Sim, def: InformerDef): void {
  sendRequest(
    sim,
    {
      verb: 'list',
      ...(def.group === undefined ? {} : { group: def.group }),
      resource: def.resource,
      options: selectorOptions(def, sim.self),
    },
    { kind: 'informer.listed', context: { def: def.name } },
  );
}

function selectorOptions(def: InformerDef, component: string): { fieldSelector?: string } {
  const fieldSelector = def.fieldSelector?.(component);
  return fieldSelector === undefined ? {} : { fieldSelector };
}

function cacheNameOf(informer: string): NumberedName {
  return numbered(`cache/${informer}`);
}

function indexNameOf(informer: string, index: string): NumberedName {
  return numbered(`index/${informer}/${index}`);
}

interface Index {
  readonly name: NumberedName;
  readonly indexedBy: IndexedBy<KubeObject>;
}

/** A definition with the names of its containers. */
interface Informer {
  readonly def: InformerDef;
  readonly cacheName: NumberedName;
  readonly indexes: readonly Index[];
}

function informerOf(def: InformerDef): Informer {
  const indexes = Object.entries(def.indexes ?? {});
  return {
    def,
    cacheName: cacheNameOf(def.name),
    indexes: indexes.map(([index, indexedBy]) => ({ name: indexNameOf(def.name, index), indexedBy })),
  };
}

/** Payload of the event that brings watch events to an informer. */
export interface WatchDelivery {
  readonly def: string;
  readonly event: WatchEvent;
  /** The object's key in the cache. */
  readonly key: string;
}

/** Handlers of all informers of a simulation. Throws when two definitions share a name. */
export function informerHandlers(defs: readonly InformerDef[]): Handlers {
  const byName = new Map<string, Informer>();
  for (const def of defs) {
    if (byName.has(def.name)) throw new Error(`two informers are called ${def.name}`);
    byName.set(def.name, informerOf(def));
  }
  const named = (name: string): Informer => byName.get(name) as Informer;
  const defOf = (name: string): InformerDef => named(name).def;
  return {
    'informer.listed': (sim: Sim, { response, context }: Reply<{ def: string }>) =>
      takeList(sim, named(context.def), response),
    'informer.watching': (sim: Sim, { response, context }: Reply<{ def: string }>) => {
      if (!isSuccess(response)) startInformer(sim, defOf(context.def));
    },
    'informer.event': (sim: Sim, { def, event, key }: WatchDelivery) => takeEvent(sim, named(def), event, key),
    'informer.expired': (sim: Sim, { def }: { def: string }) => startInformer(sim, defOf(def)),
    'informer.retry': (sim: Sim, { def }: { def: string }) => startInformer(sim, defOf(def)),
  };
}

const relistDelayMicros = 1_000_000;

function takeList(sim: Sim, informer: Informer, response: ApiResponse): void {
  const { def } = informer;
  if (!isSuccess(response)) {
    sim.after(relistDelayMicros, 'informer.retry', { def: def.name });
    return;
  }
  const list = response.body as ObjectList;
  const listed = new Set<string>();
  for (const object of list.items) {
    const key = keyOf(object);
    listed.add(key);
    store(sim, informer, key, object);
  }
  const gone: KubeObject[] = [];
  sim.store.multimap<KubeObject>(informer.cacheName).forEach(sim.self, (object, key) => {
    if (!listed.has(key)) gone.push(object);
  });
  for (const object of gone) drop(sim, informer, keyOf(object), object);
  const synced = sim.store.map<boolean>(syncedName);
  const isFirst = synced.get(`${def.name}@${sim.self}`) !== true;
  synced.set(`${def.name}@${sim.self}`, true);
  sendRequest(
    sim,
    {
      verb: 'watch',
      ...(def.group === undefined ? {} : { group: def.group }),
      resource: def.resource,
      options: { ...selectorOptions(def, sim.self), resourceVersion: list.metadata.resourceVersion },
    },
    { kind: 'informer.watching', context: { def: def.name } },
  );
  if (isFirst) def.onSynced?.(sim);
}

function takeEvent(sim: Sim, informer: Informer, event: WatchEvent, key: string): void {
  if (event.type === 'DELETED') drop(sim, informer, key, event.object);
  else store(sim, informer, key, event.object);
}

function store(sim: Sim, informer: Informer, key: string, object: KubeObject): void {
  const { onChange } = informer.def;
  const { self } = sim;
  const old = sim.store.multimap<KubeObject>(informer.cacheName).replace(self, key, object);
  if (old !== undefined && old.metadata?.resourceVersion === object.metadata?.resourceVersion) return;
  reindex(sim, informer, key, old, object);
  if (onChange === undefined) return;
  if (old === undefined) onChange(sim, { type: 'added', object });
  else if (old.metadata?.uid === object.metadata?.uid) onChange(sim, { type: 'updated', object, old });
  else {
    onChange(sim, { type: 'deleted', object: old, old });
    onChange(sim, { type: 'added', object });
  }
}

function drop(sim: Sim, informer: Informer, key: string, object: KubeObject): void {
  const cache = sim.store.multimap<KubeObject>(informer.cacheName);
  const old = cache.get(sim.self, key);
  if (old === undefined) return;
  cache.delete(sim.self, key);
  reindex(sim, informer, key, old, undefined);
  informer.def.onChange?.(sim, { type: 'deleted', object, old });
}

/** Keeps the indexes in step: they hold keys, so that an object whose values stay the same costs no write. */
function reindex(
  sim: Sim,
  informer: Informer,
  key: string,
  old: KubeObject | undefined,
  object: KubeObject | undefined,
): void {
  for (const { name, indexedBy } of informer.indexes) {
    const before = old === undefined ? '' : indexedBy(old);
    const after = object === undefined ? '' : indexedBy(object);
    if (before === after) continue;
    const [left, entered] = [valuesOf(before), valuesOf(after)];
    const map = sim.store.multimap<true>(name);
    for (const value of left) if (!entered.includes(value)) map.delete(`${sim.self}|${value}`, key);
    for (const value of entered) if (!left.includes(value)) map.set(`${sim.self}|${value}`, key, true);
  }
}

function valuesOf(indexed: string | readonly string[]): readonly string[] {
  return indexed === '' ? noValues : typeof indexed === 'string' ? [indexed] : indexed;
}

const noValues: readonly string[] = [];

/** Forgets the caches of the present component: its process has ended. */
export function dropInformers(sim: Sim, defs: readonly InformerDef[]): void {
  for (const def of defs) {
    const informer = informerOf(def);
    const cache = sim.store.multimap<KubeObject>(informer.cacheName);
    const entries: [string, KubeObject][] = [];
    cache.forEach(sim.self, (object, key) => entries.push([key, object]));
    for (const [key, object] of entries) {
      cache.delete(sim.self, key);
      reindex(sim, informer, key, object, undefined);
    }
    sim.store.map<boolean>(syncedName).delete(`${def.name}@${sim.self}`);
  }
}
