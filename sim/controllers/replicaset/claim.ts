/** Which pods a controller takes on, keeps or lets go. */
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { controllerOf } from '../../api/owner-references.ts';
import { isPodActive, isPodTerminating } from '../../api/pod-status.ts';
import type { Pod, ReplicaSet } from '../../api/types.ts';

/** Pods that belong to a set after claiming; adopted ones have to be patched first. */
export interface Claim {
  /** Active pods of the set, adopted ones included. */
  readonly active: readonly Pod[];
  /** Matching pods without a controller. */
  readonly adopt: readonly Pod[];
  /** Own pods whose labels no longer match. */
  readonly release: readonly Pod[];
  /** Own pods on their way out. */
  readonly terminating: readonly Pod[];
}

/**
 * Sorts pods by whether they belong to the set.
 * @param pods pods of the set's namespace.
 * Models: pkg/controller/controller_ref_manager.go ClaimPods (v1.37).
 */
export function claimPods(replicaSet: ReplicaSet, pods: readonly Pod[]): Claim {
  const selector = compileLabelSelector(replicaSet.spec?.selector);
  const uid = replicaSet.metadata?.uid;
  const isGoing = replicaSet.metadata?.deletionTimestamp !== undefined;
  const active: Pod[] = [];
  const adopt: Pod[] = [];
  const release: Pod[] = [];
  const terminating: Pod[] = [];
  for (const pod of pods) {
    const owner = controllerOf(pod);
    const isMatching = selects(selector, pod.metadata?.labels);
    const isOwn = owner !== undefined && owner.uid === uid;
    if (
      isOwn &&
      isMatching &&
      isPodTerminating(pod) &&
      pod.status?.phase !== 'Succeeded' &&
      pod.status?.phase !== 'Failed'
    )
      terminating.push(pod);
    if (!isPodActive(pod)) continue;
    if (isOwn && isMatching) active.push(pod);
    else if (isOwn && !isGoing) release.push(pod);
    else if (owner === undefined && isMatching && !isGoing) {
      adopt.push(pod);
      active.push(pod);
    }
  }
  return { active, adopt, release, terminating };
}
