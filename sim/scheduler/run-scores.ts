import type { EvaluationTable } from './evaluation.ts';
import type { Cycle, NodeInfo } from './framework.ts';
import type { Profile, Scorer } from './profile.ts';

/** What one plugin gave the feasible nodes, in their order. */
export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: readonly number[];
  /** 0 to 100. */
  readonly normalized: readonly number[];
}

/**
 * Scores of each plugin that has something to say about the pod.
 *
 * @param indexes the feasible nodes
 * Models: framework/runtime/framework.go RunScorePlugins (v1.37).
 */
export function scoreTable(profile: Profile, cycle: Cycle, indexes: readonly number[]): PluginScores[] {
  return activeScorers(profile, cycle, indexes).map((scorer) => {
    const raw = rawScores(scorer, cycle, indexes);
    const normalized = [...raw];
    scorer.plugin.normalize?.(cycle, normalized, indexes);
    return { plugin: scorer.plugin.name, weight: scorer.weight, raw, normalized };
  });
}

/**
 * Total scores of the feasible nodes, in their order: normalised over them, weighted, summed. It gives the sums of {@link scoreTable}, but
 * takes what local plugins say from the evaluations.
 */
export function totalScores(
  profile: Profile,
  cycle: Cycle,
  evaluations: EvaluationTable,
  indexes: readonly number[],
): number[] {
  const { plains, raws } = evaluations;
  const totals = new Array<number>(indexes.length);
  let isEven = true;
  for (let n = 0; n < totals.length; n++) {
    const index = indexes[n] as number;
    if (Number.isNaN(plains[index])) scoreLocally(profile, cycle, evaluations, index);
    totals[n] = plains[index] as number;
    if (raws[index] !== null) isEven = false;
  }
  profile.localNormalizing.forEach((scorer, slot) => {
    if (!isActive(scorer, cycle, indexes)) return;
    const scores = isEven ? [0] : indexes.map((index) => raws[index]?.[slot] ?? 0);
    scorer.plugin.normalize?.(cycle, scores, indexes);
    if (isEven && scores[0] === 0) return;
    addScores(totals, scores, scorer.weight, isEven);
  });
  for (const scorer of profile.clusterScorers) {
    if (!isActive(scorer, cycle, indexes)) continue;
    const scores = rawScores(scorer, cycle, indexes);
    scorer.plugin.normalize?.(cycle, scores, indexes);
    addScores(totals, scores, scorer.weight, false);
  }
  return totals;
}

/** @param isEven the first score is that of every node */
function addScores(totals: number[], scores: readonly number[], weight: number, isEven: boolean): void {
  for (let n = 0; n < totals.length; n++) {
    totals[n] = (totals[n] as number) + weight * (scores[isEven ? 0 : n] as number);
  }
}

function isActive({ plugin }: Scorer, cycle: Cycle, indexes: readonly number[]): boolean {
  return plugin.preScore === undefined || plugin.preScore(cycle, indexes);
}

function activeScorers({ scorers }: Profile, cycle: Cycle, indexes: readonly number[]): readonly Scorer[] {
  return scorers.filter((scorer) => isActive(scorer, cycle, indexes));
}

/** Notes what local scorers give one node. Whether they have anything to say depends on what pods sign alone, too. */
function scoreLocally(profile: Profile, cycle: Cycle, { plains, raws }: EvaluationTable, index: number): void {
  const nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
  const scoreOf = ({ plugin }: Scorer): number => plugin.score?.(cycle, nodeInfo, index) ?? 0;
  let plain = 0;
  for (const scorer of profile.localPlain) if (isActive(scorer, cycle, [])) plain += scorer.weight * scoreOf(scorer);
  const raw = profile.localNormalizing.map((scorer) => (isActive(scorer, cycle, []) ? scoreOf(scorer) : 0));
  plains[index] = plain;
  raws[index] = raw.every((score) => score === 0) ? null : raw;
}

function rawScores({ plugin }: Scorer, cycle: Cycle, indexes: readonly number[]): number[] {
  if (plugin.scoreAll !== undefined) return plugin.scoreAll(cycle, indexes);
  const { nodes } = cycle.cluster;
  return indexes.map((index) => plugin.score?.(cycle, nodes[index] as NodeInfo, index) ?? 0);
}
