import type { Engine } from '../../engine/engine.ts';
import type { EventId } from '../../engine/event.ts';
import type { TraceRow } from '../../engine/trace.ts';

/** Finds rows that the trace has dropped, at the price of computing them again. */
export interface Recaller {
  row(id: EventId): TraceRow | undefined;
  /** The row by which etcd confirmed a revision. */
  rowOfRevision(revision: number): TraceRow | undefined;
}

/** Who remembers for whom: wiring, made where a session is opened. */
const recallers = new WeakMap<Engine, Recaller>();

/** From now on rows that the engine's trace has dropped are asked of `recaller`. */
export function rememberBy(engine: Engine, recaller: Recaller): void {
  recallers.set(engine, recaller);
}

/** The row with `id`, from the trace or recalled; `undefined` when nobody knows it. */
export function rowById(engine: Engine, id: EventId): TraceRow | undefined {
  return engine.trace.row(engine.trace.find(id)) ?? recallers.get(engine)?.row(id);
}

const probeRowsMax = 64;

/** The row by which etcd confirmed a revision; `undefined` when nobody knows it. Revisions only grow, so few rows are looked at. */
export function rowOfRevision(engine: Engine, revision: number): TraceRow | undefined {
  const { trace } = engine;
  let low = trace.first;
  let high = trace.count;
  while (high - low > probeRowsMax) {
    const middle = Math.floor((low + high) / 2);
    const n = nextConfirmation(engine, middle, high);
    const found = n < 0 ? Infinity : (trace.row(n)?.revision ?? Infinity);
    if (found <= revision) low = n;
    else high = middle;
    if (found === revision) break;
  }
  for (let n = low; n < Math.min(high, low + probeRowsMax); n++) {
    const row = trace.row(n);
    if (row?.protocol === 'raft' && row.revision === revision) return row;
  }
  return recallers.get(engine)?.rowOfRevision(revision);
}

/** Number of the first row from `n` on by which etcd confirms a write; -1 when there is none before `end`. */
function nextConfirmation(engine: Engine, n: number, end: number): number {
  for (let at = n; at < end; at++) {
    const row = engine.trace.row(at);
    if (row?.protocol === 'raft' && row.revision > 0) return at;
  }
  return -1;
}
