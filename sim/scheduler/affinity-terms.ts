import { canonicalJson } from '../api/canonical-json.ts';
import {
  compileLabelSelector,
  labelOf,
  selects,
  type CompiledSelector,
  type LabelRequirement,
} from '../api/label-selector.ts';
import type { Labels, LabelSelector, Pod } from '../api/types.ts';

/** A term of pod affinity, ready for matching. Models: framework/types.go AffinityTerm (v1.37). */
export interface AffinityTerm {
  /** Equal for terms that match the same pods and have the same topology key. */
  readonly id: string;
  readonly topologyKey: string;
  readonly namespaces: readonly string[];
  /** Picks further namespaces by their labels. */
  readonly namespaceSelector: CompiledSelector | null;
  readonly selector: CompiledSelector;
}

export interface WeightedTerm {
  readonly term: AffinityTerm;
  readonly weight: number;
}

/** All terms of a pod. */
export interface PodTerms {
  readonly required: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  readonly preferredAnti: readonly WeightedTerm[];
}

interface TermSpec {
  readonly topologyKey: string;
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

const noTerms: PodTerms = { required: [], requiredAnti: [], preferred: [], preferredAnti: [] };
const termsByPod = new WeakMap<Pod, PodTerms>();

/** The pod affinity and anti-affinity of a pod. Models: framework/types.go PodInfo.Update (v1.37). */
export function podTerms(pod: Pod): PodTerms {
  const affinity = pod.spec?.affinity;
  if (affinity?.podAffinity === undefined && affinity?.podAntiAffinity === undefined) return noTerms;
  const known = termsByPod.get(pod);
  if (known !== undefined) return known;
  const { podAffinity, podAntiAffinity } = affinity;
  const terms: PodTerms = {
    required: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => compile(pod, term)),
    requiredAnti: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
      compile(pod, term),
    ),
    preferred: weighted(pod, podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAnti: weighted(pod, podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  };
  termsByPod.set(pod, terms);
  return terms;
}

function weighted(
  pod: Pod,
  terms: readonly { readonly weight: number; readonly podAffinityTerm: TermSpec }[] | undefined,
): WeightedTerm[] {
  return (terms ?? []).map(({ weight, podAffinityTerm }) => ({ weight, term: compile(pod, podAffinityTerm) }));
}

function compile(pod: Pod, spec: TermSpec): AffinityTerm {
  const own = spec.namespaces ?? [];
  const isOwnNamespace = own.length === 0 && spec.namespaceSelector === undefined;
  const namespaces = isOwnNamespace ? [namespaceOf(pod)] : [...new Set(own)].sort();
  const namespaceSelector = spec.namespaceSelector === undefined ? null : compileLabelSelector(spec.namespaceSelector);
  const selector = withLabelKeys(compileLabelSelector(spec.labelSelector), pod, spec);
  const { topologyKey } = spec;
  const id = canonicalJson({ topologyKey, namespaces, namespaceSelector, selector });
  return { id, topologyKey, namespaces, namespaceSelector, selector };
}

/** Adds the pod's own values of the given keys. Models: pkg/registry/core/pod/strategy.go applyMatchLabelKeysAndMismatchLabelKeys (v1.37). */
function withLabelKeys(selector: CompiledSelector, pod: Pod, spec: TermSpec): CompiledSelector {
  const { matchLabelKeys = [], mismatchLabelKeys = [] } = spec;
  if (selector.selectsNothing || matchLabelKeys.length + mismatchLabelKeys.length === 0) return selector;
  return {
    selectsNothing: false,
    requirements: [
      ...selector.requirements,
      ...requirementsOf(pod, matchLabelKeys, 'In'),
      ...requirementsOf(pod, mismatchLabelKeys, 'NotIn'),
    ],
  };
}

/** The pod's values of label keys as requirements; keys that it does not have are left out. */
export function requirementsOf(pod: Pod, keys: readonly string[], operator: 'In' | 'NotIn'): LabelRequirement[] {
  return keys.flatMap((key) => {
    const value = labelOf(pod.metadata?.labels, key);
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
}

/** A pod's namespace; `default` when it names none. */
export function namespaceOf(pod: Pod): string {
  return pod.metadata?.namespace ?? 'default';
}

/**
 * Whether a term means a pod.
 * @param namespaceLabels labels of a namespace
 * Models: framework/types.go AffinityTerm.Matches (v1.37).
 */
export function termMatches(term: AffinityTerm, pod: Pod, namespaceLabels: (name: string) => Labels): boolean {
  const namespace = namespaceOf(pod);
  const isMeant =
    term.namespaces.includes(namespace) ||
    (term.namespaceSelector !== null && selects(term.namespaceSelector, namespaceLabels(namespace)));
  return isMeant && selects(term.selector, pod.metadata?.labels);
}
