/**
 * The discrete-event core: what handlers see of it, and the engine itself.
 *
 * Longer than other files, because the clock, the queue, the lives of components and the trace must agree with one another event by event.
 */
import { fail } from './assert.ts';
import { EventQueue, type QueueSnapshot } from './event-queue.ts';
import { idStride, noCause, priorities, type EventId, type Micros, type SimEvent } from './event.ts';
import { hashText } from './hash.ts';
import { random } from './random.ts';
import { Store, type StoreData, type StoreSnapshot } from './store.ts';
import { TextNumbers } from './text-numbers.ts';
import { Trace, type TraceProtocol, type TraceSnapshot } from './trace.ts';

/** What a handler does with its event. It may touch the state and schedule through `sim`, nothing else. */
export type Handler<P = never> = (sim: Sim, payload: P) => void;
/** Event kinds with their handlers. Kinds read `component.whatHappens`. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A pending event that may be cancelled: keep it in the state, and drop it when it happens. */
export interface Timer {
  readonly id: EventId;
  readonly at: Micros;
  readonly quiet: boolean;
}

/** What is sent: the row for the trace, and the event that delivers it. */
export interface Message<P = unknown> {
  /** Component that takes it, and its name in the trace unless `toName` says otherwise. */
  readonly to: string;
  readonly toName?: string | undefined;
  /** Sender's name in the trace; default the sending component. */
  readonly fromName?: string;
  readonly protocol: TraceProtocol;
  readonly verb: string;
  readonly resource: string;
  readonly key?: string;
  readonly revision?: number;
  readonly status?: number;
  readonly sizeBytes?: number;
  readonly text?: string | undefined;
  /** Time on the way. */
  readonly latency: Micros;
  /** Time that the receiver takes after the arrival before the event happens. */
  readonly handlingDelay?: Micros | undefined;
  /** Event that it arrives as; empty when nobody waits for it: then it is seen on its way, and its arrival changes nothing. */
  readonly kind: string;
  readonly payload: P;
}

/** A decision worth recording although no message carries it. */
export interface Note {
  readonly verb: string;
  readonly resource: string;
  readonly key?: string;
  readonly text?: string;
  readonly status?: number;
  readonly protocol?: 'note' | 'action' | 'death';
  readonly fromName?: string;
  readonly toName?: string;
}

/** What handlers see of the engine. */
export interface Sim {
  readonly now: Micros;
  /** Component that the present event happens to. */
  readonly self: string;
  readonly seed: number;
  /** The message, note or action that the present work is caused by. */
  readonly cause: EventId;
  readonly store: Store;
  /** Schedules an event for this component itself. Throws when `delay` is negative or not whole. */
  after(delay: Micros, kind: string, payload: unknown, options?: AfterOptions): Timer;
  cancel(timer: Timer): void;
  /** Records a message and schedules its delivery, if anybody waits for it. */
  send(message: Message): EventId;
  /**
   * Records a message that takes no time and delivers it at once, before anything else happens: the answer of a server on the same
   * machine. Nothing happens when its target is gone.
   */
  deliver(message: Message): EventId;
  /** Records a decision; what follows in this handler is caused by it. */
  note(note: Note): EventId;
  /** Sets what the following work is caused by, e.g. when a work queue hands out an item that was put in earlier. */
  causedBy(cause: EventId): void;
  /** A number in [0, 1) that depends on seed and arguments alone. */
  random(purpose: string, subject: string, n: number): number;
  /** Ends the present life of a component: all that is on its way to it is lost. */
  stop(component: string): void;
  /** Begins a new life of a component. Components are up until stopped. */
  start(component: string): void;
  isUp(component: string): boolean;
}

export interface AfterOptions {
  readonly priority?: number;
  readonly quiet?: boolean;
  /** Component that it happens to, when it is another part of the same process. */
  readonly target?: string;
}

