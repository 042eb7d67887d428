/** One step of a rolling update: grow the new ReplicaSet, or else shrink the old ones. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { isRollingUpdate, maxSurge, maxUnavailable, minAvailable } from './fenceposts.ts';
import {
  activeReplicaSets,
  availableReplicaCount,
  byCreation,
  deploymentReplicas,
  replicaCount,
  specReplicas,
} from './replica-sets.ts';
import type { ScaleStep } from './scale-step.ts';
import { stepTo } from './scale-step.ts';

/**
 * The size that the new set may have now.
 * @param currentReplicas its present size, 0 when it is about to be created.
 * @param allReplicas wanted pods of all sets, the new one included.
 * Models: pkg/controller/deployment/util/deployment_util.go NewRSNewReplicas (v1.37).
 */
export function newReplicaSetReplicas(deployment: Deployment, currentReplicas: number, allReplicas: number): number {
  const desired = deploymentReplicas(deployment);
  if (!isRollingUpdate(deployment)) return desired;
  const room = desired + maxSurge(deployment) - allReplicas;
  return room <= 0 ? currentReplicas : currentReplicas + Math.min(room, desired - currentReplicas);
}

/**
 * Brings the new set to the size it may have now.
 * @param allSets all sets of the Deployment, the new one included.
 * Models: rolling.go reconcileNewReplicaSet (v1.37).
 */
export function reconcileNewReplicaSet(
  deployment: Deployment,
  allSets: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet,
): ScaleStep[] {
  const desired = deploymentReplicas(deployment);
  const current = specReplicas(newReplicaSet);
  if (current === desired) return [];
  if (current > desired) return stepTo(newReplicaSet, desired);
  return stepTo(newReplicaSet, newReplicaSetReplicas(deployment, current, replicaCount(allSets)));
}

/** Sizes of the old sets while one step is worked out. */
type Sizes = Map<ReplicaSet, number>;

function shrink(sizes: Sizes, replicaSet: ReplicaSet, by: number): ScaleStep {
  const from = sizes.get(replicaSet) ?? 0;
  sizes.set(replicaSet, from - by);
  return { replicaSet, from, to: from - by };
}

/** Takes away replicas that are not available, oldest set first. Models: rolling.go cleanupUnhealthyReplicas (v1.37). */
function cleanupUnhealthyReplicas(oldSets: readonly ReplicaSet[], sizes: Sizes, most: number): ScaleStep[] {
  const steps: ScaleStep[] = [];
  let removed = 0;
  for (const replicaSet of oldSets) {
    if (removed >= most) break;
    const size = sizes.get(replicaSet) ?? 0;
    const unhealthy = size - (replicaSet.status?.availableReplicas ?? 0);
    if (size === 0 || unhealthy <= 0) continue;
    const by = Math.min(most - removed, unhealthy);
    steps.push(shrink(sizes, replicaSet, by));
    removed += by;
  }
  return steps;
}

/** Takes away available replicas down to the lower bound, oldest set first. Models: rolling.go scaleDownOldReplicaSetsForRollingUpdate (v1.37). */
function scaleDownOldReplicaSets(oldSets: readonly ReplicaSet[], sizes: Sizes, most: number): ScaleStep[] {
  const steps: ScaleStep[] = [];
  let removed = 0;
  for (const replicaSet of oldSets) {
    if (removed >= most) break;
    const size = sizes.get(replicaSet) ?? 0;
    if (size === 0) continue;
    const by = Math.min(size, most - removed);
    steps.push(shrink(sizes, replicaSet, by));
    removed += by;
  }
  return steps;
}

/**
 * Shrinks the old sets as far as the lower bound allows.
 * @param allSets all sets of the Deployment, the new one included.
 * @returns the steps in order: unhealthy replicas first, then available ones.
 * Models: pkg/controller/deployment/rolling.go reconcileOldReplicaSets (v1.37).
 */
export function reconcileOldReplicaSets(
  deployment: Deployment,
  allSets: readonly ReplicaSet[],
  oldSets: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet,
): ScaleStep[] {
  const active = activeReplicaSets(oldSets).sort(byCreation);
  if (replicaCount(active) === 0) return [];
  const floor = deploymentReplicas(deployment) - maxUnavailable(deployment);
  const newUnavailable = specReplicas(newReplicaSet) - (newReplicaSet.status?.availableReplicas ?? 0);
  const most = replicaCount(allSets) - floor - newUnavailable;
  if (most <= 0) return [];
  const sizes: Sizes = new Map(active.map((replicaSet) => [replicaSet, specReplicas(replicaSet)]));
  const cleaned = cleanupUnhealthyReplicas(active, sizes, most);
  const spare = availableReplicaCount([...active, newReplicaSet]) - minAvailable(deployment);
  return spare <= 0 ? cleaned : [...cleaned, ...scaleDownOldReplicaSets(active, sizes, spare)];
}
