/** What a pod asks of a node: effective requests over containers, init containers, sidecars, overhead and pod-level values. */
import { isSidecar } from './pod-status.ts';
import { milliValue, wholeValue } from './quantity.ts';
import type { QuantityText } from './quantity.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from './types.ts';

/** Amounts by resource name: `cpu` in millicores, everything else in whole units (bytes, devices). */
export type ResourceAmounts = Readonly<Record<string, number>>;

type ResourceList = Readonly<Record<string, QuantityText>>;

/** Pod-level resources are younger than the generated types. Models: api core/v1 PodSpec.Resources (v1.37). */
export type PodSpecWithResources = PodSpec & { readonly resources?: ResourceRequirements };

/** What scoring assumes for a container that states no request. Models: pkg/scheduler/util/pod_resources.go (v1.37). */
export const defaultMilliCpuRequest = 100;
export const defaultMemoryRequestBytes = 200 * 1024 * 1024;

/** One resource as a number in the unit of `ResourceAmounts`. */
export function resourceAmount(resource: string, text: QuantityText): number {
  return resource === 'cpu' ? milliValue(text) : wholeValue(text);
}

/** A resource list as numbers. */
export function resourceAmounts(list: ResourceList | undefined): ResourceAmounts {
  const amounts: Record<string, number> = {};
  for (const resource of Object.keys(list ?? {}).sort()) {
    const text = list?.[resource];
    if (text !== undefined) amounts[resource] = resourceAmount(resource, text);
  }
  return amounts;
}

function add(into: Record<string, number>, amounts: ResourceAmounts): void {
  for (const [resource, amount] of Object.entries(amounts)) into[resource] = (into[resource] ?? 0) + amount;
}

function raise(into: Record<string, number>, amounts: ResourceAmounts): void {
  for (const [resource, amount] of Object.entries(amounts)) into[resource] = Math.max(into[resource] ?? 0, amount);
}

/** Whether pods may state this resource for all containers together. Models: resource.IsSupportedPodLevelResource (v1.37). */
export function isPodLevelResource(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}

function aggregate(spec: PodSpecWithResources, amountsOf: (container: Container) => ResourceAmounts): ResourceAmounts {
  const total: Record<string, number> = {};
  for (const container of spec.containers) add(total, amountsOf(container));
  const sidecars: Record<string, number> = {};
  const atStart: Record<string, number> = {};
  for (const container of spec.initContainers ?? []) {
    const amounts = amountsOf(container);
    if (isSidecar(container)) {
      add(total, amounts);
      add(sidecars, amounts);
      raise(atStart, sidecars);
    } else {
      const together: Record<string, number> = { ...sidecars };
      add(together, amounts);
      raise(atStart, together);
    }
  }
  raise(total, atStart);
  const podLevel = resourceAmounts(spec.resources?.requests);
  for (const [resource, amount] of Object.entries(podLevel)) {
    if (isPodLevelResource(resource)) total[resource] = amount;
  }
  add(total, resourceAmounts(spec.overhead));
  return total;
}

const requestsBySpec = new WeakMap<PodSpec, ResourceAmounts>();

/**
 * The requests that the scheduler reserves, computed once per spec object.
 * @returns amounts per resource; resources whose amount is zero may be present.
 * Models: component-helpers resource/helpers.go PodRequests (v1.37). Differs: allocated amounts of an in-place resize are not looked at.
 */
export function podRequests(pod: Pod): ResourceAmounts {
  const spec = pod.spec;
  if (spec === undefined) return {};
  const known = requestsBySpec.get(spec);
  if (known !== undefined) return known;
  const requests = aggregate(spec, (container) => resourceAmounts(container.resources?.requests));
  requestsBySpec.set(spec, requests);
  return requests;
}

const nonZeroBySpec = new WeakMap<PodSpec, ResourceAmounts>();

/**
 * The requests that scoring counts: a container without a stated cpu or memory request counts as 100m and 200 MiB.
 * Models: pkg/scheduler/framework/types.go calculateResource, NonMissingContainerRequests (v1.37).
 */
export function podNonZeroRequests(pod: Pod): ResourceAmounts {
  const spec = pod.spec as PodSpecWithResources | undefined;
  if (spec === undefined) return {};
  const known = nonZeroBySpec.get(spec);
  if (known !== undefined) return known;
  const podLevel = spec.resources?.requests ?? {};
  const assumed: Record<string, number> = {};
  if (podLevel['cpu'] === undefined) assumed['cpu'] = defaultMilliCpuRequest;
  if (podLevel['memory'] === undefined) assumed['memory'] = defaultMemoryRequestBytes;
  const requests = aggregate(spec, (container) => ({ ...assumed, ...resourceAmounts(container.resources?.requests) }));
  nonZeroBySpec.set(spec, requests);
  return requests;
}
