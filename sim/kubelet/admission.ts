/**
 * Whether the kubelet takes a pod that was bound to its machine.
 *
 * Models: pkg/kubelet/lifecycle/predicate.go Admit and generalFilter (v1.37). Differs: node ports and taints are not looked at again.
 */
import type { Sim } from '../engine/engine.ts';
import { matchesRequiredNodeAffinity } from '../api/node-selector.ts';
import { resourceAmounts, type ResourceAmounts } from '../api/pod-resources.ts';
import type { Node } from '../api/types.ts';
import type { PodDraft } from './draft.ts';
import { nodeRecord } from './node-records.ts';
import { heldOf } from './keep-record.ts';
import { nodeNameOf } from './records.ts';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** Why the pod is turned away; `null` to take it. */
export function admissionProblem(sim: Sim, { pod, requests }: PodDraft): Rejection | null {
  const { node, machine } = nodeRecord(sim);
  const held = heldOf(sim, nodeNameOf(sim.self));
  const capacity = node?.status?.allocatable === undefined ? null : amountsOf(node.status.allocatable);
  if (held.pods + 1 > machine.pods) return insufficient('pods', 1, held.pods, machine.pods);
  if (capacity !== null) {
    const problem = resourceProblem(requests, held.amounts, capacity);
    if (problem !== null) return problem;
  }
  if (node !== null && !matchesRequiredNodeAffinity(pod, node)) {
    return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed' };
  }
  return null;
}

/** Amounts of a machine's list. A memo of a pure function: a machine's list stays while pods come. */
const amountsByList = new WeakMap<object, ResourceAmounts>();

function amountsOf(list: NonNullable<NonNullable<Node['status']>['allocatable']>): ResourceAmounts {
  let amounts = amountsByList.get(list);
  if (amounts === undefined) amountsByList.set(list, (amounts = resourceAmounts(list)));
  return amounts;
}

/** The first of the resources, by name, of which the machine has too little left. */
function resourceProblem(
  requests: ResourceAmounts,
  held: ResourceAmounts,
  capacity: ResourceAmounts,
): Rejection | null {
  let lacking: string | null = null;
  for (const resource in requests) {
    const requested = requests[resource] ?? 0;
    const isEnough = requested === 0 || (held[resource] ?? 0) + requested <= (capacity[resource] ?? 0);
    if (!isEnough && (lacking === null || resource < lacking)) lacking = resource;
  }
  if (lacking === null) return null;
  return insufficient(lacking, requests[lacking] ?? 0, held[lacking] ?? 0, capacity[lacking] ?? 0);
}

function insufficient(resource: string, requested: number, used: number, capacity: number): Rejection {
  const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: `OutOf${resource}`, message: `Node didn't have enough resource: ${resource}, ${amounts}` };
}
