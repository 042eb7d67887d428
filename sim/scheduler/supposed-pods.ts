import type { Pod } from '../api/types.ts';
import { cycleState, type Cycle } from './framework.ts';

/** Pods that are thought to be on a node as well, or no longer. */
interface Suppositions {
  readonly added: Set<Pod>;
  readonly removed: Set<Pod>;
}

const suppositions = cycleState<Map<string, Suppositions>>('supposedPods');

/** Notes that a pod is thought to be on a node, or no longer. The one takes back the other. */
export function notePod(cycle: Cycle, what: 'addPod' | 'removePod', pod: Pod, nodeName: string): void {
  let byNode = suppositions.read(cycle);
  if (byNode === undefined) suppositions.write(cycle, (byNode = new Map()));
  let noted = byNode.get(nodeName);
  if (noted === undefined) byNode.set(nodeName, (noted = { added: new Set(), removed: new Set() }));
  const [to, from] = what === 'addPod' ? [noted.added, noted.removed] : [noted.removed, noted.added];
  if (!from.delete(pod)) to.add(pod);
}

/** The pods of a node, with those that the cycle supposes. */
export function supposedPods(cycle: Cycle, nodeName: string): readonly Pod[] {
  const pods = cycle.cluster.podsOn(nodeName);
  const noted = suppositions.read(cycle)?.get(nodeName);
  if (noted === undefined || noted.added.size + noted.removed.size === 0) return pods;
  return [...pods.filter((pod) => !noted.removed.has(pod)), ...noted.added];
}
