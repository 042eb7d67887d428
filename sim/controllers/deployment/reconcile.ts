/** What one sync of a Deployment does to its ReplicaSets. */
import type { Deployment, Pod, ReplicaSet } from '../../api/types.ts';
import { replicaSetsToCleanUp } from './cleanup.ts';
import { isRollingUpdate } from './fenceposts.ts';
import { initialReplicas } from './new-replica-set.ts';
import { deploymentComplete } from './progress.ts';
import { oldPodsRunning, scaleDownForRecreate } from './recreate.ts';
import type { SplitReplicaSets } from './replica-sets.ts';
import { allReplicaSets, splitReplicaSets } from './replica-sets.ts';
import { reconcileNewReplicaSet, reconcileOldReplicaSets } from './rolling.ts';
import type { ScaleStep } from './scale-step.ts';
import { isScalingEvent, scaleDeployment } from './scaling.ts';
import { stepTo } from './scale-step.ts';

/** The work of one sync; a rollout also stores `syncRolloutStatus`, a scaling or paused one `calculateStatus`. */
export interface DeploymentPlan {
  /** Which branch of the controller this is. */
  readonly kind: 'statusOnly' | 'paused' | 'scaling' | 'rolling' | 'recreate';
  readonly sets: SplitReplicaSets;
  /** The size of the ReplicaSet to create, `undefined` for none. It is created before any step is written. */
  readonly createReplicas: number | undefined;
  /** Changes of size in the order they are written. */
  readonly scale: readonly ScaleStep[];
  /** Old sets to delete. */
  readonly cleanup: readonly ReplicaSet[];
}

function cleanupWhenComplete(deployment: Deployment, sets: SplitReplicaSets): readonly ReplicaSet[] {
  return deploymentComplete(deployment, deployment.status ?? {})
    ? replicaSetsToCleanUp(deployment, sets.oldReplicaSets)
    : [];
}

/** The set that the sync creates, as far as the arithmetic of the same sync sees it. */
function provisionalReplicaSet(deployment: Deployment, replicas: number): ReplicaSet {
  const spec = deployment.spec;
  if (spec === undefined) throw new Error(`Deployment ${deployment.metadata?.name ?? ''}: expected a spec, got none`);
  return { metadata: { name: '' }, spec: { replicas, selector: spec.selector, template: spec.template } };
}

/**
 * One step of a rolling update: create or resize the new set, else shrink the old ones, else clean up after the end.
 * Models: pkg/controller/deployment/rolling.go rolloutRolling (v1.37).
 */
export function reconcileRollingUpdate(deployment: Deployment, sets: SplitReplicaSets): DeploymentPlan {
  const existing = sets.newReplicaSet;
  const createReplicas = existing === undefined ? initialReplicas(deployment, sets.oldReplicaSets) : undefined;
  const newReplicaSet = existing ?? provisionalReplicaSet(deployment, createReplicas ?? 0);
  const all = [...sets.oldReplicaSets, newReplicaSet];
  const base = { kind: 'rolling' as const, sets, createReplicas };
  const grown = reconcileNewReplicaSet(deployment, all, newReplicaSet);
  if (grown.length > 0) return { ...base, scale: grown, cleanup: [] };
  const shrunk = reconcileOldReplicaSets(deployment, all, sets.oldReplicaSets, newReplicaSet);
  if (shrunk.length > 0) return { ...base, scale: shrunk, cleanup: [] };
  return { ...base, scale: [], cleanup: cleanupWhenComplete(deployment, sets) };
}

/**
 * One step of the Recreate strategy.
 * @param pods pods of the Deployment.
 * Models: pkg/controller/deployment/recreate.go rolloutRecreate (v1.37).
 */
export function reconcileRecreate(
  deployment: Deployment,
  sets: SplitReplicaSets,
  pods: readonly Pod[],
): DeploymentPlan {
  const base = { kind: 'recreate' as const, sets, createReplicas: undefined, cleanup: [] };
  const emptied = scaleDownForRecreate(sets.oldReplicaSets);
  if (emptied.length > 0) return { ...base, scale: emptied };
  if (oldPodsRunning(sets.newReplicaSet, sets.oldReplicaSets, pods)) return { ...base, scale: [] };
  const cleanup = cleanupWhenComplete(deployment, sets);
  if (sets.newReplicaSet === undefined) {
    return { ...base, createReplicas: initialReplicas(deployment, sets.oldReplicaSets), scale: [], cleanup };
  }
  return { ...base, scale: stepTo(sets.newReplicaSet, deployment.spec?.replicas ?? 1), cleanup };
}

/**
 * The whole decision of one sync.
 * @param replicaSets the sets controlled by the Deployment. @param pods pods of the Deployment, looked at by Recreate only.
 * Models: pkg/controller/deployment/deployment_controller.go syncDeployment (v1.37).
 */
export function reconcileDeployment(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  pods: readonly Pod[],
): DeploymentPlan {
  const sets = splitReplicaSets(deployment, replicaSets);
  const base = { sets, createReplicas: undefined, scale: [], cleanup: [] };
  if (deployment.metadata?.deletionTimestamp !== undefined) return { ...base, kind: 'statusOnly' };
  if (deployment.spec?.paused === true) {
    const cleanup = replicaSetsToCleanUp(deployment, sets.oldReplicaSets);
    return { ...base, kind: 'paused', scale: scaleDeployment(deployment, sets), cleanup };
  }
  if (isScalingEvent(deployment, allReplicaSets(sets))) {
    return { ...base, kind: 'scaling', scale: scaleDeployment(deployment, sets) };
  }
  return isRollingUpdate(deployment)
    ? reconcileRollingUpdate(deployment, sets)
    : reconcileRecreate(deployment, sets, pods);
}
