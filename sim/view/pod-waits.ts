import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { Pod } from '../api/types.ts';
import { podRecords, type PodRecord } from '../kubelet/records.ts';

/** What the kubelet of a bound pod knows of it; `undefined` before it has heard of it. */
export function kubeletRecord(sim: Sim, pod: Pod): PodRecord | undefined {
  const nodeName = pod.spec?.nodeName ?? '';
  return nodeName === '' ? undefined : podRecords(sim).get(nodeName, pod.metadata?.uid ?? '');
}

/** Time until the kubelet pulls a failed image again, or starts a container that ended again; `undefined` when nothing is waited for. */
export function nextTryIn(sim: Sim, pod: Pod): Micros | undefined {
  const record = kubeletRecord(sim, pod);
  if (record === undefined) return undefined;
  const due: Micros[] = [];
  for (const { machine, backoff, current } of Object.values(record.containers)) {
    const endedAt = current?.finishedAt ?? null;
    if (machine.value === 'waiting.CrashLoopBackOff' && backoff !== null && endedAt !== null) {
      due.push(endedAt + backoff.delay);
    }
  }
  for (const { delay, updatedAt } of Object.values(record.pullBackoffs)) due.push(updatedAt + delay);
  const ahead = due.filter((at) => at > sim.now).sort((a, b) => a - b);
  return ahead[0] === undefined ? undefined : ahead[0] - sim.now;
}
