/**
 * Which allocated values a Service of a type has, and what becomes of them when it changes.
 *
 * Models: pkg/registry/core/service/strategy.go patchAllocatedValues, dropTypeDependentFields (v1.37).
 */
import type { Service, ServicePort } from '../api/types.ts';

type Spec = NonNullable<Service['spec']>;

export function needsClusterIp(service: Service): boolean {
  const type = service.spec?.type;
  return type !== 'ExternalName' && service.spec?.clusterIP !== 'None';
}

export function needsNodePorts(service: Service): boolean {
  const type = service.spec?.type;
  return type === 'NodePort' || (type === 'LoadBalancer' && service.spec?.allocateLoadBalancerNodePorts !== false);
}

export function needsHealthCheckPort(service: Service): boolean {
  return service.spec?.type === 'LoadBalancer' && service.spec.externalTrafficPolicy === 'Local';
}

/** A changed Service with the values it had and leaves out, and without those that its new type does not have. */
export function keepAllocatedValues(service: Service, old: Service): Service {
  const spec: Spec = { ...service.spec };
  const before: Spec = old.spec ?? {};
  const patched = { ...service, spec };
  if (hasNodePorts(service) && hasNodePorts(old)) patchNodePorts(spec, before);
  if (service.spec?.type !== 'ExternalName' && old.spec?.type !== 'ExternalName') {
    if ((spec.clusterIP ?? '') === '' && before.clusterIP !== undefined) spec.clusterIP = before.clusterIP;
    if (
      (spec.clusterIPs ?? []).length === 0 &&
      before.clusterIPs !== undefined &&
      spec.clusterIP === before.clusterIP
    ) {
      spec.clusterIPs = before.clusterIPs;
    }
  }
  if (needsHealthCheckPort(service) && needsHealthCheckPort(old) && (spec.healthCheckNodePort ?? 0) === 0) {
    if (before.healthCheckNodePort !== undefined) spec.healthCheckNodePort = before.healthCheckNodePort;
  }
  dropTypeDependentFields(patched, old);
  return patched;
}

function hasNodePorts({ spec }: Service): boolean {
  return spec?.type === 'NodePort' || spec?.type === 'LoadBalancer';
}

/** Ports of the same name keep their node port, unless another port of the new Service has it. */
function patchNodePorts(spec: Spec, before: Spec): void {
  const portsOf = ({ ports = [] }: Spec): number[] => ports.map(({ nodePort = 0 }) => nodePort);
  const old = portsOf(before);
  const used = new Set(portsOf(spec).filter((port) => port !== 0 && old.includes(port)));
  const byName = new Map((before.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]));
  if (spec.ports === undefined) return;
  spec.ports = spec.ports.map((port): ServicePort => {
    const known = byName.get(port.name ?? '') ?? 0;
    if ((port.nodePort ?? 0) !== 0 || known === 0 || used.has(known)) return port;
    used.add(known);
    return { ...port, nodePort: known };
  });
}

/** What the client left as it was goes when the new type does not know it; what it changed is validated instead. */
function dropTypeDependentFields({ spec }: { spec: Spec }, old: Service): void {
  const before: Spec = old.spec ?? {};
  if (old.spec?.type !== 'ExternalName' && spec.type === 'ExternalName') {
    if (spec.clusterIP === before.clusterIP) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
      delete spec.ipFamilies;
      delete spec.ipFamilyPolicy;
    }
  }
  if (hasNodePorts(old) && !hasNodePorts({ spec }) && sameNodePorts(spec, before) && spec.ports !== undefined) {
    spec.ports = spec.ports.map(({ nodePort: _, ...port }) => port);
  }
  const wasLoadBalancer = before.type === 'LoadBalancer';
  if (needsHealthCheckPort(old) && !needsHealthCheckPort({ spec })) dropIfSame(spec, before, 'healthCheckNodePort');
  if (wasLoadBalancer && spec.type !== 'LoadBalancer') {
    dropIfSame(spec, before, 'allocateLoadBalancerNodePorts');
    dropIfSame(spec, before, 'loadBalancerClass');
  }
  const isExternal = hasNodePorts({ spec }) || (spec.externalIPs?.length ?? 0) > 0;
  if (hasNodePorts(old) && !isExternal) dropIfSame(spec, before, 'externalTrafficPolicy');
}

function dropIfSame(spec: Spec, before: Spec, field: keyof Spec): void {
  if (spec[field] === before[field]) delete spec[field];
}

function sameNodePorts(spec: Spec, before: Spec): boolean {
  const known = (before.ports ?? []).map(({ nodePort = 0 }) => nodePort);
  return (spec.ports ?? []).every(({ nodePort = 0 }) => nodePort === 0 || known.includes(nodePort));
}
