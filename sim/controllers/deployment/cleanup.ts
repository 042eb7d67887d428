/** Which old ReplicaSets go when a rollout has finished. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { revisionOf } from './annotations.ts';
import { byCreation, specReplicas } from './replica-sets.ts';

/** Stands for "no limit" in fields that count. Models: Go's math.MaxInt32, as the API uses it. */
export const maxInt32 = 2_147_483_647;

/** Lowest revision first, ties oldest first. Models: deployment_util.go ReplicaSetsByRevision (v1.37). */
export function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  return revisionOf(a) - revisionOf(b) || byCreation(a, b);
}

function isEmpty(replicaSet: ReplicaSet): boolean {
  const observed = replicaSet.status?.observedGeneration ?? 0;
  return (
    specReplicas(replicaSet) === 0 &&
    (replicaSet.status?.replicas ?? 0) === 0 &&
    (replicaSet.metadata?.generation ?? 0) <= observed
  );
}

/**
 * The old sets beyond the history limit that are empty, lowest revision first.
 * @param oldSets all sets but the new one; those being deleted are neither counted nor named.
 * Models: pkg/controller/deployment/sync.go cleanupDeployment (v1.37).
 */
export function replicaSetsToCleanUp(deployment: Deployment, oldSets: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? maxInt32;
  if (limit === maxInt32) return [];
  const cleanable = oldSets
    .filter((replicaSet) => replicaSet.metadata?.deletionTimestamp === undefined)
    .sort(byRevision);
  return cleanable.slice(0, Math.max(0, cleanable.length - limit)).filter(isEmpty);
}
