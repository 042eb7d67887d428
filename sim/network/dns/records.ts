/** What CoreDNS knows and answers: the names of Services, their endpoints and pods. */
import type { Sim } from '../../engine/engine.ts';
import { hashText } from '../../engine/hash.ts';
import type { EndpointSlice, Namespace, Service } from '../../api/types.ts';
import { keyOf, listerOf, type InformerDef } from '../../client/informer.ts';
import { familyOf, isAddress } from '../addresses.ts';
import { networkConfig } from '../../api/network-config.ts';
import { serviceKeyOfSlice } from '../kube-proxy/route.ts';

/** Component that stands for all CoreDNS pods: they watch the same objects. */
export const coreDnsCohort = 'coredns/*';

export const coreDnsServices: InformerDef<Service> = { name: 'coredns.services', resource: 'services' };
export const coreDnsSlices: InformerDef<EndpointSlice> = {
  name: 'coredns.endpointSlices',
  group: 'discovery.k8s.io',
  resource: 'endpointslices',
  indexes: { service: serviceKeyOfSlice },
};
export const coreDnsNamespaces: InformerDef<Namespace> = { name: 'coredns.namespaces', resource: 'namespaces' };

const services = listerOf(coreDnsServices, () => coreDnsCohort);
const slices = listerOf(coreDnsSlices, () => coreDnsCohort);
const namespaces = listerOf(coreDnsNamespaces, () => coreDnsCohort);

export type RecordType = 'A' | 'SRV';

export interface DnsRecord {
  readonly name: string;
  readonly type: RecordType | 'CNAME';
  /** Address, or name that it points to. */
  readonly value: string;
  /** Of an SRV record, else 0. */
  readonly port: number;
  readonly ttlSeconds: number;
}

/** An answer; no error and no records means that the name exists without any of the type. */
export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  readonly records: readonly DnsRecord[];
}

/** What CoreDNS does with a query: it answers, or asks its own upstream server for a name after giving `records`. */
export type Resolution =
  | { readonly type: 'answer'; readonly answer: DnsAnswer }
  | { readonly type: 'forward'; readonly name: string; readonly records: readonly DnsRecord[] };

/** Models: the `ttl 30` of kubeadm's Corefile. */
const ttlSeconds = 30;
const aliasesMax = 8;

const nameError: DnsAnswer = { code: 'NXDOMAIN', records: [] };
const noData: DnsAnswer = { code: 'NOERROR', records: [] };

/**
 * Resolves a name as CoreDNS' kubernetes plugin does, following aliases inside of the cluster.
 *
 * Models: coredns plugin/kubernetes kubernetes.go Services and parse.go parseRequest (1.14), with `pods insecure`.
 * Differs: no reverse look-ups.
 * @param name fully qualified, with or without the last dot
 */
export function resolveName(sim: Sim, name: string, type: RecordType): Resolution {
  const zone = networkConfig(sim).clusterDomain;
  const records: DnsRecord[] = [];
  let asked = plainName(name);
  for (let n = 0; n < aliasesMax; n++) {
    if (asked !== zone && !asked.endsWith(`.${zone}`)) return { type: 'forward', name: asked, records };
    const answer = answerInZone(sim, asked, zone, type);
    const [first] = answer.records;
    if (first?.type !== 'CNAME')
      return { type: 'answer', answer: { ...answer, records: [...records, ...answer.records] } };
    records.push(first);
    asked = plainName(first.value);
  }
  return { type: 'answer', answer: { code: 'SERVFAIL', records: [] } };
}

/** A name in lower case without the last dot. */
export function plainName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

function answerInZone(sim: Sim, name: string, zone: string, type: RecordType): DnsAnswer {
  if (name === zone) return noData;
  const labels = name.slice(0, -zone.length - 1).split('.');
  const kind = labels.pop();
  if (kind !== 'svc' && kind !== 'pod') return nameError;
  const namespace = labels.pop();
  if (namespace === undefined) return noData;
  if (namespaces.get(sim, namespace) === undefined) return nameError;
  const last = labels.pop();
  if (last === undefined) return noData;
  if (kind === 'pod') return labels.length > 0 ? nameError : podAnswer(name, last, type);
  return serviceAnswer(sim, name, `${namespace}/${last}`, labels, type);
}

/** `10-244-1-7.default.pod`: the address is in the name, and nobody looks whether a pod has it. */
function podAnswer(name: string, dashed: string, type: RecordType): DnsAnswer {
  const ip = dashed.split('-').join('.');
  if (!isAddress(ip)) return nameError;
  return type === 'A' ? found([{ name, type: 'A', value: ip, port: 0, ttlSeconds }]) : noData;
}

function found(records: readonly DnsRecord[]): DnsAnswer {
  return records.length === 0 ? nameError : { code: 'NOERROR', records };
}

