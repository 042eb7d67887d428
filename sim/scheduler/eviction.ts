/** Carries out what preemption has decided: the victims are marked and deleted, their end is left to their kubelet. */
import type { Handlers, Sim } from '../engine/engine.ts';
import type { Pod } from '../api/types.ts';
import { isSuccess } from '../apiserver/types.ts';
import { recordEvent } from '../client/event-recorder.ts';
import { keyOf } from '../client/informer.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import { requeue } from './hints.ts';
import { nominate, nominatedPodKeys } from './nominator.ts';
import { clearNomination, disruptionPatch } from './pod-status.ts';
import { podPriority } from './pod-priority.ts';
import { podByKey, podReference } from './pods.ts';
import type { PreemptionCandidate } from './preemption.ts';
import { preemptionsUnderWay } from './preemptions-under-way.ts';

/** A victim on its way out. */
interface Eviction {
  readonly preemptor: string;
  readonly preemptorUid: string;
  readonly victim: string;
  readonly nodeName: string;
}

/** Deletes the victims; pods of less priority that were nominated to the node lose that. Models: prepareCandidateAsync (v1.37). */
export function evictVictims(sim: Sim, preemptor: Pod, { nodeName, victims }: PreemptionCandidate): void {
  for (const key of nominatedPodKeys(sim, nodeName)) {
    const other = podByKey(sim, key);
    if (other === undefined || podPriority(other) >= podPriority(preemptor)) continue;
    nominate(sim, key, '');
    clearNomination(sim, other);
    requeue(sim, key);
  }
  const living = victims.filter((victim) => victim.metadata?.deletionTimestamp === undefined);
  if (living.length === 0) return;
  const preemptorKey = keyOf(preemptor);
  preemptionsUnderWay(sim).set(preemptorKey, { open: living.length, victims: living.map((victim) => keyOf(victim)) });
  const preemptorUid = preemptor.metadata?.uid ?? '';
  for (const victim of living) {
    const context: Eviction = { preemptor: preemptorKey, preemptorUid, victim: keyOf(victim), nodeName };
    sendRequest(sim, disruptionPatch(sim, victim, preemptor), { kind: 'scheduler.victimMarked', context });
  }
}

function onMarked(sim: Sim, { response, context }: Reply<Eviction>): void {
  const victim = podByKey(sim, context.victim);
  if (!isSuccess(response) || victim === undefined) {
    finish(sim, context, true);
    return;
  }
  const { name = '', namespace = '', uid = '' } = victim.metadata ?? {};
  sendRequest(
    sim,
    { verb: 'delete', resource: 'pods', namespace, name, body: { preconditions: { uid } } },
    { kind: 'scheduler.victimDeleted', context },
  );
}

function onDeleted(sim: Sim, { response, context }: Reply<Eviction>): void {
  const victim = podByKey(sim, context.victim);
  if (isSuccess(response) && victim !== undefined) {
    const message = `Preempted by pod ${context.preemptorUid} on node ${context.nodeName}`;
    recordEvent(sim, podReference(victim), 'Normal', 'Preempted', message);
  }
  finish(sim, context, !isSuccess(response));
}

/** Once all requests are answered the pod may be tried again: when a victim ends, or now if one has ended or a request has failed. */
function finish(sim: Sim, { preemptor }: Eviction, hasFailed: boolean): void {
  const all = preemptionsUnderWay(sim);
  const underWay = all.get(preemptor);
  if (underWay === undefined) return;
  if (underWay.open > 1) {
    all.set(preemptor, { ...underWay, open: underWay.open - 1 });
    return;
  }
  all.delete(preemptor);
  if (hasFailed || underWay.victims.some((victim) => podByKey(sim, victim) === undefined)) requeue(sim, preemptor);
}

export const evictionHandlers: Handlers = {
  'scheduler.victimMarked': (sim: Sim, reply: Reply<Eviction>) => onMarked(sim, reply),
  'scheduler.victimDeleted': (sim: Sim, reply: Reply<Eviction>) => onDeleted(sim, reply),
};
