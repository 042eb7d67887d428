import type { Sim } from '../engine/engine.ts';
import { randomBits } from '../engine/random.ts';
import { clusterIpRange, ipNumber, ipv4Text, nodePortRange, type ServiceRange } from '../api/service-ranges.ts';
import type { KubeObject, Service, ServicePort } from '../api/types.ts';
import { keepAllocatedValues, needsClusterIp, needsHealthCheckPort, needsNodePorts } from './service-fields.ts';

/** Addresses of Services. Models: kubeadm's default serviceSubnet (v1.37). */
const serviceCidr = '10.96.0.0/12';
const addresses: ServiceRange = clusterIpRange(serviceCidr);
/** Models: kube-apiserver --service-node-port-range (v1.37). */
const nodePorts: ServiceRange = nodePortRange(30_000, 2768);

/** Where Services are stored. */
export const servicesPrefix = '/registry/services/specs';

/** What an allocator answers: the value, or the words of the refusal. */
type Allocated = { readonly value: string } | { readonly error: string };

/** The words for a refused value. */
export interface AllocationRefusal {
  readonly field: string;
  readonly value: unknown;
  readonly error: string;
}

/** One kind of value, and who holds which. */
interface Pool {
  readonly name: string;
  readonly purpose: string;
  readonly range: ServiceRange;
  readonly text: (number: bigint) => string;
  readonly number: (text: string) => bigint | undefined;
  readonly outside: (asked: string) => string;
  readonly taken: (asked: string) => string;
  readonly full: string;
}

const addressPool: Pool = {
  name: 'apiserver/clusterIPs',
  purpose: 'clusterIP',
  range: addresses,
  text: ipv4Text,
  number: ipNumber,
  outside: (asked) =>
    `failed to allocate IP ${asked}: the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${serviceCidr}`,
  taken: (asked) => `failed to allocate IP ${asked}: provided IP is already allocated`,
  full: 'failed to allocate a serviceIP: range is full',
};

const nodePortPool: Pool = {
  name: 'apiserver/nodePorts',
  purpose: 'nodePort',
  range: nodePorts,
  text: String,
  number: (text) => BigInt(text),
  outside: () => 'provided port is not in the valid range. The range of valid ports is 30000-32767',
  taken: () => 'provided port is already allocated',
  full: 'failed to allocate a nodePort: range is full',
};

/**
 * Fills in a Service's cluster IP, node ports and health check port, and takes from it what its type does not have any more.
 *
 * Models: pkg/registry/core/service/storage/alloc.go (v1.37). Differs: the choice depends on the Service's name instead of chance, so
 * that an unrelated Service does not change it.
 * @param old the stored Service, undefined for a new one
 * @param isDryRun looks for values, but takes none
 * @returns the Service, or the field and words of the refusal
 */
export function allocateService(
  sim: Sim,
  service: Service,
  old: Service | undefined,
  isDryRun = false,
): { service: Service } | AllocationRefusal {
  const { namespace = '', name = '' } = service.metadata ?? {};
  const holder = `${namespace}/${name}`;
  const kept = old === undefined ? service : keepAllocatedValues(service, old);
  const addressed = withClusterIp(sim, kept, holder, isDryRun);
  if ('error' in addressed) return addressed;
  const withPorts = withNodePorts(sim, addressed.service, holder, isDryRun);
  return 'error' in withPorts ? withPorts : withHealthCheckPort(sim, withPorts.service, holder, isDryRun);
}

function withClusterIp(
  sim: Sim,
  service: Service,
  holder: string,
  isDryRun: boolean,
): { service: Service } | AllocationRefusal {
  const { spec } = service;
  if (spec?.clusterIP === 'None') return { service: { ...service, spec: { ...spec, clusterIPs: ['None'] } } };
  if (!needsClusterIp(service)) return { service };
  const asked = spec?.clusterIP ?? '';
  const ip = claim(sim, addressPool, holder, holder, asked, isDryRun);
  if ('error' in ip) return { field: 'spec.clusterIPs', value: [asked], error: ip.error };
  if (spec?.clusterIP === ip.value && spec.clusterIPs?.[0] === ip.value) return { service };
  return { service: { ...service, spec: { ...spec, clusterIP: ip.value, clusterIPs: [ip.value] } } };
}

