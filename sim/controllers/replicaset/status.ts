/** The status of a ReplicaSet after a sync. */
import { compileLabelMap, selects } from '../../api/label-selector.ts';
import { availableAfter, isPodAvailable, isPodReady } from '../../api/pod-status.ts';
import type { Micros } from '../../api/time.ts';
import { formatTime } from '../../api/time.ts';
import type { Labels, Pod, ReplicaSet } from '../../api/types.ts';

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

/** Pods of a set by what its status tells of them. */
export interface ReplicaSetCounts {
  /** Neither finished nor on their way out. */
  readonly active: number;
  /** Of the active ones, those with all labels of the template. */
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
  readonly terminating: number;
}

/** Counts the pods of a set one by one. @param now instant in microseconds since 1970. */
export function countPods(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  terminating: readonly Pod[],
  now: Micros,
): ReplicaSetCounts {
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (hasTemplateLabels(replicaSet, pod.metadata?.labels)) fullyLabeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, now)) available++;
  }
  return { active: active.length, fullyLabeled, ready, available, terminating: terminating.length };
}

/** Whether labels hold all that the set's template gives its pods. */
export function hasTemplateLabels(replicaSet: ReplicaSet, labels: Labels | undefined): boolean {
  return selects(compileLabelMap(replicaSet.spec?.template?.metadata?.labels), labels);
}

/**
 * The status that follows from the counts.
 * @param failure set when creating or deleting pods failed in this sync. @param now instant in microseconds since 1970.
 * Models: pkg/controller/replicaset/replica_set_utils.go calculateStatus (v1.37).
 */
export function statusFromCounts(
  replicaSet: ReplicaSet,
  counts: ReplicaSetCounts,
  failure: ManageFailure | undefined,
  now: Micros,
): ReplicaSetStatus {
  const conditions = withFailure(replicaSet, counts.active, failure, now);
  return {
    replicas: counts.active,
    fullyLabeledReplicas: counts.fullyLabeled,
    readyReplicas: counts.ready,
    availableReplicas: counts.available,
    terminatingReplicas: counts.terminating,
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
