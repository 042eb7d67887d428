/** The status of a ReplicaSet after a sync. */
import { compileLabelMap, selects } from '../../api/label-selector.ts';
import { availableAfter, isPodAvailable, isPodReady } from '../../api/pod-status.ts';
import type { Micros } from '../../api/time.ts';
import { formatTime } from '../../api/time.ts';
import type { Pod, ReplicaSet } from '../../api/types.ts';

/** `terminatingReplicas` is younger than the generated types. Models: api apps/v1 ReplicaSetStatus, beta and on since 1.35. */
export type ReplicaSetStatus = NonNullable<ReplicaSet['status']> & { terminatingReplicas?: number };
type ReplicaSetCondition = NonNullable<ReplicaSetStatus['conditions']>[number];

/** Why pods could not be created or deleted in this sync. */
export interface ManageFailure {
  readonly message: string;
}

function withFailure(
  replicaSet: ReplicaSet,
  activeCount: number,
  failure: ManageFailure | undefined,
  now: Micros,
): readonly ReplicaSetCondition[] {
  const conditions = replicaSet.status?.conditions ?? [];
  const current = conditions.find(({ type }) => type === 'ReplicaFailure');
  if (failure === undefined) return conditions.filter((condition) => condition !== current);
  if (current !== undefined) return conditions;
  const reason = activeCount < (replicaSet.spec?.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const { message } = failure;
  return [
    ...conditions,
    { type: 'ReplicaFailure', status: 'True', lastTransitionTime: formatTime(now), reason, message },
  ];
}

/**
 * Counts over the set's active pods.
 * @param failure set when creating or deleting pods failed in this sync. @param now instant in microseconds since 1970.
 * Models: pkg/controller/replicaset/replica_set_utils.go calculateStatus (v1.37).
 */
export function calculateReplicaSetStatus(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  terminating: readonly Pod[],
  failure: ManageFailure | undefined,
  now: Micros,
): ReplicaSetStatus {
  const templateLabels = compileLabelMap(replicaSet.spec?.template?.metadata?.labels);
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  for (const pod of active) {
    if (selects(templateLabels, pod.metadata?.labels)) fullyLabeledReplicas++;
    if (!isPodReady(pod)) continue;
    readyReplicas++;
    if (isPodAvailable(pod, minReadySeconds, now)) availableReplicas++;
  }
  const conditions = withFailure(replicaSet, active.length, failure, now);
  return {
    replicas: active.length,
    fullyLabeledReplicas,
    readyReplicas,
    availableReplicas,
    terminatingReplicas: terminating.length,
    observedGeneration: replicaSet.metadata?.generation ?? 0,
    ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
  };
}

/** Microseconds until the next ready pod becomes available, `undefined` when none is waiting. */
export function nextAvailabilityCheck(replicaSet: ReplicaSet, active: readonly Pod[], now: Micros): Micros | undefined {
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  let soonest: Micros | undefined;
  for (const pod of active) {
    const after = availableAfter(pod, minReadySeconds, now);
    if (after !== undefined && (soonest === undefined || after < soonest)) soonest = after;
  }
  return soonest;
}
