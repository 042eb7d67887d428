import { fail } from '../engine/assert.ts';
import type { Sim } from '../engine/engine.ts';
import type { EventId, Micros } from '../engine/event.ts';
import { start, step, type MachineState } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import type { Pod } from '../api/types.ts';
import { popActiveEntry, pushActiveEntry } from './active-queue.ts';
import { podPriority } from './pod-priority.ts';
import { schedulerSettings } from './settings.ts';
import { fileByRejectors, fileForBackoff, nextBackoffPods } from './waiting-pods.ts';
import {
  newSchedulingCycle,
  schedulingCycleTable,
  type SchedulingCycleContext,
  type SchedulingCycleEvent,
} from './scheduling-cycle.machine.ts';

const isCycleCalledName = numbered('scheduler/isCycleCalled');

/** A pod without a node, somewhere between its arrival and its binding. */
export interface QueuedPod {
  readonly key: string;
  readonly uid: string;
  readonly machine: MachineState<SchedulingCycleContext>;
  readonly priority: number;
  /** What put it where it is: its creation, or the change that may help it. */
  readonly cause: EventId;
  /** End of its back-off; 0 before the first failure. */
  readonly backoffUntil: Micros;
  /** How often it was refused. */
  readonly refusals: number;
  /** How often in a row its attempt failed, which is no refusal. */
  readonly errors: number;
  /** Plugins that refused it the last time. */
  readonly rejectedBy: readonly string[];
  /** Its last attempt failed, which is no refusal: its back-off is waited for in full. */
  readonly hasFailed: boolean;
  /** Since when it waits: its creation, or the end of its last attempt. */
  readonly since: Micros;
  /** When it was last put into the active queue; stale entries of the queue differ in it. */
  readonly activeSince: Micros;
}

const podsName = numbered('scheduler/queuedPods');

/** Models: flushBackoffQCompleted every second, flushUnschedulablePodsLeftover every 30 s, after 5 minutes (v1.37). */
const backoffFlushMicros = 1_000_000;
const leftoverFlushMicros = 30_000_000;
const unschedulableMaxMicros = 300_000_000;

export function queuedPod(sim: Sim, key: string): QueuedPod | undefined {
  return sim.store.map<QueuedPod>(podsName).get(key);
}

/** All pods that have no node yet, sorted by key. */
export function queuedPods(sim: Sim): QueuedPod[] {
  return sim.store.map<QueuedPod>(podsName).sortedValues();
}

/** Visits all pods that have no node yet, in no order that means anything. */
export function forEachQueuedPod(sim: Sim, visit: (queued: QueuedPod) => void): void {
  sim.store.map<QueuedPod>(podsName).forEach(visit);
}

export function queuedPodCount(sim: Sim): number {
  return sim.store.map<QueuedPod>(podsName).size;
}

/**
 * Puts a pod that has just been seen into the active queue.
 *
 * @param isGated a plugin keeps it out of the queue
 * Models: scheduling_queue.go Add (v1.37).
 */
export function addPod(sim: Sim, key: string, pod: Pod, isGated: boolean): void {
  const { state } = start(schedulingCycleTable, newSchedulingCycle(isGated));
  const queued: QueuedPod = {
    key,
    uid: pod.metadata?.uid ?? '',
    machine: state,
    priority: podPriority(pod),
    cause: sim.cause,
    backoffUntil: 0,
    refusals: 0,
    errors: 0,
    rejectedBy: [],
    hasFailed: false,
    since: sim.now,
    activeSince: sim.now,
  };
  save(sim, queued);
  if (isActive(queued)) pushActive(sim, queued);
}

export function dropPod(sim: Sim, key: string): void {
  const queued = queuedPod(sim, key);
  if (queued !== undefined && isFiled(queued)) file(sim, queued, undefined);
  sim.store.map<QueuedPod>(podsName).delete(key);
}

