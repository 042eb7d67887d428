import type { SimEvent } from './event.ts';

/**
 * The pending events in the order (time, priority, id): a 4-ary heap.
 *
 * Of an id the component's name counts first and its counter second, so that the order of two events never depends on which
 * component was made first.
 */
export class EventQueue {
  #times: number[] = [];
  #events: SimEvent[] = [];
  #cancelled = new Set<number>();
  #loud = 0;
  readonly #nameOf: (component: number) => string;

  /** @param nameOf gives a component's name by its index, for ties */
  constructor(nameOf: (component: number) => string) {
    this.#nameOf = nameOf;
  }

  /** Pending events, cancelled ones included. */
  get size(): number {
    return this.#events.length;
  }

  /** Pending events that are not quiet. */
  get loud(): number {
    return this.#loud;
  }

  /** Time of the next event, or `undefined` when there is none. */
  peekTime(): number | undefined {
    if (this.#cancelled.size > 0) this.#dropCancelled();
    return this.#times[0];
  }

  push(event: SimEvent): void {
    if (!event.quiet) this.#loud++;
    let i = this.#events.length;
    this.#events.push(event);
    this.#times.push(event.at);
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (!this.#less(event, event.at, parent)) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#events[i] = event;
    this.#times[i] = event.at;
  }

  /** Takes the next event out, or `undefined` when there is none. */
  pop(): SimEvent | undefined {
    if (this.#cancelled.size > 0) this.#dropCancelled();
    return this.#popAny();
  }

  /** Makes a pending timer never happen; without effect when it is not pending any more. @param now time that has been reached */
  cancel(timer: Pick<SimEvent, 'id' | 'at' | 'quiet'>, now: number): void {
    const isOver = timer.at < now || (timer.at === now && !this.#events.some(({ id }) => id === timer.id));
    if (isOver || this.#cancelled.has(timer.id)) return;
    this.#cancelled.add(timer.id);
    if (!timer.quiet) this.#loud--;
  }

  /** All pending events, in no particular order; for checkpoints. */
  save(): QueueSnapshot {
    return { events: this.#events.slice(), cancelled: [...this.#cancelled], loud: this.#loud };
  }

  load(snapshot: QueueSnapshot): void {
    this.#events = snapshot.events.slice();
    this.#times = this.#events.map((event) => event.at);
    this.#cancelled = new Set(snapshot.cancelled);
    this.#loud = snapshot.loud;
  }

  #dropCancelled(): void {
    while (this.#cancelled.size > 0) {
      const head = this.#events[0];
      // Only timers are cancelled.
      if (head === undefined || head.isMessage || !this.#cancelled.has(head.id)) return;
      this.#cancelled.delete(head.id);
      if (!head.quiet) this.#loud++;
      this.#popAny();
    }
  }

  #popAny(): SimEvent | undefined {
    const head = this.#events[0];
    const last = this.#events.pop();
    this.#times.pop();
    if (head === undefined || last === undefined) return undefined;
    if (!head.quiet) this.#loud--;
    if (head !== last) this.#sink(last);
    return head;
  }

  #sink(event: SimEvent): void {
    const size = this.#events.length;
    const at = event.at;
    let i = 0;
    for (;;) {
      const firstChild = i * 4 + 1;
      if (firstChild >= size) break;
      const end = Math.min(firstChild + 4, size);
      let best = firstChild;
      for (let child = firstChild + 1; child < end; child++) if (this.#before(child, best)) best = child;
      if (this.#less(event, at, best)) break;
      this.#move(best, i);
      i = best;
    }
    this.#events[i] = event;
    this.#times[i] = at;
  }

  #move(from: number, to: number): void {
    this.#events[to] = this.#events[from] as SimEvent;
    this.#times[to] = this.#times[from] as number;
  }

  #before(i: number, j: number): boolean {
    return this.#less(this.#events[i] as SimEvent, this.#times[i] as number, j);
  }

  #less(event: SimEvent, at: number, j: number): boolean {
    const time = this.#times[j] as number;
    if (at !== time) return at < time;
    const other = this.#events[j] as SimEvent;
    if (event.priority !== other.priority) return event.priority < other.priority;
    if (event.source === other.source) return event.id < other.id;
    return this.#nameOf(event.source) < this.#nameOf(other.source);
  }
}

/** The queue as plain data. */
export interface QueueSnapshot {
  readonly events: readonly SimEvent[];
  readonly cancelled: readonly number[];
  readonly loud: number;
}
