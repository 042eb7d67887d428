/** Hints that keep traffic in the client's zone or on its node. */
import type { Endpoint, EndpointSlice } from '../../api/types.ts';

/** Node hints are younger than the generated types. Models: api discovery/v1 EndpointHints (v1.37). */
interface EndpointHints {
  forZones?: { name: string }[];
  forNodes?: { name: string }[];
}

/** The hints of one endpoint, `undefined` for none. Models: k8s.io/endpointslice trafficdist/trafficdist.go (v1.37). */
export function endpointHints(trafficDistribution: string | undefined, endpoint: Endpoint): EndpointHints | undefined {
  if (endpoint.conditions?.ready === false) return undefined;
  const { zone, nodeName } = endpoint;
  const zones = zone === undefined || zone === '' ? {} : { forZones: [{ name: zone }] };
  switch (trafficDistribution) {
    case 'PreferClose':
    case 'PreferSameZone':
      return zones.forZones === undefined ? undefined : zones;
    case 'PreferSameNode':
      return nodeName === undefined || nodeName === '' ? undefined : { ...zones, forNodes: [{ name: nodeName }] };
    default:
      return undefined;
  }
}

function sameHints(a: EndpointHints | undefined, b: EndpointHints | undefined): boolean {
  const text = (hints: EndpointHints | undefined): string =>
    `${(hints?.forZones ?? []).map(({ name }) => name).join(',')} ${(hints?.forNodes ?? []).map(({ name }) => name).join(',')}`;
  return text(a) === text(b);
}

/**
 * The slice with the hints that the Service asks for; the same object when they are right already.
 * @param trafficDistribution the Service's field, unset or empty for no hints.
 * Models: trafficdist.ReconcileHints (v1.37). Differs: the older annotation service.kubernetes.io/topology-mode is not looked at.
 */
export function withHints(trafficDistribution: string | undefined, slice: EndpointSlice): EndpointSlice {
  let isChanged = false;
  const endpoints = slice.endpoints.map((endpoint): Endpoint => {
    const hints = endpointHints(trafficDistribution, endpoint);
    if (sameHints(endpoint.hints, hints)) return endpoint;
    isChanged = true;
    const { hints: _before, ...rest } = endpoint;
    return hints === undefined ? rest : { ...rest, hints };
  });
  return isChanged ? { ...slice, endpoints } : slice;
}
