import { parseTime, type Micros } from '../api/time.ts';
import type { Pod, PodDisruptionBudget } from '../api/types.ts';
import { compileLabelSelector, selects } from '../api/label-selector.ts';
import { namespaceOf } from './affinity-terms.ts';
import type { NodeRefusal } from './cycle.ts';
import { fitErrorMessage } from './fit-error.ts';
import type { Cycle, NodeInfo, Refusal } from './framework.ts';
import { dryRunKind, knownDryRun } from './known-dry-runs.ts';
import { withoutPod, withPod } from './node-info.ts';
import { podPriority } from './pod-priority.ts';
import type { PreemptionArgs, Profile } from './profile.ts';
import { runFiltersWithNominated, tellFilters, type Prepared } from './run-filters.ts';

/** A node that would fit the pod once some pods were gone. */
export interface PreemptionCandidate {
  readonly index: number;
  readonly nodeName: string;
  /** Most important first. */
  readonly victims: readonly Pod[];
  /** Victims whose budget does not allow it. */
  readonly violations: number;
}

/** What preemption finds. */
export interface PreemptionResult {
  readonly chosen: PreemptionCandidate | null;
  /** All that were considered. */
  readonly candidates: readonly PreemptionCandidate[];
  /** The sentence for the pod when none was chosen. */
  readonly message: string;
  /** The pod still waits for the node that was emptied for it before. */
  readonly keepsNomination: boolean;
}

const notHelpful = 'Preemption is not helpful for scheduling';
const noVictims: Refusal = {
  plugin: 'DefaultPreemption',
  reasons: ['No preemption victims found for incoming pod'],
  isFinal: true,
};

/**
 * Looks for pods of less priority whose removal makes room.
 *
 * @param refusals why each node was refused
 * @param draw a number in [0, 1): where the search among the nodes begins
 * Models: framework/preemption/preemption.go Preempt, plugins/defaultpreemption/default_preemption.go PostFilter (v1.37).
 */
export function preempt(
  profile: Profile,
  prepared: Prepared,
  cycle: Cycle,
  refusals: readonly NodeRefusal[],
  draw: number,
): PreemptionResult {
  const ineligible = preemptionBar(cycle, prepared, refusals);
  if (ineligible !== null) {
    return { chosen: null, candidates: [], message: `preemption: ${ineligible}`, keepsNomination: true };
  }
  const potential = refusals.filter(({ refusal }) => !refusal.isFinal);
  const limit = candidateLimit(potential.length, profile.preemption);
  const offset = Math.floor(draw * potential.length);
  const { candidates, failures } = dryRun(profile, prepared, cycle, potential, offset, limit);
  const chosen = pickCandidate(candidates);
  if (chosen !== null) return { chosen, candidates, message: '', keepsNomination: false };
  const sentence = fitErrorMessage({
    nodeCount: cycle.cluster.nodes.length,
    refusals: failures.map(({ reasons }) => reasons),
    absentReason: notHelpful,
  });
  return { chosen, candidates, message: `preemption: ${sentence}`, keepsNomination: false };
}

/** Why a pod must not preempt others now; `null` when it may. Models: PodEligibleToPreemptOthers (v1.37). */
export function preemptionBar(
  { pod, cluster }: Cycle,
  prepared: Prepared,
  refusals: readonly NodeRefusal[],
): string | null {
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName ?? '';
  if (nominated === '') return null;
  if (prepared.refusal?.isFinal === true || prepared.nodeNames?.has(nominated) === false) return null;
  const index = cluster.indexOf(nominated);
  if (refusals.some((refused) => refused.index === index && refused.refusal.isFinal)) return null;
  const isWaiting = cluster.podsOn(nominated).some((other) => isVictim(other, pod) && isBeingPreempted(other));
  return isWaiting ? 'not eligible due to a terminating pod on the nominated node.' : null;
}

function isVictim(pod: Pod, preemptor: Pod): boolean {
  return podPriority(pod) < podPriority(preemptor);
}

/** Models: podTerminatingByPreemption (v1.37). */
function isBeingPreempted(pod: Pod): boolean {
  if (pod.metadata?.deletionTimestamp === undefined) return false;
  const condition = pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return condition?.status === 'True' && condition.reason === 'PreemptionByScheduler';
}

/** Models: calculateNumCandidates (v1.37). */
function candidateLimit(nodes: number, args: PreemptionArgs | null): number {
  const { minCandidateNodesPercentage = 10, minCandidateNodesAbsolute = 100 } = args ?? {};
  const wanted = Math.max(minCandidateNodesAbsolute, Math.floor((nodes * minCandidateNodesPercentage) / 100));
  return Math.min(nodes, wanted);
}

/**
 * Tries node after node until there are enough candidates, at least one of which breaks no budget.
 * Models: preemption.go DryRunPreemption (v1.37). Differs: nodes are tried one after another, so none is found beyond the limit.
 */
export function dryRun(
  profile: Profile,
  prepared: Prepared,
  cycle: Cycle,
  potential: readonly NodeRefusal[],
  offset: number,
  limit: number,
): { candidates: PreemptionCandidate[]; failures: Refusal[] } {
  const candidates: PreemptionCandidate[] = [];
  const failures: Refusal[] = [];
  let harmless = 0;
  const budgets = cycle.cluster.objects.disruptionBudgets();
  const kind = dryRunKind(profile, prepared, cycle, budgets);
  for (let n = 0; n < potential.length; n++) {
    const { index } = potential[(offset + n) % potential.length] as NodeRefusal;
    const result = knownDryRun(kind, cycle, index, () => selectVictims(profile, prepared, cycle, index, budgets));
    if ('reasons' in result) {
      failures.push(result);
      continue;
    }
    // The node may have had another place when it was tried.
    candidates.push(result.index === index ? result : { ...result, index });
    if (result.violations === 0) harmless++;
    if (harmless > 0 && candidates.length >= limit) break;
  }
  return { candidates, failures };
}

