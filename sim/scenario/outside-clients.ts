/**
 * The clients outside that a running simulation serves, whoever lets its time run: `serve`, or the worker of the app.
 *
 * None of it is state of the simulation: it stands between connections and the session.
 */
import type { Json, Status } from '../api/types.ts';
import { expired } from '../api/status.ts';
import type { HttpRequest, HttpResponse } from '../apiserver/http/http.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import type { TraceRow } from '../engine/trace.ts';
import type { Action } from './formats/types.ts';
import { outsideAnswer, planOutside } from './outside.ts';
import { readOutsideStream } from './outside-streams.ts';
import { OutsideVisits } from './outside-visits.ts';
import type { OutsideWatch } from './outside-watch.ts';
import type { Simulation } from './simulation.ts';

/** Where the events of a watch go, or the text of a log that is followed. */
export interface OutsideSink {
  /** Objects to be written on a line each. */
  lines(objects: readonly object[]): void;
  /** @param stream 2 for what a command writes to its standard error */
  text(text: string, stream?: 1 | 2): void;
  /** The server has ended the stream. @param outcome what came of a command */
  end(outcome?: Status): void;
}

/** An open watch, log or command; closing it is final. */
export interface OutsideStream {
  readonly contentType: 'application/json' | 'text/plain';
  close(): void;
  /** Writes to the standard input of a command. @param isEnd nothing more will come */
  write?(text: string, isEnd: boolean): void;
}

export interface OutsideClientsOptions {
  readonly simulation: Simulation;
  /** Does something at the present instant, as an action of the session. */
  readonly act: (action: Action) => void;
  /** The clock on the wall, in milliseconds. */
  readonly clock: () => number;
  /** Takes the messages of those who only read. */
  readonly onVisit?: (row: TraceRow) => void;
  /** What the session's file may hold of them; the default has no bounds. */
  readonly bounds?: SessionBounds;
}

/** How much of what clients write a session keeps. Reads are not kept and have no bound. */
export interface SessionBounds {
  readonly actions: number;
  /** Characters of their JSON text. */
  readonly characters: number;
}

type Take = (answer: HttpResponse | OutsideStream) => void;

interface Waiting {
  readonly id: string;
  readonly sink: OutsideSink;
  readonly take: Take;
}

/** A log that somebody follows. */
interface Following {
  readonly id: string;
  readonly sink: OutsideSink;
  /** Number of the first piece that was not handed out. */
  next: number;
}

interface Watching {
  readonly watch: OutsideWatch;
  readonly request: ApiRequest;
  readonly sink: OutsideSink;
  /** Instant of the clock at which it ends; Infinity for never. */
  readonly endsAt: number;
}

const unbounded: SessionBounds = { actions: Infinity, characters: Infinity };

export class OutsideClients {
  readonly #options: OutsideClientsOptions;
  readonly #visits: OutsideVisits;
  readonly #bounds: SessionBounds;
  #characters = 0;
  #writes = 0;
  #waiting: Waiting[] = [];
  readonly #watching = new Set<Watching>();
  readonly #following = new Set<Following>();

  constructor(options: OutsideClientsOptions) {
    this.#options = options;
    this.#visits = new OutsideVisits(options.onVisit ?? (() => undefined));
    this.#bounds = options.bounds ?? unbounded;
  }

  /** Requests whose answers need time to go on. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Requests that became actions of the session. */
  get writes(): number {
    return this.#writes;
  }

  /** Watches and logs that are open. */
  get streams(): number {
    return this.#watching.size + this.#following.size;
  }

  /** True when somebody can be answered now. */
  get hasAnswers(): boolean {
    return this.#waiting.some(({ id }) => outsideAnswer(this.#engine, id) !== undefined);
  }

