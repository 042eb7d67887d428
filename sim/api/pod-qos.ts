/** The quality-of-service class of a pod. */
import { compareQuantities, addQuantities, mustParseQuantity } from './quantity.ts';
import type { Quantity, QuantityText } from './quantity.ts';
import { oncePerTemplate } from './once-per-template.ts';
import type { PodSpecWithResources } from './pod-resources.ts';
import type { Pod, ResourceRequirements } from './types.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';
type Totals = Map<string, Quantity>;

const countedResources = ['cpu', 'memory'] as const;

/** Adds the positive amounts of cpu and memory; returns whether both were there. */
function accumulate(totals: Totals, list: Readonly<Record<string, QuantityText>> | undefined): boolean {
  let found = 0;
  for (const resource of countedResources) {
    const text = list?.[resource];
    const amount = text === undefined ? undefined : mustParseQuantity(text);
    if (amount === undefined || amount.nanos <= 0n) continue;
    found++;
    const before = totals.get(resource);
    totals.set(resource, before === undefined ? amount : addQuantities(before, amount));
  }
  return found === countedResources.length;
}

function classify(lists: readonly (ResourceRequirements | undefined)[]): QosClass {
  const requests: Totals = new Map();
  const limits: Totals = new Map();
  let isGuaranteed = true;
  for (const resources of lists) {
    accumulate(requests, resources?.requests);
    if (!accumulate(limits, resources?.limits)) isGuaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  for (const [resource, request] of requests) {
    const limit = limits.get(resource);
    if (limit === undefined || compareQuantities(limit, request) !== 0) isGuaranteed = false;
  }
  return isGuaranteed && requests.size === limits.size ? 'Guaranteed' : 'Burstable';
}

const classOf = oncePerTemplate((spec: PodSpecWithResources): QosClass => {
  if (spec.resources !== undefined) return classify([spec.resources]);
  return classify([...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => resources));
});

/**
 * The class that follows from the pod's spec. Pod-level resources, when present, decide alone.
 * Models: pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS (v1.37).
 */
export function computePodQos({ spec }: Pod): QosClass {
  return spec === undefined ? 'BestEffort' : classOf(spec);
}
