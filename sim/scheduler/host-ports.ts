import { isSidecar } from '../api/pod-status.ts';
import type { Pod, PodSpec } from '../api/types.ts';

/** A port of the machine that a pod asks for. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const anyIp = '0.0.0.0';
const none: readonly HostPort[] = [];
const portsBySpec = new WeakMap<PodSpec, readonly HostPort[]>();

/** The host ports of a pod's containers and sidecars. Models: pkg/scheduler/util GetHostPorts (v1.37). */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  const spec = pod.spec;
  if (spec === undefined) return none;
  const known = portsBySpec.get(spec);
  if (known !== undefined) return known;
  const containers = [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)];
  const ports = containers.flatMap((container) =>
    (container.ports ?? [])
      .filter(({ hostPort }) => (hostPort ?? 0) > 0)
      .map(({ hostIP, protocol, hostPort }) => ({
        ip: hostIP === undefined || hostIP === '' ? anyIp : hostIP,
        protocol: protocol === undefined || protocol === '' ? 'TCP' : protocol,
        port: hostPort as number,
      })),
  );
  const result = ports.length === 0 ? none : ports;
  portsBySpec.set(spec, result);
  return result;
}

/** Whether two ports cannot be had together. Models: framework/types.go HostPortInfo.CheckConflict (v1.37). */
export function hostPortsConflict(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === anyIp || b.ip === anyIp);
}
