import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { compactedRevision, historyAfter } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { tooOldResourceVersion } from '../api/status.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { writeWatchEvent, type HttpCall } from '../apiserver/http/http.ts';
import type { Filter } from '../apiserver/read.ts';
import { objectsAt } from '../apiserver/snapshot.ts';
import type { WatchEvent } from '../apiserver/types.ts';

/** Models: apiserver pkg/storage/cacher/cacher.go defaultBookmarkFrequency (v1.37). */
const bookmarkMicros = 60_000_000;

/** Something that a watch tells its client. */
export interface OutsideEvent {
  readonly type: string;
  /** `namespace/name` of the object; empty for bookmarks and errors. */
  readonly key: string;
  /** To be written on a line of its own. */
  readonly line: object;
}

/** A watch of a client outside: it reads etcd's history by itself, so that nobody in the cluster notices it. */
export class OutsideWatch {
  readonly #call: HttpCall;
  readonly #info: ResourceInfo;
  readonly #filter: Filter;
  #revision: number;
  #hasBegun = false;
  #isFirst = true;
  #hasEnded = false;
  #markedAt: Micros = 0;

  /** @param revision events after it are wanted; 0: everything that is there, and what follows */
  constructor(call: HttpCall, info: ResourceInfo, filter: Filter, revision: number) {
    this.#call = call;
    this.#info = info;
    this.#filter = filter;
    this.#revision = revision;
  }

  /** Whether the server has ended it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Seconds after which it ends by itself; 0 for never. */
  get timeoutSeconds(): number {
    return this.#call.request.options?.timeoutSeconds ?? 0;
  }

  /** What has happened since the last time. Time that went back ends the watch with 410. */
  poll(sim: Sim): OutsideEvent[] {
    if (this.#hasEnded) return [];
    const events: OutsideEvent[] = [];
    if (!this.#hasBegun) this.#begin(sim, events);
    const current = currentRevision(sim);
    if (this.#revision === current) return this.#markNow(sim, events);
    const missed = this.#revision > current ? undefined : historyAfter(sim, this.#revision);
    if (missed === undefined) {
      const status = tooOldResourceVersion(this.#revision, compactedRevision(sim));
      this.#hasEnded = true;
      return [...events, { type: 'ERROR', key: '', line: { type: 'ERROR', object: status } }];
    }
    for (const { revision, type, prefix, object, previous } of missed) {
      if (prefix !== this.#info.etcdPrefix) continue;
      const isNow = type !== 'DELETED' && this.#filter.matches(object);
      const before = previous !== null && this.#filter.matches(previous) ? previous : null;
      if (isNow) this.#tell(sim, events, before === null ? 'ADDED' : 'MODIFIED', object, revision);
      else if (before !== null) this.#tell(sim, events, 'DELETED', atRevision(before, revision), revision);
    }
    // Revisions that nobody wrote an object for are passed by, too: they must not count as missed when they are compacted.
    this.#revision = current;
    return this.#markNow(sim, events);
  }

  /** A bookmark for the end of a watch that asked for bookmarks. */
  lastMark(sim: Sim): OutsideEvent[] {
    if (this.#hasEnded || this.#call.request.options?.allowWatchBookmarks !== true) return [];
    return [this.#mark(sim)];
  }

  #begin(sim: Sim, events: OutsideEvent[]): void {
    this.#hasBegun = true;
    this.#markedAt = sim.now;
    const { options = {} } = this.#call.request;
    if (this.#revision > 0 && options.sendInitialEvents !== true) return;
    this.#revision = currentRevision(sim);
    if (options.sendInitialEvents === false) return;
    for (const [, object] of objectsAt(sim, this.#info, this.#revision)) {
      if (this.#filter.matches(object)) this.#tell(sim, events, 'ADDED', object, this.#revision);
    }
    if (options.sendInitialEvents === true && options.allowWatchBookmarks === true) {
      events.push(this.#mark(sim, { 'k8s.io/initial-events-end': 'true' }));
    }
  }

  /** A bookmark each minute, for those who asked. */
  #markNow(sim: Sim, events: OutsideEvent[]): OutsideEvent[] {
    if (this.#call.request.options?.allowWatchBookmarks !== true) return events;
    if (sim.now - this.#markedAt < bookmarkMicros) return events;
    this.#markedAt = sim.now;
    return [...events, this.#mark(sim)];
  }

  #mark(sim: Sim, annotations?: Readonly<Record<string, string>>): OutsideEvent {
    const { kind, apiVersion } = this.#info;
    const metadata = {
      resourceVersion: String(this.#revision),
      ...(annotations === undefined ? {} : { annotations }),
    };
    const event: WatchEvent = {
      type: 'BOOKMARK',
      object: { kind, apiVersion, metadata },
      revision: this.#revision,
    };
    return { type: event.type, key: '', line: writeWatchEvent(sim, this.#call, event, false) };
  }

  #tell(sim: Sim, events: OutsideEvent[], type: WatchEvent['type'], object: KubeObject, revision: number): void {
    const shown = asVersion(object, this.#info.apiVersion);
    const line = writeWatchEvent(sim, this.#call, { type, object: shown, revision }, this.#isFirst);
    const { namespace, name = '' } = object.metadata ?? {};
    events.push({ type, key: namespace === undefined ? name : `${namespace}/${name}`, line });
    this.#isFirst = false;
  }
}

/** What goes is shown as it was last, with the revision of its going. Models: cacher.go convertToWatchEvent (v1.37). */
function atRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