/**
 * The pods that must leave a node: all of less priority at first, then as many as possible are given back.
 * Models: default_preemption.go SelectVictimsOnNode (v1.37).
 */
function selectVictims(
  profile: Profile,
  prepared: Prepared,
  cycle: Cycle,
  index: number,
  budgets: readonly PodDisruptionBudget[],
): PreemptionCandidate | Refusal {
  let nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
  const nodeName = nodeInfo.node.metadata?.name ?? '';
  const potential = cycle.cluster.podsOn(nodeName).filter((pod) => isVictim(pod, cycle.pod));
  if (potential.length === 0) return noVictims;
  const move = (pod: Pod, what: 'addPod' | 'removePod'): void => {
    nodeInfo = what === 'addPod' ? withPod(nodeInfo, pod) : withoutPod(nodeInfo, pod);
    tellFilters(prepared, what, cycle, pod, nodeInfo, index);
  };
  for (const pod of potential) move(pod, 'removePod');
  const failure = runFiltersWithNominated(profile, prepared, cycle, nodeInfo, index);
  const victims: Pod[] = [];
  let violations = 0;
  if (failure === null) {
    const { violating, others } = splitByBudgets([...potential].sort(byImportance), budgets);
    for (const pod of [...violating, ...others]) {
      move(pod, 'addPod');
      if (runFiltersWithNominated(profile, prepared, cycle, nodeInfo, index) === null) continue;
      move(pod, 'removePod');
      victims.push(pod);
      if (violating.includes(pod)) violations++;
    }
  }
  for (const pod of failure === null ? victims : potential) move(pod, 'addPod');
  if (failure !== null) return failure;
  if (victims.length === 0) return needlessRefusal(nodeName);
  return { index, nodeName, victims: victims.sort(byImportance), violations };
}

/** The pod fits as it is; what refused it has gone meanwhile. */
function needlessRefusal(nodeName: string): Refusal {
  return {
    plugin: 'DefaultPreemption',
    reasons: [`expected at least one victim pod on node "${nodeName}"`],
    isFinal: false,
  };
}

const startTimes = new WeakMap<Pod, Micros>();

/** When a pod began; one that has not yet begun is youngest. */
function startOf(pod: Pod): Micros {
  const text = pod.status?.startTime;
  if (text === undefined) return Number.MAX_SAFE_INTEGER;
  let start = startTimes.get(pod);
  if (start === undefined) startTimes.set(pod, (start = parseTime(text)));
  return start;
}

/** Higher priority first, then longer running. Models: pkg/scheduler/util MoreImportantPod (v1.37). */
function byImportance(a: Pod, b: Pod): number {
  return podPriority(b) - podPriority(a) || startOf(a) - startOf(b);
}

/** Models: filterPodsWithPDBViolation (v1.37). */
function splitByBudgets(
  pods: readonly Pod[],
  budgets: readonly PodDisruptionBudget[],
): { violating: Pod[]; others: Pod[] } {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    let isViolated = false;
    budgets.forEach((budget, n) => {
      if (!budgetCovers(budget, pod)) return;
      allowed[n] = (allowed[n] as number) - 1;
      if ((allowed[n] as number) < 0) isViolated = true;
    });
    (isViolated ? violating : others).push(pod);
  }
  return { violating, others };
}

function budgetCovers({ metadata, spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  if ((metadata?.namespace ?? 'default') !== namespaceOf(pod)) return false;
  const labels = pod.metadata?.labels;
  if (labels === undefined || Object.keys(labels).length === 0) return false;
  const selector = compileLabelSelector(spec?.selector);
  if (selector.requirements.length === 0 || !selects(selector, labels)) return false;
  return status?.disruptedPods?.[pod.metadata?.name ?? ''] === undefined;
}

/** What makes a candidate worse, in this order: the smallest number wins, the next decides among equals. */
const costs: readonly ((candidate: PreemptionCandidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => podPriority(victims[0] as Pod),
  ({ victims }) => victims.reduce((sum, pod) => sum + podPriority(pod) + 2_147_483_648, 0),
  ({ victims }) => victims.length,
  ({ victims }) => -earliestStart(victims),
];

/** The start of the longest-running pod among the most important ones. Models: pkg/scheduler/util GetEarliestPodStartTime (v1.37). */
function earliestStart(victims: readonly Pod[]): Micros {
  const highest = podPriority(victims[0] as Pod);
  return Math.min(...victims.filter((pod) => podPriority(pod) === highest).map(startOf));
}

/** The candidate that does least harm; among equals the first. Models: preemption.go pickOneNodeForPreemption (v1.37). */
export function pickCandidate(candidates: readonly PreemptionCandidate[]): PreemptionCandidate | null {
  let best = candidates;
  for (const costOf of costs) {
    if (best.length <= 1) break;
    const least = Math.min(...best.map(costOf));
    best = best.filter((candidate) => costOf(candidate) === least);
  }
  return best[0] ?? null;
}
