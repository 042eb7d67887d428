import { podNonZeroRequests, podRequests, resourceAmounts, type ResourceAmounts } from '../../api/pod-resources.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { NodeInfo, Plugin, Refusal } from '../framework.ts';
import {
  capacityRatioScore,
  defaultResources,
  leastAllocatedScore,
  mostAllocatedScore,
  resourceUses,
  type ResourceUse,
  type UtilizationPoint,
  type WeightedResource,
} from './resource-scoring.ts';

const name = 'NodeResourcesFit';

export type ScoringStrategyType = 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';

/** Models: apis/config NodeResourcesFitArgs (v1.37). */
export interface NodeResourcesFitArgs {
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy?: {
    readonly type?: ScoringStrategyType;
    readonly resources?: readonly WeightedResource[];
    readonly requestedToCapacityRatio?: { readonly shape?: readonly UtilizationPoint[] };
  };
}

/**
 * Keeps pods off nodes without room for their requests; scores by what is left over, what is used, or a function of it.
 * Models: plugins/noderesources/fit.go (v1.37).
 */
export function nodeResourcesFit(args: NodeResourcesFitArgs): Plugin {
  const resources = args.scoringStrategy?.resources ?? defaultResources;
  const scoreOf = scorerOf(args);
  const isIgnored = ignoredBy(args);
  return {
    name,
    sign: (pod) => [podRequests(pod), podNonZeroRequests(pod)],
    filter(cycle, nodeInfo) {
      const requests = podRequests(cycle.pod);
      const short = shortages(requests, nodeInfo, isIgnored);
      return short.length === 0 ? null : refusalOf(short, requests, nodeInfo.allocatable);
    },
    score: (cycle, { allocatable, nonZeroRequested }) =>
      scoreOf(resourceUses(resources, podNonZeroRequests(cycle.pod), allocatable, nonZeroRequested)),
    events: ['node', 'podDeleted', 'podUpdated', 'targetPod'],
    mayHelp(change, pod) {
      if (change.what === 'targetPod') return asksForLess(change.old, change.object, podRequests(change.old));
      if (change.what === 'assignedPod') {
        return (
          change.isDeleted || (change.old !== undefined && asksForLess(change.old, change.object, podRequests(pod)))
        );
      }
      return change.what === 'node' && nodeMayHelp(pod, change.object, change.old, isIgnored);
    },
  };
}

function scorerOf({ scoringStrategy }: NodeResourcesFitArgs): (uses: readonly ResourceUse[]) => number {
  switch (scoringStrategy?.type ?? 'LeastAllocated') {
    case 'LeastAllocated':
      return leastAllocatedScore;
    case 'MostAllocated':
      return mostAllocatedScore;
    case 'RequestedToCapacityRatio': {
      const shape = scoringStrategy?.requestedToCapacityRatio?.shape ?? [];
      return (uses) => capacityRatioScore(uses, shape);
    }
  }
}

/** Which resources the filter leaves to others. Only extended ones can be ignored. */
function ignoredBy({
  ignoredResources = [],
  ignoredResourceGroups = [],
}: NodeResourcesFitArgs): (name: string) => boolean {
  if (ignoredResources.length + ignoredResourceGroups.length === 0) return () => false;
  return (resource) => {
    const slash = resource.indexOf('/');
    if (slash < 0 || resource.includes('kubernetes.io/')) return false;
    return ignoredResources.includes(resource) || ignoredResourceGroups.includes(resource.slice(0, slash));
  };
}

const noShortages: readonly string[] = [];

/** What the node has too little of; `pods` for its number of pods. Models: fit.go fitsRequest (v1.37). */
function shortages(
  requests: ResourceAmounts,
  { allocatable, requested, podCount }: NodeInfo,
  isIgnored: (resource: string) => boolean,
): readonly string[] {
  let short: string[] | null = null;
  if (podCount + 1 > (allocatable['pods'] ?? 0)) short = ['pods'];
  for (const resource in requests) {
    const amount = requests[resource] as number;
    if (amount === 0 || amount <= (allocatable[resource] ?? 0) - (requested[resource] ?? 0)) continue;
    if (!isIgnored(resource)) (short ??= []).push(resource);
  }
  return short ?? noShortages;
}

function refusalOf(short: readonly string[], requests: ResourceAmounts, allocatable: ResourceAmounts): Refusal {
  const isFinal = short.some(
    (resource) => resource !== 'pods' && (requests[resource] ?? 0) > (allocatable[resource] ?? 0),
  );
  const reasons = short.map((resource) => (resource === 'pods' ? 'Too many pods' : `Insufficient ${resource}`));
  return { plugin: name, reasons, isFinal };
}

/** A pod asks for less of something that the waiting one wants. Models: isSchedulableAfterPodScaleDown (v1.37). */
function asksForLess(before: Pod, after: Pod, wanted: ResourceAmounts): boolean {
  const [more, less] = [podRequests(before), podRequests(after)];
  return Object.keys(more).some(
    (resource) => (wanted[resource] ?? 0) > 0 && (less[resource] ?? 0) < (more[resource] as number),
  );
}

/** A node helps when the pod would fit an empty one and the node is new or has grown. Models: isSchedulableAfterNodeChange (v1.37). */
function nodeMayHelp(pod: Pod, node: Node, old: Node | undefined, isIgnored: (resource: string) => boolean): boolean {
  const requests = podRequests(pod);
  const now = resourceAmounts(node.status?.allocatable);
  for (const resource in requests) {
    if ((requests[resource] as number) > (now[resource] ?? 0) && !isIgnored(resource)) return false;
  }
  if (old === undefined) return true;
  const before = resourceAmounts(old.status?.allocatable);
  if ((now['pods'] ?? 0) > (before['pods'] ?? 0)) return true;
  return Object.keys(requests).some(
    (resource) => (requests[resource] ?? 0) > 0 && (now[resource] ?? 0) > (before[resource] ?? 0),
  );
}
