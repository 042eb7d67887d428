/**
 * Ends a pod's containers: all but sidecars at once, then sidecars one by one from the last to the first.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go killContainersWithSyncResult, kuberuntime_termination_order.go (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { isIn } from '../engine/machine.ts';
import { isActive } from './container-status.ts';
import { containerOf, raiseContainer, raiseWorker, type ContainerDraft, type PodDraft } from './draft.ts';
import { terminationOrder } from './grace-period.ts';
import { containerEvent } from './pod-events.ts';

/** Asks the containers to end within the pod's grace. */
export function killContainers(sim: Sim, draft: PodDraft): void {
  draft.startQueue = [];
  draft.stopping = [];
  draft.wantsSync = false;
  draft.stopDeadline = sim.now + draft.worker.context.graceMicros;
  for (const record of Object.values(draft.containers)) {
    if (!isActive(record)) raiseContainer(draft, record.name, { type: 'stop.requested', graceMicros: 0 });
  }
  askNext(sim, draft);
}

function askToStop(sim: Sim, draft: PodDraft, container: ContainerDraft): void {
  const { name } = container;
  if (!isIn(container.machine, 'stopping')) {
    containerEvent(sim, draft.pod, name, 'Normal', 'Killing', `Stopping container ${name}`);
  }
  container.stopBy = draft.stopDeadline;
  raiseContainer(draft, name, {
    type: 'stop.requested',
    graceMicros: Math.max(0, (draft.stopDeadline ?? sim.now) - sim.now),
  });
}

/** The grace has become shorter: tells the containers that are ending. */
export function shortenGrace(sim: Sim, draft: PodDraft): void {
  const deadline = sim.now + draft.worker.context.graceMicros;
  if (draft.stopDeadline !== null && deadline >= draft.stopDeadline) return;
  draft.stopDeadline = deadline;
  for (const record of Object.values(draft.containers)) {
    if (isActive(record) && record.stopBy !== null) askToStop(sim, draft, record);
  }
}

/** Asks the containers whose turn it is, or ends when none is left. Says whether it did. */
export function progressStop(sim: Sim, draft: PodDraft): boolean {
  if (draft.worker.value !== 'terminating.stoppingContainers') return false;
  if (!Object.values(draft.containers).some(isActive)) {
    raiseWorker(draft, { type: 'containers.stopped' });
    return true;
  }
  return askNext(sim, draft);
}

/** Asks every container that has not been asked and whose predecessors have ended; says whether there was one. */
function askNext(sim: Sim, draft: PodDraft): boolean {
  let hasAsked = false;
  for (const { name, after } of terminationOrder(draft.pod)) {
    const record = containerOf(draft, name);
    if (!isActive(record) || record.stopBy !== null) continue;
    if (after.some((earlier) => isActive(containerOf(draft, earlier)))) continue;
    askToStop(sim, draft, record);
    hasAsked = true;
  }
  return hasAsked;
}
