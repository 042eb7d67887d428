import { labelOf } from '../api/label-selector.ts';
import type { NodeInfo } from './framework.ts';

/** The domains that the values of one label make, numbered in the order in which they are met. */
export interface Topology {
  readonly key: string;
  /** Number of the domain of each node, by node index; -1 for a node without the label. */
  readonly domains: Int32Array;
  /** How many domains there are. */
  readonly size: number;
}

export function topologyOf(key: string, nodes: readonly NodeInfo[]): Topology {
  const numbers = new Map<string, number>();
  const domains = Int32Array.from(nodes, ({ node }) => {
    const value = labelOf(node.metadata?.labels, key);
    if (value === undefined) return -1;
    let number = numbers.get(value);
    if (number === undefined) numbers.set(value, (number = numbers.size));
    return number;
  });
  return { key, domains, size: numbers.size };
}

/** Whether a node has all the labels. */
export function hasAllLabels(topologies: readonly Topology[], index: number): boolean {
  for (const { domains } of topologies) if (domains[index] === -1) return false;
  return true;
}
