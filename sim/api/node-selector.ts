/** Which nodes a pod may go to: nodeSelector and required node affinity. */
import { labelOf, requirementHolds, validateRequirement } from './label-selector.ts';
import type { LabelOperator, LabelRequirement } from './label-selector.ts';
import type { Labels, Node, NodeSelector, NodeSelectorTerm, Pod } from './types.ts';

interface CompiledTerm {
  readonly isLegal: boolean;
  readonly labels: readonly LabelRequirement[];
  readonly fields: readonly LabelRequirement[];
}

const compiledByTerm = new WeakMap<NodeSelectorTerm, CompiledTerm>();

function requirementOf(expression: { key: string; operator: string; values?: string[] }): LabelRequirement {
  return { key: expression.key, operator: expression.operator as LabelOperator, values: expression.values ?? [] };
}

/** Fields are compared with exactly one value. Models: nodeSelectorRequirementsAsFieldSelector (v1.37). */
function isLegalFieldRequirement({ operator, values }: LabelRequirement): boolean {
  return (operator === 'In' || operator === 'NotIn') && values.length === 1;
}

function compileTerm(term: NodeSelectorTerm): CompiledTerm {
  const known = compiledByTerm.get(term);
  if (known !== undefined) return known;
  const labels = (term.matchExpressions ?? []).map(requirementOf);
  const fields = (term.matchFields ?? []).map(requirementOf);
  const isLegal =
    labels.length + fields.length > 0 &&
    labels.every((requirement) => validateRequirement(requirement).length === 0) &&
    fields.every(isLegalFieldRequirement);
  const compiled = { isLegal, labels, fields };
  compiledByTerm.set(term, compiled);
  return compiled;
}

/** The fields of a node that terms can name; any other is the empty text. */
function fieldOf(node: Node, field: string): string {
  return field === 'metadata.name' ? (node.metadata?.name ?? '') : '';
}

/**
 * Whether a node satisfies one term. A term without any condition, or with one that is not legal, matches no node.
 * Models: component-helpers scheduling/corev1/nodeaffinity nodeSelectorTerm.match (v1.37).
 */
export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const { isLegal, labels, fields } = compileTerm(term);
  if (!isLegal) return false;
  const nodeLabels: Labels | undefined = node.metadata?.labels;
  return (
    labels.every((requirement) => requirementHolds(requirement, labelOf(nodeLabels, requirement.key))) &&
    fields.every((requirement) => requirementHolds(requirement, fieldOf(node, requirement.key)))
  );
}

/** Whether any term holds; a selector without terms matches no node. Models: nodeaffinity.NodeSelector.Match (v1.37). */
export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node));
}

/** Whether the node carries all labels of the map. */
export function matchesNodeLabels(map: Labels | undefined, node: Node): boolean {
  if (map === undefined) return true;
  const nodeLabels: Labels | undefined = node.metadata?.labels;
  return Object.keys(map).every((key) => labelOf(nodeLabels, key) === map[key]);
}

/** Whether the pod's nodeSelector and required node affinity accept the node. Models: GetRequiredNodeAffinity (v1.37). */
export function matchesRequiredNodeAffinity(pod: Pod, node: Node): boolean {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    matchesNodeLabels(pod.spec?.nodeSelector, node) && (required === undefined || matchesNodeSelector(required, node))
  );
}