export interface EngineOptions {
  readonly seed: number;
  readonly handlers: Handlers;
  /** Where the clock begins; before zero for what must be ready at zero. */
  readonly startAt?: Micros;
  /** Rows that the trace keeps at least. */
  readonly traceRowsMax?: number;
  /** Events that one instant may hold before the engine gives up. */
  readonly instantEventsMax?: number;
  /** Freezes all that is put in the state or sent; for tests. */
  readonly freeze?: boolean;
}

/** All there is at one instant; switching to it costs next to nothing. Opaque to others. */
export interface Checkpoint {
  readonly now: Micros;
  readonly processed: number;
  readonly names: readonly string[];
  readonly counters: readonly number[];
  readonly incarnations: readonly number[];
  readonly queue: QueueSnapshot;
  readonly store: StoreSnapshot;
  readonly trace: TraceSnapshot;
}

/** A checkpoint as plain JSON data. */
export type EngineData = Omit<Checkpoint, 'store'> & { readonly store: StoreData };

/** Why a run came to its end. */
export type RunEnd = 'time' | 'settled' | 'stopped';

/**
 * The discrete-event core: one queue, one clock, one state.
 *
 * Same seed, handlers and actions: same trace, to the byte.
 */
export class Engine implements Sim {
  readonly seed: number;
  readonly store: Store;
  readonly trace: Trace;
  #now: Micros = 0;
  #processed = 0;
  #names: string[] = [];
  #nameHashes: number[] = [];
  /** Numbers of the names in the trace's texts. */
  #nameTexts: number[] = [];
  #indexes = new TextNumbers();
  #counters: number[] = [];
  #incarnations: number[] = [];
  readonly #queue: EventQueue;
  readonly #handlers: ReadonlyMap<string, Handler<unknown>>;
  readonly #instantEventsMax: number;
  readonly #freeze: boolean;
  #instantEvents = 0;
  #selfIndex = 0;
  #cause: EventId = noCause;

