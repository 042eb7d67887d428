import type { Pod } from '../api/types.ts';
import type { ClusterView } from './cluster-view.ts';
import { findNodesThatFit, selectHost, type FilterResult } from './cycle.ts';
import { fitErrorMessage, noNodesMessage } from './fit-error.ts';
import { newCycle, type Cycle } from './framework.ts';
import { preempt, type PreemptionResult } from './preemption.ts';
import type { Profile } from './profile.ts';
import { totalScores } from './run-scores.ts';

/** Draws of an attempt; each in [0, 1). */
export interface Draws {
  /** Decides among nodes of the same score. */
  readonly tie: () => number;
  /** Where preemption begins to look. */
  readonly preemption: () => number;
}

/** A pod has found its node. */
export interface Placement {
  readonly isPlaced: true;
  readonly cycle: Cycle;
  readonly found: FilterResult;
  readonly nodeName: string;
  /** Index of the node. */
  readonly index: number;
  readonly score: number;
  /** Nodes that share the score. */
  readonly ties: number;
}

/** A pod has found none. */
export interface Misfit {
  readonly isPlaced: false;
  readonly cycle: Cycle;
  readonly found: FilterResult;
  readonly message: string;
  /** Plugins that refused it, sorted. */
  readonly rejectedBy: readonly string[];
  /** What preemption found; `null` when it did not look. */
  readonly preemption: PreemptionResult | null;
}

export type Attempt = Placement | Misfit;

/**
 * One attempt to place a pod: filters, then scores, or preemption when nothing fits. It changes nothing.
 *
 * @param start index of the first node to look at
 * Models: pkg/scheduler/schedule_one.go schedulingCycle, schedulePod (v1.37).
 */
export function attemptToPlace(profile: Profile, pod: Pod, cluster: ClusterView, start: number, draws: Draws): Attempt {
  const cycle = newCycle(pod, cluster);
  const found = findNodesThatFit(profile, cycle, start);
  const { indexes, evaluations } = found;
  if (indexes.length === 0) return misfit(profile, cycle, found, draws);
  const totals = indexes.length === 1 ? [0] : totalScores(profile, cycle, evaluations, indexes);
  const { index: nth, ties } = selectHost(totals, draws.tie());
  const index = indexes[nth] as number;
  const nodeName = cluster.nodes[index]?.node.metadata?.name ?? '';
  return { isPlaced: true, cycle, found, nodeName, index, score: totals[nth] as number, ties };
}

function misfit(profile: Profile, cycle: Cycle, found: FilterResult, draws: Draws): Misfit {
  const nodeCount = cycle.cluster.nodes.length;
  if (nodeCount === 0) {
    return { isPlaced: false, cycle, found, message: noNodesMessage, rejectedBy: [], preemption: null };
  }
  const { prepared, refusals } = found;
  const result = profile.preemption === null ? null : preempt(profile, prepared, cycle, refusals, draws.preemption());
  const message = fitErrorMessage({
    nodeCount,
    refusals: refusals.map(({ refusal }) => refusal.reasons),
    ...(prepared.refusal === null ? {} : { preFilterMessage: prepared.refusal.reasons.join(', ') }),
    ...(prepared.restrictedBy.length === 0
      ? {}
      : { absentReason: `node(s) didn't satisfy plugin(s) [${prepared.restrictedBy.join(' ')}]` }),
    ...(result === null ? {} : { postFilterMessage: result.message }),
  });
  const plugins = new Set(refusals.map(({ refusal }) => refusal.plugin));
  for (const name of prepared.restrictedBy) plugins.add(name);
  if (prepared.refusal !== null) plugins.add(prepared.refusal.plugin);
  return { isPlaced: false, cycle, found, message, rejectedBy: [...plugins].sort(), preemption: result };
}

/** The decision in a sentence part. */
export function decisionText(attempt: Attempt): string {
  if (!attempt.isPlaced) return attempt.message;
  const { nodeName, score, ties, found } = attempt;
  const count = found.indexes.length;
  if (count === 1) return `chose ${nodeName}: the only one of ${Math.max(1, found.examined)} that fits`;
  const tie = ties > 1 ? `, drawn among ${ties} equals` : '';
  return `chose ${nodeName} of ${count} that fit: highest score ${score}${tie}`;
}