/** Ports of one number share a node port across protocols. Models: alloc.go allocServiceNodePorts (v1.37). */
function withNodePorts(
  sim: Sim,
  service: Service,
  holder: string,
  isDryRun: boolean,
): { service: Service } | AllocationRefusal {
  const ports = service.spec?.ports;
  if (!needsNodePorts(service) || ports === undefined) return { service };
  const byPort = new Map<number, number>();
  const withPorts: ServicePort[] = [];
  for (const [index, port] of ports.entries()) {
    const own = port.nodePort ?? 0;
    const shared = byPort.get(port.port) ?? 0;
    const wished =
      shared !== 0 ? 0 : (ports.find((one) => one.port === port.port && (one.nodePort ?? 0) !== 0)?.nodePort ?? 0);
    const asked = own !== 0 ? own : shared !== 0 ? shared : wished;
    const subject = `${holder}/${port.protocol ?? 'TCP'}/${port.port}`;
    const found = claim(sim, nodePortPool, holder, subject, asked === 0 ? '' : String(asked), isDryRun);
    if ('error' in found) return { field: `spec.ports[${index}].nodePort`, value: asked, error: found.error };
    const nodePort = Number(found.value);
    byPort.set(port.port, nodePort);
    withPorts.push(nodePort === own ? port : { ...port, nodePort });
  }
  return { service: { ...service, spec: { ...service.spec, ports: withPorts } } };
}

function withHealthCheckPort(
  sim: Sim,
  service: Service,
  holder: string,
  isDryRun: boolean,
): { service: Service } | AllocationRefusal {
  if (!needsHealthCheckPort(service)) return { service };
  const own = service.spec?.healthCheckNodePort ?? 0;
  const subject = `${holder}/healthCheck`;
  const found = claim(sim, nodePortPool, holder, subject, own === 0 ? '' : String(own), isDryRun);
  if ('error' in found) return { field: 'spec.healthCheckNodePort', value: own, error: found.error };
  const healthCheckNodePort = Number(found.value);
  return healthCheckNodePort === own
    ? { service }
    : { service: { ...service, spec: { ...service.spec, healthCheckNodePort } } };
}

/** Gives back what a Service held before a write and does not hold after it. @param after `null` for a deletion */
export function settleService(sim: Sim, before: KubeObject | null, after: KubeObject | null): void {
  if (before === null) return;
  const [old, now] = [before as Service, (after ?? {}) as Service];
  release(sim, addressPool, addressesOf(old), addressesOf(now));
  release(sim, nodePortPool, nodePortsOf(old), nodePortsOf(now));
}

function release(sim: Sim, pool: Pool, before: readonly string[], after: readonly string[]): void {
  for (const value of before) if (!after.includes(value)) sim.store.map<string>(pool.name).delete(value);
}

function addressesOf(service: Service): readonly string[] {
  return service.spec?.clusterIPs ?? [];
}

function nodePortsOf(service: Service): readonly string[] {
  const { ports = [], healthCheckNodePort } = service.spec ?? {};
  return [...ports.map(({ nodePort }) => nodePort), healthCheckNodePort]
    .filter((port) => port !== undefined && port !== 0)
    .map(String);
}

/**
 * Takes a value from a pool: the one asked for, else a free one, first of the part that nobody asks for by name.
 * @param subject what the choice depends on
 */
function claim(sim: Sim, pool: Pool, holder: string, subject: string, asked: string, isDryRun: boolean): Allocated {
  const held = sim.store.map<string>(pool.name);
  const take = (value: string): Allocated => {
    if (!isDryRun) held.set(value, holder);
    return { value };
  };
  const { first, size, staticCount } = pool.range;
  if (asked !== '') {
    const number = pool.number(asked);
    if (number === undefined || number < first || number >= first + BigInt(size)) return { error: pool.outside(asked) };
    const by = held.get(asked);
    return by !== undefined && by !== holder ? { error: pool.taken(asked) } : take(asked);
  }
  const span = size - staticCount;
  const start = randomBits(sim.seed, pool.purpose, subject, 0) % span;
  for (let n = 0; n < size; n++) {
    const offset = n < span ? staticCount + ((start + n) % span) : n - span;
    const value = pool.text(first + BigInt(offset));
    if (!held.has(value)) return take(value);
  }
  return { error: pool.full };
}

/** A number as dotted IPv4 text. */
export function addressText(number: number): string {
  return ipv4Text(BigInt(number));
}
