import type { Node } from '../../../../api/types.ts';
import { admitted, type AdmissionPlugin } from '../plugin.ts';

const notReadyTaint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/**
 * A new node takes no pods until the node lifecycle controller has seen it ready.
 *
 * Models: plugin/pkg/admission/nodetaint/admission.go (v1.37).
 */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: ({ info, subresource, operation }) => info.kind === 'Node' && subresource === '' && operation === 'CREATE',
  admit: (_sim, { object }) => admitted(taintNewNode(object as Node)),
};

function taintNewNode(node: Node): Node {
  const taints = node.spec?.taints ?? [];
  if (taints.some((taint) => taint.key === notReadyTaint.key && taint.effect === notReadyTaint.effect)) return node;
  return { ...node, spec: { ...node.spec, taints: [...taints, notReadyTaint] } };
}