/** Takes a pod out of its queue into a cycle. It is kept with what comes of that, in the same event. */
export function beginAttempt(sim: Sim, queued: QueuedPod): QueuedPod {
  const { state } = step(schedulingCycleTable, queued.machine, { type: 'pod.popped' });
  const popped = withMachine(queued, state, queued.activeSince);
  if (isFiled(queued)) file(sim, queued, popped);
  return popped;
}

/** Takes a pod's machine through steps of one cycle, between which it stands in no queue. */
export function advanceThrough(sim: Sim, queued: QueuedPod, events: readonly SchedulingCycleEvent[]): QueuedPod {
  let { machine } = queued;
  for (const event of events) machine = step(schedulingCycleTable, machine, event).state;
  const next = withMachine(queued, machine, queued.activeSince);
  if (isQueued(queued) || isQueued(next)) fail(`Pod ${queued.key}: expected to be in no queue, got ${machine.value}`);
  save(sim, next);
  return next;
}

/** Written out field by field, for it is made with every step of every pod. */
function withMachine(queued: QueuedPod, machine: QueuedPod['machine'], activeSince: Micros): QueuedPod {
  return {
    key: queued.key,
    uid: queued.uid,
    machine,
    priority: queued.priority,
    cause: queued.cause,
    backoffUntil: queued.backoffUntil,
    rejectedBy: queued.rejectedBy,
    hasFailed: queued.hasFailed,
    refusals: queued.refusals,
    errors: queued.errors,
    since: queued.since,
    activeSince,
  };
}

function isQueued({ machine }: QueuedPod): boolean {
  return machine.value.startsWith('queued.');
}

/** Steps a pod's machine and keeps the queues in step with it. */
export function advance(
  sim: Sim,
  queued: QueuedPod,
  event: SchedulingCycleEvent,
  more?: Partial<QueuedPod>,
): QueuedPod {
  const machine = step(schedulingCycleTable, queued.machine, event).state;
  const entersActive = machine.value === 'queued.active' && queued.machine.value !== 'queued.active';
  const changed = more === undefined ? queued : { ...queued, ...more };
  const next = withMachine(changed, machine, entersActive ? sim.now : changed.activeSince);
  if (isFiled(queued) || isFiled(next)) file(sim, queued, next);
  save(sim, next);
  if (entersActive) pushActive(sim, next);
  if (machine.value === 'queued.backoff' && !next.hasFailed) callCycle(sim);
  return next;
}

function isFiled({ machine }: QueuedPod): boolean {
  return machine.value === 'queued.unschedulable' || machine.value === 'queued.backoff';
}

/** Keeps the indexes of waiting pods in step. */
function file(sim: Sim, before: QueuedPod, after: QueuedPod | undefined): void {
  const rejectors = (queued: QueuedPod | undefined): readonly string[] | null =>
    queued?.machine.value === 'queued.unschedulable' ? queued.rejectedBy : null;
  fileByRejectors(sim, before.key, rejectors(before), rejectors(after));
  const until = (queued: QueuedPod | undefined): Micros | null =>
    queued?.machine.value === 'queued.backoff' && !queued.hasFailed ? queued.backoffUntil : null;
  fileForBackoff(sim, before.key, until(before), until(after));
}

function save(sim: Sim, queued: QueuedPod): void {
  sim.store.map<QueuedPod>(podsName).set(queued.key, queued);
}

function isActive(queued: QueuedPod): boolean {
  return queued.machine.value === 'queued.active';
}

function pushActive(sim: Sim, { priority, key, since, activeSince }: QueuedPod): void {
  pushActiveEntry(sim, priority, { key, since, activeSince });
  callCycle(sim);
}

/** Time that one scheduling cycle takes; cycles run one after another. Ours: kube-scheduler does about a thousand a second. */
export const cycleMicros = 1_000;

/** Makes sure that a cycle is on its way. */
export function callCycle(sim: Sim): void {
  const isCalled = sim.store.cell<boolean>(isCycleCalledName);
  if (isCalled.get() === true) return;
  isCalled.set(true);
  sim.after(cycleMicros, 'scheduler.cycle', null);
}

