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
  const { plains, raws, isEven } = evaluations;
  let common = 0;
  const uneven: { readonly scores: readonly number[]; readonly weight: number }[] = [];
  profile.localNormalizing.forEach((scorer, slot) => {
    const { plugin, weight } = scorer;
    if (!isActive(scorer, cycle, indexes)) return;
    const scores = isEven ? [0] : indexes.map((index) => raws[index]?.[slot] ?? 0);
    plugin.normalize?.(cycle, scores, indexes);
    if (isEven) common += weight * (scores[0] as number);
    else uneven.push({ scores, weight });
  });
  for (const scorer of profile.clusterScorers) {
    const { plugin, weight } = scorer;
    if (!isActive(scorer, cycle, indexes)) continue;
    const scores = rawScores(scorer, cycle, indexes);
    plugin.normalize?.(cycle, scores, indexes);
    uneven.push({ scores, weight });
  }
  const totals = new Array<number>(indexes.length);
  for (let n = 0; n < totals.length; n++) totals[n] = (plains[indexes[n] as number] as number) + common;
  for (const { scores, weight } of uneven) addScores(totals, scores, weight);
  return totals;
}

function addScores(totals: number[], scores: readonly number[], weight: number): void {
  for (let n = 0; n < totals.length; n++) totals[n] = (totals[n] as number) + weight * (scores[n] as number);
}

function isActive({ plugin }: Scorer, cycle: Cycle, indexes: readonly number[]): boolean {
  return plugin.preScore === undefined || plugin.preScore(cycle, indexes);
}

function activeScorers({ scorers }: Profile, cycle: Cycle, indexes: readonly number[]): readonly Scorer[] {
  return scorers.filter((scorer) => isActive(scorer, cycle, indexes));
}

function rawScores({ plugin }: Scorer, cycle: Cycle, indexes: readonly number[]): number[] {
  if (plugin.scoreAll !== undefined) return plugin.scoreAll(cycle, indexes);
  const { nodes } = cycle.cluster;
  return indexes.map((index) => plugin.score?.(cycle, nodes[index] as NodeInfo, index) ?? 0);
}
