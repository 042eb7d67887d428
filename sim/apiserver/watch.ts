import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { PersistentMultimap } from '../engine/persistent-multimap.ts';
import { numbered } from '../engine/store.ts';
import { withFields } from '../engine/with-fields.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { asVersion } from '../api/conversion/convert.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { tooOldResourceVersion } from '../api/status.ts';
import type { KubeObject, Pod } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { compactedRevision, historyAfter, historyLog, type HistoryEntry } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { notePod, podsPrefix } from './door/authorization/node-graph.ts';
import { definitionsPrefix } from './custom/custom-resources.ts';
import { wakeDefinitionControllers } from './custom/wake.ts';
import { filterOf, type Filter } from './read.ts';
import { parseRevision } from './revision-rules.ts';
import { servedPrefix, servedResource } from './served.ts';
import { servicesPrefix, settleService } from './service-allocator.ts';
import { objectsAt } from './snapshot.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from './types.ts';
import { apiServerName, requestKey, requestPath, type ArrivedRequest } from './wire.ts';

/** A standing watch. */
export interface Watcher {
  readonly component: string;
  readonly request: ApiRequest;
  /** Goes back with each event, so that the client knows which of its watches it is. */
  readonly context: unknown;
  /** Group of the index in which it stands. */
  readonly group: string;
  /** Watches with selectors look at each object, others take all. */
  readonly isFiltered: boolean;
  /** Version in which the client wants the objects, when it is another than the one that is kept. */
  readonly shownAs?: string;
}

const watchersName = numbered('apiserver/watchers');
const cursorName = numbered('apiserver/watchCursor');
const nodeNameTerm = 'spec.nodeName=';

/**
 * Opens a watch and sends what happened since the revision it names, or first what is there when it names none.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go Watch (v1.37): watchers are indexed by node name.
 * @returns the answer: 200, or 410 when that revision is compacted; clients that have their events come as an own kind of event are
 * told so by an ERROR event, as over HTTP
 */
export function openWatch(sim: Sim, info: ResourceInfo, arrived: ArrivedRequest): ApiResponse {
  const { request, client, replyTo } = arrived;
  const { options = {} } = request;
  const filter = filterOf(info, request);
  if ('status' in filter) return { code: filter.status.code, body: filter.status };
  const asked = parseRevision(options.resourceVersion);
  if (typeof asked !== 'number') return { code: asked.status.code, body: asked.status };
  const isFromNow = asked === 0 || options.sendInitialEvents === true;
  const since = isFromNow ? dispatchedRevision(sim) : asked;
  const missed = historyAfter(sim, since);
  const watcher = watcherOf(info, arrived);
  if (missed === undefined) return tooOld(sim, watcher, info, since);
  sim.store.multimap<Watcher>(watchersName).set(watcher.group, watcherId(client, replyTo.context), watcher);
  if (isFromNow && options.sendInitialEvents !== false) sendInitialEvents(sim, watcher, info, filter, since);
  else {
    const dispatched = dispatchedRevision(sim);
    for (const entry of missed) {
      if (entry.prefix === info.etcdPrefix && entry.revision <= dispatched) deliverFiltered(sim, watcher, info, entry);
    }
  }
  keepWatch(sim, watcher, watcherId(client, replyTo.context));
  return {
    code: 200,
    body: { apiVersion: 'v1', kind: info.listKind, metadata: { resourceVersion: String(since) }, items: [] },
  };
}

function watcherOf(info: ResourceInfo, { request, client, replyTo }: ArrivedRequest): Watcher {
  const { fieldSelector = '', labelSelector = '' } = request.options ?? {};
  const { context } = replyTo;
  const isByNode = info.kind === 'Pod' && isOnlyNodeName(fieldSelector) && labelSelector === '' && !isOwnKind(context);
  const group = isByNode ? nodeGroup(fieldSelector.slice(nodeNameTerm.length)) : info.etcdPrefix;
  const isNarrow = request.namespace !== undefined || request.name !== undefined || labelSelector !== '';
  const isFiltered = isByNode ? request.namespace !== undefined : isNarrow || fieldSelector !== '';
  const plain: Watcher = { component: client, request, context, group, isFiltered };
  return info.storedAs === info.apiVersion ? plain : { ...plain, shownAs: info.apiVersion };
}

