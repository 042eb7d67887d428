/** How long a pod may stay on a node with NoExecute taints. */
import { toleratesTaint } from '../../api/tolerations.ts';
import type { Pod, Taint, Toleration } from '../../api/types.ts';

/** The taints that drive pods away. Models: tainteviction getNoExecuteTaints (v1.37). */
export function noExecuteTaints(taints: readonly Taint[] | undefined): Taint[] {
  return (taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

/**
 * Seconds that a pod may stay from the time when the taints appear.
 * @param taints NoExecute taints of the node. @param tolerations the pod's, as they are stored.
 * @returns 0 for at once, `undefined` for ever.
 * Models: pkg/controller/tainteviction/taint_eviction.go processPodOnNode, getMinTolerationTime;
 * pkg/apis/core/v1/helper GetMatchingTolerations: the first toleration that accepts a taint counts (v1.37).
 */
export function secondsUntilEviction(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] | undefined,
): number | undefined {
  let soonest: number | undefined;
  for (const taint of taints) {
    const used = tolerations?.find((toleration) => toleratesTaint(toleration, taint));
    if (used === undefined) return 0;
    const { tolerationSeconds } = used;
    if (tolerationSeconds === undefined || tolerationSeconds === null) continue;
    const seconds = Math.max(0, tolerationSeconds);
    if (soonest === undefined || seconds < soonest) soonest = seconds;
  }
  return soonest;
}

/** {@link secondsUntilEviction} of a pod. */
export function podSecondsUntilEviction(taints: readonly Taint[], pod: Pod): number | undefined {
  return secondsUntilEviction(taints, pod.spec?.tolerations);
}
