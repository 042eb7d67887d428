import { hasGivenResources } from '../api/pod-resources.ts';
import type { Pod, PodSpec } from '../api/types.ts';
import { tableOf, type EvaluationTable } from './evaluation.ts';
import type { Plugin } from './framework.ts';
import type { PlacedFilter, Profile } from './profile.ts';

/** What holds for every attempt to place a pod with one spec. Most pods share theirs with others. */
export interface SpecTraits {
  /** The plugins whose preFilter may have something to say. */
  readonly preFilters: readonly Plugin[];
  /** Of the filters that look at more than the pod and the node, those that may have something to say. */
  readonly clusterFilters: readonly PlacedFilter[];
  /** Evaluations for pods whose containers were given what they ask for. */
  readonly table: EvaluationTable;
}

/** What is known of a spec under a profile: found out when it is first met. */
export function traitsOf(profile: Profile, spec: PodSpec): SpecTraits {
  let traits = profile.traitsBySpec.get(spec);
  if (traits === undefined) {
    const matters = (plugin: Plugin): boolean => plugin.ignores?.(spec) !== true;
    traits = {
      preFilters: profile.preFilters.filter(matters),
      clusterFilters: profile.clusterFilters.filter(({ plugin }) => matters(plugin)),
      table: tableOf(profile, { spec }),
    };
    profile.traitsBySpec.set(spec, traits);
  }
  return traits;
}

/** The evaluations made so far for pods like this one. Besides the spec, plugins only sign resources that containers were given. */
export function evaluationsOf(profile: Profile, pod: Pod): EvaluationTable {
  if (pod.spec === undefined || hasGivenResources(pod)) return tableOf(profile, pod);
  return traitsOf(profile, pod.spec).table;
}