/** Notes that the cycle that was on its way has come. */
export function noteCycle(sim: Sim): void {
  sim.store.cell<boolean>(isCycleCalledName).set(false);
}

/**
 * Takes the next pod: highest priority first, then longest waiting; when none is active, one that is backing off.
 * Models: scheduling_queue.go Pop, with SchedulerPopFromBackoffQ (v1.37).
 */
export function popPod(sim: Sim): QueuedPod | undefined {
  return popActive(sim) ?? (activateBackoff(sim) ? popActive(sim) : undefined);
}

/** Makes the pods active whose back-off ends first; says whether there were any. */
function activateBackoff(sim: Sim): boolean {
  const keys = nextBackoffPods(sim);
  for (const key of keys) advance(sim, queuedPod(sim, key) as QueuedPod, { type: 'backoff.elapsed' });
  return keys.length > 0;
}

function popActive(sim: Sim): QueuedPod | undefined {
  for (;;) {
    const entry = popActiveEntry(sim);
    if (entry === undefined) return undefined;
    const queued = queuedPod(sim, entry.key);
    if (queued !== undefined && isActive(queued) && queued.activeSince === entry.activeSince) return queued;
  }
}

/**
 * Wait after the n-th failed attempt: it doubles from the first wait to the longest, by default from 1 s to 10 s.
 * Models: scheduling_queue.go calculateBackoffDuration (v1.37).
 */
export function backoffMicros(attempts: number, first: Micros, longest: Micros): Micros {
  let backoff = first;
  for (let n = 1; n < attempts && backoff < longest; n++) backoff *= 2;
  return Math.min(backoff, longest);
}

/** When a pod leaves the unschedulable pool at the latest. @param since when it went there */
export function leftoverFlushAt(since: Micros): Micros {
  return Math.ceil((since + unschedulableMaxMicros) / leftoverFlushMicros) * leftoverFlushMicros;
}

/**
 * What an attempt without success leaves for the next: failures have a count of their own, which begins anew after a refusal.
 * Models: scheduling_queue.go AddUnschedulableIfNotPresent, backoff_queue.go calculateBackoffDuration (v1.37).
 */
export function queueWait(sim: Sim, queued: QueuedPod, outcome: 'refused' | 'failed'): Partial<QueuedPod> {
  const { initialBackoffMicros, maxBackoffMicros } = schedulerSettings(sim);
  const hasFailed = outcome === 'failed';
  const refusals = queued.refusals + (hasFailed ? 0 : 1);
  const errors = hasFailed ? queued.errors + 1 : 0;
  const wait = backoffMicros(hasFailed ? errors : refusals, initialBackoffMicros, maxBackoffMicros);
  return { refusals, errors, hasFailed, since: sim.now, backoffUntil: sim.now + wait };
}

/**
 * Whether a pod still backs off: until the second is over in which its back-off ends.
 * Models: backoff_queue.go isPodBackingoff, alignToWindow (v1.37).
 */
export function isBackingOff(sim: Sim, { backoffUntil }: QueuedPod): boolean {
  return backoffUntil >= Math.floor(sim.now / backoffFlushMicros) * backoffFlushMicros;
}

/** Sets the timer that a pod needs which has just gone into the back-off queue or the unschedulable pool. */
export function armQueueTimer(sim: Sim, queued: QueuedPod): void {
  const { value, context } = queued.machine;
  const attempts = context.attempts;
  if (value === 'queued.backoff') {
    const flushAt = (Math.floor(queued.backoffUntil / backoffFlushMicros) + 1) * backoffFlushMicros;
    sim.after(Math.max(0, flushAt - sim.now), 'scheduler.backoffElapsed', { key: queued.key, attempts });
  } else if (value === 'queued.unschedulable') {
    const flushAt = leftoverFlushAt(sim.now);
    // Another try changes nothing that can be seen unless something else has changed, and that would move the pod by itself.
    sim.after(flushAt - sim.now, 'scheduler.leftoverExpired', { key: queued.key, attempts }, { quiet: true });
  }
}
