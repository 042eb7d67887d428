import type { Sim } from '../engine/engine.ts';
import { podByKey } from './pods.ts';
import type { ClusterChange } from './cluster-change.ts';
import { hasPreemptionUnderWay } from './preemptions-under-way.ts';
import { advance, armQueueTimer, queuedPod, queuedPodCount, type QueuedPod } from './queue.ts';
import { registry } from './registry.ts';
import { profileFor } from './settings.ts';
import { anyPlugin, podsRefusedBy } from './waiting-pods.ts';

/**
 * Moves pods out of the unschedulable pool that a change may help, as the plugins say that refused them.
 *
 * Models: scheduling_queue.go MoveAllToActiveOrBackoffQueue, isPodWorthRequeuing (v1.37). Differs: a cycle takes no time, so nothing changes
 * while a pod is in its own.
 */
export function moveUnschedulable(sim: Sim, change: ClusterChange): void {
  if (queuedPodCount(sim) === 0) return;
  for (const key of podsRefusedBy(sim, anyPlugin)) requeue(sim, key);
  for (const { name } of registry) {
    for (const key of podsRefusedBy(sim, name)) if (mayHelp(sim, name, key, change)) requeue(sim, key);
  }
}

/** Moves one pod whose spec or labels have changed, if that may help it. */
export function moveChangedPod(sim: Sim, queued: QueuedPod, change: ClusterChange): void {
  if (queued.rejectedBy.some((name) => mayHelp(sim, name, queued.key, change))) requeue(sim, queued.key);
}

function mayHelp(sim: Sim, pluginName: string, key: string, change: ClusterChange): boolean {
  const pod = podByKey(sim, key);
  if (pod === undefined || hasPreemptionUnderWay(sim, key)) return false;
  const plugin = profileFor(sim, pod)?.plugins.find(({ name }) => name === pluginName);
  return plugin?.mayHelp?.(change, pod) === true;
}

/** Moves a pod of the unschedulable pool to the active queue, or to the back-off queue while its back-off runs. */
export function requeue(sim: Sim, key: string): void {
  const queued = queuedPod(sim, key);
  if (queued?.machine.value !== 'queued.unschedulable') return;
  const isBackingOff = queued.backoffUntil > sim.now;
  armQueueTimer(sim, advance(sim, queued, { type: 'cluster.changed', isBackingOff }, { cause: sim.cause }));
}
