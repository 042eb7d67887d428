/** One step of the Recreate strategy: empty the old ReplicaSets, wait for their pods, then fill the new one. */
import { controllerOf } from '../../api/owner-references.ts';
import { isPodTerminal } from '../../api/pod-status.ts';
import type { Pod, ReplicaSet } from '../../api/types.ts';
import { activeReplicaSets, actualReplicaCount } from './replica-sets.ts';
import type { ScaleStep } from './scale-step.ts';
import { stepTo } from './scale-step.ts';

/** Empties every old set that still wants pods. Models: pkg/controller/deployment/recreate.go scaleDownOldReplicaSetsForRecreate (v1.37). */
export function scaleDownForRecreate(oldSets: readonly ReplicaSet[]): ScaleStep[] {
  return activeReplicaSets(oldSets).flatMap((replicaSet) => stepTo(replicaSet, 0));
}

/**
 * Whether pods of old sets still run, so that the new set has to wait.
 * @param pods pods of the Deployment; finished ones do not count, terminating ones do.
 * Models: recreate.go oldPodsRunning (v1.37).
 */
export function oldPodsRunning(
  newReplicaSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
  pods: readonly Pod[],
): boolean {
  if (actualReplicaCount(oldSets) > 0) return true;
  const newUid = newReplicaSet?.metadata?.uid;
  return pods.some((pod) => {
    const owner = controllerOf(pod)?.uid;
    return owner !== undefined && owner !== newUid && !isPodTerminal(pod);
  });
}
