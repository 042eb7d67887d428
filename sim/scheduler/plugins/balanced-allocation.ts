import { podRequests } from '../../api/pod-resources.ts';
import type { Plugin } from '../framework.ts';
import { balancedScore, defaultResources, resourceUses, type WeightedResource } from './resource-scoring.ts';

/** Models: apis/config NodeResourcesBalancedAllocationArgs (v1.37). */
export interface BalancedAllocationArgs {
  readonly resources?: readonly WeightedResource[];
}

/** Prefers nodes whose resources would be used alike. Models: plugins/noderesources/balanced_allocation.go (v1.37). */
export function nodeResourcesBalancedAllocation({ resources = defaultResources }: BalancedAllocationArgs): Plugin {
  return {
    name: 'NodeResourcesBalancedAllocation',
    sign: podRequests,
    preScore(cycle) {
      const requests = podRequests(cycle.pod);
      return resources.some(({ name }) => (requests[name] ?? 0) > 0);
    },
    score: (cycle, { allocatable, requested }) =>
      balancedScore(resourceUses(resources, podRequests(cycle.pod), allocatable, requested)),
  };
}