/** Whether the client has its events come as a kind of event of its own, rather than to an informer. */
function isOwnKind(context: unknown): boolean {
  return (context as { readonly eventKind?: string } | null)?.eventKind !== undefined;
}

/** Revision of the last write that watchers have been told of. */
function dispatchedRevision(sim: Sim): number {
  const next = historyLog(sim).at(cursor(sim));
  return next === undefined ? currentRevision(sim) : next.revision - 1;
}

function tooOld(sim: Sim, watcher: Watcher, info: ResourceInfo, since: number): ApiResponse {
  const status = tooOldResourceVersion(since, compactedRevision(sim));
  if (!isOwnKind(watcher.context)) return { code: status.code, body: status };
  deliver(sim, watcher, info, { type: 'ERROR', object: status, revision: 0 }, '');
  endWatch(sim, watcher, info);
  return {
    code: 200,
    body: { apiVersion: 'v1', kind: info.listKind, metadata: { resourceVersion: String(since) }, items: [] },
  };
}

/** Everything that is there as events, and a bookmark that says where that ends. Models: cacher's watch-list (v1.37). */
function sendInitialEvents(sim: Sim, watcher: Watcher, info: ResourceInfo, filter: Filter, revision: number): void {
  for (const [key, object] of objectsAt(sim, info, revision)) {
    if (filter.matches(object)) deliver(sim, watcher, info, { type: 'ADDED', object, revision }, key);
  }
  const { sendInitialEvents: isAsked, allowWatchBookmarks } = watcher.request.options ?? {};
  if (isAsked !== true || allowWatchBookmarks !== true) return;
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  deliver(sim, watcher, info, bookmarkOf(info, revision, annotations), '');
}

function bookmarkOf(info: ResourceInfo, revision: number, annotations?: Record<string, string>): WatchEvent {
  const metadata = { resourceVersion: String(revision), ...(annotations === undefined ? {} : { annotations }) };
  return { type: 'BOOKMARK', object: { kind: info.kind, apiVersion: info.apiVersion, metadata }, revision };
}

/** Models: cacher.go defaultBookmarkFrequency (v1.37). */
const bookmarkMicros = 60_000_000;

/** A watch that has to be looked after: it ends by itself, or wants bookmarks. */
interface KeptWatch {
  readonly group: string;
  readonly id: string;
  /** As it was opened: another of the same name is not meant. */
  readonly request: ApiRequest;
}

/** Sets the timers of a watch that asked for them. */
function keepWatch(sim: Sim, { group, request, context }: Watcher, id: string): void {
  if (!isOwnKind(context)) return;
  const { timeoutSeconds = 0, allowWatchBookmarks } = request.options ?? {};
  const kept: KeptWatch = { group, id, request };
  if (timeoutSeconds > 0) sim.after(timeoutSeconds * 1_000_000, 'apiserver.watchTimedOut', kept);
  if (allowWatchBookmarks === true) sim.after(bookmarkMicros, 'apiserver.bookmarkDue', kept, { quiet: true });
}

/** The watcher that a timer means, and what it watches; `undefined` when it has gone. */
function keptWatcher(sim: Sim, { group, id, request }: KeptWatch): [Watcher, ResourceInfo] | undefined {
  const watcher = sim.store.multimap<Watcher>(watchersName).get(group, id);
  const info = servedResource(sim, request.group ?? '', request.resource, request.version);
  if (watcher === undefined || info === undefined || !deepEqual(watcher.request, request)) return undefined;
  return sim.isUp(watcher.component) ? [watcher, info] : undefined;
}

