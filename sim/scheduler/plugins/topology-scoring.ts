/** Scores of PodTopologySpread. Models: plugins/podtopologyspread/scoring.go (v1.37). */
import { naturalLog } from '../natural-log.ts';
import { cycleState, maxNodeScore, type Cycle, type NodeInfo } from '../framework.ts';
import { DomainCounts } from '../domain-counts.ts';
import type { PodCounts } from '../pod-counts.ts';
import { hasAllLabels, type Topology } from '../topology.ts';
import { includesNode, isPlainPod, topologiesOf, type SpreadConstraint } from './topology-constraints.ts';

const hostnameKey = 'kubernetes.io/hostname';

interface ConstraintScore {
  readonly maxSkew: number;
  readonly domains: Int32Array;
  /** Pods by domain; `null` for the hostname, where they are counted by node. */
  readonly counts: DomainCounts | null;
  readonly byNode: Int32Array;
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
  const topologies = topologiesOf(cluster, constraints);
  const needed = needsAllKeys ? topologies : noTopologies;
  const ignored = new Set<number>();
  if (needed.length > 0) for (const index of indexes) if (!hasAllLabels(needed, index)) ignored.add(index);
  const parts: ConstraintScore[] = [];
  constraints.forEach((constraint, n) => {
    const topology = topologies[n] as Topology;
    // A label that no node has makes no difference between them.
    if (topology.size === 0) return;
    const pods = cluster.podCounts(constraint.matcher);
    const isByNode = constraint.topologyKey === hostnameKey;
    const size = isByNode ? indexes.length - ignored.size : countCandidateDomains(topology, indexes, ignored);
    parts.push({
      maxSkew: constraint.maxSkew,
      domains: topology.domains,
      counts: isByNode ? null : countDomains(cycle, constraint, topology, needed, pods),
      byNode: pods.byNode,
      weight: naturalLog(size + 2),
    });
  });
  scoreState.write(cycle, { parts, ignored });
}

const noTopologies: readonly Topology[] = [];

/** How many domains the candidates are in; those without the label make one together. */
function countCandidateDomains(
  { domains, size }: Topology,
  indexes: readonly number[],
  ignored: ReadonlySet<number>,
): number {
  const isMet = new Array<boolean>(size + 1).fill(false);
  let met = 0;
  for (const index of indexes) {
    const domain = (domains[index] as number) + 1;
    if (isMet[domain] === true || (ignored.size > 0 && ignored.has(index))) continue;
    isMet[domain] = true;
    met++;
  }
  return met;
}

function countDomains(
  { pod, cluster }: Cycle,
  constraint: SpreadConstraint,
  topology: Topology,
  needed: readonly Topology[],
  pods: PodCounts,
): DomainCounts {
  if (isPlainPod(pod, [constraint])) return pods.byDomain(topology, needed.length === 1 ? noTopologies : needed);
  const counts = new DomainCounts(topology.size);
  for (let index = 0; index < cluster.nodes.length; index++) {
    const count = pods.byNode[index] as number;
    const domain = topology.domains[index] as number;
    if (count === 0 || domain === -1 || !hasAllLabels(needed, index)) continue;
    if (includesNode(constraint, pod, (cluster.nodes[index] as NodeInfo).node)) counts.add(domain, count);
  }
  return counts;
}

/** The weighted numbers of fellows around nodes. Models: Score, scoreForCount. */
export function spreadScores(cycle: Cycle, indexes: readonly number[]): number[] {
  const scores = new Array<number>(indexes.length).fill(0);
  const state = scoreState.read(cycle);
  if (state === undefined) return scores;
  for (const { maxSkew, domains, counts, byNode, weight } of state.parts) {
    for (let n = 0; n < scores.length; n++) {
      const index = indexes[n] as number;
      const domain = domains[index] as number;
      if (domain === -1) continue;
      const pods = counts === null ? (byNode[index] as number) : counts.countOf(domain);
      scores[n] = (scores[n] as number) + pods * weight + (maxSkew - 1);
    }
  }
  for (let n = 0; n < scores.length; n++) {
    scores[n] = isIgnored(state, indexes[n] as number) ? 0 : Math.round(scores[n] as number);
  }
  return scores;
}

/** Fewer fellows are better; ignored nodes get 0. Models: NormalizeScore. */
export function normalizeSpreadScores(cycle: Cycle, scores: number[], indexes: readonly number[]): void {
  const state = scoreState.read(cycle);
  let least = Infinity;
  let most = 0;
  for (let n = 0; n < scores.length; n++) {
    if (isIgnored(state, indexes[n] as number)) continue;
    const score = scores[n] as number;
    if (score < least) least = score;
    if (score > most) most = score;
  }
  for (let n = 0; n < scores.length; n++) {
    if (isIgnored(state, indexes[n] as number)) scores[n] = 0;
    else if (most === 0) scores[n] = maxNodeScore;
    else scores[n] = Math.trunc((maxNodeScore * (most + least - (scores[n] as number))) / most);
  }
}

function isIgnored(state: ScoreState | undefined, index: number): boolean {
  return state !== undefined && state.ignored.size > 0 && state.ignored.has(index);
}
