/** Scaling without a rollout step: one set, a finished rollout, or proportionally over all sets. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { desiredReplicasAnnotation, integerAnnotation, maxReplicasAnnotation } from './annotations.ts';
import { isRollingUpdate, maxSurge } from './fenceposts.ts';
import type { SplitReplicaSets } from './replica-sets.ts';
import {
  activeReplicaSets,
  allReplicaSets,
  byCreation,
  bySizeNewer,
  bySizeOlder,
  deploymentReplicas,
  replicaCount,
  specReplicas,
} from './replica-sets.ts';
import type { ScaleStep } from './scale-step.ts';
import { stepTo } from './scale-step.ts';

/**
 * Whether the Deployment's size changed since the sets were last sized.
 * Models: pkg/controller/deployment/sync.go isScalingEvent (v1.37).
 */
export function isScalingEvent(deployment: Deployment, replicaSets: readonly ReplicaSet[]): boolean {
  return activeReplicaSets(replicaSets).some((replicaSet) => {
    const desired = integerAnnotation(replicaSet, desiredReplicasAnnotation);
    return desired !== undefined && desired !== deploymentReplicas(deployment);
  });
}

/** The only set with pods, or the latest when none has any; `undefined` when several have. Models: FindActiveOrLatest (v1.37). */
export function findActiveOrLatest(sets: SplitReplicaSets): ReplicaSet | undefined {
  const active = activeReplicaSets(allReplicaSets(sets));
  if (active.length === 1) return active[0];
  if (active.length > 1) return undefined;
  return sets.newReplicaSet ?? [...sets.oldReplicaSets].sort(byCreation).at(-1);
}

/** Whether the new set has all its pods, wanted and available. Models: IsSaturated (v1.37). */
export function isSaturated(deployment: Deployment, newReplicaSet: ReplicaSet | undefined): boolean {
  if (newReplicaSet === undefined) return false;
  const desired = deploymentReplicas(deployment);
  return (
    integerAnnotation(newReplicaSet, desiredReplicasAnnotation) === desired &&
    specReplicas(newReplicaSet) === desired &&
    (newReplicaSet.status?.availableReplicas ?? 0) === desired
  );
}

/** Half away from zero, as Go rounds. */
function roundHalfAway(value: number): number {
  return value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);
}

/**
 * By how many pods a set's share changes when the Deployment changes from the size it was last scaled to.
 * @returns pods to add, negative to take away; 0 when the former size is unknown.
 * Models: deployment_util.go getReplicaSetFraction (v1.37).
 */
export function replicaSetFraction(deployment: Deployment, replicaSet: ReplicaSet): number {
  const size = specReplicas(replicaSet);
  const desired = deploymentReplicas(deployment);
  if (desired === 0) return -size + 0;
  const before = integerAnnotation(replicaSet, maxReplicasAnnotation) ?? 0;
  const divisor = before === 0 ? (deployment.status?.replicas ?? 0) : before;
  if (divisor === 0) return 0;
  return roundHalfAway((size * (desired + maxSurge(deployment))) / divisor) - size;
}

/** The set's share of what is still to be added or taken away. Models: GetReplicaSetProportion (v1.37). */
function proportionOf(deployment: Deployment, replicaSet: ReplicaSet, toAdd: number, added: number): number {
  if (specReplicas(replicaSet) === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = replicaSetFraction(deployment, replicaSet);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

function scaleProportionally(deployment: Deployment, sets: SplitReplicaSets): ScaleStep[] {
  const active = activeReplicaSets(allReplicaSets(sets));
  const desired = deploymentReplicas(deployment);
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0;
  const toAdd = allowed - replicaCount(active);
  if (toAdd > 0) active.sort(bySizeNewer);
  if (toAdd < 0) active.sort(bySizeOlder);
  let added = 0;
  const sizes = active.map((replicaSet) => {
    const proportion = proportionOf(deployment, replicaSet, toAdd, added);
    added += proportion;
    return specReplicas(replicaSet) + proportion;
  });
  return active.map((replicaSet, index) => {
    const size = sizes[index] ?? 0;
    const to = index === 0 && toAdd !== 0 ? Math.max(0, size + toAdd - added) : size;
    return { replicaSet, from: specReplicas(replicaSet), to };
  });
}

/**
 * Sizes the sets for the Deployment's present size without rolling out.
 * @returns steps in order; in a proportional scaling also sets that keep their size, whose annotations are to be renewed.
 * Models: pkg/controller/deployment/sync.go scale (v1.37).
 */
export function scaleDeployment(deployment: Deployment, sets: SplitReplicaSets): ScaleStep[] {
  const only = findActiveOrLatest(sets);
  if (only !== undefined) return stepTo(only, deploymentReplicas(deployment));
  if (isSaturated(deployment, sets.newReplicaSet)) {
    return activeReplicaSets(sets.oldReplicaSets).flatMap((replicaSet) => stepTo(replicaSet, 0));
  }
  return isRollingUpdate(deployment) ? scaleProportionally(deployment, sets) : [];
}
