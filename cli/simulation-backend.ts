/** A simulation in this process, whose time follows the clock while it serves. */
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';
import type { Json } from '../sim/api/types.ts';
import { outsideAnswer, planOutside, type OutsideWatch } from '../sim/scenario/outside.ts';
import { readOutsideStream } from '../sim/scenario/outside-streams.ts';
import type { Simulation } from '../sim/scenario/simulation.ts';
import type { Backend, OpenStream, Sink } from '../gateway/backend.ts';

export interface SimulationBackendOptions {
  readonly simulation: Simulation;
  /** Virtual seconds in a real one. */
  readonly pace: number;
  /** The clock, in milliseconds. */
  readonly clock: () => number;
}

interface Waiting {
  readonly id: string;
  readonly sink: Sink;
  readonly resolve: (answer: HttpResponse | OpenStream) => void;
}

/** A log that somebody follows. */
interface Following {
  readonly id: string;
  readonly sink: Sink;
  /** Number of the first piece that was not handed out. */
  next: number;
}

interface Watching {
  readonly watch: OutsideWatch;
  readonly sink: Sink;
  /** Instant of the clock at which it ends; Infinity for never. */
  readonly endsAt: number;
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
  #lastLook: number;
  #requests = 0;
  #waiting: Waiting[] = [];
  readonly #watching = new Set<Watching>();
  readonly #following = new Set<Following>();
  #timer: NodeJS.Timeout | null = null;

  constructor({ simulation, pace, clock }: SimulationBackendOptions) {
    this.#simulation = simulation;
    this.#pace = pace;
    this.#clock = clock;
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
    for (const { sink } of this.#watching) sink.end();
    this.#watching.clear();
    for (const { sink } of this.#following) sink.end();
    this.#following.clear();
  }

  request(http: HttpRequest, sink: Sink): Promise<HttpResponse | OpenStream> {
    this.look();
    const plan = planOutside(this.#simulation.engine, http);
    if (plan.type === 'answered') return Promise.resolve(plan.response);
    if (plan.type === 'watch') return Promise.resolve(this.#open(plan.watch, sink));
    return this.#send(http, sink);
  }

  /** Lets virtual time follow the clock, and hands out what has come of it. */
  look(): void {
    const now = this.#clock();
    const elapsed = Math.max(0, now - this.#lastLook);
    const until = this.#simulation.now + Math.round(elapsed * 1000 * this.#pace);
    const deadline = now + sliceMs;
    this.#simulation.run(until, () => this.#hasAnswers() || this.#clock() > deadline);
    // What a look leaves undone the next one does, as long as the cluster can keep up at all.
    const behind = (until - this.#simulation.now) / (1000 * this.#pace);
    this.#lastLook = now - Math.min(behind, behindMsMax);
    this.#handOut();
    for (const following of this.#following) this.#passOn(following);
    for (const watching of this.#watching) this.#tell(watching);
  }

  #open(watch: OutsideWatch, sink: Sink): OpenStream {
    const endsAt = watch.timeoutSeconds > 0 ? this.#clock() + watch.timeoutSeconds * 1000 : Infinity;
    const watching: Watching = { watch, sink, endsAt };
    this.#watching.add(watching);
    this.#tell(watching);
    return { contentType: 'application/json', close: () => void this.#watching.delete(watching) };
  }

  #tell(watching: Watching): void {
    const { watch, sink, endsAt } = watching;
    sink.lines(watch.poll(this.#simulation.engine));
    if (!watch.hasEnded && this.#clock() < endsAt) return;
    this.#watching.delete(watching);
    sink.end();
  }

  #send({ method, target, headers, body }: HttpRequest, sink: Sink): Promise<HttpResponse | OpenStream> {
    const id = `gateway-${this.#requests++}`;
    const given = body === undefined ? {} : { body: body as Json };
    this.#simulation.act({ action: 'http', id, method, target, headers: kept(headers), ...given });
    return new Promise((resolve) => this.#waiting.push({ id, sink, resolve }));
  }

  #follow(id: string, sink: Sink): OpenStream {
    const following: Following = { id, sink, next: 0 };
    this.#following.add(following);
    const close = (): void => {
      if (this.#following.delete(following)) this.#simulation.act({ action: 'interrupt', job: id });
    };
    return { contentType: 'text/plain', close };
  }

  #passOn(following: Following): void {
    const read = readOutsideStream(this.#simulation.engine, following.id, following.next);
    if (read !== undefined) {
      if (read.text !== '') following.sink.text(read.text);
      following.next = read.next;
      if (read.isOpen) return;
    }
    this.#following.delete(following);
    following.sink.end();
  }

  #hasAnswers(): boolean {
    return this.#waiting.some(({ id }) => outsideAnswer(this.#simulation.engine, id) !== undefined);
  }

  #handOut(): void {
    const { engine } = this.#simulation;
    this.#waiting = this.#waiting.filter(({ id, sink, resolve }) => {
      const answer = outsideAnswer(engine, id);
      if (answer === undefined) return true;
      resolve(readOutsideStream(engine, id, 0) === undefined ? answer : this.#follow(id, sink));
      return false;
    });
  }
}

/** Headers that say how a request is to be read: all others are of no interest to the session. */
const meaningful: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'content-type',
  'impersonate-group',
  'impersonate-user',
  'user-agent',
]);

function kept(headers: HttpRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => meaningful.has(name)));
}
