import { podNonZeroRequests, podRequests, type ResourceAmounts } from '../../api/pod-resources.ts';
import { maxNodeScore, type FilterPlugin, type NodeInfo, type ScorePlugin } from '../framework.ts';

const name = 'NodeResourcesFit';

/** Keeps pods off nodes without room for their requests. Models: plugins/noderesources/fit.go fitsRequest (v1.37). */
export const nodeResourcesFitFilter: FilterPlugin = {
  name,
  filter(pod, nodeInfo) {
    const requests = podRequests(pod);
    const short = shortages(requests, nodeInfo);
    if (short.length === 0) return null;
    const { allocatable } = nodeInfo;
    const isFinal = short.some(
      (resource) => resource !== 'pods' && (requests[resource] ?? 0) > (allocatable[resource] ?? 0),
    );
    return { plugin: name, reasons: short.map(reasonOf), isFinal };
  },
};

function reasonOf(resource: string): string {
  return resource === 'pods' ? 'Too many pods' : `Insufficient ${resource}`;
}

const noShortages: readonly string[] = [];

function shortages(requests: ResourceAmounts, { allocatable, requested, podCount }: NodeInfo): readonly string[] {
  let short: string[] | null = null;
  if (podCount + 1 > (allocatable['pods'] ?? 0)) short = ['pods'];
  for (const resource in requests) {
    const amount = requests[resource] as number;
    if (amount === 0 || amount <= (allocatable[resource] ?? 0) - (requested[resource] ?? 0)) continue;
    (short ??= []).push(resource);
  }
  return short ?? noShortages;
}

/**
 * Prefers nodes with more left over: the mean over cpu and memory of the free part after the pod.
 * Models: plugins/noderesources/least_allocated.go (v1.37).
 */
export const nodeResourcesFitScore: ScorePlugin = {
  name,
  weight: 1,
  score(pod, { allocatable, nonZeroRequested }) {
    const requests = podNonZeroRequests(pod);
    const cpu = leastRequested((nonZeroRequested['cpu'] ?? 0) + (requests['cpu'] ?? 0), allocatable['cpu'] ?? 0);
    const memory = leastRequested(
      (nonZeroRequested['memory'] ?? 0) + (requests['memory'] ?? 0),
      allocatable['memory'] ?? 0,
    );
    const weights = (cpu < 0 ? 0 : 1) + (memory < 0 ? 0 : 1);
    return weights === 0 ? 0 : Math.floor((Math.max(0, cpu) + Math.max(0, memory)) / weights);
  },
};

/** Free part in percent, 0 when over; -1 when the node does not have the resource at all. */
function leastRequested(requested: number, capacity: number): number {
  if (capacity === 0) return -1;
  return requested > capacity ? 0 : Math.floor(((capacity - requested) * maxNodeScore) / capacity);
}
