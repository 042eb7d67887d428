import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
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
import { filterOf } from './read.ts';
import { servedPrefix, servedResource } from './served.ts';
import { servicesPrefix, settleService } from './service-allocator.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from './types.ts';
import type { ArrivedRequest } from './wire.ts';

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

const watchersName = 'apiserver/watchers';
const cursorName = 'apiserver/watchCursor';
const nodeNameTerm = 'spec.nodeName=';

/**
 * Opens a watch and sends what happened since the revision it names.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go Watch (v1.37): watchers are indexed by node name.
 * @returns the answer: 200, or 410 when that revision is compacted
 */
export function openWatch(sim: Sim, info: ResourceInfo, arrived: ArrivedRequest): ApiResponse {
  const { request, client, replyTo } = arrived;
  const filter = filterOf(info, request);
  if ('status' in filter) return { code: filter.status.code, body: filter.status };
  const since = Number(request.options?.resourceVersion ?? String(currentRevision(sim)));
  const missed = historyAfter(sim, since);
  if (missed === undefined) {
    const status = tooOldResourceVersion(since, compactedRevision(sim));
    return { code: status.code, body: status };
  }
  const { fieldSelector = '', labelSelector = '' } = request.options ?? {};
  const isByNode = info.kind === 'Pod' && isOnlyNodeName(fieldSelector) && labelSelector === '';
  const group = isByNode ? nodeGroup(info, fieldSelector.slice(nodeNameTerm.length)) : info.etcdPrefix;
  const isNarrow = request.namespace !== undefined || request.name !== undefined || labelSelector !== '';
  const isFiltered = isByNode ? request.namespace !== undefined : isNarrow || fieldSelector !== '';
  const plain: Watcher = { component: client, request, context: replyTo.context, group, isFiltered };
  const watcher = info.storedAs === info.apiVersion ? plain : { ...plain, shownAs: info.apiVersion };
  sim.store.multimap<Watcher>(watchersName).set(group, watcherId(client, replyTo.context), watcher);
  const dispatched = cursor(sim);
  for (const entry of missed) {
    if (entry.prefix === info.etcdPrefix && entryNumber(sim, entry) < dispatched)
      deliverFiltered(sim, watcher, info, entry);
  }
  return {
    code: 200,
    body: { apiVersion: 'v1', kind: info.listKind, metadata: { resourceVersion: String(since) }, items: [] },
  };
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

function nodeGroup(info: ResourceInfo, nodeName: string): string {
  return `${info.etcdPrefix}#${nodeName}`;
}

/** Entries of etcd's history below this number have been sent to the watchers. */
function cursor(sim: Sim): number {
  return sim.store.cell<number>(cursorName).get() ?? 0;
}

/** Number of a history entry: entries are numbered without gaps, revisions are not. */
function entryNumber(sim: Sim, entry: HistoryEntry): number {
  const log = historyLog(sim);
  let low = log.first;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((log.at(middle) as HistoryEntry).revision < entry.revision) low = middle + 1;
    else high = middle;
  }
  return low;
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
    if (entry.prefix === podsPrefix) notePod(sim, entry.previous, entry.type === 'DELETED' ? null : entry.object);
    dispatch(sim, entry);
  }
  if (n !== before) sim.store.cell<number>(cursorName).set(n);
}

function dispatch(sim: Sim, entry: HistoryEntry): void {
  const watchers = sim.store.multimap<Watcher>(watchersName);
  const info = servedPrefix(sim, entry.prefix);
  if (info === undefined) return;
  const closed: [string, string][] = [];
  const visit = (watcher: Watcher, id: string): void => {
    if (!sim.isUp(watcher.component)) closed.push([watcher.group, id]);
    else if (watcher.isFiltered) deliverFiltered(sim, watcher, info, entry);
    else deliver(sim, watcher, info, { type: entry.type, object: entry.object, revision: entry.revision }, entry.key);
  };
  watchers.forEach(entry.prefix, visit);
  if (info.kind === 'Pod') dispatchToNodes(sim, info, entry, watchers.forEach.bind(watchers), visit);
  for (const [group, id] of closed) watchers.delete(group, id);
}

/** A pod's changes go to the kubelet of its node alone; being bound makes it appear there. */
function dispatchToNodes(
  sim: Sim,
  info: ResourceInfo,
  entry: HistoryEntry,
  forEach: (group: string, visit: (watcher: Watcher, id: string) => void) => void,
  visit: (watcher: Watcher, id: string) => void,
): void {
  const node = (entry.object as Pod).spec?.nodeName ?? '';
  if (node === '') return;
  const before = (entry.previous as Pod | null)?.spec?.nodeName ?? '';
  if (entry.type !== 'MODIFIED' || before === node) {
    forEach(nodeGroup(info, node), visit);
    return;
  }
  forEach(nodeGroup(info, node), (watcher) => {
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
  const event = shownAs === undefined ? stored : { ...stored, object: asVersion(stored.object, shownAs) };
  const latency: Micros = worldSettings(sim).latencies.watchMicros;
  sim.send({
    to: watcher.component,
    protocol: 'watch',
    verb: event.type,
    resource: info.resource,
    key,
    revision: event.revision,
    latency,
    kind: (watcher.context as { readonly eventKind?: string } | null)?.eventKind ?? 'informer.event',
    payload: { ...(watcher.context as object), event },
  });
}