  /**
   * Has a request answered: at once when it only reads, else as soon as time has brought an answer.
   *
   * @param sink for a watch or a log: where it goes from then on
   * @param take gets the answer, or the stream that was opened
   */
  request(http: HttpRequest, sink: OutsideSink, take: Take): void {
    const plan = planOutside(this.#engine, http);
    if (plan.type === 'send') this.#send(http, sink, take);
    else if (plan.type === 'watch') {
      this.#visits.answered(this.#engine, plan.request, 200, 0);
      this.#open(plan.watch, plan.request, sink, take);
    } else {
      const { response, request } = plan;
      this.#visits.answered(this.#engine, request, response.code, 0);
      take(response);
    }
  }

  /** Hands out what has come of it since the last look. */
  look(): void {
    this.#waiting = this.#waiting.filter((waiting) => !this.#answer(waiting));
    for (const following of this.#following) this.#passOn(following);
    for (const watching of this.#watching) this.#tell(watching);
  }

  /**
   * The clock has been set, or another future has begun. Watches that know of things that have not happened yet end with 410; what was on
   * its way is lost to its client.
   */
  jumped(): void {
    const status = expired('the clock of the simulation was set to another instant');
    const lost: HttpResponse = { code: status.code, headers: { 'content-type': 'application/json' }, body: status };
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { take } of waiting) take(lost);
    for (const { sink } of this.#following) sink.end();
    this.#following.clear();
    for (const watching of this.#watching) this.#tell(watching);
  }

  /** Ends everything. */
  stop(): void {
    this.jumped();
    for (const { sink } of this.#watching) sink.end();
    this.#watching.clear();
  }

  get #engine(): Simulation['engine'] {
    return this.#options.simulation.engine;
  }

  #open(watch: OutsideWatch, request: ApiRequest, sink: OutsideSink, take: Take): void {
    const { timeoutSeconds } = watch;
    const endsAt = timeoutSeconds > 0 ? this.#options.clock() + timeoutSeconds * 1000 : Infinity;
    const watching: Watching = { watch, request, sink, endsAt };
    this.#watching.add(watching);
    take({ contentType: 'application/json', close: () => void this.#watching.delete(watching) });
    this.#tell(watching);
  }

  #tell(watching: Watching): void {
    const { watch, request, sink, endsAt } = watching;
    const events = watch.poll(this.#engine);
    const isOver = this.#options.clock() >= endsAt;
    if (isOver) events.push(...watch.lastMark(this.#engine));
    if (events.length > 0) {
      sink.lines(events.map(({ line }) => line));
      this.#visits.told(this.#engine, request.resource, events);
    }
    if (!watch.hasEnded && !isOver) return;
    this.#watching.delete(watching);
    sink.end();
  }

  #send({ method, target, headers, body }: HttpRequest, sink: OutsideSink, take: Take): void {
    const { simulation, act } = this.#options;
    const id = `gateway-${simulation.now}-${simulation.actions.length}`;
    const given = body === undefined ? {} : { body: body as Json };
    const action: Action = { action: 'http', id, method, target, headers: kept(headers), ...given };
    const refusal = this.#refusalOf(action);
    if (refusal !== null) {
      take(refusal);
      return;
    }
    // It may begin another future, in which all that waits until now is lost.
    act(action);
    this.#writes++;
    this.#waiting.push({ id, sink, take });
  }

  /** A client that writes without end must not make a file that nobody can open. */
  #refusalOf(action: Action): HttpResponse | null {
    const { actions, characters } = this.#bounds;
    if (characters === Infinity && actions === Infinity) return null;
    this.#characters += JSON.stringify(action).length;
    if (this.#options.simulation.actions.length < actions && this.#characters < characters) return null;
    const message = 'the session is full: it keeps no more requests that write; open a new cluster';
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 507 };
    return { code: 507, headers: { 'content-type': 'application/json' }, body: status };
  }

  #answer({ id, sink, take }: Waiting): boolean {
    const answer = outsideAnswer(this.#engine, id);
    if (answer === undefined) return false;
    take(readOutsideStream(this.#engine, id, 0) === undefined ? answer : this.#follow(id, sink));
    return true;
  }

  #follow(id: string, sink: OutsideSink): OutsideStream {
    const following: Following = { id, sink, next: 0 };
    this.#following.add(following);
    const close = (): void => {
      if (this.#following.delete(following)) this.#options.act({ action: 'interrupt', job: id });
    };
    const write = (text: string, isEnd: boolean): void => {
      const action: Action = { action: 'input', job: id, text, ...(isEnd ? { end: true } : {}) };
      if (this.#following.has(following) && this.#refusalOf(action) === null) this.#options.act(action);
    };
    return { contentType: 'text/plain', close, write };
  }

  #passOn(following: Following): void {
    const read = readOutsideStream(this.#engine, following.id, following.next);
    if (read !== undefined) {
      for (const { text, stream } of read.pieces) following.sink.text(text, stream);
      following.next = read.next;
      if (read.isOpen) return;
    }
    this.#following.delete(following);
    following.sink.end(read?.outcome ?? undefined);
  }
}

/** Headers that say how a request is to be read: all others are of no interest to the session. */
const meaningful: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'content-type',
  'impersonate-group',
  'impersonate-uid',
  'impersonate-user',
  'user-agent',
]);

function kept(headers: HttpRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => meaningful.has(name) || name.startsWith('impersonate-extra-')),
  );
}
