/** What one sync of a ReplicaSet does to its pods. */
import type { Micros } from '../../api/time.ts';
import type { Pod, ReplicaSet } from '../../api/types.ts';
import { claimPods } from './claim.ts';
import type { Claim } from './claim.ts';
import { getPodsToDelete } from './victims.ts';

/** Most pods created or deleted in one sync. Models: pkg/controller/replicaset/replica_set.go BurstReplicas (v1.37). */
export const burstReplicas = 500;

/** The work of one sync. */
export interface ReplicaSetPlan {
  readonly claim: Claim;
  /** Pods to create, in growing batches. */
  readonly createCount: number;
  /** Pods to delete. */
  readonly delete: readonly Pod[];
}

/**
 * The decision of one sync.
 * @param pods pods of the set's namespace. @param related pods of all sets of the same owner; absent: only the set's own.
 * @param now instant in microseconds since 1970.
 * Models: pkg/controller/replicaset/replica_set.go syncReplicaSet and manageReplicas (v1.37).
 */
export function reconcileReplicaSet(
  replicaSet: ReplicaSet,
  pods: readonly Pod[],
  related: readonly Pod[] | undefined,
  now: Micros,
): ReplicaSetPlan {
  const claim = claimPods(replicaSet, pods);
  if (replicaSet.metadata?.deletionTimestamp !== undefined) return { claim, createCount: 0, delete: [] };
  const difference = claim.active.length - (replicaSet.spec?.replicas ?? 1);
  if (difference < 0) return { claim, createCount: Math.min(-difference, burstReplicas), delete: [] };
  const count = Math.min(difference, burstReplicas);
  return {
    claim,
    createCount: 0,
    delete: count === 0 ? [] : getPodsToDelete(claim.active, related ?? claim.active, count, now),
  };
}
