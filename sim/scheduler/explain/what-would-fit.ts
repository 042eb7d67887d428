import type { Pod } from '../../api/types.ts';
import { attemptToPlace } from '../attempt.ts';
import type { ClusterView } from '../cluster-view.ts';
import { newCycle, type NodeInfo, type Refusal } from '../framework.ts';
import type { Profile } from '../profile.ts';
import { runFilters, runPreFilters } from '../run-filters.ts';
import { withChangedNode } from './changed-cluster.ts';
import { answerPodAffinity, answerSpread } from './propose-neighbours.ts';
import { answerAffinity, answerCordon, answerNodeName, answerTaint } from './propose-node-rules.ts';
import { answerPorts, answerShortage } from './propose-room.ts';
import { answerVolumeLimit, answerVolumes, answerVolumeUsers } from './propose-volumes.ts';
import type { ProposedChange, Proposer } from './proposal.ts';

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
  VolumeBinding: answerVolumes,
  VolumeZone: answerVolumes,
  VolumeRestrictions: answerVolumeUsers,
  NodeVolumeLimits: answerVolumeLimit,
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
  readonly cluster: ClusterView;
  readonly changes: readonly ProposedChange[];
}

/**
 * Finds the smallest changes of the pod, a node, a volume or another pod after which the pod would fit, fewest first; each was tried by a
 * whole attempt on the changed objects.
 */
export function whatWouldFit(profile: Profile, pod: Pod, cluster: ClusterView): readonly Remedy[] {
  if (isPlaced(profile, pod, cluster) !== null) return [];
  const queue: Step[] = representatives(profile, pod, cluster).map((index) => ({
    index,
    pod,
    cluster,
    changes: [],
  }));
  const remedies = new Map<string, Remedy>();
  for (let n = 0; n < queue.length && n < mostSteps && remedies.size < mostRemedies; n++) {
    const step = queue[n] as Step;
    const refusal = firstRefusal(profile, step.pod, step.cluster, step.index);
    if (refusal === null) {
      const nodeName = isPlaced(profile, step.pod, step.cluster);
      const id = step.changes
        .map(({ text }) => text)
        .sort()
        .join('; ');
      if (nodeName !== null && !remedies.has(id)) {
        remedies.set(id, { changes: step.changes, nodeName, pod: step.pod });
      }
    } else if (step.changes.length < mostChanges) {
      queue.push(...nextSteps(step, refusal));
    }
  }
  return [...remedies.values()];
}

function nextSteps(step: Step, refusal: Refusal): Step[] {
  const { cluster, index } = step;
  const info = cluster.nodes[index] as NodeInfo;
  const proposals = answers[refusal.plugin]?.(newCycle(step.pod, cluster), info, index, refusal) ?? [];
  return proposals.map(({ change, pod, node, cluster: changed = cluster }) => ({
    index,
    pod: pod ?? step.pod,
    cluster: node === undefined ? changed : withChangedNode(changed, index, node),
    changes: [...step.changes, change],
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
