import type { Sim } from '../engine/engine.ts';
import { randomBits } from '../engine/random.ts';
import type { Service, ServicePort } from '../api/types.ts';

/** Addresses of Services: 10.96.0.0/12. Models: kubeadm's default serviceSubnet (v1.37). */
const firstAddress = 0x0a600000;
const addressCount = 1 << 20;
/** Part kept for addresses that users choose. Models: docs reference/networking/virtual-ips, min(max(16, size/16), 256). */
const staticAddresses = 256;
const firstNodePort = 30000;
const nodePortCount = 2768;
/** Ports kept for users' own choice: min(max(16, size/32), 128). */
const staticNodePorts = 86;

/** What an allocator answers: the value, or the words of the refusal. */
type Allocated<T> = { readonly value: T } | { readonly error: string };

/**
 * Fills in a Service's cluster IP and node ports.
 *
 * Models: pkg/registry/core/service/storage/alloc.go (v1.37). Differs: the choice depends on the Service's name instead of chance, so
 * that an unrelated Service does not change it.
 * @returns the Service, or the field and words of the refusal
 */
export function allocateService(
  sim: Sim,
  service: Service,
  old: Service | undefined,
): { service: Service } | { field: string; value: unknown; error: string } {
  const key = `${service.metadata?.namespace ?? ''}/${service.metadata?.name ?? ''}`;
  let result = service;
  if (needsClusterIp(service)) {
    const asked = service.spec?.clusterIP ?? old?.spec?.clusterIP ?? '';
    const ip = claimClusterIp(sim, key, asked);
    if ('error' in ip) return { field: 'spec.clusterIPs', value: [asked], error: ip.error };
    result = { ...result, spec: { ...result.spec, clusterIP: ip.value, clusterIPs: [ip.value] } };
  } else if (service.spec?.clusterIP === 'None') {
    result = { ...result, spec: { ...result.spec, clusterIPs: ['None'] } };
  }
  const ports = result.spec?.ports;
  if (!needsNodePorts(result) || ports === undefined) return { service: result };
  const withPorts: ServicePort[] = [];
  for (const [index, port] of ports.entries()) {
    const before = old?.spec?.ports?.find((other) => other.name === port.name && other.port === port.port)?.nodePort;
    const asked = port.nodePort ?? before ?? 0;
    const nodePort = claimNodePort(sim, `${key}/${port.protocol ?? 'TCP'}/${port.port}`, asked);
    if ('error' in nodePort) return { field: `spec.ports[${index}].nodePort`, value: asked, error: nodePort.error };
    withPorts.push({ ...port, nodePort: nodePort.value });
  }
  return { service: { ...result, spec: { ...result.spec, ports: withPorts } } };
}

/** Gives back what a deleted Service held. */
export function releaseService(sim: Sim, service: Service): void {
  const ips = sim.store.map<string>(ipsName);
  for (const ip of service.spec?.clusterIPs ?? []) ips.delete(ip);
  const ports = sim.store.map<string>(portsName);
  for (const port of service.spec?.ports ?? []) if (port.nodePort !== undefined) ports.delete(String(port.nodePort));
}

const ipsName = 'apiserver/clusterIPs';
const portsName = 'apiserver/nodePorts';

function needsClusterIp(service: Service): boolean {
  return service.spec?.type !== 'ExternalName' && service.spec?.clusterIP !== 'None';
}

function needsNodePorts(service: Service): boolean {
  const type = service.spec?.type;
  return type === 'NodePort' || (type === 'LoadBalancer' && service.spec?.allocateLoadBalancerNodePorts !== false);
}

function claimClusterIp(sim: Sim, key: string, asked: string): Allocated<string> {
  const ips = sim.store.map<string>(ipsName);
  if (asked !== '') {
    const offset = addressNumber(asked) - firstAddress;
    if (!(offset > 0 && offset < addressCount - 1)) {
      return {
        error: `failed to allocate IP ${asked}: the provided IP (${asked}) is not in the valid range. The range of valid IPs is 10.96.0.0/12`,
      };
    }
    const holder = ips.get(asked);
    if (holder !== undefined && holder !== key) {
      return { error: `failed to allocate IP ${asked}: provided IP is already allocated` };
    }
    ips.set(asked, key);
    return { value: asked };
  }
  const span = addressCount - 1 - staticAddresses;
  const start = randomBits(sim.seed, 'clusterIP', key, 0) % span;
  for (let n = 0; n < span; n++) {
    const ip = addressText(firstAddress + staticAddresses + ((start + n) % span));
    if (ips.has(ip)) continue;
    ips.set(ip, key);
    return { value: ip };
  }
  return { error: 'failed to allocate a serviceIP: range is full' };
}

function claimNodePort(sim: Sim, key: string, asked: number): Allocated<number> {
  const ports = sim.store.map<string>(portsName);
  if (asked !== 0) {
    if (asked < firstNodePort || asked >= firstNodePort + nodePortCount) {
      return { error: 'provided port is not in the valid range. The range of valid ports is 30000-32767' };
    }
    const holder = ports.get(String(asked));
    if (holder !== undefined && holder !== key) return { error: 'provided port is already allocated' };
    ports.set(String(asked), key);
    return { value: asked };
  }
  const span = nodePortCount - staticNodePorts;
  const start = randomBits(sim.seed, 'nodePort', key, 0) % span;
  for (let n = 0; n < span; n++) {
    const port = firstNodePort + staticNodePorts + ((start + n) % span);
    if (ports.has(String(port))) continue;
    ports.set(String(port), key);
    return { value: port };
  }
  return { error: 'failed to allocate a nodePort: range is full' };
}

/** `10.96.0.1` as a number; NaN for text that is no IPv4 address. */
export function addressNumber(text: string): number {
  const parts = text.split('.');
  if (parts.length !== 4) return NaN;
  let number = 0;
  for (const part of parts) {
    const value = Number(part);
    if (!(value >= 0 && value <= 255)) return NaN;
    number = number * 256 + value;
  }
  return number;
}

/** A number as dotted IPv4 text. */
export function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}