/** Timers of watches. */
export const watchHandlers = {
  'apiserver.watchTimedOut': (sim: Sim, kept: KeptWatch): void => {
    const found = keptWatcher(sim, kept);
    if (found === undefined) return;
    const [watcher, info] = found;
    if (watcher.request.options?.allowWatchBookmarks === true) {
      deliver(sim, watcher, info, bookmarkOf(info, dispatchedRevision(sim)), '');
    }
    endWatch(sim, watcher, info);
    sim.store.multimap<Watcher>(watchersName).delete(kept.group, kept.id);
  },
  'apiserver.bookmarkDue': (sim: Sim, kept: KeptWatch): void => {
    const found = keptWatcher(sim, kept);
    if (found === undefined) return;
    deliver(sim, ...found, bookmarkOf(found[1], dispatchedRevision(sim)), '');
    sim.after(bookmarkMicros, 'apiserver.bookmarkDue', kept, { quiet: true });
  },
};

/** Tells a client that its watch has come to an end. */
function endWatch(sim: Sim, { component, context }: Watcher, info: ResourceInfo): void {
  sim.send({
    to: component,
    protocol: 'watch',
    verb: 'closed',
    resource: info.resource,
    latency: worldSettings(sim).latencies.watchMicros,
    kind: (context as { readonly eventKind: string }).eventKind,
    payload: { ...(context as object), event: null },
  });
}

/** Closes, from its client's side, the watch that was opened with `watch` as its name. */
export function closeWatch(sim: Sim, request: ApiRequest, watch: string): void {
  const closed: ClosedWatch = { client: sim.self, watch, request };
  sim.send({
    to: apiServerName,
    protocol: 'watch',
    verb: 'close',
    resource: requestPath(request),
    key: requestKey(request),
    latency: worldSettings(sim).latencies.apiRequestMicros,
    kind: 'apiserver.watchClosed',
    payload: closed,
  });
}

/** A client wants no more events of the watches that it opened with `watch` as their name. */
export interface ClosedWatch {
  readonly client: string;
  readonly watch: string;
  readonly request: ApiRequest;
}

/** Forgets the watches of a client that has gone. */
export function dropWatch(sim: Sim, { client, watch, request }: ClosedWatch): void {
  const info = servedResource(sim, request.group ?? '', request.resource, request.version);
  if (info === undefined) return;
  const watchers = sim.store.multimap<Watcher>(watchersName);
  const closed: string[] = [];
  watchers.forEach(info.etcdPrefix, ({ component, context }, id) => {
    if (component === client && (context as { readonly watch?: string } | null)?.watch === watch) closed.push(id);
  });
  for (const id of closed) watchers.delete(info.etcdPrefix, id);
}

function watcherId(client: string, context: unknown): string {
  return `${client} ${JSON.stringify(context)}`;
}

function isOnlyNodeName(fieldSelector: string): boolean {
  return fieldSelector.startsWith(nodeNameTerm) && !fieldSelector.includes(',');
}

function nodeGroup(nodeName: string): string {
  let group = nodeGroups.get(nodeName);
  if (group === undefined) nodeGroups.set(nodeName, (group = `${podsPrefix}#${nodeName}`));
  return group;
}

/** Groups of the watches of one node's pods, by the node. A memo of a pure function. */
const nodeGroups = new Map<string, string>();

/** Entries of etcd's history below this number have been sent to the watchers. */
function cursor(sim: Sim): number {
  return sim.store.cell<number>(cursorName).get() ?? 0;
}

/** Sends all writes up to `revision` that have not been sent yet to those who watch, in their order. */
export function dispatchWrites(sim: Sim, revision: number): void {
  const log = historyLog(sim);
  let n = Math.max(cursor(sim), log.first);
  const before = n;
  for (; n < log.length; n++) {
    const entry = log.at(n) as HistoryEntry;
    if (entry.revision > revision) break;
    if (entry.prefix === servicesPrefix)
      settleService(sim, entry.previous, entry.type === 'DELETED' ? null : entry.object);
    else if (entry.prefix === definitionsPrefix) wakeDefinitionControllers(sim);
    if (entry.prefix === podsPrefix)
      notePod(sim, entry.key, entry.previous, entry.type === 'DELETED' ? null : entry.object);
    dispatch(sim, entry);
  }
  if (n !== before) sim.store.cell<number>(cursorName).set(n);
}

