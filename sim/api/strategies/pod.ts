/** The status of new pods. Models: pkg/registry/core/pod/strategy.go PrepareForCreate, applySchedulingGatedCondition (v1.37). */
import type { PodSpec, PodStatus } from '../types.ts';

const gated = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
} as const;

/** A new pod is pending; one with closed gates says that it waits for them. */
export function firstPodStatus({ schedulingGates = [] }: PodSpec, qosClass: string): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass };
  return schedulingGates.length === 0 ? status : { ...status, conditions: [gated] };
}
