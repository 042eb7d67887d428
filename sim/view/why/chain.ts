import type { Engine } from '../../engine/engine.ts';
import { noCause } from '../../engine/event.ts';
import type { TraceRow } from '../../engine/trace.ts';
import { resourceByName } from '../../api/resources.ts';
import type { KubeObject, Pod } from '../../api/types.ts';
import { lastWriteWhere } from '../object-history.ts';
import { rowById } from './memory.ts';

const linksMax = 10_000;
const podPrefix = resourceByName('', 'pods')?.etcdPrefix ?? '';

/**
 * A row of the trace with all that led to it, oldest first: its cause, that one's cause, and so on to the user's action or the start of
 * the world.
 */
export function causeChain(engine: Engine, last: TraceRow): TraceRow[] {
  const rows = [last];
  for (let row: TraceRow | undefined = last; row !== undefined && rows.length < linksMax;) {
    row = row.cause === noCause ? undefined : rowById(engine, row.cause);
    if (row !== undefined) rows.push(row);
  }
  return rows.reverse();
}

/**
 * What led to a row about a pod. Where its kubelet was kept busy by another pod (images are pulled one at a time), the chain goes on
 * with how this pod came to the kubelet.
 *
 * @param podKey `namespace/name`
 */
export function podCauseChain(engine: Engine, last: TraceRow, podKey: string): TraceRow[] {
  const chain = causeChain(engine, last);
  const strange = chain.findLastIndex((row) => isKubeletCall(row) && row.key !== podKey);
  const own = chain.findIndex((row, index) => index > strange && isKubeletCall(row) && row.key === podKey);
  if (strange < 0 || own < 0) return chain;
  const arrival = arrivalAtKubelet(engine, podKey);
  if (arrival === undefined) return chain;
  const busy = chain[strange] as TraceRow;
  return [...causeChain(engine, arrival), ...(busy.at > arrival.at ? [busy] : []), ...chain.slice(own)];
}

function isKubeletCall(row: TraceRow): boolean {
  return row.protocol === 'cri' && row.from.startsWith('kubelet/');
}

/** The row by which the pod's kubelet first heard of it, as far as the trace still holds it. */
function arrivalAtKubelet(engine: Engine, podKey: string): TraceRow | undefined {
  const { trace } = engine;
  const binding = lastWriteWhere(engine, ({ key, prefix, object, previous }) => {
    return key === podKey && prefix === podPrefix && nodeOf(object) !== '' && nodeOf(previous) === '';
  });
  if (binding === undefined) return undefined;
  for (let n = trace.firstAt(binding.at); n < trace.count; n++) {
    const row = trace.row(n);
    if (row === undefined || row.at > binding.at) return undefined;
    if (row.protocol === 'watch' && row.key === podKey && row.to.startsWith('kubelet/')) return row;
  }
  return undefined;
}

function nodeOf(object: KubeObject | null): string {
  return (object as Pod | null)?.spec?.nodeName ?? '';
}
