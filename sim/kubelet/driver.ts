/** Drives a pod's machines: takes the events that wait, carries out what they ask for, and syncs, until the pod rests. */
import { fail } from '../engine/assert.ts';
import type { Sim, Timer } from '../engine/engine.ts';
import { step, type MachineEvent, type TimerOrder } from '../engine/machine.ts';
import { withFields } from '../engine/with-fields.ts';
import type { Pod } from '../api/types.ts';
import { performContainerAction } from './container-actions.ts';
import { containerTable } from './container.machine.ts';
import { containerOf, draftOf, recordOf, type PodDraft, type QueuedEvent } from './draft.ts';
import { performPullAction } from './image-manager.ts';
import { imagePullTable } from './image-pull.machine.ts';
import { cachedPods } from './pod-lister.ts';
import { canSync, syncPod } from './pod-sync.ts';
import { podWorkerTable } from './pod-worker.machine.ts';
import { dropRecord, keepRecord } from './keep-record.ts';
import { nodeNameOf, podRecords, type PodRecord } from './records.ts';
import { reportStatus } from './status-manager.ts';
import { progressStop } from './termination.ts';
import { performWorkerAction } from './worker-actions.ts';

/** Rounds that one event may lead to; more mean that the machines chase each other. */
const roundsMax = 10_000;

/** The object of a record: as the informer has it, or as it was when the API lost it. */
export function podObject(sim: Sim, record: PodRecord): Pod | null {
  if (record.removed !== null) return record.removed;
  const pod = cachedPods.get(sim, record.key);
  return pod?.metadata?.uid === record.uid ? pod : null;
}

/** Changes a pod's record: `work` may raise events, and they are driven to their end. Does nothing when the kubelet has no such pod. */
export function withPod(sim: Sim, uid: string, work: (draft: PodDraft) => void): void {
  const record = podRecords(sim).get(nodeNameOf(sim.self), uid);
  if (record === undefined) return;
  const pod = podObject(sim, record);
  if (pod === null) return;
  const draft = draftOf(record, pod);
  work(draft);
  commit(sim, draft);
}

/** Drives a draft and keeps what it has become. */
export function commit(sim: Sim, draft: PodDraft): void {
  drive(sim, draft);
  const node = nodeNameOf(sim.self);
  if (draft.isForgotten) dropRecord(sim, node, draft.uid);
  else keepRecord(sim, node, recordOf(draft));
}

function drive(sim: Sim, draft: PodDraft): void {
  for (let round = 0; ; round++) {
    if (round >= roundsMax) fail(`Pod ${draft.key}: still not at rest after ${roundsMax} steps`);
    const next = draft.queue.shift();
    if (next !== undefined) take(sim, draft, next);
    else if (progressStop(sim, draft)) continue;
    else if (draft.wantsSync && canSync(draft)) syncPod(sim, draft);
    else break;
  }
  if (draft.wantsStatus && draft.worker.value.startsWith('syncing')) reportStatus(sim, draft);
}

function take(sim: Sim, draft: PodDraft, queued: QueuedEvent): void {
  switch (queued.machine) {
    case 'worker': {
      const { state, actions, timers } = step(podWorkerTable, draft.worker, queued.event);
      draft.worker = state;
      orderTimers(sim, draft, 'worker', '', timers);
      for (const action of actions) performWorkerAction(sim, draft, action);
      break;
    }
    case 'container': {
      const { name, event } = queued;
      const container = containerOf(draft, name);
      const { state, actions, timers } = step(containerTable, container.machine, event);
      container.machine = state;
      orderTimers(sim, draft, 'container', name, timers);
      for (const action of actions) performContainerAction(sim, draft, name, action, event);
      break;
    }
    case 'pull': {
      const { name, event } = queued;
      const pull = draft.pulls[name];
      if (pull === undefined) return;
      const { state, actions, timers } = step(imagePullTable, pull, event);
      draft.pulls = withFields(draft.pulls, { [name]: state });
      orderTimers(sim, draft, 'pull', name, timers);
      for (const action of actions) performPullAction(sim, draft, name, action);
      break;
    }
  }
}

/** Payload of `kubelet.timer`: an event of one of the pod's machines is due. */
export interface MachineTimer {
  readonly uid: string;
  readonly machine: QueuedEvent['machine'];
  readonly name: string;
  readonly event: string;
}

function timerKey(machine: string, name: string, event: string): string {
  return `${machine}|${name}|${event}`;
}

function orderTimers(
  sim: Sim,
  draft: PodDraft,
  machine: QueuedEvent['machine'],
  name: string,
  orders: readonly TimerOrder[],
): void {
  if (orders.length === 0) return;
  for (const order of orders) {
    const key = timerKey(machine, name, order.event);
    const old = draft.timers[key];
    if (old !== undefined) sim.cancel(old);
    else if (order.type === 'cancel') continue;
    const { [key]: _old, ...timers } = draft.timers;
    draft.timers = order.type === 'cancel' ? timers : { ...timers, [key]: arm(sim, draft.uid, machine, name, order) };
  }
}

function arm(
  sim: Sim,
  uid: string,
  machine: QueuedEvent['machine'],
  name: string,
  order: Extract<TimerOrder, { type: 'arm' }>,
): Timer {
  const payload: MachineTimer = { uid, machine, name, event: order.event };
  return sim.after(order.delayMicros, 'kubelet.timer', payload);
}

/** A machine's own event is due. */
export function fireTimer(sim: Sim, timer: MachineTimer): void {
  withPod(sim, timer.uid, (draft) => {
    const key = timerKey(timer.machine, timer.name, timer.event);
    const { [key]: _fired, ...timers } = draft.timers;
    draft.timers = timers;
    const event: MachineEvent = { type: timer.event };
    draft.queue.push({ machine: timer.machine, name: timer.name, event } as QueuedEvent);
  });
}
