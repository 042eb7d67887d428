import { RunningHash, hashText, type HashState } from './hash.ts';
import { TextNumbers } from './text-numbers.ts';
import type { EventId, Micros } from './event.ts';

/** Kinds of rows. `note` is a decision that was made without a message; `action` is something that the user did. */
export const protocols = ['action', 'note', 'http', 'watch', 'raft', 'cri', 'cni', 'dns', 'packet', 'death'] as const;
export type TraceProtocol = (typeof protocols)[number];
const protocolNumbers: ReadonlyMap<TraceProtocol, number> = new Map(protocols.map((name, n) => [name, n]));
const deathNumber = protocols.indexOf('death');

/** What a message or note says of itself beside its identity and its ends. */
export interface RowDetails {
  readonly verb: string;
  readonly resource: string;
  readonly key?: string;
  readonly revision?: number;
  readonly status?: number;
  readonly sizeBytes?: number;
  readonly text?: string | undefined;
}

/** One recorded message, note or action. */
export interface TraceRow {
  readonly id: EventId;
  readonly cause: EventId;
  readonly at: Micros;
  /** When it is delivered; `at` for notes and actions. */
  readonly arrivesAt: Micros;
  readonly from: string;
  readonly to: string;
  readonly protocol: TraceProtocol;
  /** Verb of a request, type of a watch event, call of the CRI, or the reason of a note. */
  readonly verb: string;
  /** Resource with subresource (`pods/status`), or what else it is about. */
  readonly resource: string;
  /** `namespace/name` of the object, or the name of a cluster-scoped one; names the body together with `revision`. */
  readonly key: string;
  /** etcd revision of the body, 0 for none. */
  readonly revision: number;
  /** HTTP status of an answer, exit code or error number; 0 for none. */
  readonly status: number;
  readonly sizeBytes: number;
  /** What a note says, or why a message died; empty for most. */
  readonly text: string;
}

const chunkRows = 16384;

/** Columns of up to `chunkRows` rows: those of a chunk that is dropped are filled again. */
interface Columns {
  readonly numbers: Float64Array;
  /** Texts that come again and again, by number. */
  readonly texts: Int32Array;
  /** Texts of which there are as many as objects: they go with the chunk. */
  readonly keys: string[];
  readonly notes: string[];
}

/** Up to `chunkRows` rows. */
interface Chunk extends Columns {
  /** First row that is filled: not 0 when a run went on in the middle of a dropped chunk. */
  from: number;
  /** Made again after it had been dropped: what stands behind the newest row is not what comes. */
  readonly isRefilled: boolean;
  rowById: Map<EventId, number> | null;
}
const numberColumns = 7;
const textColumns = 5;

function newColumns(): Columns {
  return {
    numbers: new Float64Array(chunkRows * numberColumns),
    texts: new Int32Array(chunkRows * textColumns),
    keys: new Array<string>(chunkRows).fill(''),
    notes: new Array<string>(chunkRows).fill(''),
  };
}

/** Everything but the rows: part of each checkpoint. */
export interface TraceSnapshot {
  readonly count: number;
  readonly hash: HashState;
}

/**
 * The record of what was sent, in typed columns.
 *
 * Rows are a cache of what the session's actions imply: the oldest chunks are dropped beyond a limit and can be computed again.
 * The running hash covers time, id, cause, verb, key, revision and status of each row, and is never dropped.
 */
export class Trace {
  #chunks: (Chunk | null)[] = [];
  #count = 0;
  /** Rows from `#count` up to here are known from before a jump back; they come again unless something else happens. */
  #known = 0;
  /** Where the newest row is. */
  #newest: Chunk | null = null;
  readonly #hash = new RunningHash();
  readonly #texts: string[] = [''];
  readonly #textIds = new TextNumbers();
  readonly #textHashes: number[] = [0];
  readonly #chunksMax: number;

  /** @param rowsMax rows to keep at least; older ones are dropped by the chunk */
  constructor(rowsMax = 1_000_000) {
    this.#textIds.add('', 0);
    this.#chunksMax = Math.max(2, Math.ceil(rowsMax / chunkRows));
  }

