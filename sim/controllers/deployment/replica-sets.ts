/** Orders, sums and choices over the ReplicaSets of one Deployment. */
import { equalIgnoringHash } from '../../api/pod-template.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';

/** The ReplicaSet that runs the present template, if there is one yet, and all others. */
export interface SplitReplicaSets {
  readonly newReplicaSet: ReplicaSet | undefined;
  readonly oldReplicaSets: readonly ReplicaSet[];
}

/** Wanted pods of a ReplicaSet; unset means 1, the API's default. */
export function specReplicas(replicaSet: ReplicaSet): number {
  return replicaSet.spec?.replicas ?? 1;
}

/** Wanted pods of a Deployment; unset means 1, the API's default. */
export function deploymentReplicas(deployment: Deployment): number {
  return deployment.spec?.replicas ?? 1;
}

/** The object's name; stored objects always have one. */
export function nameOf(object: { readonly metadata?: { readonly name?: string } }): string {
  return object.metadata?.name ?? '';
}

function creationText(replicaSet: ReplicaSet): string {
  return replicaSet.metadata?.creationTimestamp ?? '';
}

/** Oldest first, ties by name. API times of one length sort as text. Models: controller_utils.go ReplicaSetsByCreationTimestamp (v1.37). */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [timeA, timeB] = [creationText(a), creationText(b)];
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0;
}

/** Largest first, ties oldest first. Models: ReplicaSetsBySizeOlder (v1.37). */
export function bySizeOlder(a: ReplicaSet, b: ReplicaSet): number {
  return specReplicas(b) - specReplicas(a) || byCreation(a, b);
}

/** Largest first, ties newest first. Models: ReplicaSetsBySizeNewer (v1.37). */
export function bySizeNewer(a: ReplicaSet, b: ReplicaSet): number {
  return specReplicas(b) - specReplicas(a) || byCreation(b, a);
}

/** Sets that want pods. Models: controller_utils.go FilterActiveReplicaSets (v1.37). */
export function activeReplicaSets(replicaSets: readonly ReplicaSet[]): ReplicaSet[] {
  return replicaSets.filter((replicaSet) => specReplicas(replicaSet) > 0);
}

/**
 * Splits by template: the oldest set whose template equals the Deployment's is the new one.
 * Models: deployment_util.go FindNewReplicaSet and FindOldReplicaSets (v1.37).
 */
export function splitReplicaSets(deployment: Deployment, replicaSets: readonly ReplicaSet[]): SplitReplicaSets {
  const template = deployment.spec?.template;
  const newReplicaSet = [...replicaSets].sort(byCreation).find((replicaSet) => {
    const own = replicaSet.spec?.template;
    return template !== undefined && own !== undefined && equalIgnoringHash(own, template);
  });
  return { newReplicaSet, oldReplicaSets: replicaSets.filter((replicaSet) => replicaSet !== newReplicaSet) };
}

/** All sets, the new one last. */
export function allReplicaSets({ newReplicaSet, oldReplicaSets }: SplitReplicaSets): ReplicaSet[] {
  return newReplicaSet === undefined ? [...oldReplicaSets] : [...oldReplicaSets, newReplicaSet];
}

/** Sum of wanted pods. Models: GetReplicaCountForReplicaSets (v1.37). */
export function replicaCount(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + specReplicas(replicaSet), 0);
}

/** Sum of existing pods. Models: GetActualReplicaCountForReplicaSets (v1.37). */
export function actualReplicaCount(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (replicaSet.status?.replicas ?? 0), 0);
}

/** Sum of ready pods. Models: GetReadyReplicaCountForReplicaSets (v1.37). */
export function readyReplicaCount(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (replicaSet.status?.readyReplicas ?? 0), 0);
}

/** Sum of available pods. Models: GetAvailableReplicaCountForReplicaSets (v1.37). */
export function availableReplicaCount(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (replicaSet.status?.availableReplicas ?? 0), 0);
}
