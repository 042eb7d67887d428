/** The grace period of a pod in virtual time. */
import { microsPerSecond, type Micros } from '../engine/event.ts';
import type { Pod } from '../api/types.ts';
import { effectiveGraceSeconds } from './grace-period.ts';

/** Time that the pod's containers have to end, at least a second. */
export function effectiveGraceMicros(pod: Pod): Micros {
  return effectiveGraceSeconds(pod, undefined) * microsPerSecond;
}
