/** Does a pod belong to a Service's endpoints, and in which state? */
import { isPodReady, isPodTerminal, isPodTerminating } from '../../api/pod-status.ts';
import type { Endpoint, Node, Pod, Service } from '../../api/types.ts';

export type AddressType = 'IPv4' | 'IPv6';

/** Models: api core/v1 LabelTopologyZone (v1.37). */
export const zoneLabel = 'topology.kubernetes.io/zone';

/** The pod's addresses, `podIPs` or else the single `podIP`. */
export function podAddresses(pod: Pod): readonly string[] {
  const { podIP, podIPs } = pod.status ?? {};
  if (podIPs !== undefined && podIPs.length > 0)
    return podIPs.flatMap(({ ip }) => (ip === undefined || ip === '' ? [] : [ip]));
  return podIP === undefined || podIP === '' ? [] : [podIP];
}

/**
 * Whether the pod belongs to the endpoints at all: it has an address and has not finished.
 * @param includeTerminating true for slices.
 * Models: k8s.io/endpointslice util ShouldPodBeInEndpoints (v1.37).
 */
export function shouldPodBeInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod) || podAddresses(pod).length === 0) return false;
  return includeTerminating || !isPodTerminating(pod);
}

/** IPv6 addresses are those with a colon. */
export function addressTypeOf(address: string): AddressType {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

/**
 * The address families that the Service has slices for.
 * Models: k8s.io/endpointslice utils.go getAddressTypesForService (v1.37).
 */
export function addressTypesOf(service: Service): readonly AddressType[] {
  const families = service.spec?.ipFamilies ?? [];
  if (families.length > 0)
    return families.filter((family): family is AddressType => family === 'IPv4' || family === 'IPv6');
  const clusterIP = service.spec?.clusterIP ?? '';
  return clusterIP === '' || clusterIP === 'None' ? ['IPv4', 'IPv6'] : [addressTypeOf(clusterIP)];
}

/**
 * The endpoint of a pod in slices of one address family; without addresses when the pod has none in it.
 * @param node the pod's node, where it still exists.
 * Models: k8s.io/endpointslice utils.go podToEndpoint (v1.37).
 */
export function podToEndpoint(pod: Pod, node: Node | undefined, service: Service, addressType: AddressType): Endpoint {
  const serving = isPodReady(pod);
  const terminating = isPodTerminating(pod);
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const { name, namespace, uid } = pod.metadata ?? {};
  const { nodeName, hostname, subdomain } = pod.spec ?? {};
  const zone = node?.metadata?.labels?.[zoneLabel];
  const hasHostname =
    hostname !== undefined &&
    hostname !== '' &&
    subdomain === service.metadata?.name &&
    namespace === service.metadata?.namespace;
  return {
    addresses: podAddresses(pod).filter((address) => addressTypeOf(address) === addressType),
    conditions: { ready, serving, terminating },
    ...(hasHostname ? { hostname } : {}),
    ...(nodeName === undefined || nodeName === '' ? {} : { nodeName }),
    targetRef: {
      kind: 'Pod',
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(uid === undefined ? {} : { uid }),
    },
    ...(zone === undefined || zone === '' ? {} : { zone }),
  };
}
