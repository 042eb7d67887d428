import { EvaluationTable, verdicts } from './evaluation.ts';
import type { Cycle, NodeInfo, Refusal } from './framework.ts';
import type { Profile } from './profile.ts';
import { nominatedBefore, runFiltersWithNominated, runPreFilters, type Prepared } from './run-filters.ts';
import { evaluationsOf } from './spec-traits.ts';

/** Outcome of the filters. */
export interface FilterResult {
  readonly prepared: Prepared;
  /** Index of each feasible node. */
  readonly indexes: readonly number[];
  /** What local plugins say of the nodes that were looked at. */
  readonly evaluations: EvaluationTable;
  /** Nodes that were refused. */
  readonly refusals: readonly NodeRefusal[];
  /** Nodes looked at, feasible or not. */
  readonly examined: number;
}

/** A node that was refused, by its index. */
export interface NodeRefusal {
  readonly index: number;
  readonly refusal: Refusal;
}

const minFeasibleNodes = 100;

/**
 * How many feasible nodes are enough to stop looking.
 *
 * @param percentage of the nodes; `null` lets it follow their number
 * Models: pkg/scheduler/schedule_one.go numFeasibleNodesToFind (v1.37).
 */
export function numFeasibleNodesToFind(nodeCount: number, percentage: number | null): number {
  if (nodeCount < minFeasibleNodes) return nodeCount;
  const isAdaptive = percentage === null || percentage === 0;
  const percent = isAdaptive ? Math.max(5, 50 - Math.floor(nodeCount / 125)) : Math.min(100, percentage);
  return Math.max(minFeasibleNodes, Math.floor((nodeCount * percent) / 100));
}

/**
 * Runs the filters on one node after another, beginning where the last search ended, until enough fit.
 *
 * @param start index of the first node to look at
 * Models: schedule_one.go findNodesThatFitPod, findNodesThatPassFilters (v1.37).
 */
export function findNodesThatFit(profile: Profile, cycle: Cycle, start: number): FilterResult {
  const prepared = runPreFilters(profile, cycle);
  if (prepared.refusal !== null) {
    return { prepared, indexes: [], evaluations: new EvaluationTable(), refusals: [], examined: 0 };
  }
  return nominatedNode(profile, prepared, cycle) ?? search(profile, prepared, cycle, start);
}

/** The node that preemption has emptied for the pod is tried first, alone. Models: evaluateNominatedNode (v1.37). */
function nominatedNode(profile: Profile, prepared: Prepared, cycle: Cycle): FilterResult | null {
  const name = cycle.pod.status?.nominatedNodeName ?? '';
  const index = name === '' ? undefined : cycle.cluster.indexOf(name);
  if (index === undefined) return null;
  const nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
  if (runFiltersWithNominated(profile, prepared, cycle, nodeInfo, index) !== null) return null;
  const evaluations = followedEvaluations(profile, cycle);
  if (evaluations.verdicts[index] === verdicts.unknown) evaluations.evaluate(profile, cycle, index);
  return { prepared, indexes: [index], evaluations, refusals: [], examined: 0 };
}

function search(profile: Profile, prepared: Prepared, cycle: Cycle, start: number): FilterResult {
  const { nodes } = cycle.cluster;
  const candidates = prepared.nodeNames === null ? null : indexesOf(cycle, prepared.nodeNames);
  const count = candidates?.length ?? nodes.length;
  const enough = profile.scorers.length === 0 ? 1 : numFeasibleNodesToFind(count, profile.percentageOfNodesToScore);
  const isPlain = prepared.filters.length === 0 && !cycle.cluster.objects.hasNominatedPods();
  const evaluations = followedEvaluations(profile, cycle);
  const { verdicts: known, refusals: localRefusals } = evaluations;
  const indexes = new Array<number>(Math.min(enough, count));
  const refusals: NodeRefusal[] = [];
  let found = 0;
  let examined = 0;
  let at = count === 0 ? 0 : start % count;
  while (examined < count && found < enough) {
    const index = candidates === null ? at : (candidates[at] as number);
    if (known[index] === verdicts.unknown) evaluations.evaluate(profile, cycle, index);
    const isFit = isPlain && known[index] === verdicts.fits;
    const local = isFit ? null : (localRefusals[index] as Refusal | null);
    const refusal = isPlain ? local : refusalOf(profile, prepared, cycle, evaluations, index);
    if (refusal === null) indexes[found++] = index;
    else refusals.push({ index, refusal });
    examined++;
    at = at + 1 === count ? 0 : at + 1;
  }
  indexes.length = found;
  return { prepared, indexes, evaluations, refusals, examined };
}

function followedEvaluations(profile: Profile, { pod, cluster }: Cycle): EvaluationTable {
  const evaluations = evaluationsOf(profile, pod);
  evaluations.follow(cluster);
  return evaluations;
}

function indexesOf({ cluster }: Cycle, names: ReadonlySet<string>): number[] {
  const indexes: number[] = [];
  for (const name of names) {
    const index = cluster.indexOf(name);
    if (index !== undefined) indexes.push(index);
  }
  return indexes.sort((a, b) => a - b);
}

/** The first refusal in the order of all filters. */
function refusalOf(
  profile: Profile,
  prepared: Prepared,
  cycle: Cycle,
  evaluations: EvaluationTable,
  index: number,
): Refusal | null {
  const nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
  const position = evaluations.positions[index] as number;
  if (nominatedBefore(cycle, nodeInfo).length > 0) {
    return runFiltersWithNominated(profile, prepared, cycle, nodeInfo, index);
  }
  for (const filter of prepared.filters) {
    if (filter.position > position) break;
    const refusal = filter.plugin.filter?.(cycle, nodeInfo, index) ?? null;
    if (refusal !== null) return refusal;
  }
  return evaluations.refusals[index] as Refusal | null;
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
  let index = 0;
  while (totals[index] !== best || nth-- > 0) index++;
  return { index, ties };
}
