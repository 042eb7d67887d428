import type { Engine } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import type { Node, Pod } from '../api/types.ts';
import { forEachStored, getStored, historyLog, type HistoryEntry } from '../etcd/etcd.ts';
import type { TimelineMark, TimelineSkip, TimelineSpan } from '../protocol.ts';
import { objectId, objectOfId } from './element-ids.ts';
import { isNodeSilent, ownPodTone } from './pod-tone.ts';
import { PodSpans } from './pod-spans.ts';
import { markOf, thinnedMarks } from './timeline-marks.ts';

/** What became known since the last look, or all that is known. */
export interface TimelinePart {
  readonly marks: TimelineMark[];
  readonly spans: TimelineSpan[];
  readonly skips: TimelineSkip[];
}

const podSpansMax = 400;
const marksMax = 10_000;
const marksPerLookMax = 2_000;
const spansMax = 10_000;
const skipsMax = 500;
const nodes = resourceByName('', 'nodes') as ResourceInfo;
const pods = resourceByName('', 'pods') as ResourceInfo;

/**
 * Everything that the timeline shows of one line of time, kept while the clock goes back and forth: what lies ahead of the present
 * instant stays known until the user makes another future.
 *
 * Rows of the trace and writes of etcd have the same numbers each time they are computed, so each is taken once.
 */
