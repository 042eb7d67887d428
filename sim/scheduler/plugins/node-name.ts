import type { FilterPlugin } from '../framework.ts';

/** Keeps a pod that names its node off all others. Models: plugins/nodename/node_name.go (v1.37). */
export const nodeName: FilterPlugin = {
  name: 'NodeName',
  filter(pod, { node }) {
    const wanted = pod.spec?.nodeName ?? '';
    if (wanted === '' || wanted === node.metadata?.name) return null;
    return { plugin: this.name, reasons: ["node(s) didn't match the requested node name"], isFinal: true };
  },
};
