import type { PodSpec } from '../api/types.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Plugin } from './framework.ts';
import type { SpecTraits } from './spec-traits.ts';

/** A plugin that takes part in scoring. */
export interface Scorer {
  readonly plugin: Plugin;
  readonly weight: number;
}

/** A filter with its place in the order of all filters. */
export interface PlacedFilter {
  readonly plugin: Plugin;
  readonly position: number;
}

/**
 * The plugins of one scheduler name, by what they do.
 * Models: pkg/scheduler/profile, framework/runtime/framework.go (v1.37).
 */
export interface Profile {
  readonly schedulerName: string;
  /** Part of the nodes after which the search for feasible ones stops; `null` lets it follow the size of the cluster. */
  readonly percentageOfNodesToScore: number | null;
  readonly preEnqueue: readonly Plugin[];
  readonly preFilters: readonly Plugin[];
  readonly filters: readonly Plugin[];
  /** Of the filters, those that look at the pod and the node alone. */
  readonly localFilters: readonly PlacedFilter[];
  /** All other filters. */
  readonly clusterFilters: readonly PlacedFilter[];
  readonly preemption: PreemptionArgs | null;
  readonly scorers: readonly Scorer[];
  /** Of the scorers, those that look at the pod and the node alone: first those whose scores are normalised, then those that are not. */
  readonly localNormalizing: readonly Scorer[];
  readonly localPlain: readonly Scorer[];
  /** All other scorers. */
  readonly clusterScorers: readonly Scorer[];
  readonly preBind: readonly Plugin[];
  readonly binder: Plugin | undefined;
  readonly plugins: readonly Plugin[];
  /** Of the filters and scorers, those that look at the pod and the node alone. */
  readonly signers: readonly Plugin[];
  /** Evaluations by what pods sign; see evaluation.ts. */
  readonly evaluations: Map<string, EvaluationTable>;
  /** See spec-traits.ts. */
  readonly traitsBySpec: WeakMap<PodSpec, SpecTraits>;
}

/** How many nodes preemption tries. Models: apis/config DefaultPreemptionArgs (v1.37). */
export interface PreemptionArgs {
  readonly minCandidateNodesPercentage: number;
  readonly minCandidateNodesAbsolute: number;
}

/** Which plugins take part in each extension point that can be configured, in order. */
export interface PluginSets {
  readonly preEnqueue: readonly Plugin[];
  readonly preFilter: readonly Plugin[];
  readonly filter: readonly Plugin[];
  readonly score: readonly Scorer[];
  readonly preBind: readonly Plugin[];
  readonly bind: readonly Plugin[];
}

/** Sorts the plugins of a profile by what the cycle does with them. */
export function newProfile(
  schedulerName: string,
  percentageOfNodesToScore: number | null,
  preemption: PreemptionArgs | null,
  sets: PluginSets,
): Profile {
  const filters = sets.filter.filter(({ filter }) => filter !== undefined);
  const scorers = sets.score.filter(({ plugin }) => plugin.score !== undefined);
  const placed = filters.map((plugin, position) => ({ plugin, position }));
  const all = [...sets.preEnqueue, ...sets.preFilter, ...filters, ...sets.score.map(({ plugin }) => plugin)];
  return {
    schedulerName,
    percentageOfNodesToScore,
    preemption,
    preEnqueue: sets.preEnqueue.filter(({ preEnqueue }) => preEnqueue !== undefined),
    preFilters: sets.preFilter.filter(({ preFilter }) => preFilter !== undefined),
    filters,
    localFilters: placed.filter(({ plugin }) => plugin.sign !== undefined),
    clusterFilters: placed.filter(({ plugin }) => plugin.sign === undefined),
    scorers,
    localNormalizing: scorers.filter(({ plugin }) => plugin.sign !== undefined && plugin.normalize !== undefined),
    localPlain: scorers.filter(({ plugin }) => plugin.sign !== undefined && plugin.normalize === undefined),
    clusterScorers: scorers.filter(({ plugin }) => plugin.sign === undefined),
    preBind: sets.preBind.filter(({ preBind }) => preBind !== undefined),
    binder: sets.bind.find(({ bind }) => bind !== undefined),
    plugins: [...new Set(all)],
    signers: [...new Set(all)].filter(({ sign }) => sign !== undefined),
    evaluations: new Map(),
    traitsBySpec: new WeakMap(),
  };
}
