/** Is the rollout complete, moving or stuck? */
import type { Micros } from '../../api/time.ts';
import { microsPerSecond, parseTime } from '../../api/time.ts';
import type { Deployment } from '../../api/types.ts';
import { maxInt32 } from './cleanup.ts';
import { deploymentCondition, progressReasons } from './conditions.ts';
import { deploymentReplicas } from './replica-sets.ts';

export type DeploymentStatus = NonNullable<Deployment['status']>;

/** Whether the Deployment's progress is watched at all. Models: deployment_util.go HasProgressDeadline (v1.37). */
export function hasProgressDeadline(deployment: Deployment): boolean {
  const deadline = deployment.spec?.progressDeadlineSeconds;
  return deadline !== undefined && deadline !== null && deadline !== maxInt32;
}

/** Whether all pods are updated and available and no old one is left. Models: DeploymentComplete (v1.37). */
export function deploymentComplete(deployment: Deployment, newStatus: DeploymentStatus): boolean {
  const desired = deploymentReplicas(deployment);
  return (
    (newStatus.updatedReplicas ?? 0) === desired &&
    (newStatus.replicas ?? 0) === desired &&
    (newStatus.availableReplicas ?? 0) === desired &&
    (newStatus.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

/**
 * Whether the rollout moved between the stored status and the new one: more updated, fewer old, more ready or available.
 * Models: DeploymentProgressing (v1.37).
 */
export function deploymentProgressing(deployment: Deployment, newStatus: DeploymentStatus): boolean {
  const stored = deployment.status ?? {};
  const oldPods = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (newStatus.updatedReplicas ?? 0) > (stored.updatedReplicas ?? 0) ||
    oldPods(newStatus) < oldPods(stored) ||
    (newStatus.readyReplicas ?? 0) > (stored.readyReplicas ?? 0) ||
    (newStatus.availableReplicas ?? 0) > (stored.availableReplicas ?? 0)
  );
}

/** The instant at which the deadline of a recorded progress ends. */
function deadlineAfter(deployment: Deployment, lastUpdateTime: string): Micros {
  return parseTime(lastUpdateTime) + (deployment.spec?.progressDeadlineSeconds ?? 0) * microsPerSecond;
}

/**
 * Whether the last recorded progress is longer ago than the deadline.
 * @param now instant in microseconds since 1970.
 * Models: DeploymentTimedOut (v1.37).
 */
export function deploymentTimedOut(deployment: Deployment, newStatus: DeploymentStatus, now: Micros): boolean {
  if (!hasProgressDeadline(deployment)) return false;
  const condition = deploymentCondition(newStatus, 'Progressing');
  if (condition === undefined || condition.reason === progressReasons.newReplicaSetAvailable) return false;
  if (condition.reason === progressReasons.progressDeadlineExceeded) return true;
  return condition.lastUpdateTime !== undefined && deadlineAfter(deployment, condition.lastUpdateTime) < now;
}

/**
 * When a Deployment without any sign of progress has to be looked at again.
 * @param now instant in microseconds since 1970.
 * @returns microseconds until then, 0 for at once (less than a second is left), `undefined` for no need.
 * Models: pkg/controller/deployment/progress.go requeueStuckDeployment (v1.37). Differs: the caller adds the extra second that
 * Kubernetes waits beyond this.
 */
export function requeueAfter(deployment: Deployment, newStatus: DeploymentStatus, now: Micros): Micros | undefined {
  const condition = deploymentCondition(deployment.status, 'Progressing');
  if (!hasProgressDeadline(deployment) || condition?.lastUpdateTime === undefined) return undefined;
  if (deploymentComplete(deployment, newStatus)) return undefined;
  if (condition.reason === progressReasons.progressDeadlineExceeded) return undefined;
  const rest = deadlineAfter(deployment, condition.lastUpdateTime) - now;
  return rest < microsPerSecond ? 0 : rest;
}
