import type { Pod } from '../api/types.ts';

/** A pod's priority; 0 without one. Models: component-helpers scheduling/corev1 PodPriority (v1.37). */
export function podPriority(pod: Pod): number {
  return pod.spec?.priority ?? 0;
}