function dispatch(sim: Sim, entry: HistoryEntry): void {
  const watchers = sim.store.multimap<Watcher>(watchersName);
  const isPod = entry.prefix === podsPrefix;
  // Of most kinds nobody watches anything: Events are written more often than all else together.
  if (!isPod && watchers.count(entry.prefix) === 0) return;
  const info = servedPrefix(sim, entry.prefix);
  if (info === undefined) return;
  const { type, object, revision, key } = entry;
  const event: WatchEvent = { type, object, revision };
  const closed: [string, string][] = [];
  const visit = (watcher: Watcher, id: string): void => {
    if (!sim.isUp(watcher.component)) closed.push([watcher.group, id]);
    else if (watcher.isFiltered) deliverFiltered(sim, watcher, info, entry);
    else deliver(sim, watcher, info, event, key);
  };
  watchers.forEach(entry.prefix, visit);
  if (isPod) dispatchToNodes(sim, info, entry, watchers, visit);
  for (const [group, id] of closed) watchers.delete(group, id);
}

/** A pod's changes go to the kubelet of its node alone; being bound makes it appear there. */
function dispatchToNodes(
  sim: Sim,
  info: ResourceInfo,
  entry: HistoryEntry,
  watchers: PersistentMultimap<Watcher>,
  visit: (watcher: Watcher, id: string) => void,
): void {
  const node = (entry.object as Pod).spec?.nodeName ?? '';
  if (node === '') return;
  const before = (entry.previous as Pod | null)?.spec?.nodeName ?? '';
  if (entry.type !== 'MODIFIED' || before === node) {
    watchers.forEach(nodeGroup(node), visit);
    return;
  }
  watchers.forEach(nodeGroup(node), (watcher) => {
    if (!sim.isUp(watcher.component)) return;
    deliver(sim, watcher, info, { type: 'ADDED', object: entry.object, revision: entry.revision }, entry.key);
  });
}

/** Sends a write as the watch's selectors see it: what begins to match is added, what ceases to match is deleted. */
function deliverFiltered(sim: Sim, watcher: Watcher, info: ResourceInfo, entry: HistoryEntry): void {
  const filter = filterOf(info, watcher.request);
  if ('status' in filter) return;
  const matches = (object: KubeObject | null): boolean => object !== null && filter.matches(object);
  const isNow = entry.type !== 'DELETED' && matches(entry.object);
  const wasBefore = matches(entry.previous);
  if (!isNow && !wasBefore) return;
  const type = isNow ? (wasBefore ? 'MODIFIED' : 'ADDED') : 'DELETED';
  deliver(sim, watcher, info, { type, object: entry.object, revision: entry.revision }, entry.key);
}

function deliver(sim: Sim, watcher: Watcher, info: ResourceInfo, stored: WatchEvent, key: string): void {
  const { shownAs } = watcher;
  const context = watcher.context as { readonly eventKind?: string; readonly def?: string } | null;
  const isObject = stored.type !== 'BOOKMARK' && stored.type !== 'ERROR';
  const event = shownAs === undefined || !isObject ? stored : { ...stored, object: asVersion(stored.object, shownAs) };
  const latency: Micros = worldSettings(sim).latencies.watchMicros;
  sim.send({
    to: watcher.component,
    protocol: 'watch',
    verb: event.type,
    resource: info.resource,
    key,
    revision: event.revision,
    latency,
    kind: context?.eventKind ?? 'informer.event',
    payload: context?.eventKind === undefined ? { def: context?.def, event, key } : withFields(context, { event }),
  });
}
