import { toleratesTaint } from '../../api/tolerations.ts';
import type { Node, Pod } from '../../api/types.ts';
import { hasOtherTolerations } from '../cluster-change.ts';
import type { Plugin } from '../framework.ts';

const name = 'NodeUnschedulable';
const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const refusal = { plugin: name, reasons: ['node(s) were unschedulable'], isFinal: true };

/** Keeps pods off cordoned nodes. Models: plugins/nodeunschedulable/node_unschedulable.go (v1.37). */
export const nodeUnschedulable: Plugin = {
  name,
  sign: (pod) => pod.spec?.tolerations,
  filter: (cycle, { node }) => (isClosed(node, cycle.pod) ? refusal : null),
  events: ['node', 'targetPod'],
  mayHelp(change, pod) {
    if (change.what === 'targetPod') return hasOtherTolerations(change);
    if (change.what !== 'node' || isClosed(change.object, pod)) return false;
    return change.old === undefined || isClosed(change.old, pod);
  },
};

function isClosed(node: Node, pod: Pod): boolean {
  if (node.spec?.unschedulable !== true) return false;
  return !(pod.spec?.tolerations ?? []).some((toleration) => toleratesTaint(toleration, unschedulableTaint));
}