/** @param rest labels before the Service's own: none, `hostname`, or `_port`, `_protocol` */
function serviceAnswer(sim: Sim, name: string, key: string, rest: readonly string[], type: RecordType): DnsAnswer {
  const service = services.get(sim, key);
  if (service === undefined || rest.length > 2) return nameError;
  const { type: serviceType, externalName = '', clusterIP } = service.spec ?? {};
  if (serviceType === 'ExternalName') {
    return rest.length === 0 ? found([{ name, type: 'CNAME', value: externalName, port: 0, ttlSeconds }]) : nameError;
  }
  const [port, protocol] =
    rest.length === 2 ? rest.map((label) => (label.startsWith('_') ? label.slice(1) : label)) : [];
  const isHeadless = clusterIP === 'None' || clusterIP === undefined || clusterIP === '';
  const targets =
    isHeadless || rest.length === 1
      ? endpointTargets(sim, key, rest.length === 1 ? (rest[0] ?? '') : null, port, protocol)
      : clusterTargets(service, clusterIP, port, protocol);
  if (targets.length === 0) return nameError;
  return type === 'A' ? found(addressRecords(name, targets)) : found(serviceRecords(sim, key, targets));
}

interface ServiceTarget {
  readonly ip: string;
  readonly port: number;
  /** First label of the endpoint's own name; empty for a cluster address. */
  readonly hostname: string;
}

function clusterTargets(
  service: Service,
  ip: string,
  port: string | undefined,
  protocol: string | undefined,
): ServiceTarget[] {
  const ports = (service.spec?.ports ?? []).filter((one) => isPort(one, port, protocol));
  return ports.map((one) => ({ ip, port: one.port, hostname: '' }));
}

function isPort(
  one: { readonly name?: string; readonly protocol?: string },
  port: string | undefined,
  protocol: string | undefined,
): boolean {
  if (port === undefined) return true;
  return (one.name ?? '') === port && (one.protocol ?? 'TCP').toLowerCase() === protocol;
}

/** Endpoints that are ready: all, or those with a host name. */
function endpointTargets(
  sim: Sim,
  key: string,
  hostname: string | null,
  port: string | undefined,
  protocol: string | undefined,
): ServiceTarget[] {
  const targets: ServiceTarget[] = [];
  for (const slice of slices.byIndex(sim, 'service', key).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    const ports = (slice.ports ?? []).filter((one) => isPort(one, port, protocol));
    if (port !== undefined && ports.length === 0) continue;
    for (const { addresses, conditions, hostname: own } of slice.endpoints ?? []) {
      const [ip = ''] = addresses;
      if (conditions?.ready === false || familyOf(ip) !== 'IPv4') continue;
      const label = own ?? ip.split('.').join('-');
      if (hostname !== null && label !== hostname) continue;
      if (ports.length === 0) targets.push({ ip, port: 0, hostname: label });
      for (const one of ports) targets.push({ ip, port: one.port ?? 0, hostname: label });
    }
  }
  return targets;
}

function addressRecords(name: string, targets: readonly ServiceTarget[]): DnsRecord[] {
  const ips = [...new Set(targets.map(({ ip }) => ip))];
  return ips.map((value) => ({ name, type: 'A', value, port: 0, ttlSeconds }));
}

function serviceRecords(sim: Sim, key: string, targets: readonly ServiceTarget[]): DnsRecord[] {
  const [namespace = '', service = ''] = key.split('/');
  const base = `${service}.${namespace}.svc.${networkConfig(sim).clusterDomain}`;
  return targets.map(({ port, hostname }) => {
    const value = hostname === '' ? base : `${hostname}.${base}`;
    return { name: base, type: 'SRV', value, port, ttlSeconds };
  });
}

/** Ends of public names, besides those of countries, which have two letters. */
const publicDomains = [
  'com',
  'net',
  'org',
  'edu',
  'gov',
  'info',
  'biz',
  'dev',
  'app',
  'cloud',
  'xyz',
  'online',
  'tech',
];

/**
 * What a name server of the internet answers.
 *
 * Differs: each name with a usual public end exists; its address is made from the name, out of a range kept for documentation.
 */
export function resolvePublicName(name: string, type: RecordType): DnsAnswer {
  const asked = plainName(name);
  const labels = asked.split('.');
  const last = labels[labels.length - 1] ?? '';
  const isPublic = labels.length > 1 && !labels.includes('') && (last.length === 2 || publicDomains.includes(last));
  if (!isPublic) return nameError;
  if (type !== 'A') return noData;
  const value = `203.0.113.${1 + (hashText(asked) % 254)}`;
  return found([{ name: asked, type: 'A', value, port: 0, ttlSeconds }]);
}
