import { Engine, type Checkpoint, type RunEnd } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { priorities } from '../engine/event.ts';
import { bootMicros, buildCluster, clusterHandlers } from './cluster.ts';
import type { Action, TimedAction, WorldSpec } from './formats/types.ts';

/** Version of the rules: sessions of another one may replay differently. */
export const engineVersion = '0.1.0';

/** Most events between two checkpoints, so that any instant is near one. */
const checkpointEvents = 5_000;

export interface SimulationOptions {
  readonly seed: number;
  readonly world: WorldSpec;
  readonly actions?: readonly TimedAction[];
  /** Freezes all state, so that a forgotten copy fails loudly; for tests. */
  readonly freeze?: boolean;
  readonly traceRowsMax?: number;
  /** Whether earlier instants can be returned to; without it a run takes less memory. Default true. */
  readonly keepsPast?: boolean;
  /** Instants of the same line of time: the cluster is taken from the first of them, and not built again. */
  readonly marks?: readonly Mark[];
}

/** An instant that can be returned to at once, with the number of actions done by then. */
export interface Mark {
  readonly checkpoint: Checkpoint;
  readonly done: number;
}

/**
 * A cluster in time: seed, world and the user's actions are its truth, everything else follows and can be computed again.
 */
export class Simulation {
  readonly engine: Engine;
  readonly seed: number;
  readonly world: WorldSpec;
  #actions: TimedAction[];
  #done = 0;
  #marks: Mark[] = [];
  #computedUntil: Micros = 0;
  readonly #keepsPast: boolean;

  constructor(options: SimulationOptions) {
    this.seed = options.seed;
    this.world = options.world;
    this.#keepsPast = options.keepsPast ?? true;
    this.#actions = [...(options.actions ?? [])];
    this.engine = new Engine({
      seed: options.seed,
      startAt: -bootMicros,
      handlers: clusterHandlers,
      ...(options.freeze === undefined ? {} : { freeze: options.freeze }),
      ...(options.traceRowsMax === undefined ? {} : { traceRowsMax: options.traceRowsMax }),
    });
    const [first] = options.marks ?? [];
    if (first === undefined) {
      buildCluster(this.engine, options.world);
      this.#mark();
    } else {
      this.#marks = [...(options.marks ?? [])];
      this.engine.restore(first.checkpoint);
    }
  }

