/**
 * An append-only list that forgets from the front and whose snapshots cost nothing beyond its list of chunks.
 *
 * Entries are numbered from 0 for ever; numbers below {@link first} are forgotten.
 */
export class PersistentLog<V> {
  #chunks: V[][] = [];
  #first = 0;
  #length = 0;
  /** Chunks before this index belong to a snapshot and may only be copied. */
  #sealed = 0;

  /** Number of the oldest entry that is kept. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next entry gets. */
  get length(): number {
    return this.#length;
  }

  push(value: V): void {
    const index = this.#chunkOf(this.#length);
    let chunk = this.#chunks[index];
    if (chunk === undefined) this.#chunks.push((chunk = []));
    else if (index < this.#sealed) {
      chunk = chunk.slice(0, this.#length % chunkSize);
      this.#chunks[index] = chunk;
      this.#sealed = index;
    }
    chunk.push(value);
    this.#length++;
  }

  /** Entry `n`, or `undefined` when it is forgotten or not there yet. */
  at(n: number): V | undefined {
    if (n < this.#first || n >= this.#length) return undefined;
    return this.#chunks[this.#chunkOf(n)]?.[n % chunkSize];
  }

  /** Forgets all entries below `n`. Memory is freed by whole chunks. */
  forgetBelow(n: number): void {
    if (n <= this.#first) return;
    const target = Math.min(n, this.#length);
    const drop = Math.floor(target / chunkSize) - Math.floor(this.#first / chunkSize);
    if (drop > 0) {
      this.#chunks = this.#chunks.slice(drop);
      this.#sealed = Math.max(0, this.#sealed - drop);
    }
    this.#first = target;
  }

  /** Makes an empty log whose first entry will have number `first`. */
  startAt(first: number): void {
    this.#chunks = [];
    this.#sealed = 0;
    this.#first = first;
    this.#length = first;
    const filler = first % chunkSize;
    if (filler > 0) this.#chunks.push(new Array<V>(filler));
  }

  snapshot(): LogSnapshot<V> {
    this.#sealed = this.#chunks.length;
    return { chunks: this.#chunks.slice(), first: this.#first, length: this.#length };
  }

  restore(snapshot: LogSnapshot<V>): void {
    this.#chunks = snapshot.chunks.slice();
    this.#first = snapshot.first;
    this.#length = snapshot.length;
    this.#sealed = this.#chunks.length;
  }

  #chunkOf(n: number): number {
    return Math.floor(n / chunkSize) - Math.floor(this.#first / chunkSize);
  }
}

/** An immutable content of a log; opaque to others. */
export interface LogSnapshot<V> {
  readonly chunks: readonly V[][];
  readonly first: number;
  readonly length: number;
}

const chunkSize = 1024;
