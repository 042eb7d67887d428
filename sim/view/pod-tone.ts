import type { Node, Pod } from '../api/types.ts';
import type { PodTone } from '../protocol.ts';

/** A pod's tone by its own status: its phase, or that it is being deleted. */
export function ownPodTone(pod: Pod): PodTone {
  if (pod.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  const phase = pod.status?.phase;
  return phase === 'Running' || phase === 'Succeeded' || phase === 'Failed' || phase === 'Unknown' ? phase : 'Pending';
}

/** Whether the control plane has not heard of a node for so long that it does not know how it is. */
export function isNodeSilent(node: Node | undefined): boolean {
  return node?.status?.conditions?.find((condition) => condition.type === 'Ready')?.status === 'Unknown';
}
