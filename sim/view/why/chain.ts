import type { Engine } from '../../engine/engine.ts';
import { noCause } from '../../engine/event.ts';
import type { TraceRow } from '../../engine/trace.ts';
import { resourceByName } from '../../api/resources.ts';
import type { KubeObject, Pod } from '../../api/types.ts';
import { lastWriteWhere } from '../object-history.ts';

/** What led to a row. */
export interface CauseChain {
  /** Oldest first; the last one is the row itself. */
  readonly rows: readonly TraceRow[];
  /** False when the trace does not hold the beginning any more. */
  readonly isWhole: boolean;
}

const linksMax = 10_000;
const podPrefix = resourceByName('', 'pods')?.etcdPrefix ?? '';

/** Walks from a row of the trace to its cause, to that one's cause, and so on to the user's action or the start of the world. */
export function causeChain(engine: Engine, n: number): CauseChain {
  const { trace } = engine;
  const rows: TraceRow[] = [];
  let at = n;
  for (let link = 0; link < linksMax; link++) {
    const row = trace.row(at);
    if (row === undefined) return { rows: rows.reverse(), isWhole: false };
    rows.push(row);
    if (row.cause === noCause) return { rows: rows.reverse(), isWhole: true };
    at = trace.find(row.cause, at);
  }
  return { rows: rows.reverse(), isWhole: false };
}

/**
 * What led to a row about a pod. Where its kubelet was kept busy by another pod (images are pulled one at a time), the chain goes on
 * with how this pod came to the kubelet.
 *
 * @param podKey `namespace/name`
 */
export function podCauseChain(engine: Engine, n: number, podKey: string): CauseChain {
  const chain = causeChain(engine, n);
  const strange = chain.rows.findLastIndex((row) => isKubeletCall(row) && row.key !== podKey);
  const own = chain.rows.findIndex((row, index) => index > strange && isKubeletCall(row) && row.key === podKey);
  if (strange < 0 || own < 0) return chain;
  const arrival = arrivalAtKubelet(engine, n, podKey);
  if (arrival < 0) return chain;
  const before = causeChain(engine, arrival);
  const busy = chain.rows[strange] as TraceRow;
  const isLater = busy.at > (before.rows[before.rows.length - 1]?.at ?? 0);
  return { rows: [...before.rows, ...(isLater ? [busy] : []), ...chain.rows.slice(own)], isWhole: before.isWhole };
}

function isKubeletCall(row: TraceRow): boolean {
  return row.protocol === 'cri' && row.from.startsWith('kubelet/');
}

/** Number of the row by which the pod's kubelet first heard of it; -1 when the trace does not hold it. */
function arrivalAtKubelet(engine: Engine, before: number, podKey: string): number {
  const { trace } = engine;
  const binding = lastWriteWhere(engine, ({ key, prefix, object, previous }) => {
    return key === podKey && prefix === podPrefix && nodeOf(object) !== '' && nodeOf(previous) === '';
  });
  if (binding === undefined) return -1;
  for (let n = trace.firstAt(binding.at); n < before; n++) {
    const row = trace.row(n);
    if (row === undefined || row.at > binding.at) return -1;
    if (row.protocol === 'watch' && row.key === podKey && row.to.startsWith('kubelet/')) return n;
  }
  return -1;
}

function nodeOf(object: KubeObject | null): string {
  return (object as Pod | null)?.spec?.nodeName ?? '';
}
