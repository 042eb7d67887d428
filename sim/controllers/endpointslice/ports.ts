/** The ports of a slice: a Service's ports as numbers on one pod. */
import { isSidecar } from '../../api/pod-status.ts';
import type { Container, EndpointSlice, Pod, Service, ServicePort } from '../../api/types.ts';

export type EndpointPort = NonNullable<EndpointSlice['ports']>[number];

/** Sidecars are younger than the generated types' idea of init containers. */
function namedPort(containers: readonly Container[], name: string, protocol: string): number | undefined {
  for (const container of containers) {
    const port = container.ports?.find(
      (candidate) => candidate.name === name && (candidate.protocol ?? 'TCP') === protocol,
    );
    if (port !== undefined) return port.containerPort;
  }
  return undefined;
}

/**
 * The number of a Service port on a pod, `undefined` when the pod has no port of that name.
 * Models: k8s.io/endpointslice util FindPort (v1.37).
 */
export function findPort(pod: Pod, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port;
  if (typeof target === 'number') return target === 0 ? servicePort.port : target;
  const protocol = servicePort.protocol ?? 'TCP';
  const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar);
  return namedPort(pod.spec?.containers ?? [], target, protocol) ?? namedPort(sidecars, target, protocol);
}

/** The slice ports of a Service on one pod; ports that the pod lacks are left out. Models: utils.go getEndpointPorts (v1.37). */
export function endpointPorts(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const servicePort of service.spec?.ports ?? []) {
    const port = findPort(pod, servicePort);
    if (port === undefined) continue;
    const { appProtocol } = servicePort;
    ports.push({
      name: servicePort.name ?? '',
      port,
      protocol: servicePort.protocol ?? 'TCP',
      ...(appProtocol === undefined ? {} : { appProtocol }),
    });
  }
  return ports;
}

/** A text that two port lists share exactly when they are equal apart from order. Models: util NewPortMapKey (v1.37). */
export function portsKey(ports: readonly EndpointPort[]): string {
  return ports
    .map(
      ({ name, port, protocol, appProtocol }) => `${name ?? ''}/${port ?? ''}/${protocol ?? ''}/${appProtocol ?? ''}`,
    )
    .sort()
    .join(',');
}
