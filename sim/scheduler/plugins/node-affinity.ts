import { matchesNodeSelectorTerm, matchesRequiredNodeAffinity } from '../../api/node-selector.ts';
import { defaultNormalizeScore, type FilterPlugin, type ScorePlugin } from '../framework.ts';

const name = 'NodeAffinity';

/** Keeps pods off nodes that their node selector or required affinity excludes. Models: plugins/nodeaffinity/node_affinity.go (v1.37). */
export const nodeAffinityFilter: FilterPlugin = {
  name,
  filter(pod, { node }) {
    if (pod.spec?.nodeSelector === undefined && pod.spec?.affinity?.nodeAffinity === undefined) return null;
    if (matchesRequiredNodeAffinity(pod, node)) return null;
    return { plugin: name, reasons: ["node(s) didn't match Pod's node affinity/selector"], isFinal: true };
  },
};

/** Prefers nodes by the weights of the preferred terms that they match. */
export const nodeAffinityScore: ScorePlugin = {
  name,
  weight: 2,
  skips: (pod) =>
    (pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length === 0,
  score(pod, { node }) {
    let sum = 0;
    for (const term of pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
      if (term.weight !== 0 && matchesNodeSelectorTerm(term.preference, node)) sum += term.weight;
    }
    return sum;
  },
  normalize: (scores) => defaultNormalizeScore(scores, false),
};
