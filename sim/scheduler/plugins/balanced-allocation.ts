import { podRequests } from '../../api/pod-resources.ts';
import { maxNodeScore, type ScorePlugin } from '../framework.ts';

/**
 * Prefers nodes whose cpu and memory would be used alike.
 * Models: plugins/noderesources/balanced_allocation.go (v1.37): 100 x (1 - deviation), for two resources half their difference.
 */
export const nodeResourcesBalancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  skips(pod) {
    const requests = podRequests(pod);
    return (requests['cpu'] ?? 0) === 0 && (requests['memory'] ?? 0) === 0;
  },
  score(pod, { allocatable, requested }) {
    const requests = podRequests(pod);
    const cpu = usedFraction((requested['cpu'] ?? 0) + (requests['cpu'] ?? 0), allocatable['cpu'] ?? 0);
    const memory = usedFraction((requested['memory'] ?? 0) + (requests['memory'] ?? 0), allocatable['memory'] ?? 0);
    return Math.floor((1 - Math.abs(cpu - memory) / 2) * maxNodeScore);
  },
};

function usedFraction(requested: number, capacity: number): number {
  return capacity === 0 ? 0 : Math.min(1, requested / capacity);
}
