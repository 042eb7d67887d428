import type { Sim } from '../engine/engine.ts';
import { podByKey } from './pods.ts';
import { eventOf, type ClusterChange } from './cluster-change.ts';
import type { Plugin } from './framework.ts';
import { hasPreemptionUnderWay } from './preemptions-under-way.ts';
import { advance, armQueueTimer, isBackingOff, queuedPod, type QueuedPod } from './queue.ts';
import type { Profile } from './profile.ts';
import { profileFor, schedulerSettings } from './settings.ts';
import { anyPlugin, podsRefusedBy, unschedulableCount } from './waiting-pods.ts';

/**
 * Moves pods out of the unschedulable pool that a change may help, as the plugins say that refused them.
 *
 * Models: scheduling_queue.go MoveAllToActiveOrBackoffQueue, isPodWorthRequeuing (v1.37). Differs: a cycle takes no time, so nothing changes
 * while a pod is in its own.
 */
export function moveUnschedulable(sim: Sim, change: ClusterChange): void {
  if (unschedulableCount(sim) === 0) return;
  for (const key of podsRefusedBy(sim, anyPlugin)) requeue(sim, key);
  const event = eventOf(change);
  for (const profile of schedulerSettings(sim).profiles.values()) {
    for (const plugin of profile.plugins) {
      if (plugin.events?.includes(event) !== true) continue;
      for (const key of podsRefusedBy(sim, plugin.name)) {
        if (mayHelp(sim, profile, plugin, key, change)) requeue(sim, key);
      }
    }
  }
}

/** Moves one pod whose spec or labels have changed, if that may help it. */
export function moveChangedPod(sim: Sim, profile: Profile, queued: QueuedPod, change: ClusterChange): void {
  const event = eventOf(change);
  const plugins = profile.plugins.filter(
    ({ name, events }) => events?.includes(event) && queued.rejectedBy.includes(name),
  );
  if (plugins.some((plugin) => mayHelp(sim, profile, plugin, queued.key, change))) requeue(sim, queued.key);
}

/** Whether a change may help a pod of a profile that a plugin refused. */
function mayHelp(sim: Sim, profile: Profile, plugin: Plugin, key: string, change: ClusterChange): boolean {
  const pod = podByKey(sim, key);
  if (pod === undefined || profileFor(sim, pod) !== profile || hasPreemptionUnderWay(sim, key)) return false;
  return plugin.mayHelp?.(change, pod) === true;
}

/** Moves a pod of the unschedulable pool to the active queue, or to the back-off queue while its back-off runs. */
export function requeue(sim: Sim, key: string): void {
  const queued = queuedPod(sim, key);
  if (queued?.machine.value !== 'queued.unschedulable') return;
  const event = { type: 'cluster.changed', isBackingOff: isBackingOff(sim, queued) } as const;
  armQueueTimer(sim, advance(sim, queued, event, { cause: sim.cause }));
}
