/** Scores of InterPodAffinity. Models: plugins/interpodaffinity/scoring.go (v1.37). */
import type { Labels } from '../../api/types.ts';
import { podTerms, termMatches, type AffinityTerm } from '../affinity-terms.ts';
import type { PodCounts } from '../pod-counts.ts';
import type { AffinityGroup } from '../pod-index.ts';
import { cycleState, maxNodeScore, type Cycle } from '../framework.ts';
import { matcherOfAll } from './term-matcher.ts';
import { TopologyCounts } from './topology-counts.ts';

const scoreState = cycleState<TopologyCounts>('InterPodAffinity/score');

/**
 * Sums the weights that the pod's preferences and those of existing pods give each domain.
 *
 * @returns false when there is nothing to score
 */
export function affinityPreScore(cycle: Cycle, hardWeight: number, ignoresExisting: boolean): boolean {
  const { pod, cluster } = cycle;
  const { preferred, preferredAnti } = podTerms(pod);
  const hasPreferences = preferred.length + preferredAnti.length > 0;
  if (ignoresExisting && !hasPreferences) return false;
  const sums = new TopologyCounts(cluster);
  let hasAny = false;
  const add = (term: AffinityTerm, counts: PodCounts, factor: number): void => {
    if (sums.addAll(term.topologyKey, counts, factor)) hasAny = true;
  };
  for (const { term, weight } of preferred) {
    add(term, cluster.podCounts(matcherOfAll([term], cluster)), weight);
  }
  for (const { term, weight } of preferredAnti) {
    add(term, cluster.podCounts(matcherOfAll([term], cluster)), -weight);
  }
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  for (const group of cluster.affinityGroups()) {
    const factor = factorOf(group, hardWeight);
    if (factor !== 0 && termMatches(group.term, pod, labelsOf)) add(group.term, group.counts, factor);
  }
  if (!hasAny) return false;
  scoreState.write(cycle, sums);
  return true;
}

function factorOf({ role, weight }: AffinityGroup, hardWeight: number): number {
  switch (role) {
    case 'required':
      return hardWeight;
    case 'requiredAnti':
      return 0;
    case 'preferred':
      return weight;
    case 'preferredAnti':
      return -weight;
  }
}

export function affinityScore(cycle: Cycle, index: number): number {
  return scoreState.read(cycle)?.sumAt(index) ?? 0;
}

/** The least becomes 0, the most 100. */
export function normalizeAffinityScores(scores: number[]): void {
  let least = Infinity;
  let most = -Infinity;
  for (const score of scores) {
    if (score < least) least = score;
    if (score > most) most = score;
  }
  const range = most - least;
  for (let n = 0; n < scores.length; n++) {
    scores[n] = range > 0 ? Math.trunc(maxNodeScore * (((scores[n] as number) - least) / range)) : 0;
  }
}
