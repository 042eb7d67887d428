import type { Micros } from '../engine/event.ts';
import type { PodTone, TimelineSpan } from '../protocol.ts';

/** A bar that goes on, with what its colour hangs on. */
interface OpenSpan {
  readonly span: TimelineSpan;
  readonly nodeName: string;
  /** Tone by the pod's own status, whatever its node does. */
  readonly ownTone: PodTone;
}

/** Bars of pods on the timeline: one for each stretch of time that a pod keeps its tone. */
export class PodSpans {
  readonly #open = new Map<string, OpenSpan>();
  readonly #silentNodes = new Set<string>();
  readonly #max: number;

  /** @param max pods with a bar of their own at a time; more would not be told apart */
  constructor(max: number) {
    this.#max = max;
  }

  /** Takes a pod as it is from `at` on. Returns the spans that this ends and begins. */
  update(podId: string, name: string, nodeName: string, ownTone: PodTone, at: Micros): TimelineSpan[] {
    const open = this.#open.get(podId);
    if (open === undefined && this.#open.size >= this.#max) return [];
    return this.#set(podId, name, nodeName, ownTone, at);
  }

  /** Returns the span that ends with the pod. */
  remove(podId: string, at: Micros): TimelineSpan[] {
    const open = this.#open.get(podId);
    this.#open.delete(podId);
    return open === undefined ? [] : [{ ...open.span, until: at }];
  }

  /** A node has fallen silent, or is heard of again: its pods change their tone. */
  setSilent(nodeName: string, isSilent: boolean, at: Micros): TimelineSpan[] {
    if (this.#silentNodes.has(nodeName) === isSilent) return [];
    if (isSilent) this.#silentNodes.add(nodeName);
    else this.#silentNodes.delete(nodeName);
    const spans: TimelineSpan[] = [];
    for (const [podId, open] of this.#open) {
      if (open.nodeName === nodeName) spans.push(...this.#set(podId, open.span.name, nodeName, open.ownTone, at));
    }
    return spans;
  }

  /** Takes over how things stood when the given spans were open. */
  restore(open: readonly TimelineSpan[], silentNodes: readonly string[], nodeOf: (podId: string) => string): void {
    this.#open.clear();
    this.#silentNodes.clear();
    for (const node of silentNodes) this.#silentNodes.add(node);
    for (const span of open) {
      this.#open.set(span.elementId, { span, nodeName: nodeOf(span.elementId), ownTone: span.tone });
    }
  }

  #set(podId: string, name: string, nodeName: string, ownTone: PodTone, at: Micros): TimelineSpan[] {
    const open = this.#open.get(podId);
    const tone = this.#silentNodes.has(nodeName) ? 'Unknown' : ownTone;
    if (open?.span.tone === tone) {
      if (open.nodeName !== nodeName || open.ownTone !== ownTone) {
        this.#open.set(podId, { span: open.span, nodeName, ownTone });
      }
      return [];
    }
    const span: TimelineSpan = { elementId: podId, name, from: at, until: null, tone };
    this.#open.set(podId, { span, nodeName, ownTone });
    if (open === undefined) return [span];
    // A tone that lasted no time leaves no bar: the new one takes its place.
    return open.span.from === at ? [span] : [{ ...open.span, until: at }, span];
  }
}
