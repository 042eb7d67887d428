/** What the plugins that score by resources have in common. Models: plugins/noderesources/resource_allocation.go (v1.37). */
import type { ResourceAmounts } from '../../api/pod-resources.ts';
import { maxNodeScore } from '../framework.ts';

export interface WeightedResource {
  readonly name: string;
  readonly weight?: number;
}

export const defaultResources: readonly WeightedResource[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** Use of one resource if the pod came to the node. */
export interface ResourceUse {
  readonly requested: number;
  readonly allocatable: number;
  readonly weight: number;
}

/**
 * Uses of the scored resources; those that a node does not have, and extended ones that the pod does not ask for, are left out.
 * Models: calculateResourceAllocatableRequest (v1.37).
 */
export function resourceUses(
  resources: readonly WeightedResource[],
  podRequests: ResourceAmounts,
  allocatable: ResourceAmounts,
  requested: ResourceAmounts,
): ResourceUse[] {
  const uses: ResourceUse[] = [];
  for (const { name, weight = 1 } of resources) {
    const own = podRequests[name] ?? 0;
    const capacity = allocatable[name] ?? 0;
    if (capacity === 0 || (own === 0 && isScalarResource(name))) continue;
    uses.push({ requested: (requested[name] ?? 0) + own, allocatable: capacity, weight });
  }
  return uses;
}

/** Everything but cpu, memory and ephemeral storage. Models: pkg/scheduler/util IsScalarResourceName (v1.37). */
function isScalarResource(name: string): boolean {
  return name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage';
}

/** Prefers what is left over. Models: least_allocated.go leastResourceScorer (v1.37). */
export function leastAllocatedScore(uses: readonly ResourceUse[]): number {
  return weightedMean(uses, ({ requested, allocatable }) =>
    requested > allocatable ? 0 : Math.trunc(((allocatable - requested) * maxNodeScore) / allocatable),
  );
}

/** Prefers what is used. Models: most_allocated.go mostResourceScorer (v1.37). */
export function mostAllocatedScore(uses: readonly ResourceUse[]): number {
  return weightedMean(uses, ({ requested, allocatable }) =>
    Math.trunc((Math.min(requested, allocatable) * maxNodeScore) / allocatable),
  );
}

function weightedMean(uses: readonly ResourceUse[], scoreOf: (use: ResourceUse) => number): number {
  let sum = 0;
  let weights = 0;
  for (const use of uses) {
    sum += scoreOf(use) * use.weight;
    weights += use.weight;
  }
  return weights === 0 ? 0 : Math.trunc(sum / weights);
}

/** A point of the function from use in percent to a score of 0 to 10. */
export interface UtilizationPoint {
  readonly utilization: number;
  readonly score: number;
}

const maxPointScore = 10;

/** Scores by a function of the use. Models: requested_to_capacity_ratio.go (v1.37). */
export function capacityRatioScore(uses: readonly ResourceUse[], shape: readonly UtilizationPoint[]): number {
  let sum = 0;
  let weights = 0;
  for (const { requested, allocatable, weight } of uses) {
    const utilization = requested > allocatable ? 100 : Math.trunc((requested * 100) / allocatable);
    const score = brokenLinear(shape, utilization);
    if (score <= 0) continue;
    sum += score * weight;
    weights += weight;
  }
  return weights === 0 ? 0 : Math.round(sum / weights);
}

/** Models: plugins/helper/shape_score.go BuildBrokenLinearFunction (v1.37). */
function brokenLinear(shape: readonly UtilizationPoint[], at: number): number {
  const scale = maxNodeScore / maxPointScore;
  let before: UtilizationPoint | undefined;
  for (const point of shape) {
    if (at <= point.utilization) {
      if (before === undefined) return point.score * scale;
      const rise = (point.score - before.score) * scale * (at - before.utilization);
      return before.score * scale + Math.trunc(rise / (point.utilization - before.utilization));
    }
    before = point;
  }
  return (before?.score ?? 0) * scale;
}

/** Prefers resources used alike: 100 x (1 - deviation of the used parts). Models: balanced_allocation.go balancedResourceScorer (v1.37). */
export function balancedScore(uses: readonly ResourceUse[]): number {
  const fractions = uses.map(({ requested, allocatable }) => Math.min(1, requested / allocatable));
  return Math.trunc((1 - deviation(fractions)) * maxNodeScore);
}

function deviation(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs(((fractions[0] as number) - (fractions[1] as number)) / 2);
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  let squares = 0;
  for (const fraction of fractions) squares += (fraction - mean) * (fraction - mean);
  return Math.sqrt(squares / fractions.length);
}
