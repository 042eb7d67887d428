/** The scheduling cycle: takes pod after pod from the queue and finds each a node. */
import type { Sim } from '../engine/engine.ts';
import type { Pod } from '../api/types.ts';
import { recordEvent } from '../client/event-recorder.ts';
import { attemptToPlace, decisionText, type Misfit, type Placement } from './attempt.ts';
import { beginBinding } from './binding.ts';
import { assumePod, clusterModel } from './cache.ts';
import { rememberDecision } from './decisions.ts';
import { eventNote } from './event-note.ts';
import { evictVictims } from './eviction.ts';
import { nominate } from './nominator.ts';
import { reportPod } from './pod-status.ts';
import { podByKey, podReference } from './pods.ts';
import type { Profile } from './profile.ts';
import {
  advance,
  advanceThrough,
  armQueueTimer,
  beginAttempt,
  callCycle,
  dropPod,
  noteCycle,
  popPod,
  queueWait,
  type QueuedPod,
} from './queue.ts';
import { drawsOf, searchStart, setSearchStart } from './search.ts';
import { profileFor } from './settings.ts';

/** One scheduling cycle. Models: schedule_one.go ScheduleOne (v1.37). */
export function runCycle(sim: Sim): void {
  noteCycle(sim);
  const queued = popPod(sim);
  if (queued === undefined) return;
  callCycle(sim);
  sim.causedBy(queued.cause);
  const pod = podByKey(sim, queued.key);
  const profile = pod === undefined ? undefined : profileFor(sim, pod);
  if (pod === undefined || profile === undefined || pod.metadata?.deletionTimestamp !== undefined) {
    dropPod(sim, queued.key);
    return;
  }
  schedule(sim, profile, beginAttempt(sim, queued), pod);
}

function schedule(sim: Sim, profile: Profile, queued: QueuedPod, pod: Pod): void {
  const cluster = clusterModel(sim);
  const count = cluster.nodes.length;
  const start = searchStart(sim, count);
  const draws = drawsOf(sim, queued.uid, queued.machine.context.attempts);
  const attempt = attemptToPlace(profile, pod, cluster, start, draws);
  const next = count === 0 ? 0 : (start + attempt.found.examined) % count;
  setSearchStart(sim, next);
  if (attempt.isPlaced) place(sim, profile, queued, pod, attempt, start);
  else refuse(sim, queued, pod, attempt, start);
}

function place(sim: Sim, profile: Profile, queued: QueuedPod, pod: Pod, placement: Placement, start: number): void {
  const { nodeName, score, ties } = placement;
  const { indexes, examined } = placement.found;
  const count = indexes.length;
  assumePod(sim, queued.key, pod, nodeName);
  nominate(sim, queued.key, '');
  const chosen = count === 1 ? [] : [{ type: 'node.chosen', nodeName } as const];
  advanceThrough(sim, queued, [
    { type: 'nodes.found', count, nodeName },
    ...chosen,
    { type: 'pod.reserved' },
    { type: 'permit.allowed' },
  ]);
  const message = decisionText(placement);
  rememberDecision(sim, queued.key, { nodeName, examined, feasible: count, score, ties, message, at: sim.now, start });
  sim.note({ verb: 'NodeChosen', resource: 'pods', key: queued.key, text: message });
  beginBinding(sim, profile, pod, placement);
}

/** Models: schedule_one.go handleSchedulingFailure (v1.37). */
function refuse(sim: Sim, queued: QueuedPod, pod: Pod, misfit: Misfit, start: number): void {
  const { message, rejectedBy, preemption, found } = misfit;
  const chosen = preemption?.chosen ?? null;
  const keepsNomination = preemption?.keepsNomination ?? false;
  const filtered = advance(sim, queued, { type: 'nodes.notFound' });
  const waiting = advance(
    sim,
    filtered,
    chosen === null ? { type: 'preemption.failed' } : { type: 'preemption.nominated', nodeName: chosen.nodeName },
    { rejectedBy, ...queueWait(sim, queued, 'refused') },
  );
  armQueueTimer(sim, waiting);
  const decision = { nodeName: '', examined: found.examined, feasible: 0, score: 0, ties: 0, message };
  rememberDecision(sim, queued.key, { ...decision, at: sim.now, start });
  sim.note({ verb: 'Unschedulable', resource: 'pods', key: queued.key, text: message });
  recordEvent(sim, podReference(pod), 'Warning', 'FailedScheduling', eventNote(message));
  if (!keepsNomination) nominate(sim, queued.key, chosen?.nodeName ?? '');
  reportPod(sim, pod, {
    reason: 'Unschedulable',
    message,
    nominatedNodeName: keepsNomination ? null : (chosen?.nodeName ?? ''),
  });
  if (chosen !== null) evictVictims(sim, pod, chosen);
}
