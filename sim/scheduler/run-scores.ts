import type { Evaluation } from './evaluation.ts';
import type { Cycle } from './framework.ts';
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
export function scoreTable(
  profile: Profile,
  cycle: Cycle,
  feasible: readonly Evaluation[],
  indexes: readonly number[],
): PluginScores[] {
  return activeScorers(profile, cycle, indexes).map((scorer) => {
    const raw = rawScores(profile, scorer, cycle, feasible, indexes);
    const normalized = [...raw];
    scorer.plugin.normalize?.(cycle, normalized, indexes);
    return { plugin: scorer.plugin.name, weight: scorer.weight, raw, normalized };
  });
}

/** Total scores of the feasible nodes, in their order: normalised over them, weighted, summed. */
export function totalScores(
  profile: Profile,
  cycle: Cycle,
  feasible: readonly Evaluation[],
  indexes: readonly number[],
): number[] {
  const totals = new Array<number>(feasible.length).fill(0);
  for (const scorer of activeScorers(profile, cycle, indexes)) {
    const scores = rawScores(profile, scorer, cycle, feasible, indexes);
    scorer.plugin.normalize?.(cycle, scores, indexes);
    const { weight } = scorer;
    for (let n = 0; n < totals.length; n++) totals[n] = (totals[n] as number) + weight * (scores[n] as number);
  }
  return totals;
}

function activeScorers({ scorers }: Profile, cycle: Cycle, indexes: readonly number[]): readonly Scorer[] {
  return scorers.filter(({ plugin }) => plugin.preScore === undefined || plugin.preScore(cycle, indexes));
}

/** Raw scores; those of local plugins are kept in the evaluations. */
function rawScores(
  profile: Profile,
  { plugin }: Scorer,
  cycle: Cycle,
  feasible: readonly Evaluation[],
  indexes: readonly number[],
): number[] {
  const scores = new Array<number>(feasible.length);
  if (plugin.isNodeLocal !== true) {
    for (let n = 0; n < scores.length; n++) {
      const { nodeInfo } = feasible[n] as Evaluation;
      scores[n] = plugin.score?.(cycle, nodeInfo, indexes[n] as number) ?? 0;
    }
    return scores;
  }
  const slot = profile.localScorers.indexOf(plugin);
  for (let n = 0; n < scores.length; n++) {
    const evaluation = feasible[n] as Evaluation;
    const kept = (evaluation.scores ??= []);
    scores[n] = kept[slot] ??= plugin.score?.(cycle, evaluation.nodeInfo, indexes[n] as number) ?? 0;
  }
  return scores;
}