export class Timeline {
  readonly #engine: Engine;
  readonly #openSpans = new PodSpans(podSpansMax);
  #marks: TimelineMark[] = [];
  #spans = new Map<string, TimelineSpan>();
  #skips: TimelineSkip[] = [];
  #newMarks: TimelineMark[] = [];
  #newSpans = new Map<string, TimelineSpan>();
  #newSkips: TimelineSkip[] = [];
  #nextRow = 0;
  #nextWrite = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Takes in what was recorded so far; to be called before any of it is dropped. */
  follow(): void {
    const marks = thinnedMarks(this.#followTrace(), marksPerLookMax);
    for (const mark of marks) {
      this.#marks.push(mark);
      this.#newMarks.push(mark);
    }
    if (this.#marks.length > marksMax) this.#marks = thinnedMarks(this.#marks, marksMax / 2);
    const spans = this.#followWrites();
    this.#keep(spans);
    for (const span of spans) this.#newSpans.set(spanKey(span.elementId, span.from), span);
  }

  /** What became known since the last call of this or of {@link all}. */
  news(): TimelinePart {
    this.follow();
    const part = {
      marks: thinnedMarks(this.#newMarks, marksPerLookMax),
      spans: [...this.#newSpans.values()],
      skips: this.#newSkips,
    };
    this.#forgetNews();
    return part;
  }

  /** All that is known of this line of time. */
  all(): TimelinePart {
    this.follow();
    this.#forgetNews();
    return { marks: [...this.#marks], spans: [...this.#spans.values()], skips: [...this.#skips] };
  }

  #forgetNews(): void {
    this.#newMarks = [];
    this.#newSpans = new Map();
    this.#newSkips = [];
  }

  /** Time that the study pace jumped over. One that is known already is not told again. */
  addSkip(skip: TimelineSkip): void {
    if (this.#skips.some((known) => known.from < skip.until && skip.from < known.until)) return;
    this.#skips.push(skip);
    if (this.#skips.length > skipsMax) this.#skips.shift();
    this.#newSkips.push(skip);
  }

  /** Forgets all that lies ahead of the present instant: another future begins here. */
  cut(): void {
    const { now } = this.#engine;
    this.follow();
    this.#nextRow = this.#engine.trace.count;
    this.#nextWrite = historyLog(this.#engine).length;
    this.#marks = this.#marks.filter((mark) => mark.at <= now);
    this.#skips = this.#skips.filter((skip) => skip.until <= now);
    const open: TimelineSpan[] = [];
    for (const [key, span] of this.#spans) {
      if (span.from > now) this.#spans.delete(key);
      else if (span.until === null || span.until > now) {
        const reopened = { ...span, until: null };
        this.#spans.set(key, reopened);
        open.push(reopened);
      }
    }
    this.#openSpans.restore(open, this.#silentNodes(), (podId) => this.#nodeOf(podId));
  }

  #followTrace(): TimelineMark[] {
    const { trace } = this.#engine;
    const marks: TimelineMark[] = [];
    for (let n = Math.max(this.#nextRow, trace.first); n < trace.count; n++) {
      const row = trace.row(n);
      // The cluster was built before time began.
      const mark = row === undefined || row.at < 0 ? null : markOf(row);
      if (mark !== null) marks.push(mark);
    }
    this.#nextRow = Math.max(this.#nextRow, trace.count);
    return marks;
  }

  #followWrites(): TimelineSpan[] {
    const log = historyLog(this.#engine);
    if (this.#nextWrite < log.first) this.#catchUp(log.first);
    const spans: TimelineSpan[] = [];
    for (; this.#nextWrite < log.length; this.#nextWrite++) {
      const entry = log.at(this.#nextWrite);
      if (entry !== undefined) this.#followWrite(entry, spans);
    }
    return spans;
  }

  #followWrite({ prefix, key, type, object, at: writtenAt }: HistoryEntry, spans: TimelineSpan[]): void {
    const at = Math.max(0, writtenAt);
    if (prefix === pods.etcdPrefix) {
      const pod = object as Pod;
      const id = objectId('pods', key);
      if (type === 'DELETED') spans.push(...this.#openSpans.remove(id, at));
      else {
        const name = pod.metadata?.name ?? '';
        spans.push(...this.#openSpans.update(id, name, pod.spec?.nodeName ?? '', ownPodTone(pod), at));
      }
    } else if (prefix === nodes.etcdPrefix) {
      spans.push(...this.#openSpans.setSilent(key, type !== 'DELETED' && isNodeSilent(object as Node), at));
    }
  }

  /** Writes before `first` are compacted away unseen: goes on from how the pods stand now. */
  #catchUp(first: number): void {
    const at = this.#engine.now;
    const spans: TimelineSpan[] = [];
    for (const span of this.#spans.values()) {
      const isGone = span.until === null && this.#pod(span.elementId) === undefined;
      if (isGone) spans.push(...this.#openSpans.remove(span.elementId, at));
    }
    forEachStored(this.#engine, pods.etcdPrefix, ({ object }, key) => {
      const pod = object as Pod;
      const nodeName = pod.spec?.nodeName ?? '';
      spans.push(
        ...this.#openSpans.update(objectId('pods', key), pod.metadata?.name ?? '', nodeName, ownPodTone(pod), at),
      );
    });
    this.#keep(spans);
    this.#nextWrite = first;
  }

  #keep(spans: readonly TimelineSpan[]): void {
    for (const span of spans) this.#spans.set(spanKey(span.elementId, span.from), span);
    if (this.#spans.size <= spansMax) return;
    for (const [key, span] of this.#spans) {
      if (this.#spans.size <= spansMax / 2) break;
      if (span.until !== null) this.#spans.delete(key);
    }
  }

  #pod(podId: string): Pod | undefined {
    const key = objectOfId(podId)?.key ?? '';
    return getStored(this.#engine, pods.etcdPrefix, key)?.object as Pod | undefined;
  }

  #nodeOf(podId: string): string {
    return this.#pod(podId)?.spec?.nodeName ?? '';
  }

  #silentNodes(): string[] {
    const silent: string[] = [];
    forEachStored(this.#engine, nodes.etcdPrefix, ({ object }, name) => {
      if (isNodeSilent(object as Node)) silent.push(name);
    });
    return silent;
  }
}

function spanKey(elementId: string, from: Micros): string {
  return `${elementId} ${from}`;
}
