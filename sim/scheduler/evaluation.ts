import type { Pod } from '../api/types.ts';
import type { Cycle, NodeInfo, Refusal } from './framework.ts';
import type { Profile } from './profile.ts';

/**
 * What the plugins that look at nothing but a pod and one node say of the two.
 *
 * It holds as long as the NodeInfo is the same object, so that a cycle only evaluates the nodes that have changed since the last pod of
 * which these plugins see the same.
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

/** Kinds of pods whose evaluations are kept: at 5,000 nodes some 100 MB. */
const mostSignatures = 128;

/** The evaluations made so far for pods like this one, by node index. */
export function evaluationsOf({ signers, evaluations }: Profile, pod: Pod): (Evaluation | undefined)[] {
  const signature = JSON.stringify(signers.map((plugin) => plugin.sign?.(pod)));
  let known = evaluations.get(signature);
  if (known !== undefined) return known;
  const [oldest] = evaluations.size < mostSignatures ? [] : evaluations.keys();
  if (oldest !== undefined) evaluations.delete(oldest);
  evaluations.set(signature, (known = []));
  return known;
}

/** Runs the local filters on one node, up to the first refusal. */
export function evaluate(profile: Profile, cycle: Cycle, nodeInfo: NodeInfo, index: number): Evaluation {
  for (const { plugin, position } of profile.localFilters) {
    const refusal = plugin.filter?.(cycle, nodeInfo, index) ?? null;
    if (refusal !== null) return { nodeInfo, refusal, position, scores: null };
  }
  return { nodeInfo, refusal: null, position: Infinity, scores: null };
}
