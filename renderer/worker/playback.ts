import type { Micros, Pace } from '../../sim/protocol.ts';
import type { Simulation } from '../../sim/scenario/simulation.ts';
import type { Projector } from '../../sim/view/projector.ts';

const microsPerMs = 1_000;
/** A late timer moves time on by so much at most: what was missed is not caught up with. */
const elapsedMaxMs = 100;
/** Jumps shorter than this are not worth telling. */
const skipMinMicros = 300_000;

/** Quiet time that was jumped over. */
export interface Skip {
  readonly from: Micros;
  readonly until: Micros;
}

/** What became of one turn of playback. */
export interface Turn {
  /** Virtual microseconds per real millisecond, for drawing in between. */
  readonly rate: number;
  readonly skip: Skip | null;
  /** Nothing is left to do but quiet ticks. */
  readonly isSettled: boolean;
}

/**
 * Lets virtual time follow the viewer's.
 *
 * By a factor: so many times real time. At study pace: as slow as it takes for the shortest hop in sight to last as long as asked for;
 * when nothing is in sight, on to the next message at once. While real clients are served time does not come to an end: when nothing is
 * left to do it goes on as the clock on the wall does.
 */
export class Playback {
  readonly #simulation: Simulation;
  readonly #projector: Projector;
  /** Virtual time with its fraction, while playing. */
  #clock = 0;
  #skipFrom: Micros | null = null;
  /** Whether real clients are served. */
  isServing = false;

  constructor(simulation: Simulation, projector: Projector) {
    this.#simulation = simulation;
    this.#projector = projector;
  }

  /** Starts from where the simulation stands; to be called after each jump. */
  align(): void {
    this.#clock = this.#simulation.now;
    this.#skipFrom = null;
  }

  /**
   * Moves time on.
   *
   * @param elapsedMs real time since the last turn
   * @param isOver asked after each event; `true` ends the turn
   */
  turn(pace: Pace, elapsedMs: number, isOver: () => boolean): Turn {
    const elapsed = Math.min(elapsedMs, elapsedMaxMs);
    if (pace.mode === 'factor') return this.#byFactor(pace.factor, elapsed, isOver);
    return this.#atStudyPace(pace.secondsPerHop, elapsed, isOver);
  }

  #byFactor(factor: number, elapsedMs: number, isOver: () => boolean): Turn {
    const simulation = this.#simulation;
    if (simulation.isSettled && !this.isServing) return { rate: 0, skip: null, isSettled: true };
    const rate = microsPerMs * factor;
    this.#clock += rate * elapsedMs;
    const end = simulation.run(Math.max(simulation.now, Math.floor(this.#clock)), isOver);
    if (end === 'stopped') this.#clock = simulation.now;
    return { rate, skip: null, isSettled: false };
  }

  #atStudyPace(secondsPerHop: number, elapsedMs: number, isOver: () => boolean): Turn {
    const simulation = this.#simulation;
    const hop = this.#projector.shortestHop();
    if (hop === undefined && this.isServing && simulation.isSettled) {
      return { ...this.#byFactor(1, elapsedMs, isOver), skip: this.#endSkip() };
    }
    if (hop === undefined) return this.#onToNext(isOver);
    const skip = this.#endSkip();
    const rate = hop / (secondsPerHop * 1_000);
    this.#clock += rate * elapsedMs;
    const target = Math.max(simulation.now, Math.floor(this.#clock));
    // What is shorter than the hop that set the rate must not rush by: it ends the turn and sets its own.
    const end = simulation.run(target, this.#orSeen(isOver, hop));
    if (end === 'stopped') this.#clock = simulation.now;
    return { rate, skip, isSettled: false };
  }

  /** Nothing is in sight: runs to the next instant at which something is. */
  #onToNext(isOver: () => boolean): Turn {
    const simulation = this.#simulation;
    this.#skipFrom ??= simulation.now;
    const end = simulation.run(undefined, this.#orSeen(isOver, Infinity));
    this.#clock = simulation.now;
    const isSettled = end === 'settled';
    return { rate: 0, skip: isSettled ? this.#endSkip() : null, isSettled };
  }

  #endSkip(): Skip | null {
    const from = this.#skipFrom;
    const until = this.#simulation.now;
    this.#skipFrom = null;
    return from === null || until - from < skipMinMicros ? null : { from, until };
  }

  /** A question that also stops as soon as something comes into sight that is over sooner than `hop`. */
  #orSeen(isOver: () => boolean, hop: Micros): () => boolean {
    const { trace } = this.#simulation.engine;
    let count = trace.count;
    return () => {
      if (isOver()) return true;
      if (trace.count === count) return false;
      count = trace.count;
      return (this.#projector.shortestHop() ?? Infinity) < hop;
    };
  }
}
