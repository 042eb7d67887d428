import type { Engine } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { Simulation, type Mark } from './simulation.ts';

/** Rows of the trace that a look back keeps. */
const traceRows = 50_000;

/**
 * Shows a line of time as it was at earlier instants, in a second simulation of it: the first one stays where it is.
 *
 * Each look costs as much as a journey in time, and little more than nothing when it goes on from the last one.
 */
export class Hindsight {
  readonly #simulation: Simulation;
  #twin: Simulation | null = null;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /**
   * The engine after all that happened up to `at`; it holds until the next look.
   *
   * @returns `undefined` for instants before the first one that is kept
   */
  at(at: Micros): Engine | undefined {
    const mark = this.#markBefore(at);
    if (mark === undefined) return undefined;
    const twin = this.#openTwin();
    if (twin.now > at || twin.now < mark.checkpoint.now) twin.replay(mark, Infinity, at);
    else twin.run(at);
    return twin.engine;
  }

  #markBefore(at: Micros): Mark | undefined {
    let best: Mark | undefined;
    for (const mark of this.#simulation.marks) {
      const { now, processed } = mark.checkpoint;
      if (now <= at && processed >= (best?.checkpoint.processed ?? 0)) best = mark;
    }
    return best;
  }

  /** The twin of the present line of time; a new one when the user has made another. */
  #openTwin(): Simulation {
    const { seed, world, actions, marks } = this.#simulation;
    const known = this.#twin;
    const isSame =
      known?.marks[0] === marks[0] &&
      known?.actions.length === actions.length &&
      known.actions.every((timed, index) => timed === actions[index]);
    if (known !== null && isSame) return known;
    const options = { seed, world, actions, marks: marks.slice(0, 1), keepsPast: false, traceRowsMax: traceRows };
    this.#twin = new Simulation(options);
    return this.#twin;
  }
}
