import type { Node, Pod } from '../api/types.ts';
import type { ResourceAmounts } from '../api/pod-resources.ts';

/**
 * What the scheduler knows of a node: the object, and what the pods there have asked for.
 * Models: pkg/scheduler/framework/types.go NodeInfo (v1.37).
 */
export interface NodeInfo {
  readonly node: Node;
  readonly allocatable: ResourceAmounts;
  /** Requests of the pods there, assumed ones included. */
  readonly requested: ResourceAmounts;
  /** The same with 100m and 200 MiB for containers that do not say. */
  readonly nonZeroRequested: ResourceAmounts;
  readonly podCount: number;
}

/** Why a plugin refused a node. */
export interface Refusal {
  readonly plugin: string;
  /** Kubernetes' own words: `Insufficient cpu`. */
  readonly reasons: readonly string[];
  /** Removing pods from the node would not help. */
  readonly isFinal: boolean;
}

/** Says whether a node can take a pod at all. One file each, in the order of the default profile. */
export interface FilterPlugin {
  readonly name: string;
  /** @returns the refusal, or `null` when the plugin lets the pod onto the node */
  filter(pod: Pod, nodeInfo: NodeInfo): Refusal | null;
}

/** Says how good a node would be. */
export interface ScorePlugin {
  readonly name: string;
  /** Weight of the normalised score in the sum. */
  readonly weight: number;
  /** True when the plugin has nothing to say about the pod: all nodes then get 0. */
  skips?(pod: Pod): boolean;
  /** @returns a whole number; 0 to 100 unless {@link normalize} is given */
  score(pod: Pod, nodeInfo: NodeInfo): number;
  /** Brings the scores of all nodes to 0 to 100. */
  normalize?(scores: number[]): void;
}

export const maxNodeScore = 100;

/** Brings scores to 0 to 100 by the highest one. Models: plugins/helper/normalize_score.go DefaultNormalizeScore (v1.37). */
export function defaultNormalizeScore(scores: number[], isReverse: boolean): void {
  const highest = scores.reduce((most, score) => Math.max(most, score), 0);
  for (let i = 0; i < scores.length; i++) {
    const score = highest === 0 ? 0 : Math.floor((maxNodeScore * (scores[i] as number)) / highest);
    scores[i] = isReverse ? maxNodeScore - score : score;
  }
  if (highest === 0 && isReverse) scores.fill(maxNodeScore);
}
