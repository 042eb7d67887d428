/** When a pod has to leave a node because of NoExecute taints. */
import { toleratesTaint } from '../../api/tolerations.ts';
import type { Pod, Taint, Toleration } from '../../api/types.ts';

/** The tolerations that accept the taints, the first one for each; `undefined` when a taint is not accepted. Models: GetMatchingTolerations (v1.37). */
function matchingTolerations(taints: readonly Taint[], tolerations: readonly Toleration[]): Toleration[] | undefined {
  const matching: Toleration[] = [];
  for (const taint of taints) {
    const found = tolerations.find((toleration) => toleratesTaint(toleration, taint));
    if (found === undefined) return undefined;
    matching.push(found);
  }
  return matching;
}

/** The taints that evict. */
export function noExecuteTaints(taints: readonly Taint[] | undefined): readonly Taint[] {
  return (taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

/**
 * Seconds from when the taints appear until the pod is deleted.
 * @param taints the node's NoExecute taints.
 * @returns 0 for at once, the shortest tolerationSeconds otherwise, `undefined` for never.
 * Models: pkg/controller/tainteviction/taint_eviction.go processPodOnNode and getMinTolerationTime (v1.37).
 */
export function evictionDelaySeconds(pod: Pod, taints: readonly Taint[]): number | undefined {
  if (taints.length === 0) return undefined;
  const used = matchingTolerations(taints, pod.spec?.tolerations ?? []);
  if (used === undefined) return 0;
  let shortest: number | undefined;
  for (const { tolerationSeconds } of used) {
    if (tolerationSeconds === undefined) continue;
    shortest = Math.min(shortest ?? tolerationSeconds, Math.max(0, tolerationSeconds));
  }
  return shortest === undefined ? undefined : Math.max(0, shortest);
}
