import type { Node, Pod } from '../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import { attemptToPlace } from '../attempt.ts';
import { ClusterModel, type PlacedPod } from '../cluster-model.ts';
import type { ClusterView } from '../cluster-view.ts';
import { newCycle, type NodeInfo, type Refusal } from '../framework.ts';
import { withNode } from '../node-info.ts';
import type { Profile } from '../profile.ts';
import { runFilters, runPreFilters } from '../run-filters.ts';
import { answerPodAffinity, answerSpread } from './propose-neighbours.ts';
import { answerAffinity, answerCordon, answerNodeName, answerTaint } from './propose-node-rules.ts';
import { answerPorts, answerShortage } from './propose-room.ts';
import type { Proposal, ProposedChange, Proposer } from './proposal.ts';

/** Changes after which the pod fits: tried out on the changed objects. */
export interface Remedy {
  readonly changes: readonly ProposedChange[];
  /** Where the pod then goes. */
  readonly nodeName: string;
  /** The pod with the changes that are made to it. */
  readonly pod: Pod;
}

const answers: Readonly<Record<string, Proposer>> = {
  NodeUnschedulable: answerCordon,
  NodeName: answerNodeName,
  TaintToleration: answerTaint,
  NodeAffinity: answerAffinity,
  NodePorts: answerPorts,
  NodeResourcesFit: answerShortage,
  PodTopologySpread: answerSpread,
  InterPodAffinity: answerPodAffinity,
};

/** Bounds of the search: changes in one remedy, nodes that are tried, steps in all, remedies that are told. */
const mostChanges = 4;
const mostNodes = 12;
const mostSteps = 400;
const mostRemedies = 8;

/** Some changes, made, on the way to one node. */
interface Step {
  readonly index: number;
  readonly pod: Pod;
  readonly node: Node | null;
  readonly changes: readonly ProposedChange[];
}

/**
 * Finds the smallest changes of the pod or of a node after which the pod would fit, fewest first; each was tried by a whole attempt on the
 * changed objects. Volumes, and what other pods ask, are not changed.
 */
export function whatWouldFit(profile: Profile, pod: Pod, cluster: ClusterView): readonly Remedy[] {
  if (isPlaced(profile, pod, cluster) !== null) return [];
  const queue: Step[] = representatives(profile, pod, cluster).map((index) => ({
    index,
    pod,
    node: null,
    changes: [],
  }));
  const remedies = new Map<string, Remedy>();
  for (let n = 0; n < queue.length && n < mostSteps && remedies.size < mostRemedies; n++) {
    const step = queue[n] as Step;
    const changed = step.node === null ? cluster : withChangedNode(cluster, step.index, step.node);
    const refusal = firstRefusal(profile, step.pod, changed, step.index);
    if (refusal === null) {
      const nodeName = isPlaced(profile, step.pod, changed);
      const id = step.changes
        .map(({ text }) => text)
        .sort()
        .join('; ');
      if (nodeName !== null && !remedies.has(id)) {
        remedies.set(id, { changes: step.changes, nodeName, pod: step.pod });
      }
    } else if (step.changes.length < mostChanges) {
      queue.push(...nextSteps(step, changed, refusal));
    }
  }
  return [...remedies.values()];
}

function nextSteps(step: Step, cluster: ClusterView, refusal: Refusal): Step[] {
  const proposals: readonly Proposal[] =
    answers[refusal.plugin]?.(
      newCycle(step.pod, cluster),
      cluster.nodes[step.index] as NodeInfo,
      step.index,
      refusal,
    ) ?? [];
  return proposals.map((proposal) => ({
    index: step.index,
    pod: proposal.pod ?? step.pod,
    node: proposal.node ?? step.node,
    changes: [...step.changes, proposal.change],
  }));
}

/** One node of each kind of refusal: nodes refused alike would be helped alike. The one with most room stands for its kind. */
function representatives(profile: Profile, pod: Pod, cluster: ClusterView): number[] {
  const byReason = new Map<string, number>();
  cluster.nodes.forEach((info, index) => {
    const refusal = firstRefusal(profile, pod, cluster, index);
    const reason = refusal === null ? '' : `${refusal.plugin} ${refusal.reasons.join(' ')}`;
    const known = byReason.get(reason);
    if (known === undefined || roomOf(info) > roomOf(cluster.nodes[known] as NodeInfo)) byReason.set(reason, index);
  });
  return [...byReason.values()].slice(0, mostNodes);
}

/** Free cpu, in millicores. */
function roomOf({ allocatable, requested }: NodeInfo): number {
  return (allocatable['cpu'] ?? 0) - (requested['cpu'] ?? 0);
}

function firstRefusal(profile: Profile, pod: Pod, cluster: ClusterView, index: number): Refusal | null {
  const cycle = newCycle(pod, cluster);
  const prepared = runPreFilters(profile, cycle);
  if (prepared.refusal !== null) return prepared.refusal;
  return runFilters(profile, prepared, cycle, cluster.nodes[index] as NodeInfo, index);
}

/** Name of the node that the pod would get; `null` when it fits nowhere. */
function isPlaced(profile: Profile, pod: Pod, cluster: ClusterView): string | null {
  const attempt = attemptToPlace(profile, pod, cluster, 0, { tie: () => 0, preemption: () => 0 });
  return attempt.isPlaced ? attempt.nodeName : null;
}

/** The same cluster with one node changed. */
function withChangedNode(cluster: ClusterView, index: number, node: Node): ClusterView {
  const nodes = [...cluster.nodes];
  nodes[index] = withNode(nodes[index] as NodeInfo, node);
  const placed = (): PlacedPod[] =>
    cluster.nodes.flatMap((info) => {
      const nodeName = info.node.metadata?.name ?? '';
      return cluster.podsOn(nodeName).map((pod) => ({ key: keyOf(pod), pod, nodeName }));
    });
  return new ClusterModel(nodes, placed, cluster.objects);
}
