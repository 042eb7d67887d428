/** The condition list of a Deployment: reading, setting and removing entries. */
import type { Micros } from '../../api/time.ts';
import { formatTime } from '../../api/time.ts';
import type { DeploymentCondition } from '../../api/types.ts';

export type DeploymentConditionType = 'Available' | 'Progressing' | 'ReplicaFailure';

/** Reasons of the condition Progressing. Models: pkg/controller/deployment/util/deployment_util.go constants (v1.37). */
export const progressReasons = {
  replicaSetUpdated: 'ReplicaSetUpdated',
  replicaSetCreateError: 'ReplicaSetCreateError',
  newReplicaSetCreated: 'NewReplicaSetCreated',
  foundNewReplicaSet: 'FoundNewReplicaSet',
  newReplicaSetAvailable: 'NewReplicaSetAvailable',
  progressDeadlineExceeded: 'ProgressDeadlineExceeded',
  deploymentPaused: 'DeploymentPaused',
  deploymentResumed: 'DeploymentResumed',
} as const;

/** Reasons of the condition Available. Models: deployment_util.go constants (v1.37). */
export const availabilityReasons = {
  minimumReplicasAvailable: 'MinimumReplicasAvailable',
  minimumReplicasUnavailable: 'MinimumReplicasUnavailable',
} as const;

export type Conditions = readonly DeploymentCondition[];

/** The condition of a type, if there is one. Models: GetDeploymentCondition (v1.37). */
export function deploymentCondition(
  status: { readonly conditions?: Conditions } | undefined,
  type: DeploymentConditionType,
): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** A condition that changes now. @param now instant in microseconds since 1970. Models: NewDeploymentCondition (v1.37). */
export function newCondition(
  type: DeploymentConditionType,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: Micros,
): DeploymentCondition {
  const time = formatTime(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

/** The list without the condition of a type. Models: RemoveDeploymentCondition (v1.37). */
export function withoutCondition(conditions: Conditions, type: DeploymentConditionType): Conditions {
  return conditions.filter((condition) => condition.type !== type);
}

/**
 * The list with a condition set. The old one stays when status and reason are the same; its transition time stays when the
 * status is. Models: SetDeploymentCondition (v1.37).
 */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditions.find(({ type }) => type === condition.type);
  if (current !== undefined && current.status === condition.status && current.reason === condition.reason)
    return conditions;
  const others = conditions.filter(({ type }) => type !== condition.type);
  const isSameStatus =
    current !== undefined && current.status === condition.status && current.lastTransitionTime !== undefined;
  return [...others, isSameStatus ? { ...condition, lastTransitionTime: current.lastTransitionTime ?? '' } : condition];
}
