/** Answers to refusals by rules of the node: cordon, taints, labels. */
import { labelOf, requirementHolds, type LabelOperator } from '../../api/label-selector.ts';
import { findUntoleratedTaint } from '../../api/tolerations.ts';
import type { Node, Pod, Taint } from '../../api/types.ts';
import { nodeProposal, podProposal, withSpec, type Proposal, type Proposer } from './proposal.ts';

/** `key=value:Effect`, as kubectl writes it. */
function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;
}

function tolerate(pod: Pod, { key, value, effect }: Taint): Pod {
  const toleration =
    value === undefined || value === ''
      ? { key, operator: 'Exists', effect }
      : { key, operator: 'Equal', value, effect };
  return withSpec(pod, { tolerations: [...(pod.spec?.tolerations ?? []), toleration] });
}

export const answerTaint: Proposer = ({ pod }, { node }) => {
  const taints = node.spec?.taints ?? [];
  const taint = findUntoleratedTaint(taints, pod.spec?.tolerations ?? [], ['NoSchedule', 'NoExecute']);
  if (taint === undefined) return [];
  const rest = taints.filter((other) => other !== taint);
  const name = node.metadata?.name ?? '';
  const untainted = { ...node, spec: { ...node.spec, taints: rest } };
  const command = `kubectl taint nodes ${name} ${taintText(taint)}-`;
  return [
    podProposal('spec.tolerations', `tolerate ${taintText(taint)}`, tolerate(pod, taint)),
    nodeProposal('spec.taints', `take the taint ${taintText(taint)} off ${name}`, untainted, command),
  ];
};

/** The taint of a cordoned node goes with the cordon: the node controller takes it off. */
const cordonTaint = 'node.kubernetes.io/unschedulable';

export const answerCordon: Proposer = (_, { node }) => {
  const { unschedulable: _unschedulable, taints = [], ...rest } = node.spec ?? {};
  const name = node.metadata?.name ?? '';
  const spec = { ...rest, taints: taints.filter(({ key }) => key !== cordonTaint) };
  return [nodeProposal('spec.unschedulable', `uncordon ${name}`, { ...node, spec }, `kubectl uncordon ${name}`)];
};

function withLabel(node: Node, key: string, value: string): Proposal {
  const metadata = { ...node.metadata, labels: { ...node.metadata?.labels, [key]: value } };
  const name = node.metadata?.name ?? '';
  const flag = node.metadata?.labels?.[key] === undefined ? '' : ' --overwrite';
  const command = `kubectl label nodes ${name} ${key}=${value}${flag}`;
  return nodeProposal('metadata.labels', `label ${name} ${key}=${value}`, { ...node, metadata }, command);
}

export const answerAffinity: Proposer = ({ pod }, { node }) => {
  const labels = node.metadata?.labels;
  const { nodeSelector, ...spec } = pod.spec ?? { containers: [] };
  for (const key of Object.keys(nodeSelector ?? {}).sort()) {
    const value = nodeSelector?.[key] ?? '';
    if (labelOf(labels, key) === value) continue;
    const { [key]: _gone, ...rest } = nodeSelector ?? {};
    const without: Pod = { ...pod, spec: Object.keys(rest).length === 0 ? spec : { ...spec, nodeSelector: rest } };
    return [
      withLabel(node, key, value),
      podProposal('spec.nodeSelector', `drop ${key}=${value} from the node selector`, without),
    ];
  }
  const affinity = pod.spec?.affinity;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (affinity?.nodeAffinity === undefined || required === undefined) return [];
  const { requiredDuringSchedulingIgnoredDuringExecution: _required, ...nodeAffinity } = affinity.nodeAffinity;
  const [first, ...others] =
    required.nodeSelectorTerms.length === 1 ? (required.nodeSelectorTerms[0]?.matchExpressions ?? []) : [];
  const missing = [first, ...others].find(
    (expression) =>
      expression !== undefined &&
      !requirementHolds(
        { key: expression.key, operator: expression.operator as LabelOperator, values: expression.values ?? [] },
        labelOf(labels, expression.key),
      ),
  );
  const value = missing?.operator === 'In' ? missing.values?.[0] : missing?.operator === 'Exists' ? '' : undefined;
  return [
    ...(missing === undefined || value === undefined ? [] : [withLabel(node, missing.key, value)]),
    podProposal(
      'spec.affinity.nodeAffinity',
      'drop the required node affinity',
      withSpec(pod, { affinity: { ...affinity, nodeAffinity } }),
    ),
  ];
};

export const answerNodeName: Proposer = ({ pod }, { node }) => {
  const name = node.metadata?.name ?? '';
  return [podProposal('spec.nodeName', `name the node ${name}`, withSpec(pod, { nodeName: name }))];
};
