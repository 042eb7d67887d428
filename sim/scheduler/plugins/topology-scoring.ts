/** Scores of PodTopologySpread. Models: plugins/podtopologyspread/scoring.go (v1.37). */
import { naturalLog } from '../natural-log.ts';
import { cycleState, maxNodeScore, type Cycle, type NodeInfo } from '../framework.ts';
import { hasAllKeys, includesNode, type SpreadConstraint } from './topology-constraints.ts';

const hostnameKey = 'kubernetes.io/hostname';

interface ConstraintScore {
  readonly constraint: SpreadConstraint;
  readonly values: readonly (string | undefined)[];
  /** Pods by domain; for the hostname they are counted by node. */
  readonly domains: ReadonlyMap<string, number> | null;
  readonly podsByNode: readonly number[];
  readonly weight: number;
}

interface ScoreState {
  readonly parts: readonly ConstraintScore[];
  /** Candidates that lack a topology key. */
  readonly ignored: ReadonlySet<number>;
}

const scoreState = cycleState<ScoreState>('PodTopologySpread/score');

/**
 * Counts the pods in the domains of the candidates.
 *
 * @param indexes the nodes that passed the filters
 * @param needsAllKeys whether nodes that lack a topology key are left out
 * Models: PreScore, initPreScoreState.
 */
export function spreadPreScore(
  cycle: Cycle,
  constraints: readonly SpreadConstraint[],
  indexes: readonly number[],
  needsAllKeys: boolean,
): void {
  const { cluster } = cycle;
  const ignored = new Set<number>();
  if (needsAllKeys) {
    for (const index of indexes) if (!hasAllKeys(cluster, constraints, index)) ignored.add(index);
  }
  const parts = constraints.map((constraint): ConstraintScore => {
    const values = cluster.labelValues(constraint.topologyKey);
    const podsByNode = cluster.podCounts(constraint.matcher);
    if (constraint.topologyKey === hostnameKey) {
      const weight = naturalLog(indexes.length - ignored.size + 2);
      return { constraint, values, domains: null, podsByNode, weight };
    }
    const domains = new Map<string, number>();
    for (const index of indexes) if (!ignored.has(index)) domains.set(values[index] ?? '', 0);
    const weight = naturalLog(domains.size + 2);
    // Where no candidate has the label, nobody asks for the numbers.
    if (domains.size > 1 || !domains.has('')) countDomains(cycle, constraints, constraint, domains, needsAllKeys);
    return { constraint, values, domains, podsByNode, weight };
  });
  scoreState.write(cycle, { parts, ignored });
}

function countDomains(
  { pod, cluster }: Cycle,
  constraints: readonly SpreadConstraint[],
  constraint: SpreadConstraint,
  domains: Map<string, number>,
  needsAllKeys: boolean,
): void {
  const values = cluster.labelValues(constraint.topologyKey);
  const podsByNode = cluster.podCounts(constraint.matcher);
  for (let index = 0; index < podsByNode.length; index++) {
    const pods = podsByNode[index] as number;
    if (pods === 0) continue;
    if (needsAllKeys && !hasAllKeys(cluster, constraints, index)) continue;
    if (!includesNode(constraint, pod, (cluster.nodes[index] as NodeInfo).node)) continue;
    const domain = values[index] ?? '';
    const known = domains.get(domain);
    if (known !== undefined) domains.set(domain, known + pods);
  }
}

/** The weighted number of fellows around a node. Models: Score, scoreForCount. */
export function spreadScore(cycle: Cycle, index: number): number {
  const state = scoreState.read(cycle);
  if (state === undefined || state.ignored.has(index)) return 0;
  let score = 0;
  for (const { constraint, values, domains, podsByNode, weight } of state.parts) {
    const domain = values[index];
    if (domain === undefined) continue;
    const pods = domains === null ? (podsByNode[index] as number) : (domains.get(domain) ?? 0);
    score += pods * weight + (constraint.maxSkew - 1);
  }
  return Math.round(score);
}

/** Fewer fellows are better; ignored nodes get 0. Models: NormalizeScore. */
export function normalizeSpreadScores(cycle: Cycle, scores: number[], indexes: readonly number[]): void {
  const ignored = scoreState.read(cycle)?.ignored ?? new Set();
  let least = Infinity;
  let most = 0;
  scores.forEach((score, n) => {
    if (ignored.has(indexes[n] as number)) return;
    if (score < least) least = score;
    if (score > most) most = score;
  });
  for (let n = 0; n < scores.length; n++) {
    if (ignored.has(indexes[n] as number)) scores[n] = 0;
    else if (most === 0) scores[n] = maxNodeScore;
    else scores[n] = Math.trunc((maxNodeScore * (most + least - (scores[n] as number))) / most);
  }
}
