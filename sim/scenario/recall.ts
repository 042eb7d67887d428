import { idStride, type EventId } from '../engine/event.ts';
import type { TraceRow } from '../engine/trace.ts';
import { currentRevision } from '../etcd/revision.ts';
import { Simulation, type Mark } from './simulation.ts';

/** A stretch of time between two marks. */
interface Stretch {
  readonly from: Mark;
  /** Events handled at its end; `Infinity` for the last stretch, which ends at the present. */
  readonly processed: number;
}

/**
 * Finds rows that the trace has dropped, by computing again the stretch between checkpoints in which they were recorded.
 *
 * The simulation itself is not disturbed; each stretch costs as much as a journey in time.
 */
export class Recall {
  readonly #simulation: Simulation;
  #twin: Simulation | null = null;
  #stretch: Stretch | null = null;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** The row with `id`; `undefined` when it was recorded before time zero, or never. */
  row(id: EventId): TraceRow | undefined {
    const component = Math.floor(id / idStride);
    const counter = id % idStride;
    const trace = this.#replay((mark) => (mark.checkpoint.counters[component] ?? 0) <= counter)?.engine.trace;
    return trace?.row(trace.find(id));
  }

  /** The row by which etcd confirmed a revision; `undefined` when there is none. */
  rowOfRevision(revision: number): TraceRow | undefined {
    const twin = this.#openTwin();
    const trace = this.#replay((mark) => {
      twin.engine.restore(mark.checkpoint);
      this.#stretch = null;
      return currentRevision(twin.engine) < revision;
    })?.engine.trace;
    if (trace === undefined) return undefined;
    for (let n = trace.count - 1; n >= trace.first; n--) {
      const row = trace.row(n);
      if (row?.protocol === 'raft' && row.revision === revision) return row;
    }
    return undefined;
  }

  /**
   * Computes the stretch after the last mark that still lies before what is looked for.
   *
   * @param isBefore true for all marks up to the one that is looked for, false for all after it
   */
  #replay(isBefore: (mark: Mark) => boolean): Simulation | undefined {
    const { marks, now } = this.#simulation;
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (isBefore(marks[middle] as Mark)) low = middle + 1;
      else high = middle;
    }
    const from = marks[low - 1];
    if (from === undefined) return undefined;
    const processed = marks[low]?.checkpoint.processed ?? Infinity;
    const twin = this.#openTwin();
    const isThere = this.#stretch?.from === from && this.#stretch.processed === processed && processed !== Infinity;
    if (!isThere) twin.replay(from, processed, now);
    this.#stretch = { from, processed };
    return twin;
  }

  /** A second simulation of the present line of time; a new one when the user has made another. */
  #openTwin(): Simulation {
    const { seed, world, actions, marks } = this.#simulation;
    const isSame = this.#twin !== null && this.#twin.marks[0] === marks[0] && sameActions(this.#twin, actions);
    if (this.#twin === null || !isSame) {
      this.#twin = new Simulation({ seed, world, actions, marks: marks.slice(0, 1) });
      this.#stretch = null;
    }
    return this.#twin;
  }
}

function sameActions(twin: Simulation, actions: Simulation['actions']): boolean {
  return twin.actions.length === actions.length && twin.actions.every((timed, index) => timed === actions[index]);
}
