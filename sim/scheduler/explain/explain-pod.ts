import type { Sim } from '../../engine/engine.ts';
import type { Pod } from '../../api/types.ts';
import { clusterModel } from '../cache.ts';
import { seenPod } from '../pods.ts';
import { queuedPod } from '../queue.ts';
import { drawsOf, searchStart } from '../search.ts';
import { profileFor } from '../settings.ts';
import { explainAttempt } from './explain-attempt.ts';
import type { Explanation } from './explanation.ts';
import { whatWouldFit, type Remedy } from './what-would-fit.ts';

/**
 * Explains the next attempt to place a pod of the queue. For a decision of the past, go to the instant before it first
 * (`decisionOf(sim, key).at - 1`): the same state gives the same decision.
 *
 * @param key `namespace/name`
 * @returns `undefined` when the scheduler does not know the pod, or leaves it to another
 */
export function explainPod(sim: Sim, key: string): Explanation | undefined {
  const pod = seenPod(sim, key);
  const queued = queuedPod(sim, key);
  const attempts = (queued?.machine.context.attempts ?? 0) + 1;
  return pod === undefined ? undefined : explain(sim, pod, queued?.uid ?? '', attempts);
}

/** Tells where a pod would go now that does not exist yet; nothing is created. */
export function whereWouldItGo(sim: Sim, pod: Pod): Explanation | undefined {
  return explain(sim, pod, pod.metadata?.uid ?? '', 1);
}

function explain(sim: Sim, pod: Pod, uid: string, attempt: number): Explanation | undefined {
  const profile = profileFor(sim, pod);
  if (profile === undefined) return undefined;
  const cluster = clusterModel(sim);
  const start = searchStart(sim, cluster.nodes.length);
  return explainAttempt(profile, pod, cluster, start, drawsOf(sim, uid, attempt));
}

/** The smallest changes after which a pod of the queue would fit, each tried out; none when it fits already. */
export function remediesFor(sim: Sim, key: string): readonly Remedy[] {
  const pod = seenPod(sim, key);
  const profile = pod === undefined ? undefined : profileFor(sim, pod);
  return pod === undefined || profile === undefined ? [] : whatWouldFit(profile, pod, clusterModel(sim));
}
