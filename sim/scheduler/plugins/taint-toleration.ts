import { findUntoleratedTaint, toleratesTaint } from '../../api/tolerations.ts';
import type { Node, Pod, Toleration } from '../../api/types.ts';
import { hasOtherTolerations } from '../cluster-change.ts';
import { defaultNormalizeScore, type Plugin } from '../framework.ts';

const name = 'TaintToleration';
const refusal = { plugin: name, reasons: ['node(s) had untolerated taint(s)'], isFinal: true };
const noTolerations: readonly Toleration[] = [];

/**
 * Keeps pods off nodes with taints that they do not tolerate; prefers nodes with fewer `PreferNoSchedule` taints of that kind.
 * Models: plugins/tainttoleration/taint_toleration.go (v1.37).
 */
export const taintToleration: Plugin = {
  name,
  sign: (pod) => pod.spec?.tolerations,
  filter: (cycle, { node }) => (isUntolerated(node, cycle.pod) ? refusal : null),
  score(cycle, { node }) {
    const taints = node.spec?.taints;
    if (taints === undefined || taints.length === 0) return 0;
    const tolerations = (cycle.pod.spec?.tolerations ?? noTolerations).filter(
      ({ effect }) => effect === undefined || effect === '' || effect === 'PreferNoSchedule',
    );
    return taints.filter(
      (taint) =>
        taint.effect === 'PreferNoSchedule' && !tolerations.some((toleration) => toleratesTaint(toleration, taint)),
    ).length;
  },
  normalize: (_, scores) => defaultNormalizeScore(scores, true),
  events: ['node', 'targetPod'],
  mayHelp(change, pod) {
    if (change.what === 'targetPod') return hasOtherTolerations(change);
    if (change.what !== 'node' || isUntolerated(change.object, pod)) return false;
    return change.old === undefined || isUntolerated(change.old, pod);
  },
};

function isUntolerated(node: Node, pod: Pod): boolean {
  const taints = node.spec?.taints;
  if (taints === undefined || taints.length === 0) return false;
  const tolerations = pod.spec?.tolerations ?? noTolerations;
  return findUntoleratedTaint(taints, tolerations, ['NoSchedule', 'NoExecute']) !== undefined;
}
