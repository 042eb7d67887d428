import { toleratesTaint } from '../../api/tolerations.ts';
import type { FilterPlugin } from '../framework.ts';

const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Keeps pods off cordoned nodes. Models: plugins/nodeunschedulable/node_unschedulable.go (v1.37). */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  filter(pod, { node }) {
    if (node.spec?.unschedulable !== true) return null;
    const tolerations = pod.spec?.tolerations ?? [];
    if (tolerations.some((toleration) => toleratesTaint(toleration, unschedulableTaint))) return null;
    return { plugin: this.name, reasons: ['node(s) were unschedulable'], isFinal: true };
  },
};
