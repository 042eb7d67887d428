/** What a PodDisruptionBudget comes to: how many pods may be disturbed now. Pure. */
import { scaledValue } from '../../api/int-or-string.ts';
import { byName } from '../../api/object-key.ts';
import { isPodReady, isPodTerminating } from '../../api/pod-status.ts';
import { microsPerSecond, parseTimeOrUndefined, type Micros } from '../../api/time.ts';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';

/** How many pods there should be, and of them healthy ones. */
export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
}

/** Whether the budget needs to know how many pods the controllers want, not only how many there are. */
export function needsScale({ spec }: PodDisruptionBudget): boolean {
  return spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';
}

/**
 * How many pods a budget expects, and how many healthy ones it wants.
 *
 * @param podCount pods that it selects
 * @param scale sum of what their controllers want
 * Models: pkg/controller/disruption/disruption.go getExpectedPodCount (v1.37).
 */
export function expectationOf({ spec }: PodDisruptionBudget, podCount: number, scale: number): Expectation {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (maxUnavailable !== undefined) {
    const unavailable = scaledValue(maxUnavailable, scale, true) ?? 0;
    return { expectedPods: scale, desiredHealthy: Math.max(0, scale - unavailable) };
  }
  if (typeof minAvailable === 'number') return { expectedPods: podCount, desiredHealthy: minAvailable };
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
  return { expectedPods: scale, desiredHealthy: scaledValue(minAvailable, scale, true) ?? 0 };
}

/** Models: disruption.go DeletionTimeout (v1.37). */
const deletionTimeoutMicros: Micros = 2 * 60 * microsPerSecond;

/** Pods whose eviction was granted and that are still to go. */
export interface Disrupted {
  readonly pods: Readonly<Record<string, string>>;
  /** When the first of them ought to have gone; `undefined` when there is none. */
  readonly recheckAt: Micros | undefined;
  /** Names of pods that were to go and have not. */
  readonly late: readonly string[];
}

/**
 * Of the evictions that the budget has granted, those that still count.
 *
 * @param now instant in microseconds since 1970
 * Models: disruption.go buildDisruptedPodMap (v1.37).
 */
export function disruptedPods({ status }: PodDisruptionBudget, pods: readonly Pod[], now: Micros): Disrupted {
  const granted = status?.disruptedPods ?? {};
  const waiting: Record<string, string> = {};
  const late: string[] = [];
  let recheckAt: Micros | undefined;
  for (const pod of [...pods].sort(byName)) {
    const name = pod.metadata?.name ?? '';
    const at = granted[name];
    if (at === undefined || isPodTerminating(pod)) continue;
    const deadline = (parseTimeOrUndefined(at) ?? 0) + deletionTimeoutMicros;
    if (deadline < now) {
      late.push(name);
      continue;
    }
    waiting[name] = at;
    if (recheckAt === undefined || deadline < recheckAt) recheckAt = deadline;
  }
  return { pods: waiting, recheckAt, late };
}

/** Pods that are ready and stay. Models: disruption.go countHealthyPods (v1.37). */
export function countHealthy(pods: readonly Pod[], disrupted: Disrupted): number {
  let healthy = 0;
  for (const pod of pods) {
    const isGranted = disrupted.pods[pod.metadata?.name ?? ''] !== undefined;
    if (!isPodTerminating(pod) && !isGranted && isPodReady(pod)) healthy += 1;
  }
  return healthy;
}

/** How many more pods may be disturbed. Models: disruption.go updatePdbStatus (v1.37). */
export function disruptionsAllowed({ expectedPods, desiredHealthy }: Expectation, healthy: number): number {
  return expectedPods <= 0 ? 0 : Math.max(0, healthy - desiredHealthy);
}
