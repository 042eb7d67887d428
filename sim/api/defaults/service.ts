/** Defaults of Services and EndpointSlices. Models: pkg/apis/core/v1/defaults.go SetDefaults_Service, pkg/apis/discovery/v1/defaults.go (v1.37). */
import type { EndpointSlice, Service, ServicePort } from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';

type ServiceSpec = NonNullable<Service['spec']>;
type EndpointPort = NonNullable<EndpointSlice['ports']>[number];

/** Three hours. Models: v1.DefaultClientIPServiceAffinitySeconds. */
const clientIPAffinitySeconds = 10_800;

function defaultServicePort(port: ServicePort): ServicePort {
  const filled = fill(port, { protocol: 'TCP' });
  const target = filled.targetPort;
  return target === undefined || target === 0 || target === '' ? { ...filled, targetPort: filled.port } : filled;
}

function defaultAffinity(spec: ServiceSpec): ServiceSpec {
  const filled = fill(spec, { sessionAffinity: 'None' });
  if (filled.sessionAffinity !== 'ClientIP') return filled;
  const seconds = filled.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds !== undefined) return filled;
  return { ...filled, sessionAffinityConfig: { clientIP: { timeoutSeconds: clientIPAffinitySeconds } } };
}

/** A single-stack cluster; a headless service without selector could be served by both families. */
function defaultFamilies(spec: ServiceSpec): ServiceSpec {
  if (spec.ipFamilyPolicy !== undefined) return fill(spec, { ipFamilies: ['IPv4'] });
  const isSelectorless = spec.selector === undefined || Object.keys(spec.selector).length === 0;
  if (spec.clusterIP === 'None' && isSelectorless) {
    return fill(spec, { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] });
  }
  return fill(spec, { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
}

function mirrorClusterIP(spec: ServiceSpec): ServiceSpec {
  if (spec.clusterIP === undefined || spec.clusterIP === '') return spec;
  return spec.clusterIPs === undefined || spec.clusterIPs.length === 0
    ? { ...spec, clusterIPs: [spec.clusterIP] }
    : spec;
}

/**
 * Fills in a Service, as far as it does not take an allocator: cluster IPs and node ports come later.
 * Differs: the address family is filled in here; Kubernetes does that when it allocates addresses, on a cluster of one family the same.
 */
export function defaultService(service: Service): Service {
  if (service.spec === undefined) return service;
  let spec = fill(defaultAffinity(service.spec), { type: 'ClusterIP' });
  if (spec.ports !== undefined) spec = withField(spec, 'ports', mapSame(spec.ports, defaultServicePort));
  if (spec.type === 'ExternalName') return withField(service, 'spec', spec);
  const isNodePort = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const isExternal = isNodePort || (spec.externalIPs !== undefined && spec.externalIPs.length > 0);
  if (isExternal) spec = fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec.type === 'LoadBalancer') spec = fill(spec, { allocateLoadBalancerNodePorts: true });
  spec = fill(spec, { internalTrafficPolicy: 'Cluster' });
  return withField(service, 'spec', mirrorClusterIP(defaultFamilies(spec)));
}

function defaultEndpointPort(port: EndpointPort): EndpointPort {
  return fill(port, { name: '', protocol: 'TCP' });
}

/** Fills in an EndpointSlice. */
export function defaultEndpointSlice(slice: EndpointSlice): EndpointSlice {
  if (slice.ports === undefined) return slice;
  return withField(slice, 'ports', mapSame(slice.ports, defaultEndpointPort));
}
