/** Which pods the pod garbage collector deletes. */
import { byName } from '../../api/object-key.ts';
import { isPodTerminal, isPodTerminating } from '../../api/pod-status.ts';
import type { Node, Pod } from '../../api/types.ts';
import { nodeCondition } from '../node-lifecycle/health.ts';

/** Models: api core/v1 well_known_taints.go TaintNodeOutOfService (v1.37). */
const outOfServiceTaintKey = 'node.kubernetes.io/out-of-service';

/** Whether a node has been declared lost by its operator. Models: gc_controller.go gcTerminating (v1.37). */
export function isOutOfService(node: Node): boolean {
  const isReady = nodeCondition(node, 'Ready')?.status === 'True';
  return !isReady && (node.spec?.taints ?? []).some(({ key }) => key === outOfServiceTaintKey);
}

/** Whether a pod is on its way out and no kubelet will finish it. Models: gcTerminating, gcUnscheduledTerminating (v1.37). */
export function isStuckTerminating(pod: Pod, node: Node | undefined): boolean {
  if (!isPodTerminating(pod)) return false;
  if ((pod.spec?.nodeName ?? '') === '') return true;
  return node !== undefined && isOutOfService(node);
}

function isEvicted(pod: Pod): boolean {
  return pod.status?.reason === 'Evicted';
}

/** Evicted ones first, then the oldest, ties by name. Models: gc_controller.go byEvictionAndCreationTimestamp (v1.37). */
function byEvictionAndCreation(a: Pod, b: Pod): number {
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  const [timeA, timeB] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return byName(a, b);
}

/**
 * Finished pods beyond the threshold.
 * @param finished pods in phase Succeeded or Failed; others are left out. @param threshold how many may stay; 0 or less for all.
 * Models: gc_controller.go gcTerminated (v1.37).
 */
export function finishedBeyond(finished: readonly Pod[], threshold: number): Pod[] {
  if (threshold <= 0) return [];
  const candidates = finished.filter((pod) => isPodTerminal(pod) && !isPodTerminating(pod)).sort(byEvictionAndCreation);
  return candidates.slice(0, Math.max(0, candidates.length - threshold));
}
