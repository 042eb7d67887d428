/** What stands in a pod's resolv.conf, by its policy. */
import type { Sim } from '../engine/engine.ts';
import type { ResolverConfig } from './app-request.ts';
import { networkConfig } from './network-config.ts';
import type { PodSpec } from './types.ts';

/** A name server of the internet, which the machines use; out of a range kept for documentation. */
export const publicDnsServer = '192.0.2.53';

/** resolv.conf of pods with dnsPolicy ClusterFirst. Models: docs services-networking/dns-pod-service. */
export function clusterResolver(sim: Sim, namespace: string): ResolverConfig {
  const { dnsIP, clusterDomain } = networkConfig(sim);
  return {
    server: dnsIP,
    searches: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
    ndots: 5,
  };
}

/** resolv.conf of the machines, and of pods in their network. */
export const hostResolver: ResolverConfig = { server: publicDnsServer, searches: [], ndots: 1 };

/**
 * resolv.conf of a pod, by its policy.
 *
 * Models: pkg/kubelet/network/dns/dns.go GetPodDNS (v1.37). Differs: one name server; of the options only ndots.
 */
export function resolverOfPod(sim: Sim, namespace: string, spec: PodSpec): ResolverConfig {
  const { dnsConfig, hostNetwork } = spec;
  const asked = spec.dnsPolicy ?? 'ClusterFirst';
  const policy = asked === 'ClusterFirst' && hostNetwork === true ? 'Default' : asked;
  const none: ResolverConfig = { server: '', searches: [], ndots: 1 };
  const base = policy === 'None' ? none : policy === 'Default' ? hostResolver : clusterResolver(sim, namespace);
  const ndots = dnsConfig?.options?.find(({ name }) => name === 'ndots')?.value;
  return {
    server: base.server === '' ? (dnsConfig?.nameservers?.[0] ?? '') : base.server,
    searches: [...new Set([...base.searches, ...(dnsConfig?.searches ?? [])])],
    ndots: ndots === undefined ? base.ndots : Number(ndots),
  };
}
