import { findUntoleratedTaint, toleratesTaint } from '../../api/tolerations.ts';
import { defaultNormalizeScore, type FilterPlugin, type ScorePlugin } from '../framework.ts';

const name = 'TaintToleration';

/** Keeps pods off nodes with taints that they do not tolerate. Models: plugins/tainttoleration/taint_toleration.go (v1.37). */
export const taintTolerationFilter: FilterPlugin = {
  name,
  filter(pod, { node }) {
    const taints = node.spec?.taints;
    if (taints === undefined || taints.length === 0) return null;
    const taint = findUntoleratedTaint(taints, pod.spec?.tolerations ?? [], ['NoSchedule', 'NoExecute']);
    return taint === undefined ? null : { plugin: name, reasons: ['node(s) had untolerated taint(s)'], isFinal: true };
  },
};

/** Prefers nodes with fewer `PreferNoSchedule` taints that the pod does not tolerate. */
export const taintTolerationScore: ScorePlugin = {
  name,
  weight: 3,
  score(pod, { node }) {
    const taints = node.spec?.taints;
    if (taints === undefined || taints.length === 0) return 0;
    const tolerations = (pod.spec?.tolerations ?? []).filter(
      ({ effect }) => effect === undefined || effect === '' || effect === 'PreferNoSchedule',
    );
    return taints.filter(
      (taint) =>
        taint.effect === 'PreferNoSchedule' && !tolerations.some((toleration) => toleratesTaint(toleration, taint)),
    ).length;
  },
  normalize: (scores) => defaultNormalizeScore(scores, true),
};
