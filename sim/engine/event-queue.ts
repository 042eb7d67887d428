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
    const events = this.#events;
    const times = this.#times;
    const { at } = event;
    let i = events.length;
    events.push(event);
    times.push(at);
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const above = events[parent] as SimEvent;
      const time = times[parent] as number;
      if (at > time || (at === time && !this.#goesFirst(event, above))) break;
      events[i] = above;
      times[i] = time;
      i = parent;
    }
    events[i] = event;
    times[i] = at;
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

  /** Puts an event in at the top and lets it sink to its place. */
  #sink(event: SimEvent): void {
    const events = this.#events;
    const times = this.#times;
    const size = events.length;
    const { at } = event;
    let i = 0;
    for (let child = 1; child < size; child = i * 4 + 1) {
      const end = Math.min(child + 4, size);
      let best = child;
      let bestAt = times[child] as number;
      for (let other = child + 1; other < end; other++) {
        const time = times[other] as number;
        const isEarlier =
          time < bestAt || (time === bestAt && this.#goesFirst(events[other] as SimEvent, events[best] as SimEvent));
        if (!isEarlier) continue;
        best = other;
        bestAt = time;
      }
      if (at < bestAt || (at === bestAt && this.#goesFirst(event, events[best] as SimEvent))) break;
      events[i] = events[best] as SimEvent;
      times[i] = bestAt;
      i = best;
    }
    events[i] = event;
    times[i] = at;
  }

  /** The order of two events of one instant. */
  #goesFirst(event: SimEvent, other: SimEvent): boolean {
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
