/** What a pod asks of a node: effective requests over containers, init containers, sidecars, overhead and pod-level values. */
import { oncePerTemplate } from './once-per-template.ts';
import { isSidecar } from './pod-status.ts';
import { milliValue, wholeValue } from './quantity.ts';
import type { QuantityText } from './quantity.ts';
import type { Container, ContainerStatus, Pod, PodSpec, PodStatus, ResourceRequirements } from './types.ts';

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

/** What containers were given, by name; `null` for a pod whose containers never had other resources than it asks for. */
type GivenResources = ReadonlyMap<string, ContainerStatus>;

/** Whether a container of the pod has reported resources of its own, which may differ from those that it asks for. */
export function hasGivenResources(pod: Pod): boolean {
  return givenResources(pod) !== null;
}

function givenResources({ status }: Pod): GivenResources | null {
  if (!isGiven(status?.containerStatuses) && !isGiven(status?.initContainerStatuses)) return null;
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return new Map(
    all.filter(({ resources }) => resources !== undefined).map((container) => [container.name, container]),
  );
}

function isGiven(statuses: readonly ContainerStatus[] | undefined): boolean {
  return statuses?.some(({ resources }) => resources !== undefined) === true;
}

/**
 * What a container counts with while its resources change in place: the most of what it asks for, was promised and has; a change that the
 * node can never make does not count.
 * Models: component-helpers resource/helpers.go determineContainerReqs (v1.37).
 */
function amountsInChange(pod: Pod, container: Container, given: GivenResources): ResourceAmounts {
  const status = given.get(container.name);
  const isLasting = isSidecar(container) || pod.spec?.initContainers?.includes(container) !== true;
  if (status === undefined || !isLasting) return resourceAmounts(container.resources?.requests);
  const most: Record<string, number> = {};
  if (!isResizeInfeasible(pod)) raise(most, resourceAmounts(container.resources?.requests));
  raise(most, resourceAmounts(status.resources?.requests));
  raise(most, resourceAmounts(status.allocatedResources));
  return most;
}

/** Models: component-helpers resource/helpers.go IsPodResizeInfeasible (v1.37). */
function isResizeInfeasible({ status }: Pod): boolean {
  return status?.conditions?.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible';
}

/** @param assumed counts where a container does not say */
function requestsOf(pod: Pod, assumed: ResourceAmounts): ResourceAmounts {
  const spec = pod.spec as PodSpecWithResources;
  const given = givenResources(pod);
  return aggregate(spec, (container) => ({
    ...assumed,
    ...(given === null ? resourceAmounts(container.resources?.requests) : amountsInChange(pod, container, given)),
  }));
}

/** One value for all pods of a template; pods whose containers have resources of their own in the status get theirs anew. */
function oncePerSpec(compute: (pod: Pod) => ResourceAmounts): (pod: Pod) => ResourceAmounts {
  const ofSpec = oncePerTemplate((spec) => compute({ spec }));
  const byStatus = new WeakMap<PodStatus, { readonly spec: PodSpec; readonly amounts: ResourceAmounts }>();
  return (pod) => {
    const { spec, status } = pod;
    if (spec === undefined) return noAmounts;
    if (status === undefined || givenResources(pod) === null) return ofSpec(spec);
    const known = byStatus.get(status);
    if (known?.spec === spec) return known.amounts;
    const amounts = compute(pod);
    byStatus.set(status, { spec, amounts });
    return amounts;
  };
}

const noAmounts: ResourceAmounts = {};

/**
 * The requests that the scheduler reserves.
 * @returns amounts per resource; resources whose amount is zero may be present.
 * Models: component-helpers resource/helpers.go PodRequests with UseStatusResources (v1.37).
 */
export const podRequests: (pod: Pod) => ResourceAmounts = oncePerSpec((pod) => requestsOf(pod, noAmounts));

const bothDefaults: ResourceAmounts = { cpu: defaultMilliCpuRequest, memory: defaultMemoryRequestBytes };

/**
 * The requests that scoring counts for the pod that is placed: a container without a stated cpu or memory request counts as 100m and 200 MiB.
 * Models: plugins/noderesources/resource_allocation.go calculatePodResourceRequest (v1.37).
 */
export const podNonZeroRequests: (pod: Pod) => ResourceAmounts = oncePerSpec((pod) => requestsOf(pod, bothDefaults));

/**
 * The requests that scoring counts for a pod that has its node: the same, but with pod-level requests nothing is assumed of a resource that
 * the pod states anywhere.
 * Models: pkg/scheduler/framework/types.go CalculateResource, getNonMissingContainerRequests (v1.37).
 */
export const placedNonZeroRequests: (pod: Pod) => ResourceAmounts = oncePerSpec((pod) => {
  if (!hasPodLevelRequests(pod)) return podNonZeroRequests(pod);
  const stated = podRequests(pod);
  const missing = Object.entries(bothDefaults).filter(([resource]) => stated[resource] === undefined);
  return requestsOf(pod, Object.fromEntries(missing));
});

/** Models: component-helpers resource/helpers.go IsPodLevelRequestsSet (v1.37). */
function hasPodLevelRequests(pod: Pod): boolean {
  const requests = (pod.spec as PodSpecWithResources | undefined)?.resources?.requests ?? {};
  return Object.keys(requests).some(isPodLevelResource);
}
