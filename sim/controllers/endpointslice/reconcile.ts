/** What one sync of a Service does to its EndpointSlices. */
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import { withHints } from './hints.ts';
import { newEndpointSlice, sliceLabels } from './labels.ts';
import type { AddressType } from './member.ts';
import { addressTypesOf, podToEndpoint, shouldPodBeInEndpoints } from './member.ts';
import type { SlicePlan } from './pack.ts';
import { defaultMaxEndpointsPerSlice, packSlices, recycleSlices } from './pack.ts';
import type { EndpointPort } from './ports.ts';
import { endpointPorts, portsKey } from './ports.ts';

interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Endpoint[];
  readonly existing: EndpointSlice[];
}

type Groups = Map<string, PortGroup>;

function groupFor(groups: Groups, ports: readonly EndpointPort[]): PortGroup {
  const key = portsKey(ports);
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group: PortGroup = { ports, endpoints: [], existing: [] };
  groups.set(key, group);
  return group;
}

function byPodName(a: Endpoint, b: Endpoint): number {
  const [nameA, nameB] = [a.targetRef?.name ?? '', b.targetRef?.name ?? ''];
  return nameA < nameB ? -1 : nameA > nameB ? 1 : 0;
}

/** The endpoint of a pod, as long as it, its node and the Service are the same objects. */
interface Remembered {
  readonly node: Node | undefined;
  readonly service: Service;
  readonly addressType: AddressType;
  readonly endpoint: Endpoint;
  readonly ports: readonly EndpointPort[];
  readonly portsKey: string;
}
const endpointsByPod = new WeakMap<Pod, Remembered>();
const membership = new WeakMap<Pod, boolean>();

function isInEndpoints(pod: Pod): boolean {
  let isIn = membership.get(pod);
  if (isIn === undefined) membership.set(pod, (isIn = shouldPodBeInEndpoints(pod, true)));
  return isIn;
}

function rememberedEndpoint(pod: Pod, node: Node | undefined, service: Service, addressType: AddressType): Remembered {
  const known = endpointsByPod.get(pod);
  const isSame = known?.node === node && known?.service === service && known?.addressType === addressType;
  if (known !== undefined && isSame) return known;
  const endpoint = podToEndpoint(pod, node, service, addressType);
  const ports = endpointPorts(service, pod);
  const fresh = { node, service, addressType, endpoint, ports, portsKey: portsKey(ports) };
  endpointsByPod.set(pod, fresh);
  return fresh;
}

/** The endpoints wanted, by their ports; pods whose node is gone are left out unless unready addresses are published. */
function desiredGroups(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
  addressType: AddressType,
): Groups {
  const groups: Groups = new Map();
  let last: { key: string; group: PortGroup } | undefined;
  for (const pod of pods) {
    if (!isInEndpoints(pod)) continue;
    const node = nodeOf(pod.spec?.nodeName ?? '');
    if (node === undefined && service.spec?.publishNotReadyAddresses !== true) continue;
    const { endpoint, ports, portsKey: key } = rememberedEndpoint(pod, node, service, addressType);
    if (endpoint.addresses.length === 0) continue;
    if (last?.key !== key) last = { key, group: groupFor(groups, ports) };
    last.group.endpoints.push(endpoint);
  }
  return groups;
}

function joined(plans: readonly SlicePlan[]): SlicePlan {
  return {
    create: plans.flatMap((plan) => plan.create),
    update: plans.flatMap((plan) => plan.update),
    delete: plans.flatMap((plan) => plan.delete),
    unchanged: plans.flatMap((plan) => plan.unchanged),
  };
}

function isPlaceholder(slice: EndpointSlice): boolean {
  return slice.endpoints.length === 0 && (slice.ports ?? []).length === 0;
}

/** Where no slice would be left, an empty one stands in. */
function withPlaceholder(
  plan: SlicePlan,
  existingCount: number,
  service: Service,
  addressType: AddressType,
): SlicePlan {
  if (plan.delete.length !== existingCount || plan.create.length > 0) return plan;
  const [only] = plan.delete;
  if (plan.delete.length === 1 && only !== undefined && isPlaceholder(only))
    return { ...plan, delete: [], unchanged: [only] };
  return { ...plan, create: [newEndpointSlice(service, addressType, [])] };
}

function reconcileByAddressType(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
  existing: readonly EndpointSlice[],
  addressType: AddressType,
  maxEndpointsPerSlice: number,
): SlicePlan {
  const groups = desiredGroups(service, pods, nodeOf, addressType);
  for (const slice of existing) groupFor(groups, slice.ports ?? []).existing.push(slice);
  const labels = sliceLabels(service);
  const plans = [...groups.keys()].sort().map((key): SlicePlan => {
    const group = groups.get(key) ?? { ports: [], endpoints: [], existing: [] };
    if (group.endpoints.length === 0) return { create: [], update: [], delete: group.existing, unchanged: [] };
    const empty = newEndpointSlice(service, addressType, group.ports);
    return packSlices(group.existing, group.endpoints, labels, empty, maxEndpointsPerSlice, byPodName);
  });
  return withPlaceholder(joined(plans), existing.length, service, addressType);
}

/** Puts hints on all slices; an untouched one that changes by it is written too. */
function planWithHints(service: Service, plan: SlicePlan): SlicePlan {
  const distribution = service.spec?.trafficDistribution;
  const hinted = plan.unchanged.map((slice) => ({ slice, after: withHints(distribution, slice) }));
  return {
    create: plan.create.map((slice) => withHints(distribution, slice)),
    update: [
      ...plan.update.map((slice) => withHints(distribution, slice)),
      ...hinted.filter(({ slice, after }) => slice !== after).map(({ after }) => after),
    ],
    delete: plan.delete,
    unchanged: hinted.filter(({ slice, after }) => slice === after).map(({ slice }) => slice),
  };
}

/**
 * The writes that bring a Service's slices up to date.
 * @param pods pods that the Service's selector picks. @param nodeOf the node of a name, where it exists.
 * @param existing the Service's slices. Slices of families it no longer has are deleted.
 * Models: k8s.io/endpointslice reconciler.go Reconcile (v1.37). Differs: no annotation of the last trigger time.
 */
export function reconcileEndpointSlices(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
  existing: readonly EndpointSlice[],
  maxEndpointsPerSlice: number = defaultMaxEndpointsPerSlice,
): SlicePlan {
  const addressTypes = addressTypesOf(service);
  const obsolete = existing.filter((slice) => !addressTypes.some((type) => type === slice.addressType));
  const plans = addressTypes.map((addressType) => {
    const own = existing.filter((slice) => slice.addressType === addressType);
    return reconcileByAddressType(service, pods, nodeOf, own, addressType, maxEndpointsPerSlice);
  });
  const plan = joined([...plans, { create: [], update: [], delete: obsolete, unchanged: [] }]);
  const serviceUid = service.metadata?.uid;
  const canReuse = (slice: EndpointSlice): boolean =>
    (slice.metadata?.ownerReferences ?? []).some(({ uid }) => uid === serviceUid) || serviceUid === undefined;
  const hinted = planWithHints(service, recycleSlices(plan, canReuse));
  return service.metadata?.deletionTimestamp === undefined ? hinted : { ...hinted, create: [] };
}
