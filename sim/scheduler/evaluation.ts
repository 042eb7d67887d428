import type { PodSpec } from '../api/types.ts';
import type { Cycle, NodeInfo, Refusal } from './framework.ts';
import type { Profile } from './profile.ts';

/**
 * What the plugins that look at nothing but a pod's spec and one node say of the two.
 *
 * It holds as long as the NodeInfo is the same object, so that a cycle only evaluates the nodes that have changed since the last pod with
 * the same spec.
 */
export interface Evaluation {
  readonly nodeInfo: NodeInfo;
  readonly refusal: Refusal | null;
  /** Place of the refusing plugin in the order of filters. */
  readonly position: number;
  /** Made when the node is first scored. */
  scores: LocalScores | null;
}

/** What the local scorers give a node. */
export interface LocalScores {
  /** Weighted sum of those that need no normalising. */
  readonly plain: number;
  /** Raw scores of those that do, in their order; `null` when all are 0. */
  readonly raw: readonly number[] | null;
}

/** The evaluations made so far for a pod's spec, by node index. */
export function evaluationsOf(profile: Profile, spec: PodSpec): (Evaluation | undefined)[] {
  let evaluations = profile.evaluations.get(spec);
  if (evaluations === undefined) profile.evaluations.set(spec, (evaluations = []));
  return evaluations;
}

/** Runs the local filters on one node, up to the first refusal. */
export function evaluate(profile: Profile, cycle: Cycle, nodeInfo: NodeInfo, index: number): Evaluation {
  for (const { plugin, position } of profile.localFilters) {
    const refusal = plugin.filter?.(cycle, nodeInfo, index) ?? null;
    if (refusal !== null) return { nodeInfo, refusal, position, scores: null };
  }
  return { nodeInfo, refusal: null, position: Infinity, scores: null };
}
