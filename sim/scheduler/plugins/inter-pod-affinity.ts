import { deepEqual } from '../../api/deep-equal.ts';
import { labelOf } from '../../api/label-selector.ts';
import type { Labels, Pod } from '../../api/types.ts';
import { podTerms, termMatches, type AffinityTerm, type PodTerms } from '../affinity-terms.ts';
import { hasNewLabels, type ClusterChange } from '../cluster-change.ts';
import { cycleState, type Cycle, type Plugin, type Refusal } from '../framework.ts';
import { matcherOfAll } from './term-matcher.ts';
import { affinityPreScore, affinityScore, normalizeAffinityScores } from './affinity-scoring.ts';
import { TopologyCounts } from './topology-counts.ts';

const name = 'InterPodAffinity';
const noFellow: Refusal = { plugin: name, reasons: ["node(s) didn't match pod affinity rules"], isFinal: true };
const ownAnti: Refusal = { plugin: name, reasons: ["node(s) didn't match pod anti-affinity rules"], isFinal: false };
const othersAnti: Refusal = {
  plugin: name,
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  isFinal: false,
};

/** Models: apis/config InterPodAffinityArgs (v1.37). */
export interface InterPodAffinityArgs {
  /** Weight that the required affinity of existing pods has as a preference. */
  readonly hardPodAffinityWeight?: number;
  readonly ignorePreferredTermsOfExistingPods?: boolean;
}

interface FilterState {
  readonly terms: PodTerms;
  /** Existing pods that meet all terms of the pod's affinity, by domain of each term. */
  readonly affinity: TopologyCounts;
  /** Existing pods that the pod's anti-affinity shuns. */
  readonly anti: TopologyCounts;
  /** Existing pods whose anti-affinity shuns the pod. */
  readonly existingAnti: TopologyCounts;
}

const filterState = cycleState<FilterState>('InterPodAffinity');

/**
 * Places pods near the pods they want and away from those they do not; what existing pods do not want near them counts as well.
 * Models: plugins/interpodaffinity/{filtering,scoring}.go (v1.37).
 */
export function interPodAffinity(args: InterPodAffinityArgs): Plugin {
  return {
    name,
    preFilter(cycle) {
      const state = prepareFilter(cycle);
      if (state === null) return 'skip';
      filterState.write(cycle, state);
      return null;
    },
    filter: (cycle, _, index) => filterNode(cycle, index),
    addPod: (cycle, pod, _, index) => countPod(cycle, pod, index, 1),
    removePod: (cycle, pod, _, index) => countPod(cycle, pod, index, -1),
    preScore: (cycle) =>
      affinityPreScore(cycle, args.hardPodAffinityWeight ?? 1, args.ignorePreferredTermsOfExistingPods ?? false),
    score: (cycle, _, index) => affinityScore(cycle, index),
    normalize: (_, scores) => normalizeAffinityScores(scores),
    events: ['node', 'podAdded', 'podUpdated', 'podDeleted', 'targetPod'],
    mayHelp,
  };
}

/** Models: filtering.go PreFilter (v1.37). */
function prepareFilter({ pod, cluster }: Cycle): FilterState | null {
  const terms = podTerms(pod);
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  const existingAnti = new TopologyCounts(cluster);
  for (const { role, term, counts } of cluster.affinityGroups()) {
    if (role === 'requiredAnti' && termMatches(term, pod, labelsOf)) existingAnti.addAll(term.topologyKey, counts, 1);
  }
  if (existingAnti.isEmpty && terms.required.length === 0 && terms.requiredAnti.length === 0) return null;
  const affinity = new TopologyCounts(cluster);
  if (terms.required.length > 0) {
    const counts = cluster.podCounts(matcherOfAll(terms.required, cluster));
    for (const { topologyKey } of terms.required) affinity.addAll(topologyKey, counts, 1);
  }
  const anti = new TopologyCounts(cluster);
  for (const term of terms.requiredAnti) {
    anti.addAll(term.topologyKey, cluster.podCounts(matcherOfAll([term], cluster)), 1);
  }
  return { terms, affinity, anti, existingAnti };
}

/** Models: filtering.go Filter (v1.37). */
function filterNode(cycle: Cycle, index: number): Refusal | null {
  const state = filterState.read(cycle);
  if (state === undefined) return null;
  if (!satisfiesAffinity(cycle, state, index)) return noFellow;
  for (const { topologyKey } of state.terms.requiredAnti) {
    if (state.anti.countAt(topologyKey, index) > 0) return ownAnti;
  }
  return !state.existingAnti.isEmpty && state.existingAnti.isMetAt(index) ? othersAnti : null;
}

/** The first pod of a group that wants to be together may go anywhere. Models: satisfyPodAffinity (v1.37). */
function satisfiesAffinity({ pod, cluster }: Cycle, { terms, affinity }: FilterState, index: number): boolean {
  let isNearAll = true;
  for (const { topologyKey } of terms.required) {
    if (cluster.topology(topologyKey).domains[index] === -1) return false;
    if (affinity.countAt(topologyKey, index) <= 0) isNearAll = false;
  }
  if (isNearAll) return true;
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  return affinity.isEmpty && terms.required.every((term) => termMatches(term, pod, labelsOf));
}

/** Models: filtering.go updateWithPod (v1.37). */
function countPod({ pod, cluster, states }: Cycle, other: Pod, index: number, by: 1 | -1): void {
  const state = filterState.read({ pod, cluster, states });
  if (state === undefined) return;
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  for (const term of podTerms(other).requiredAnti) {
    if (termMatches(term, pod, labelsOf)) state.existingAnti.add(term.topologyKey, index, by);
  }
  const { required, requiredAnti } = state.terms;
  if (required.length > 0 && required.every((term) => termMatches(term, other, labelsOf))) {
    for (const { topologyKey } of required) state.affinity.add(topologyKey, index, by);
  }
  for (const term of requiredAnti) {
    if (termMatches(term, other, labelsOf)) state.anti.add(term.topologyKey, index, by);
  }
}

/** Models: plugin.go isSchedulableAfterPodChange, isSchedulableAfterNodeChange (v1.37). */
function mayHelp(change: ClusterChange, pod: Pod): boolean {
  switch (change.what) {
    case 'targetPod':
      return !deepEqual(change.old.metadata?.labels, change.object.metadata?.labels);
    case 'assignedPod':
      return neighbourMayHelp(change, pod);
    case 'node':
      if (change.old !== undefined) return hasNewLabels(change);
      return podTerms(pod).required.every(({ topologyKey }) => {
        return labelOf(change.object.metadata?.labels, topologyKey) !== undefined;
      });
    default:
      return false;
  }
}

/**
 * A pod that comes may be the one that is wanted near, one that goes the one that is not; one with other labels may be both. What depends on
 * the labels of namespaces, which are not at hand here, counts as a help.
 */
function neighbourMayHelp(change: ClusterChange & { readonly what: 'assignedPod' }, pod: Pod): boolean {
  const { required, requiredAnti } = podTerms(pod);
  const { object, old, isDeleted } = change;
  const meets = (terms: readonly AffinityTerm[], other: Pod): boolean =>
    terms.some((term) => looksAtNamespaces(term) || termMatches(term, other, noLabels));
  if (!isDeleted && meets(required, object)) return true;
  if (!isDeleted && old === undefined) return false;
  const before = old ?? object;
  return meets(requiredAnti, before) || meets(podTerms(before).requiredAnti, pod);
}

const noLabels = (): Labels => ({});

function looksAtNamespaces({ namespaceSelector }: AffinityTerm): boolean {
  return namespaceSelector !== null;
}
