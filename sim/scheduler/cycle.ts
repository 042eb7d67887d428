import type { Pod } from '../api/types.ts';
import { evaluate, evaluationsOf, type Evaluation } from './evaluation.ts';
import type { NodeInfo, Refusal } from './framework.ts';

/** Outcome of the filters. */
export interface FilterResult {
  readonly feasible: readonly Evaluation[];
  /** Index of each feasible node. */
  readonly indexes: readonly number[];
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
 * @param nodes all nodes, in the order of the search
 * @param start index of the first node to look at
 */
export function findNodesThatFit(pod: Pod, nodes: readonly NodeInfo[], start: number): FilterResult {
  const enough = numFeasibleNodesToFind(nodes.length);
  const evaluations = evaluationsOf(pod);
  const feasible: Evaluation[] = [];
  const indexes: number[] = [];
  const refusals: Refusal[] = [];
  let examined = 0;
  let index = start;
  while (examined < nodes.length && feasible.length < enough) {
    const nodeInfo = nodes[index] as NodeInfo;
    let evaluation = evaluations[index];
    if (evaluation?.nodeInfo !== nodeInfo) evaluations[index] = evaluation = evaluate(pod, nodeInfo);
    if (evaluation.refusal === null) {
      feasible.push(evaluation);
      indexes.push(index);
    } else refusals.push(evaluation.refusal);
    examined++;
    index = index + 1 === nodes.length ? 0 : index + 1;
  }
  return { feasible, indexes, refusals, examined };
}

/**
 * Picks a node with the highest score; among several, each is as likely.
 *
 * @param draw a number in [0, 1)
 * Models: pkg/scheduler/schedule_one.go selectHost (v1.37).
 */
export function selectHost(totals: readonly number[], draw: number): { index: number; ties: number } {
  let best = -1;
  let ties = 0;
  for (const total of totals) {
    if (total > best) {
      best = total;
      ties = 1;
    } else if (total === best) ties++;
  }
  let nth = Math.floor(draw * ties);
  const index = totals.findIndex((total) => total === best && nth-- === 0);
  return { index, ties };
}