  get now(): Micros {
    return this.engine.now;
  }
  /** Everything the user does in this line of time, what lies ahead of the present instant included. */
  get actions(): readonly TimedAction[] {
    return this.#actions;
  }
  /** Number of actions that have happened by now. */
  get actionsDone(): number {
    return this.#done;
  }
  /** Latest instant that was ever reached in this line of time. */
  get computedUntil(): Micros {
    return Math.max(this.#computedUntil, this.engine.now);
  }
  /** Instants that can be returned to at once, in the order in which they were reached. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }
  /** True when nothing but quiet ticks is left to do. */
  get isSettled(): boolean {
    return this.engine.isSettled && this.#done === this.#actions.length;
  }

  /**
   * Does something at the present instant, or rather one microsecond later, after all that happens now.
   *
   * What was going to be done later in this line of time is dropped; whoever wants to keep it makes a branch first.
   */
  act(action: Action): TimedAction {
    const last = this.#actions[this.#actions.length - 1];
    const isWaiting = last !== undefined && this.#done < this.#actions.length && last.at <= this.engine.now + 1;
    if (!isWaiting) this.dropFuture();
    this.engine.run(this.engine.now);
    const timed = { at: this.engine.now + 1, action };
    this.#actions.push(timed);
    return timed;
  }

  /** Forgets the actions that lie ahead, and all that was computed from them. */
  dropFuture(): void {
    this.#actions.length = this.#done;
    this.#computedUntil = this.engine.now;
    this.#marks = this.#marks.filter((mark) => mark.checkpoint.now <= this.engine.now && mark.done <= this.#done);
  }

  /**
   * Runs up to and including `until`.
   *
   * @param until `undefined`: until nothing but quiet ticks is left
   * @param stop asked after each event; `true` ends the run where it is
   */
  run(until: Micros | undefined, stop?: () => boolean): RunEnd {
    for (;;) {
      const next = this.#actions[this.#done];
      const isDue = next !== undefined && (until === undefined || next.at <= until);
      const target = isDue ? next.at - 1 : until;
      const end = this.#runMarked(target, stop);
      this.#computedUntil = Math.max(this.#computedUntil, this.engine.now);
      if (end === 'stopped' || !isDue) return end;
      this.#perform(next);
    }
  }

  /** Runs until nothing but quiet ticks is left to do, and no further than `latest`. */
  runUntilSettled(latest: Micros): RunEnd {
    return this.isSettled ? 'settled' : this.run(latest, () => this.isSettled);
  }

  /**
   * Goes to an instant, back or forward: by way of the last checkpoint before it, and a short run from there.
   *
   * @param stop asked after each event; `true` ends the journey on its way: {@link run} goes on with it
   */
  seek(at: Micros, stop?: () => boolean): RunEnd {
    const { engine } = this;
    let mark = this.#marks[0] as Mark;
    for (const candidate of this.#marks) {
      if (candidate.checkpoint.now <= at && candidate.checkpoint.processed >= mark.checkpoint.processed)
        mark = candidate;
    }
    // Forward by a checkpoint only where the trace knows what lies in between.
    const isAhead = mark.checkpoint.processed > engine.processed && engine.trace.holds(mark.checkpoint.trace);
    if (at < engine.now || isAhead) {
      this.#computedUntil = this.computedUntil;
      engine.restore(mark.checkpoint);
      this.#done = mark.done;
    }
    return this.run(at, stop);
  }

  /** Goes to a mark of this line of time and from there on until so many events have been handled, or to `latest`. */
  replay(mark: Mark, processed: number, latest: Micros): void {
    this.engine.restore(mark.checkpoint);
    this.#done = mark.done;
    this.run(latest, () => this.engine.processed >= processed);
  }

  /** Takes the last action back and returns to just before it; `undefined` when there is none. */
  undo(): TimedAction | undefined {
    const last = this.#actions[this.#actions.length - 1];
    if (last === undefined) return undefined;
    this.seek(last.at - 1);
    this.dropFuture();
    return last;
  }

  /** Puts another future in place of the present one. */
  replaceActions(actions: readonly TimedAction[]): void {
    const common = commonLength(this.#actions, actions);
    const forkAt = Math.min(this.#actions[common]?.at ?? Infinity, actions[common]?.at ?? Infinity);
    if (forkAt <= this.engine.now) this.seek(forkAt - 1);
    this.#actions.length = Math.min(this.#actions.length, common);
    this.dropFuture();
    this.#actions = [...actions];
  }

  #runMarked(target: Micros | undefined, stop: (() => boolean) | undefined): RunEnd {
    if (!this.#keepsPast) return this.engine.run(target, stop);
    for (;;) {
      const markAt = this.#lastMark().checkpoint.processed + checkpointEvents;
      const needsMark = this.engine.processed < markAt;
      const end = this.engine.run(target, () => (needsMark && this.engine.processed >= markAt) || stop?.() === true);
      if (end !== 'stopped') return end;
      if (this.engine.processed < markAt) return 'stopped';
      this.#mark();
      if (stop?.() === true) return 'stopped';
    }
  }

  #perform({ at, action }: TimedAction): void {
    this.#done++;
    const { engine } = this;
    engine.runAs('user', (sim) => {
      sim.after(at - sim.now, 'user.acts', action, { priority: priorities.user });
    });
  }

  #lastMark(): Mark {
    let last = this.#marks[0] as Mark;
    for (const mark of this.#marks) if (mark.checkpoint.processed > last.checkpoint.processed) last = mark;
    return last;
  }

  #mark(): void {
    this.#marks.push({ checkpoint: this.engine.checkpoint(), done: this.#done });
  }
}

function commonLength(a: readonly TimedAction[], b: readonly TimedAction[]): number {
  let n = 0;
  while (n < a.length && n < b.length && JSON.stringify(a[n]) === JSON.stringify(b[n])) n++;
  return n;
}
