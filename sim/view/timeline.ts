import type { TraceRow } from '../engine/trace.ts';
import type { PodElement, TimelineLane, TimelineMark, TimelineSpan } from '../protocol.ts';
import { componentElementId } from './element-ids.ts';
import { labelOf, relatedIds } from './flights.ts';

/** The mark that a recorded step leaves on the timeline; `null` for most. */
export function markOf(row: TraceRow): TimelineMark | null {
  const lane = laneOf(row);
  if (lane === null) return null;
  const text = row.text === '' ? labelOf(row) : row.text;
  const elementId = relatedIds(row)[0] ?? componentElementId(row.to);
  return { id: row.id, at: row.at, lane, text, elementId };
}

function laneOf(row: TraceRow): TimelineLane | null {
  switch (row.protocol) {
    case 'action':
      return row.verb === 'nodePower' || row.verb === 'fault' ? 'faults' : 'user';
    case 'death':
      return 'faults';
    case 'note':
      return row.verb === 'NodeChosen' || row.verb === 'Unschedulable' ? 'scheduling' : null;
    case 'raft':
      return row.verb === 'put' || row.verb === 'delete' ? (row.resource.endsWith('/events') ? null : 'api') : null;
    case 'packet':
      return row.from === 'internet' || row.from === 'user' ? 'traffic' : null;
    default:
      return null;
  }
}

/** Bars of pods on the timeline: one for each stretch of time that a pod keeps its tone. */
export class PodSpans {
  readonly #open = new Map<string, TimelineSpan>();
  readonly #max: number;

  /** @param max pods with a bar of their own; more would not be told apart */
  constructor(max: number) {
    this.#max = max;
  }

  reset(): void {
    this.#open.clear();
  }

  /** @returns the spans that this change ends and begins */
  update(pod: PodElement, at: number): TimelineSpan[] {
    const open = this.#open.get(pod.id);
    if (open?.tone === pod.tone) return [];
    if (open === undefined && this.#open.size >= this.#max) return [];
    const span: TimelineSpan = { elementId: pod.id, name: pod.name, from: at, until: null, tone: pod.tone };
    this.#open.set(pod.id, span);
    return open === undefined ? [span] : [{ ...open, until: at }, span];
  }

  /** @returns the span that ends with the pod */
  remove(podId: string, at: number): TimelineSpan[] {
    const open = this.#open.get(podId);
    this.#open.delete(podId);
    return open === undefined ? [] : [{ ...open, until: at }];
  }
}
