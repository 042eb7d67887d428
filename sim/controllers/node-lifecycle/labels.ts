/** Old names of node labels that the controller keeps in step with the new ones. */
import type { Labels, Node } from '../../api/types.ts';

/** From, to. Models: node_lifecycle_controller.go labelReconcileInfo (v1.37). */
const copiedLabels: readonly (readonly [string, string])[] = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
];

/** The node's labels after the controller, the same object when nothing changes. Models: reconcileNodeLabels (v1.37). */
export function reconcileNodeLabels(node: Node): Labels {
  const labels: Labels = node.metadata?.labels ?? {};
  const missing = copiedLabels.filter(([from, to]) => labels[from] !== undefined && labels[to] !== labels[from]);
  if (missing.length === 0) return labels;
  return { ...labels, ...Object.fromEntries(missing.map(([from, to]) => [to, labels[from] ?? ''])) };
}
