import type { Labels } from '../../api/types.ts';
import { termMatches, type AffinityTerm } from '../affinity-terms.ts';
import type { ClusterView } from '../cluster-view.ts';
import type { PodMatcher } from '../pod-index.ts';

/** Picks the pods that meet all terms. Models: plugins/interpodaffinity/filtering.go podMatchesAllAffinityTerms (v1.37). */
export function matcherOfAll(terms: readonly AffinityTerm[], cluster: ClusterView): PodMatcher {
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  return {
    id: `terms ${terms.map(({ id }) => id).join(' ')}`,
    matches: (pod) => terms.every((term) => termMatches(term, pod, labelsOf)),
  };
}