  constructor(options: EngineOptions) {
    this.seed = options.seed;
    this.#now = options.startAt ?? 0;
    this.#freeze = options.freeze === true;
    this.store = new Store(this.#freeze ? deepFreeze : undefined);
    this.trace = new Trace(options.traceRowsMax);
    this.#handlers = new Map(Object.entries(options.handlers as Record<string, Handler<unknown>>));
    this.#instantEventsMax = options.instantEventsMax ?? 2_000_000;
    this.#queue = new EventQueue((index) => this.#names[index] as string);
    this.#component('world');
  }

  get now(): Micros {
    return this.#now;
  }
  get self(): string {
    return this.#names[this.#selfIndex] as string;
  }
  get cause(): EventId {
    return this.#cause;
  }
  /** Events handled so far. */
  get processed(): number {
    return this.#processed;
  }
  /** Time of the next event, or `undefined`. */
  get nextAt(): Micros | undefined {
    return this.#queue.peekTime();
  }
  /** True when nothing but quiet ticks is left to do. */
  get isSettled(): boolean {
    return this.#queue.loud === 0;
  }

  after(delay: Micros, kind: string, payload: unknown, options?: AfterOptions): Timer {
    if (!(delay >= 0 && Math.floor(delay) === delay)) {
      fail(`${this.self}: delay of ${kind}: expected whole micros >= 0, got ${delay}`);
    }
    const target = options?.target === undefined ? this.#selfIndex : this.#component(options.target);
    const id = this.#nextId();
    const event = this.#schedule(id, this.#now + delay, kind, payload, target, this.#cause, false, options);
    return { id, at: event.at, quiet: event.quiet };
  }

  cancel(timer: Timer): void {
    this.#queue.cancel(timer, this.#now);
  }

  send(message: Message): EventId {
    const latency = Math.max(0, Math.round(message.latency));
    const id = this.#nextId();
    const target = this.#component(message.to);
    this.#record(id, message, message.protocol, this.#now + latency, this.#nameText(message.toName, target));
    if (message.kind === '') return id;
    const at = this.#now + latency + (message.handlingDelay ?? 0);
    this.#schedule(id, at, message.kind, message.payload, target, id, true, undefined);
    return id;
  }

  deliver(message: Message): EventId {
    const id = this.#nextId();
    const target = this.#component(message.to);
    this.#record(id, message, message.protocol, this.#now, this.#nameText(message.toName, target));
    if (!this.#isUpIndex(target)) return id;
    if (this.#freeze) deepFreeze(message.payload);
    const selfIndex = this.#selfIndex;
    const cause = this.#cause;
    this.#selfIndex = target;
    this.#cause = id;
    this.#handle(message.kind, message.payload);
    this.#selfIndex = selfIndex;
    this.#cause = cause;
    return id;
  }

  note(note: Note): EventId {
    const id = this.#nextId();
    this.#record(id, note, note.protocol ?? 'note', this.#now, this.#nameText(note.toName, this.#selfIndex));
    this.#cause = id;
    return id;
  }

  causedBy(cause: EventId): void {
    this.#cause = cause;
  }

  random(purpose: string, subject: string, n: number): number {
    return random(this.seed, purpose, subject, n);
  }

  stop(component: string): void {
    const index = this.#component(component);
    if (this.#isUpIndex(index)) this.#incarnations[index] = (this.#incarnations[index] as number) + 1;
  }

  start(component: string): void {
    const index = this.#component(component);
    if (!this.#isUpIndex(index)) this.#incarnations[index] = (this.#incarnations[index] as number) + 1;
  }

  isUp(component: string): boolean {
    return this.#isUpIndex(this.#component(component));
  }

  /** Runs `work` now as `component`, caused by nothing: how a world is set up and how the user acts. */
  runAs(component: string, work: (sim: Sim) => void): void {
    this.#selfIndex = this.#component(component);
    this.#cause = noCause;
    work(this);
  }

  /** Handles the next event; says whether there was one. */
  step(): boolean {
    const event = this.#queue.pop();
    if (event === undefined) return false;
    if (event.at !== this.#now) this.#instantEvents = 0;
    else this.#boundInstant(event);
    this.#now = event.at;
    this.#processed++;
    this.#selfIndex = event.target;
    this.#cause = event.cause;
    if (event.incarnation !== this.#incarnations[event.target] || !this.#isUpIndex(event.target)) {
      if (event.isMessage) this.#die(event);
      return true;
    }
    this.#handle(event.kind, event.payload);
    return true;
  }

  /**
   * Handles events up to and including `until`, and leaves the clock there.
   *
   * @param until `undefined` runs until nothing but quiet ticks is left
   * @param stop asked after each event; `true` ends the run where it is
   */
  run(until: Micros | undefined, stop?: () => boolean): RunEnd {
    for (;;) {
      if (until === undefined && this.#queue.loud === 0) return 'settled';
      const next = this.#queue.peekTime();
      if (next === undefined || (until !== undefined && next > until)) {
        if (until !== undefined && until > this.#now) this.#now = until;
        return 'time';
      }
      this.step();
      if (stop?.() === true) return 'stopped';
    }
  }

  checkpoint(): Checkpoint {
    return {
      now: this.#now,
      processed: this.#processed,
      names: this.#names.slice(),
      counters: this.#counters.slice(),
      incarnations: this.#incarnations.slice(),
      queue: this.#queue.save(),
      store: this.store.snapshot(),
      trace: this.trace.save(),
    };
  }

  restore(checkpoint: Checkpoint): void {
    this.#restoreCore(checkpoint);
    this.store.restore(checkpoint.store);
  }

  /** Everything as plain JSON data. */
  toData(): EngineData {
    return { ...this.checkpoint(), store: this.store.toData() };
  }

  /** Takes over what {@link toData} gave. */
  fromData(data: EngineData): void {
    this.#restoreCore(data);
    this.store.fromData(data.store);
  }

  #restoreCore(checkpoint: Omit<Checkpoint, 'store'>): void {
    this.#now = checkpoint.now;
    this.#processed = checkpoint.processed;
    this.#names = checkpoint.names.slice();
    this.#nameHashes = this.#names.map(hashText);
    this.#nameTexts = this.#names.map((name) => this.trace.intern(name));
    this.#indexes = new TextNumbers();
    this.#names.forEach((name, index) => this.#indexes.add(name, index));
    this.#counters = checkpoint.counters.slice();
    this.#incarnations = checkpoint.incarnations.slice();
    this.#queue.load(checkpoint.queue);
    this.trace.load(checkpoint.trace);
    this.#instantEvents = 0;
  }

  #component(name: string): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = this.#names.length;
    this.#indexes.add(name, index);
    this.#names.push(name);
    this.#nameHashes.push(hashText(name));
    this.#nameTexts.push(this.trace.intern(name));
    this.#counters.push(1);
    this.#incarnations.push(0);
    return index;
  }

  /** Lives have even numbers, the gaps between them odd ones. */
  #isUpIndex(index: number): boolean {
    return (this.#incarnations[index] as number) % 2 === 0;
  }

  #nextId(): EventId {
    const counter = this.#counters[this.#selfIndex] as number;
    if (counter >= idStride) fail(`${this.self}: out of event ids`);
    this.#counters[this.#selfIndex] = counter + 1;
    return this.#selfIndex * idStride + counter;
  }

  #schedule(
    id: EventId,
    at: Micros,
    kind: string,
    payload: unknown,
    target: number,
    cause: EventId,
    isMessage: boolean,
    options: AfterOptions | undefined,
  ): SimEvent {
    if (this.#freeze) deepFreeze(payload);
    const event: SimEvent = {
      id,
      at,
      priority: options?.priority ?? priorities.normal,
      kind,
      source: this.#selfIndex,
      target,
      incarnation: this.#incarnations[target] as number,
      payload,
      cause,
      isMessage,
      quiet: options?.quiet ?? false,
    };
    this.#queue.push(event);
    return event;
  }

  #record(
    id: EventId,
    row: Omit<Message, 'kind' | 'payload'> | Note,
    protocol: TraceProtocol,
    arrivesAt: Micros,
    to: number,
  ): void {
    const cause = this.#cause;
    const causeSource = Math.floor(cause / idStride);
    const { trace } = this;
    trace.put(id, cause, this.#now, arrivesAt, protocol, this.#nameText(row.fromName, this.#selfIndex), to, row);
    trace.hashRow(this.#nameHashes[this.#selfIndex] as number, id - this.#selfIndex * idStride);
    trace.hashCause(this.#nameHashes[causeSource] as number, cause - causeSource * idStride);
  }

  /** The trace's number of a name: the one given, or the component's own. */
  #nameText(name: string | undefined, index: number): number {
    return name === undefined ? (this.#nameTexts[index] as number) : this.trace.intern(name);
  }

  #handle(kind: string, payload: unknown): void {
    const handler = this.#handlers.get(kind);
    if (handler === undefined) fail(`no handler for events of kind ${kind}`);
    handler(this, payload);
  }

  /** A message that finds its target gone dies there, and the trace says so. */
  #die(event: SimEvent): void {
    const lost = this.trace.row(this.trace.find(event.id));
    this.note({
      protocol: 'death',
      verb: lost?.verb ?? event.kind,
      resource: lost?.resource ?? '',
      key: lost?.key ?? '',
      text: lost?.protocol === 'packet' || lost?.protocol === 'dns' ? 'lost: nobody is there' : 'connection refused',
      fromName: lost?.from ?? this.self,
    });
  }

  #boundInstant(event: SimEvent): void {
    this.#instantEvents++;
    if (this.#instantEvents < this.#instantEventsMax) return;
    const last = `${event.kind} for ${this.#names[event.target] as string}`;
    fail(`more than ${this.#instantEventsMax} events at ${event.at} us; the last is ${last}`);
  }
}

/** Freezes a value and all that it holds. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}
