/** The subsets of an Endpoints object: addresses that share the same ports stand together. Pure. */
import type { Endpoints, Pod, Service } from '../../api/types.ts';
import { byName } from '../../api/object-key.ts';
import { isPodReady } from '../../api/pod-status.ts';
import { addressTypeOf, addressTypesOf, podAddresses, shouldPodBeInEndpoints } from '../endpointslice/member.ts';
import { endpointPorts, portsKey } from '../endpointslice/ports.ts';

export type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

/** Models: pkg/controller/endpoint/endpoints_controller.go maxCapacity (v1.37). */
const addressesMax = 1000;

/** What a Service's pods come to. */
export interface SubsetPlan {
  readonly subsets: readonly Subset[];
  /** There were more addresses than an object may hold. */
  readonly isTruncated: boolean;
}

interface Group {
  readonly ports: readonly Port[];
  readonly ready: Address[];
  readonly other: Address[];
}

/**
 * The subsets of a Service with these pods.
 *
 * Models: endpoints_controller.go syncService, truncateEndpoints, pkg/api/v1/endpoints RepackSubsets (v1.37).
 * Differs: subsets stand in the order of their ports' names and numbers, not of their hashes.
 */
export function subsetsOf(service: Service, pods: readonly Pod[]): SubsetPlan {
  const isTolerant = service.spec?.publishNotReadyAddresses === true;
  const [family] = addressTypesOf(service);
  const groups = new Map<string, Group>();
  for (const pod of [...pods].sort(byName)) {
    if (!shouldPodBeInEndpoints(pod, isTolerant)) continue;
    const ip = podAddresses(pod).find((address) => addressTypeOf(address) === family);
    const ports = endpointPorts(service, pod).map(shortPort);
    const hasNoPorts = (service.spec?.ports ?? []).length === 0 && service.spec?.clusterIP === 'None';
    if (ip === undefined || (ports.length === 0 && !hasNoPorts)) continue;
    const key = portsKey(ports);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { ports, ready: [], other: [] }));
    (isTolerant || isPodReady(pod) ? group.ready : group.other).push(addressOf(service, pod, ip));
  }
  const sorted = [...groups.keys()].sort().map((key) => groups.get(key) as Group);
  return truncated(sorted.map(subsetOf));
}

/** A port without the empty name that slices give to a nameless one. */
function shortPort({ name, port, protocol, appProtocol }: ReturnType<typeof endpointPorts>[number]): Port {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    port: port ?? 0,
    ...(protocol === undefined ? {} : { protocol }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

function addressOf(service: Service, { metadata, spec }: Pod, ip: string): Address {
  const { name, namespace, uid } = metadata ?? {};
  const { hostname = '', subdomain, nodeName } = spec ?? {};
  const hasHostname = hostname !== '' && subdomain === service.metadata?.name;
  return {
    ip,
    ...(hasHostname ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: {
      kind: 'Pod',
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(uid === undefined ? {} : { uid }),
    },
  };
}

function subsetOf({ ports, ready, other }: Group): Subset {
  return {
    ...(ready.length === 0 ? {} : { addresses: ready.sort(byIp) }),
    ...(other.length === 0 ? {} : { notReadyAddresses: other.sort(byIp) }),
    ...(ports.length === 0 ? {} : { ports: [...ports] }),
  };
}

function byIp(a: Address, b: Address): number {
  return a.ip < b.ip ? -1 : 1;
}

function countAddresses(subsets: readonly Subset[]): { ready: number; other: number } {
  let ready = 0;
  let other = 0;
  for (const { addresses, notReadyAddresses } of subsets) {
    ready += addresses?.length ?? 0;
    other += notReadyAddresses?.length ?? 0;
  }
  return { ready, other };
}

/** Of too many addresses each subset keeps its share, those that are ready before those that are not. */
function truncated(subsets: readonly Subset[]): SubsetPlan {
  const { ready, other } = countAddresses(subsets);
  if (ready + other <= addressesMax) return { subsets, isTruncated: false };
  let room = addressesMax;
  const kept: Subset[] = [];
  const wanted = ready >= addressesMax ? ready : other;
  const roomForWanted = ready >= addressesMax ? addressesMax : addressesMax - ready;
  for (const subset of subsets) {
    const { addresses = [], notReadyAddresses = [], ports } = subset;
    const cut = ready >= addressesMax ? addresses : notReadyAddresses;
    const share = Math.min(room, Math.floor((roomForWanted * cut.length) / wanted));
    room -= share;
    const some = cut.slice(0, share);
    const next: Subset = ready >= addressesMax ? { addresses: some } : { addresses, notReadyAddresses: some };
    if (share > 0 || addresses.length > 0) kept.push({ ...next, ...(ports === undefined ? {} : { ports }) });
  }
  return { subsets: kept, isTruncated: true };
}
