/**
 * Whether the kubelet takes a pod that was bound to its machine.
 *
 * Models: pkg/kubelet/lifecycle/predicate.go Admit and generalFilter (v1.37). Differs: node ports and taints are not looked at again.
 */
import type { Sim } from '../engine/engine.ts';
import { isIn } from '../engine/machine.ts';
import { matchesRequiredNodeAffinity } from '../api/node-selector.ts';
import { podRequests, resourceAmounts, type ResourceAmounts } from '../api/pod-resources.ts';
import type { Pod } from '../api/types.ts';
import type { PodDraft } from './draft.ts';
import { nodeRecord } from './node-records.ts';
import { nodeNameOf, podRecords } from './records.ts';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** Why the pod is turned away; `null` to take it. */
export function admissionProblem(sim: Sim, { uid, pod }: PodDraft): Rejection | null {
  const { node, machine } = nodeRecord(sim);
  const others = heldRequests(sim, uid);
  const capacity = node?.status?.allocatable === undefined ? null : resourceAmounts(node.status.allocatable);
  if (others.length + 1 > machine.pods) return insufficient('pods', 1, others.length, machine.pods);
  if (capacity !== null) {
    const problem = resourceProblem(pod, others, capacity);
    if (problem !== null) return problem;
  }
  if (node !== null && !matchesRequiredNodeAffinity(pod, node)) {
    return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed' };
  }
  return null;
}

function resourceProblem(pod: Pod, others: readonly ResourceAmounts[], capacity: ResourceAmounts): Rejection | null {
  const requests = podRequests(pod);
  for (const resource of Object.keys(requests).sort()) {
    const requested = requests[resource] ?? 0;
    if (requested === 0) continue;
    let used = 0;
    for (const other of others) used += other[resource] ?? 0;
    const there = capacity[resource] ?? 0;
    if (used + requested > there) return insufficient(resource, requested, used, there);
  }
  return null;
}

function insufficient(resource: string, requested: number, used: number, capacity: number): Rejection {
  const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: `OutOf${resource}`, message: `Node didn't have enough resource: ${resource}, ${amounts}` };
}

/** Requests of the other pods that hold resources of the machine. */
function heldRequests(sim: Sim, exceptUid: string): ResourceAmounts[] {
  const held: ResourceAmounts[] = [];
  podRecords(sim).forEach(nodeNameOf(sim.self), ({ uid, worker, requests }) => {
    if (uid !== exceptUid && (isIn(worker, 'syncing') || isIn(worker, 'terminating'))) held.push(requests);
  });
  return held;
}
