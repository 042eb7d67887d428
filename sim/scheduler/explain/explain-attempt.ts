import type { Pod } from '../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import { attemptToPlace, decisionText, type Attempt, type Draws } from '../attempt.ts';
import type { ClusterView } from '../cluster-view.ts';
import { numFeasibleNodesToFind } from '../cycle.ts';
import { newCycle, type NodeInfo } from '../framework.ts';
import type { Profile } from '../profile.ts';
import { runPreFilters, type Prepared } from '../run-filters.ts';
import { searchNotes, tieNotes } from './notes.ts';
import { scoreTable, type PluginScores } from '../run-scores.ts';
import type { Explanation, FilterVerdict, NodeExplanation, NodeScore, VictimsExplanation } from './explanation.ts';

/**
 * Makes an attempt to place a pod and tells everything about it: each filter on each node, each score, the search, the tie and the victims.
 * It changes nothing.
 *
 * @param start index of the node at which the search begins
 */
export function explainAttempt(
  profile: Profile,
  pod: Pod,
  cluster: ClusterView,
  start: number,
  draws: Draws,
): Explanation {
  const attempt = attemptToPlace(profile, pod, cluster, start, draws);
  const { found } = attempt;
  const cycle = newCycle(pod, cluster);
  const tables = found.indexes.length > 1 ? scoreTable(profile, cycle, found.indexes) : [];
  const nodes = explainNodes(profile, attempt, cluster, tables);
  const best = nodes.reduce((most, { total }) => Math.max(most, total), 0);
  const ties = nodes.filter(({ outcome, total }) => isFit(outcome) && total === best).map(({ nodeName }) => nodeName);
  const search = {
    firstNode: nameOf(cluster.nodes[start]),
    examined: found.examined,
    total: cluster.nodes.length,
    enough: enoughFor(profile, found.prepared, cluster),
  };
  return {
    pod: keyOf(pod),
    schedulerName: profile.schedulerName,
    nodeName: attempt.isPlaced ? attempt.nodeName : '',
    message: decisionText(attempt),
    refusal: found.prepared.refusal?.reasons.join(', ') ?? '',
    nodes,
    search,
    ties,
    notes: [...searchNotes(attempt, search), ...tieNotes(attempt, ties)],
    preemption: explainPreemption(attempt),
  };
}

/** After how many feasible nodes the search stops: of all nodes, or of those that alone come into question. */
function enoughFor(profile: Profile, { nodeNames }: Prepared, cluster: ClusterView): number {
  if (profile.scorers.length === 0) return 1;
  return numFeasibleNodesToFind(nodeNames?.size ?? cluster.nodes.length, profile.percentageOfNodesToScore);
}

function nameOf(info: NodeInfo | undefined): string {
  return info?.node.metadata?.name ?? '';
}

function isFit(outcome: NodeExplanation['outcome']): boolean {
  return outcome === 'chosen' || outcome === 'feasible';
}

function explainNodes(
  profile: Profile,
  attempt: Attempt,
  cluster: ClusterView,
  tables: readonly PluginScores[],
): NodeExplanation[] {
  const { found } = attempt;
  const cycle = newCycle(attempt.cycle.pod, cluster);
  const prepared = runPreFilters(profile, cycle);
  const nths = new Map(found.indexes.map((index, nth) => [index, nth]));
  const refusals = new Map(found.refusals.map(({ index, refusal }) => [index, refusal]));
  return cluster.nodes.map((info, index) => {
    const nodeName = nameOf(info);
    const nth = nths.get(index);
    const scores = nth === undefined ? [] : tables.map((table) => scoreAt(table, nth));
    const isChosen = attempt.isPlaced && attempt.nodeName === nodeName;
    const restrictedBy = isOutOfQuestion(prepared, nodeName) ? prepared.restrictedBy[0] : undefined;
    const refusedBy = prepared.refusal?.plugin ?? refusals.get(index)?.plugin ?? restrictedBy ?? '';
    const seen = refusedBy === '' ? 'unseen' : 'refused';
    return {
      nodeName,
      outcome: isChosen ? 'chosen' : nth === undefined ? seen : 'feasible',
      filters: prepared.refusal === null ? verdicts(profile, prepared, cycle, info, index) : [],
      refusedBy,
      scores,
      total: scores.reduce((sum, { weighted }) => sum + weighted, 0),
    };
  });
}

/** A plugin has said before the search that only other nodes come into question. */
function isOutOfQuestion({ nodeNames }: Prepared, nodeName: string): boolean {
  return nodeNames !== null && !nodeNames.has(nodeName);
}

/** What each filter says of a node by itself. */
function verdicts(
  profile: Profile,
  prepared: Prepared,
  cycle: ReturnType<typeof newCycle>,
  info: NodeInfo,
  index: number,
): FilterVerdict[] {
  const isOut = isOutOfQuestion(prepared, nameOf(info));
  return profile.filters.map((plugin): FilterVerdict => {
    const { name } = plugin;
    const takesPart = plugin.sign !== undefined || prepared.filters.some((filter) => filter.plugin === plugin);
    if (!takesPart) return { plugin: name, verdict: 'skipped', reasons: [], isFinal: false };
    const refusal = plugin.filter?.(cycle, info, index) ?? null;
    if (refusal !== null)
      return { plugin: name, verdict: 'refused', reasons: refusal.reasons, isFinal: refusal.isFinal };
    if (isOut && prepared.restrictedBy.includes(name)) {
      const reasons = [`node(s) didn't satisfy plugin(s) [${prepared.restrictedBy.join(' ')}]`];
      return { plugin: name, verdict: 'refused', reasons, isFinal: true };
    }
    return { plugin: name, verdict: 'passed', reasons: [], isFinal: false };
  });
}

function scoreAt({ plugin, weight, raw, normalized }: PluginScores, nth: number): NodeScore {
  const score = normalized[nth] as number;
  return { plugin, weight, raw: raw[nth] as number, normalized: score, weighted: weight * score };
}

function explainPreemption(attempt: Attempt): Explanation['preemption'] {
  if (attempt.isPlaced || attempt.preemption === null) return { message: '', candidates: [] };
  const { chosen, candidates, message } = attempt.preemption;
  return {
    message,
    candidates: candidates.map((candidate): VictimsExplanation => ({
      nodeName: candidate.nodeName,
      victims: candidate.victims.map(keyOf),
      violations: candidate.violations,
      isChosen: candidate === chosen,
    })),
  };
}
