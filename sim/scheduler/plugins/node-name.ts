import type { Node, Pod } from '../../api/types.ts';
import type { Plugin } from '../framework.ts';

const name = 'NodeName';
const refusal = { plugin: name, reasons: ["node(s) didn't match the requested node name"], isFinal: true };

/** Keeps a pod that names its node off all others. Models: plugins/nodename/node_name.go (v1.37). */
export const nodeName: Plugin = {
  name,
  sign: (pod) => pod.spec?.nodeName,
  filter: (cycle, { node }) => (isWanted(cycle.pod, node) ? null : refusal),
  events: ['node'],
  mayHelp: (change, pod) => change.what === 'node' && isWanted(pod, change.object),
};

function isWanted(pod: Pod, node: Node): boolean {
  const wanted = pod.spec?.nodeName ?? '';
  return wanted === '' || wanted === node.metadata?.name;
}
