/** A simulation in this process, whose time follows the clock while it serves. */
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import { OutsideClients } from '../sim/scenario/outside-clients.ts';
import type { Simulation } from '../sim/scenario/simulation.ts';
import type { Backend, OpenStream, Sink } from '../gateway/backend.ts';

export interface SimulationBackendOptions {
  readonly simulation: Simulation;
  /** Virtual seconds in a real one. */
  readonly pace: number;
  /** The clock, in milliseconds. */
  readonly clock: () => number;
}

/** Real milliseconds between two looks at the clock. */
const tickMs = 10;
/** The longest that one look may work, so that connections are served in between. */
const sliceMs = 40;
/** Real milliseconds that virtual time may be behind and still be made up for; a cluster too large for its pace runs slower. */
const behindMsMax = 200;

/** Runs a simulation by the clock and answers requests from it. */
export class SimulationBackend implements Backend {
  readonly #simulation: Simulation;
  readonly #pace: number;
  readonly #clock: () => number;
  readonly #clients: OutsideClients;
  #lastLook: number;
  #timer: NodeJS.Timeout | null = null;

  constructor({ simulation, pace, clock }: SimulationBackendOptions) {
    this.#simulation = simulation;
    this.#pace = pace;
    this.#clock = clock;
    this.#clients = new OutsideClients({ simulation, clock, act: (action) => void simulation.act(action) });
    this.#lastLook = clock();
  }

  /** Begins to follow the clock. */
  start(): void {
    this.#lastLook = this.#clock();
    this.#timer ??= setInterval(() => this.look(), tickMs);
  }

  /** Stands still; open streams end. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#clients.stop();
  }

  request(http: HttpRequest, sink: Sink): Promise<HttpResponse | OpenStream> {
    this.look();
    return new Promise((resolve) => this.#clients.request(http, sink, resolve));
  }

  /** Lets virtual time follow the clock, and hands out what has come of it. */
  look(): void {
    const now = this.#clock();
    const elapsed = Math.max(0, now - this.#lastLook);
    const until = this.#simulation.now + Math.round(elapsed * 1000 * this.#pace);
    const deadline = now + sliceMs;
    this.#simulation.run(until, () => this.#clients.hasAnswers || this.#clock() > deadline);
    // What a look leaves undone the next one does, as long as the cluster can keep up at all.
    const behind = (until - this.#simulation.now) / (1000 * this.#pace);
    this.#lastLook = now - Math.min(behind, behindMsMax);
    this.#clients.look();
  }
}
