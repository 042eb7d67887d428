import type { Handlers, Sim } from '../engine/engine.ts';
import type { Pod } from '../api/types.ts';
import { keyOf, listerOf } from '../client/informer.ts';
import type { SchedulerConfiguration } from './configuration.ts';
import { isGated } from './gating.ts';
import { informerOwner, podsDef } from './pods.ts';
import { addPod, dropPod, queuedPods } from './queue.ts';
import { profileFor, setSchedulerConfiguration } from './settings.ts';

/**
 * Gives the scheduler another configuration, which must have been checked: it starts again with it.
 *
 * It works by it from the next cycle on; a scheduler that does not lead yet begins with it.
 */
export function reconfigureScheduler(sim: Sim, configuration: SchedulerConfiguration): void {
  setSchedulerConfiguration(sim, configuration);
  const target = informerOwner(sim);
  if (target !== '') sim.after(0, 'scheduler.restarted', null, { target });
}

/**
 * Fills the queue anew: a new process knows of no earlier attempt.
 *
 * Models: cmd/kube-scheduler/app/server.go, whose configuration is read once at the start (v1.37). Differs: what it knows of nodes and pods
 * is not read again, and pods on their way to a node stay on it.
 */
function restart(sim: Sim): void {
  for (const { key, machine } of queuedPods(sim)) {
    if (machine.value.startsWith('queued.')) dropPod(sim, key);
  }
  const onTheirWay = new Set(queuedPods(sim).map(({ key }) => key));
  const pods: Pod[] = [];
  listerOf(podsDef).forEach(sim, (pod) => pods.push(pod));
  for (const pod of pods.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    const profile = profileFor(sim, pod);
    const isWaiting = (pod.spec?.nodeName ?? '') === '' && pod.metadata?.deletionTimestamp === undefined;
    if (profile === undefined || !isWaiting || onTheirWay.has(keyOf(pod))) continue;
    addPod(sim, keyOf(pod), pod, isGated(profile, pod));
  }
}

export const reconfigurationHandlers: Handlers = { 'scheduler.restarted': (sim: Sim) => restart(sim) };
