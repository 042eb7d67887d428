/** What kube-proxy keeps of a Service: one record for each of its ports. */
import { familyOf } from '../addresses.ts';
import type { Service, ServicePort } from '../../api/types.ts';

export type Family = 'IPv4' | 'IPv6';

/** One port of a Service. Models: pkg/proxy/serviceport.go BaseServicePortInfo (v1.37). */
export interface ServicePortInfo {
  /** `namespace/service:port`, without the colon where the port has no name. */
  readonly name: string;
  readonly portName: string;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string;
  readonly clusterIP: string;
  readonly port: number;
  /** 0 for none. */
  readonly nodePort: number;
  /** 0 for none. */
  readonly healthCheckNodePort: number;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIPs: readonly string[];
  readonly sourceRanges: readonly string[];
  readonly isInternalLocal: boolean;
  readonly isExternalLocal: boolean;
  /** Seconds for which a client stays with its endpoint, 0 for none. */
  readonly affinitySeconds: number;
}

/** Models: api core/v1 DefaultClientIPServiceAffinitySeconds (v1.37). */
const defaultAffinitySeconds = 10_800;

/** Fields of an ingress point that are younger than the generated types. */
interface Ingress {
  readonly ip?: string;
  readonly ipMode?: string;
}

/** Addresses of load balancers that nodes answer for; those of mode Proxy come in as node ports. */
function loadBalancerIPs(service: Service): string[] {
  const ingress: readonly Ingress[] = service.status?.loadBalancer?.ingress ?? [];
  return ingress.flatMap(({ ip, ipMode }) => (ip === undefined || ip === '' || ipMode === 'Proxy' ? [] : [ip]));
}

function clusterIPOf(service: Service, family: Family): string | undefined {
  const { clusterIP = '', clusterIPs, type } = service.spec ?? {};
  if (clusterIP === '' || clusterIP === 'None' || type === 'ExternalName') return undefined;
  return [clusterIP, ...(clusterIPs ?? [])].find((ip) => familyOf(ip) === family);
}

function infoOf(service: Service, port: ServicePort, clusterIP: string, family: Family): ServicePortInfo {
  const { metadata, spec } = service;
  const base = `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
  const portName = port.name ?? '';
  const isOwn = (address: string): boolean => familyOf(address) === family;
  const isAffine = spec?.sessionAffinity === 'ClientIP';
  return {
    name: portName === '' ? base : `${base}:${portName}`,
    portName,
    protocol: port.protocol ?? 'TCP',
    clusterIP,
    port: port.port,
    nodePort: port.nodePort ?? 0,
    healthCheckNodePort: spec?.healthCheckNodePort ?? 0,
    externalIPs: (spec?.externalIPs ?? []).filter(isOwn),
    loadBalancerIPs: loadBalancerIPs(service).filter(isOwn),
    sourceRanges: (spec?.loadBalancerSourceRanges ?? []).map((range) => range.trim()).filter(isOwn),
    isInternalLocal: spec?.internalTrafficPolicy === 'Local',
    isExternalLocal: spec?.externalTrafficPolicy === 'Local',
    affinitySeconds: isAffine ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds) : 0,
  };
}

/**
 * The ports that kube-proxy programs for a Service in one family; none for headless ones and ExternalName.
 *
 * Models: pkg/proxy/servicechangetracker.go, pkg/proxy/util ShouldSkipService (v1.37).
 */
export function servicePortsOf(service: Service, family: Family): readonly ServicePortInfo[] {
  const clusterIP = clusterIPOf(service, family);
  if (clusterIP === undefined) return [];
  return (service.spec?.ports ?? []).map((port) => infoOf(service, port, clusterIP, family));
}

/** Whether the port is reached from outside at all. Models: serviceport.go ExternallyAccessible (v1.37). */
export function isExternallyAccessible(info: ServicePortInfo): boolean {
  return info.nodePort !== 0 || info.loadBalancerIPs.length > 0 || info.externalIPs.length > 0;
}

/** Models: serviceport.go UsesClusterEndpoints (v1.37). */
export function usesClusterEndpoints(info: ServicePortInfo): boolean {
  return !info.isInternalLocal || isExternallyAccessible(info);
}

/** Models: serviceport.go UsesLocalEndpoints (v1.37). */
export function usesLocalEndpoints(info: ServicePortInfo): boolean {
  return info.isInternalLocal || (info.isExternalLocal && isExternallyAccessible(info));
}
