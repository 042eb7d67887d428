import type { Pod, PodSpec } from '../api/types.ts';
import { maxNodeScore, type NodeInfo, type Refusal } from './framework.ts';
import { filterPlugins, scorePlugins } from './profile.ts';

/** What the plugins say of one pod spec on one node, before scores are normalised over the nodes. */
export interface Evaluation {
  readonly nodeInfo: NodeInfo;
  readonly refusal: Refusal | null;
  /** Weighted sum of the scores that need no normalising. */
  readonly plain: number;
  /** Scores of the plugins that normalise, in their order; `null` when all are 0. */
  readonly raw: readonly number[] | null;
}

const normalizing = scorePlugins.filter((plugin) => plugin.normalize !== undefined);
const plain = scorePlugins.filter((plugin) => plugin.normalize === undefined);

/**
 * Evaluations by spec and node index. A node's evaluation holds as long as its NodeInfo is the same object, so that a cycle only
 * evaluates the nodes that have changed since the last pod with the same spec: plugins look at nothing but the pod's spec and the NodeInfo.
 */
const evaluationsBySpec = new WeakMap<PodSpec, (Evaluation | undefined)[]>();

/** The evaluations made so far for a pod's spec, by node index. */
export function evaluationsOf(pod: Pod): (Evaluation | undefined)[] {
  const spec = pod.spec as PodSpec;
  let evaluations = evaluationsBySpec.get(spec);
  if (evaluations === undefined) evaluationsBySpec.set(spec, (evaluations = []));
  return evaluations;
}

/** Runs all plugins on one node. */
export function evaluate(pod: Pod, nodeInfo: NodeInfo): Evaluation {
  for (const plugin of filterPlugins) {
    const refusal = plugin.filter(pod, nodeInfo);
    if (refusal !== null) return { nodeInfo, refusal, plain: 0, raw: null };
  }
  let sum = 0;
  for (const plugin of plain) if (plugin.skips?.(pod) !== true) sum += plugin.weight * plugin.score(pod, nodeInfo);
  const raw = normalizing.map((plugin) => (plugin.skips?.(pod) === true ? 0 : plugin.score(pod, nodeInfo)));
  return { nodeInfo, refusal: null, plain: sum, raw: raw.every((score) => score === 0) ? null : raw };
}

/** What a plugin gives every node when all raw scores are 0. */
function evenScore(pod: Pod): number {
  let sum = 0;
  for (const plugin of normalizing) {
    if (plugin.skips?.(pod) === true) continue;
    const scores = [0];
    plugin.normalize?.(scores);
    sum += plugin.weight * Math.min(maxNodeScore, scores[0] as number);
  }
  return sum;
}

/** Total scores of feasible nodes, in the order given: normalised over them, weighted, summed. */
export function totalScores(pod: Pod, feasible: readonly Evaluation[]): number[] {
  if (feasible.every((evaluation) => evaluation.raw === null)) {
    const even = evenScore(pod);
    return feasible.map((evaluation) => evaluation.plain + even);
  }
  const totals = feasible.map((evaluation) => evaluation.plain);
  normalizing.forEach((plugin, index) => {
    if (plugin.skips?.(pod) === true) return;
    const scores = feasible.map((evaluation) => evaluation.raw?.[index] ?? 0);
    plugin.normalize?.(scores);
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + plugin.weight * (scores[i] as number);
  });
  return totals;
}
