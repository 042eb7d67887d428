import { matchesNodeSelector, matchesNodeSelectorTerm, matchesRequiredNodeAffinity } from '../../api/node-selector.ts';
import type { Node, NodeSelector, NodeSelectorTerm, Pod } from '../../api/types.ts';
import { defaultNormalizeScore, type Plugin, type PreFilterResult, type Refusal } from '../framework.ts';

const name = 'NodeAffinity';

interface PreferredTerm {
  readonly weight: number;
  readonly preference: NodeSelectorTerm;
}

/** Node affinity that every pod of a profile has besides its own. Models: apis/config NodeAffinityArgs (v1.37). */
export interface NodeAffinityArgs {
  readonly addedAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly PreferredTerm[];
  };
}

const mismatch: Refusal = {
  plugin: name,
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
  isFinal: true,
};
const addedMismatch: Refusal = {
  plugin: name,
  reasons: ["node(s) didn't match scheduler-enforced node affinity"],
  isFinal: true,
};
const conflict: Refusal = { plugin: name, reasons: ['pod affinity terms conflict'], isFinal: true };
const noTerms: readonly PreferredTerm[] = [];

/**
 * Keeps pods off nodes that their node selector or required affinity excludes; prefers nodes by the weights of the preferred terms that match.
 * Models: plugins/nodeaffinity/node_affinity.go (v1.37).
 */
export function nodeAffinity({ addedAffinity }: NodeAffinityArgs): Plugin {
  const required = addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const added = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? noTerms;
  const refuse = (pod: Pod, node: Node): Refusal | null => {
    if (required !== undefined && !matchesNodeSelector(required, node)) return addedMismatch;
    return isUnbound(pod) || matchesRequiredNodeAffinity(pod, node) ? null : mismatch;
  };
  return {
    name,
    sign: ({ spec }) => [spec?.nodeSelector, spec?.affinity?.nodeAffinity],
    preFilter: (cycle) => namedNodes(cycle.pod),
    filter: (cycle, { node }) => refuse(cycle.pod, node),
    preScore: (cycle) => added.length > 0 || preferredTerms(cycle.pod).length > 0,
    score: (cycle, { node }) => sumOf(added, node) + sumOf(preferredTerms(cycle.pod), node),
    normalize: (_, scores) => defaultNormalizeScore(scores, false),
    events: ['node'],
    mayHelp(change, pod) {
      if (change.what !== 'node' || refuse(pod, change.object) !== null) return false;
      return change.old === undefined || refuse(pod, change.old) !== null;
    },
  };
}

function isUnbound(pod: Pod): boolean {
  return pod.spec?.nodeSelector === undefined && pod.spec?.affinity?.nodeAffinity === undefined;
}

function preferredTerms(pod: Pod): readonly PreferredTerm[] {
  return pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? noTerms;
}

function sumOf(terms: readonly PreferredTerm[], node: Node): number {
  let sum = 0;
  for (const { weight, preference } of terms) {
    if (weight !== 0 && matchesNodeSelectorTerm(preference, node)) sum += weight;
  }
  return sum;
}

/** The nodes that all alternatives of the required affinity name; `null` when one of them names none. Models: PreFilter (v1.37). */
function namedNodes(pod: Pod): PreFilterResult {
  const terms =
    pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (terms.length === 0) return null;
  const nodeNames = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const named = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => values);
    const [first, ...others] = named;
    if (first === undefined) return null;
    for (const value of first) if (others.every((values) => values.includes(value))) nodeNames.add(value);
  }
  return nodeNames.size === 0 ? { refusal: conflict } : { nodeNames };
}