  /** Number of rows recorded so far; rows are numbered from 0. */
  get count(): number {
    return this.#count;
  }

  /** Number of the oldest row that is still kept. */
  get first(): number {
    const index = this.#chunks.findIndex((chunk) => chunk !== null);
    return index < 0 ? this.#count : Math.min(this.#count, index * chunkRows + (this.#chunks[index]?.from ?? 0));
  }

  /**
   * Records a row; {@link hashRow} and {@link hashCause} take it into the hash right afterwards.
   *
   * @param from number of the sender's name, see {@link intern}
   * @param to number of the receiver's name
   * @param row what else there is to know of it
   */
  put(
    id: EventId,
    cause: EventId,
    at: Micros,
    arrivesAt: Micros,
    protocol: TraceProtocol,
    from: number,
    to: number,
    row: RowDetails,
  ): void {
    const offset = this.#count % chunkRows;
    const index = (this.#count - offset) / chunkRows;
    let chunk = this.#chunks[index];
    if (chunk == null) chunk = this.#addChunk(index, offset);
    const n = offset * numberColumns;
    const numbers = chunk.numbers;
    const t = offset * textColumns;
    const texts = chunk.texts;
    const key = row.key ?? '';
    if (this.#count < this.#known && !chunk.isRefilled) {
      const isSame =
        numbers[n] === id && numbers[n + 1] === cause && numbers[n + 2] === at && chunk.keys[offset] === key;
      if (!isSame) this.#forgetFrom(this.#count);
    }
    if (offset < chunk.from) chunk.from = offset;
    chunk.rowById?.set(id, offset);
    numbers[n] = id;
    numbers[n + 1] = cause;
    numbers[n + 2] = at;
    numbers[n + 3] = arrivesAt;
    numbers[n + 4] = row.revision ?? 0;
    numbers[n + 5] = row.status ?? 0;
    numbers[n + 6] = row.sizeBytes ?? 0;
    texts[t] = from;
    texts[t + 1] = to;
    texts[t + 2] = protocolNumbers.get(protocol) as number;
    texts[t + 3] = this.intern(row.verb);
    texts[t + 4] = this.intern(row.resource);
    chunk.keys[offset] = key;
    chunk.notes[offset] = row.text ?? '';
    this.#newest = chunk;
    this.#count++;
    if (this.#known < this.#count) this.#known = this.#count;
  }

  /**
   * Takes the newest row into the hash.
   *
   * @param sourceHash hash of the recording component's name, which with `counter` is the row's identity in the hash
   */
  hashRow(sourceHash: number, counter: number): void {
    const chunk = this.#newest as Chunk;
    const offset = (this.#count - 1) % chunkRows;
    const n = offset * numberColumns;
    const t = offset * textColumns;
    const hash = this.#hash;
    hash.addWide(chunk.numbers[n + 2] as number);
    hash.add(sourceHash);
    hash.add(counter);
    // What a death tells of its message comes from a row that may be dropped by then; the cause says which message it was.
    const isDeath = chunk.texts[t + 2] === deathNumber;
    hash.add(isDeath ? 0 : (this.#textHashes[chunk.texts[t + 3] as number] as number));
    hash.add(isDeath ? 0 : hashText(chunk.keys[offset] as string));
    hash.addWide(chunk.numbers[n + 4] as number);
    hash.add(chunk.numbers[n + 5] as number);
  }

  /** Takes the identity of a row's cause into the hash; called right after {@link hashRow}. */
  hashCause(sourceHash: number, counter: number): void {
    this.#hash.add(sourceHash);
    this.#hash.add(counter);
  }

  /** 16 hexadecimal digits over all rows recorded so far. */
  digest(): string {
    return this.#hash.digest();
  }

  /** Row number `n`, or `undefined` when it is dropped or not there. */
  row(n: number): TraceRow | undefined {
    if (n < 0 || n >= this.#count) return undefined;
    const chunk = this.#chunks[Math.floor(n / chunkRows)];
    return chunk == null || n % chunkRows < chunk.from ? undefined : this.#read(chunk, n % chunkRows);
  }

  /** Number of the row with `id`, looking back from row `from` (default: the newest); -1 when it is not kept. */
  find(id: EventId, from = this.#count - 1): number {
    for (let index = Math.floor(from / chunkRows); index >= 0; index--) {
      const chunk = this.#chunks[index];
      if (chunk == null) return -1;
      const offset = this.#indexOf(chunk, index).get(id);
      if (offset !== undefined && index * chunkRows + offset < this.#count) return index * chunkRows + offset;
    }
    return -1;
  }

  /** Number of the first row sent at `time` or later. */
  firstAt(time: Micros): number {
    let low = this.first;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  save(): TraceSnapshot {
    return { count: this.#count, hash: this.#hash.save() };
  }

  /**
   * Goes to a snapshot. Rows before it stay as far as they are kept; rows after it are not there any more, but a later snapshot of the
   * same line of time finds them again, as long as nothing else was recorded in their place.
   */
  load(snapshot: TraceSnapshot): void {
    if (!this.holds(snapshot)) {
      this.#chunks = [];
      this.#known = snapshot.count;
    }
    while (this.#chunks.length < Math.ceil(snapshot.count / chunkRows)) this.#chunks.push(null);
    this.#count = snapshot.count;
    this.#hash.load(snapshot.hash);
  }

  /** Whether going to a snapshot keeps the rows before it. */
  holds(snapshot: TraceSnapshot): boolean {
    return snapshot.count <= this.#known;
  }

  #time(n: number): Micros {
    const chunk = this.#chunks[Math.floor(n / chunkRows)];
    return chunk == null ? -1 : (chunk.numbers[(n % chunkRows) * numberColumns + 2] as number);
  }

  /** What was known to come does not come: something else happens. */
  #forgetFrom(n: number): void {
    this.#known = n;
    this.#chunks.length = Math.min(this.#chunks.length, Math.floor(n / chunkRows) + 1);
    const last = this.#chunks[this.#chunks.length - 1];
    if (last != null) last.rowById = null;
  }

  #addChunk(index: number, from: number): Chunk {
    const drop = index - this.#chunksMax;
    const { numbers, texts, keys, notes } = this.#chunks[drop] ?? newColumns();
    if (drop >= 0) this.#chunks[drop] = null;
    const isRefilled = this.#count < this.#known;
    const chunk: Chunk = { numbers, texts, keys, notes, from, isRefilled, rowById: null };
    this.#chunks[index] = chunk;
    return chunk;
  }

  #indexOf(chunk: Chunk, index: number): Map<EventId, number> {
    if (chunk.rowById === null) {
      chunk.rowById = new Map();
      const end = chunk.isRefilled ? this.#count : this.#known;
      const rows = Math.min(chunkRows, end - index * chunkRows);
      for (let row = chunk.from; row < rows; row++)
        chunk.rowById.set(chunk.numbers[row * numberColumns] as number, row);
    }
    return chunk.rowById;
  }

  #read(chunk: Chunk, offset: number): TraceRow {
    const n = offset * numberColumns;
    const t = offset * textColumns;
    const number = (column: number): number => chunk.numbers[n + column] as number;
    const text = (column: number): string => this.#texts[chunk.texts[t + column] as number] as string;
    return {
      id: number(0),
      cause: number(1),
      at: number(2),
      arrivesAt: number(3),
      from: text(0),
      to: text(1),
      protocol: protocols[chunk.texts[t + 2] as number] as TraceProtocol,
      verb: text(3),
      resource: text(4),
      key: chunk.keys[offset] as string,
      revision: number(4),
      status: number(5),
      sizeBytes: number(6),
      text: chunk.notes[offset] as string,
    };
  }

  /** The number of a text that comes again and again; it holds as long as this trace. */
  intern(text: string): number {
    const known = this.#textIds.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#textHashes.push(hashText(text));
    this.#textIds.add(text, id);
    return id;
  }
}
