/** Endpoints of a Service's port, and which of them a node sends traffic to. */
import type { EndpointSlice, Endpoint as ApiEndpoint } from '../../api/types.ts';
import { usesClusterEndpoints, usesLocalEndpoints, type Family, type ServicePortInfo } from './service-port.ts';

/** One backend of a port. */
export interface ProxyEndpoint {
  readonly ip: string;
  readonly port: number;
  /** `ip:port`, with brackets around IPv6. */
  readonly address: string;
  readonly nodeName: string;
  readonly isReady: boolean;
  readonly isServing: boolean;
  readonly isTerminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** The node that rules are made for, as far as the choice of endpoints depends on it. */
export interface ProxyNode {
  readonly name: string;
  /** `topology.kubernetes.io/zone`; empty for none. */
  readonly zone: string;
}

/** Endpoints by policy; `null` when the port has no traffic of that policy. */
export interface CategorizedEndpoints {
  readonly cluster: readonly ProxyEndpoint[] | null;
  readonly local: readonly ProxyEndpoint[] | null;
  /** All that this node may send to: the chains that it needs. */
  readonly reachable: readonly ProxyEndpoint[];
  /** Whether a usable endpoint exists anywhere. */
  readonly hasAny: boolean;
}

/** Models: staging/src/k8s.io/api/discovery/v1/types.go EndpointHints (v1.37). */
interface Hints {
  readonly forZones?: readonly { readonly name: string }[];
  readonly forNodes?: readonly { readonly name: string }[];
}

/**
 * One entry of a slice as kube-proxy sees it. Missing conditions mean ready and serving.
 *
 * Models: pkg/proxy/endpointslicecache.go addEndpoints (v1.37).
 */
export function proxyEndpointOf(endpoint: ApiEndpoint, port: number): ProxyEndpoint {
  const ip = endpoint.addresses[0] ?? '';
  const { ready, serving, terminating } = endpoint.conditions ?? {};
  const hints: Hints | undefined = endpoint.hints;
  return {
    ip,
    port,
    address: ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`,
    nodeName: endpoint.nodeName ?? '',
    isReady: ready ?? true,
    isServing: serving ?? true,
    isTerminating: terminating ?? false,
    zoneHints: (hints?.forZones ?? []).map(({ name }) => name),
    nodeHints: (hints?.forNodes ?? []).map(({ name }) => name),
  };
}

/**
 * All endpoints of a Service's port, sorted by address. An address in several slices counts once.
 *
 * Models: pkg/proxy/endpointslicecache.go getEndpointsMap (v1.37).
 */
export function endpointsOfPort(
  info: ServicePortInfo,
  slices: readonly EndpointSlice[],
  family: Family,
): ProxyEndpoint[] {
  const byAddress = new Map<string, ProxyEndpoint>();
  for (const slice of slices) {
    if (slice.addressType !== family) continue;
    const port = portOfSlice(info, slice);
    if (port === undefined) continue;
    for (const entry of slice.endpoints ?? []) {
      const endpoint = proxyEndpointOf(entry, port);
      if (!byAddress.has(endpoint.address)) byAddress.set(endpoint.address, endpoint);
    }
  }
  return [...byAddress.values()].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

/** Number of the slice's port with the name and protocol of the Service's. */
export function portOfSlice(info: ServicePortInfo, slice: EndpointSlice): number | undefined {
  const found = (slice.ports ?? []).find(
    ({ name, protocol }) => (name ?? '') === info.portName && (protocol ?? 'TCP') === info.protocol,
  );
  return found?.port;
}

/**
 * Which endpoints a node sends the traffic of a port to.
 *
 * Cluster policy: the ready ones near by as hints tell, else those that still serve while they terminate. Local policy: the same
 * among the node's own.
 *
 * Models: pkg/proxy/topology.go CategorizeEndpoints (v1.37).
 */
export function categorizeEndpoints(
  info: ServicePortInfo,
  endpoints: readonly ProxyEndpoint[],
  node: ProxyNode,
): CategorizedEndpoints {
  const isLocal = ({ nodeName }: ProxyEndpoint): boolean => nodeName !== '' && nodeName === node.name;
  const cluster = usesClusterEndpoints(info) ? clusterEndpoints(endpoints, node) : null;
  const local = usesLocalEndpoints(info) ? usable(endpoints.filter(isLocal)) : null;
  if (local === null) return { cluster, local, reachable: cluster ?? [], hasAny: (cluster ?? []).length > 0 };
  const hasAny = endpoints.some((endpoint) => endpoint.isReady || isLeaving(endpoint));
  if (cluster === null) return { cluster, local, reachable: local, hasAny };
  const chosen = new Set([...cluster, ...local]);
  return { cluster, local, reachable: endpoints.filter((endpoint) => chosen.has(endpoint)), hasAny };
}

function isLeaving({ isServing, isTerminating }: ProxyEndpoint): boolean {
  return isServing && isTerminating;
}

/** The ready ones; without any, those that serve while they terminate. */
function usable(endpoints: readonly ProxyEndpoint[]): ProxyEndpoint[] {
  const ready = endpoints.filter(({ isReady }) => isReady);
  return ready.length > 0 ? ready : endpoints.filter(isLeaving);
}

/** Models: pkg/proxy/topology.go topologyModeFromHints, availableForTopology (v1.37). */
function clusterEndpoints(endpoints: readonly ProxyEndpoint[], { name, zone }: ProxyNode): ProxyEndpoint[] {
  const ready = usable(endpoints);
  if (!ready.some(({ isReady }) => isReady)) return ready;
  const near = hinted(ready, ({ nodeHints }) => nodeHints, name) ?? hinted(ready, ({ zoneHints }) => zoneHints, zone);
  return near ?? ready;
}

/** Those meant for `here`; `null` unless all carry hints of the kind and some are for here. */
function hinted(
  ready: readonly ProxyEndpoint[],
  hintsOf: (endpoint: ProxyEndpoint) => readonly string[],
  here: string,
): ProxyEndpoint[] | null {
  if (ready.some((endpoint) => hintsOf(endpoint).length === 0)) return null;
  const near = ready.filter((endpoint) => hintsOf(endpoint).includes(here));
  return near.length === 0 ? null : near;
}
