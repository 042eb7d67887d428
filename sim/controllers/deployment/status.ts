/** The status of a Deployment after a sync: counts, availability and progress. */
import type { Micros } from '../../api/time.ts';
import type { Deployment, DeploymentCondition, ReplicaSet } from '../../api/types.ts';
import type { Conditions } from './conditions.ts';
import {
  availabilityReasons,
  deploymentCondition,
  newCondition,
  progressReasons,
  withCondition,
  withoutCondition,
} from './conditions.ts';
import { maxUnavailable } from './fenceposts.ts';
import type { DeploymentStatus } from './progress.ts';
import { deploymentComplete, deploymentProgressing, deploymentTimedOut, hasProgressDeadline } from './progress.ts';
import type { SplitReplicaSets } from './replica-sets.ts';
import {
  actualReplicaCount,
  allReplicaSets,
  availableReplicaCount,
  deploymentReplicas,
  nameOf,
  readyReplicaCount,
  replicaCount,
} from './replica-sets.ts';

/** Younger than the generated types. Models: api apps/v1 ReplicaSetStatus.TerminatingReplicas, beta and on since 1.35. */
type WithTerminating = { readonly terminatingReplicas?: number };

/** Pods on their way out, `undefined` when some set does not say. Models: GetTerminatingReplicaCountForReplicaSets (v1.37). */
function terminatingReplicaCount(replicaSets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status } of replicaSets) {
    const terminating = (status as (typeof status & WithTerminating) | undefined)?.terminatingReplicas;
    if (terminating === undefined && (status?.observedGeneration ?? 0) > 0) return undefined;
    sum += terminating ?? 0;
  }
  return sum;
}

/**
 * Counts and availability from the sets; other conditions are taken over from the stored status.
 * @param now instant in microseconds since 1970.
 * Models: pkg/controller/deployment/sync.go calculateStatus (v1.37).
 */
export function calculateStatus(deployment: Deployment, sets: SplitReplicaSets, now: Micros): DeploymentStatus {
  const all = allReplicaSets(sets);
  const available = availableReplicaCount(all);
  const terminating = terminatingReplicaCount(all);
  const collisionCount = deployment.status?.collisionCount;
  const isAvailable = available >= deploymentReplicas(deployment) - maxUnavailable(deployment);
  const availability = isAvailable
    ? newCondition(
        'Available',
        'True',
        availabilityReasons.minimumReplicasAvailable,
        'Deployment has minimum availability.',
        now,
      )
    : newCondition(
        'Available',
        'False',
        availabilityReasons.minimumReplicasUnavailable,
        'Deployment does not have minimum availability.',
        now,
      );
  const counts: DeploymentStatus & WithTerminating = {
    observedGeneration: deployment.metadata?.generation ?? 0,
    replicas: actualReplicaCount(all),
    updatedReplicas: sets.newReplicaSet === undefined ? 0 : actualReplicaCount([sets.newReplicaSet]),
    readyReplicas: readyReplicaCount(all),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, replicaCount(all) - available),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
  return { ...counts, conditions: [...withCondition(deployment.status?.conditions ?? [], availability)] };
}

/** Failures of the new set, or else of the old ones, as conditions of the Deployment. Models: progress.go getReplicaFailures (v1.37). */
function replicaFailure({ newReplicaSet, oldReplicaSets }: SplitReplicaSets): DeploymentCondition | undefined {
  for (const replicaSet of newReplicaSet === undefined ? oldReplicaSets : [newReplicaSet, ...oldReplicaSets]) {
    const failure = replicaSet.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure === undefined) continue;
    const time = failure.lastTransitionTime;
    return time === undefined ? { ...failure } : { ...failure, lastUpdateTime: time };
  }
  return undefined;
}

function withProgress(
  deployment: Deployment,
  sets: SplitReplicaSets,
  newStatus: DeploymentStatus,
  conditions: Conditions,
  now: Micros,
): Conditions {
  const current = deploymentCondition(deployment.status, 'Progressing');
  const subject =
    sets.newReplicaSet === undefined
      ? `Deployment "${nameOf(deployment)}"`
      : `ReplicaSet "${nameOf(sets.newReplicaSet)}"`;
  if (deploymentComplete(deployment, newStatus)) {
    const message = `${subject} has successfully progressed.`;
    return withCondition(
      conditions,
      newCondition('Progressing', 'True', progressReasons.newReplicaSetAvailable, message, now),
    );
  }
  if (deploymentProgressing(deployment, newStatus)) {
    const fresh = newCondition(
      'Progressing',
      'True',
      progressReasons.replicaSetUpdated,
      `${subject} is progressing.`,
      now,
    );
    const kept = current?.status === 'True' ? current.lastTransitionTime : undefined;
    return [
      ...withoutCondition(conditions, 'Progressing'),
      kept === undefined ? fresh : { ...fresh, lastTransitionTime: kept },
    ];
  }
  if (deploymentTimedOut(deployment, newStatus, now)) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(
      conditions,
      newCondition('Progressing', 'False', progressReasons.progressDeadlineExceeded, message, now),
    );
  }
  return conditions;
}

/**
 * The status to store after a rollout step.
 * @param sets the sets as read before the step, plus a set that the step created.
 * @param now instant in microseconds since 1970.
 * Models: pkg/controller/deployment/progress.go syncRolloutStatus (v1.37).
 */
export function syncRolloutStatus(deployment: Deployment, sets: SplitReplicaSets, now: Micros): DeploymentStatus {
  const newStatus = calculateStatus(deployment, sets, now);
  let conditions: Conditions = newStatus.conditions ?? [];
  const current = deploymentCondition(deployment.status, 'Progressing');
  if (!hasProgressDeadline(deployment)) {
    conditions = withoutCondition(conditions, 'Progressing');
  } else {
    const isFinished =
      newStatus.replicas === newStatus.updatedReplicas && current?.reason === progressReasons.newReplicaSetAvailable;
    if (!isFinished) conditions = withProgress(deployment, sets, newStatus, conditions, now);
  }
  const failure = replicaFailure(sets);
  conditions =
    failure === undefined ? withoutCondition(conditions, 'ReplicaFailure') : withCondition(conditions, failure);
  return { ...newStatus, conditions: [...conditions] };
}

/**
 * The Progressing condition to record when a Deployment was just paused or resumed, `undefined` for no change.
 * @param now instant in microseconds since 1970.
 * Models: pkg/controller/deployment/sync.go checkPausedConditions (v1.37).
 */
export function pausedCondition(deployment: Deployment, now: Micros): DeploymentCondition | undefined {
  if (!hasProgressDeadline(deployment)) return undefined;
  const reason = deploymentCondition(deployment.status, 'Progressing')?.reason;
  if (reason === progressReasons.progressDeadlineExceeded) return undefined;
  const isPaused = deployment.spec?.paused === true;
  const isRecorded = reason === progressReasons.deploymentPaused;
  if (isPaused === isRecorded) return undefined;
  return isPaused
    ? newCondition('Progressing', 'Unknown', progressReasons.deploymentPaused, 'Deployment is paused', now)
    : newCondition('Progressing', 'Unknown', progressReasons.deploymentResumed, 'Deployment is resumed', now);
}
