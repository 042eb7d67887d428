import type { Pod } from '../api/types.ts';
import type { NodeInfo, Refusal } from './framework.ts';
import { filterPlugins, scorePlugins } from './profile.ts';

/** Outcome of the filters. */
export interface FilterResult {
  readonly feasible: readonly NodeInfo[];
  readonly refusals: readonly Refusal[];
  /** Nodes looked at, feasible or not. */
  readonly examined: number;
}

const minFeasibleNodes = 100;

/**
 * How many feasible nodes are enough to stop looking.
 *
 * Models: pkg/scheduler/schedule_one.go numFeasibleNodesToFind (v1.37).
 */
export function numFeasibleNodesToFind(nodeCount: number): number {
  if (nodeCount < minFeasibleNodes) return nodeCount;
  const percent = Math.max(5, 50 - Math.floor(nodeCount / 125));
  return Math.max(minFeasibleNodes, Math.floor((nodeCount * percent) / 100));
}

/**
 * Runs the filters on one node after another, beginning where the last search ended, until enough fit.
 *
 * @param nodeAt gives node `i` of `nodeCount`
 * @param start index of the first node to look at
 */
export function findNodesThatFit(
  pod: Pod,
  nodeCount: number,
  nodeAt: (index: number) => NodeInfo,
  start: number,
): FilterResult {
  const enough = numFeasibleNodesToFind(nodeCount);
  const feasible: NodeInfo[] = [];
  const refusals: Refusal[] = [];
  let examined = 0;
  while (examined < nodeCount && feasible.length < enough) {
    const nodeInfo = nodeAt((start + examined) % nodeCount);
    examined++;
    const refusal = firstRefusal(pod, nodeInfo);
    if (refusal === null) feasible.push(nodeInfo);
    else refusals.push(refusal);
  }
  return { feasible, refusals, examined };
}

function firstRefusal(pod: Pod, nodeInfo: NodeInfo): Refusal | null {
  for (const plugin of filterPlugins) {
    const refusal = plugin.filter(pod, nodeInfo);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Sum of the weighted scores of each node, in the order given. */
export function prioritizeNodes(pod: Pod, nodes: readonly NodeInfo[]): number[] {
  const totals = new Array<number>(nodes.length).fill(0);
  const scores = new Array<number>(nodes.length).fill(0);
  for (const plugin of scorePlugins) {
    if (plugin.skips?.(pod) === true) continue;
    for (let i = 0; i < nodes.length; i++) scores[i] = plugin.score(pod, nodes[i] as NodeInfo);
    plugin.normalize?.(scores);
    for (let i = 0; i < nodes.length; i++) totals[i] = (totals[i] as number) + plugin.weight * (scores[i] as number);
  }
  return totals;
}

/**
 * Picks a node with the highest score; among several, each is as likely.
 *
 * @param draw a number in [0, 1)
 * Models: pkg/scheduler/schedule_one.go selectHost (v1.37).
 */
export function selectHost(totals: readonly number[], draw: number): { index: number; ties: number } {
  const best = totals.reduce((most, total) => Math.max(most, total), -1);
  const ties: number[] = [];
  for (let i = 0; i < totals.length; i++) if (totals[i] === best) ties.push(i);
  return { index: ties[Math.floor(draw * ties.length)] as number, ties: ties.length };
}
