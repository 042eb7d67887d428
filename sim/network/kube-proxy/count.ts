/** How many rules a Service takes, without writing them. */
import { hashText, mix32 } from '../../engine/hash.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { EndpointSlice, Service } from '../../api/types.ts';
import { portOfSlice } from './endpoints.ts';
import { isExternallyAccessible, servicePortsOf, usesClusterEndpoints, type ServicePortInfo } from './service-port.ts';

interface SliceCount {
  readonly ready: number;
  readonly leaving: number;
  /** Tells sets of usable endpoints apart. */
  readonly hash: number;
}
const counts = new WeakMap<EndpointSlice, SliceCount>();

function countOf(slice: EndpointSlice): SliceCount {
  const known = counts.get(slice);
  if (known !== undefined) return known;
  let ready = 0;
  let leaving = 0;
  let hash = 0;
  for (const { addresses, conditions, nodeName } of slice.endpoints ?? []) {
    const isReady = conditions?.ready ?? true;
    if (!isReady && !((conditions?.serving ?? true) && conditions?.terminating === true)) continue;
    if (isReady) ready++;
    else leaving++;
    hash = (hash + mix32(hashText(addresses[0] ?? '') ^ hashText(nodeName ?? '') ^ (isReady ? 1 : 2))) | 0;
  }
  const count = { ready, leaving, hash };
  counts.set(slice, count);
  return count;
}

/** Whether two states of a slice, of the same name, lead to the same rules. */
export function isSameToProxy(a: EndpointSlice, b: EndpointSlice): boolean {
  const [one, other] = [countOf(a), countOf(b)];
  if (one.ready !== other.ready || one.leaving !== other.leaving || one.hash !== other.hash) return false;
  return deepEqual(a.ports, b.ports) && !hasHints(a) && !hasHints(b);
}

function hasHints({ endpoints }: EndpointSlice): boolean {
  return (endpoints ?? []).some(({ hints }) => hints !== undefined);
}

/**
 * Number of rules for a Service on a machine that has none of its endpoints and no hints of its own.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules (v1.37).
 */
export function countServiceRules(service: Service, slices: readonly EndpointSlice[]): number {
  let rules = 0;
  for (const info of servicePortsOf(service, 'IPv4')) rules += countPortRules(info, slices);
  return rules;
}

function countPortRules(info: ServicePortInfo, slices: readonly EndpointSlice[]): number {
  let ready = 0;
  let leaving = 0;
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4' || portOfSlice(info, slice) === undefined) continue;
    const count = countOf(slice);
    ready += count.ready;
    leaving += count.leaving;
  }
  const usable = ready > 0 ? ready : leaving;
  const hasAny = usable > 0;
  const hasInternal = hasAny && !info.isInternalLocal;
  const hasExternal = hasAny && !info.isExternalLocal;
  const vips = info.externalIPs.length + info.loadBalancerIPs.length;
  const entries = vips + (info.nodePort === 0 ? 0 : 1);
  const hasFirewall = hasAny && info.loadBalancerIPs.length > 0 && info.sourceRanges.length > 0;
  let rules = 1 + (hasAny ? entries : 0) + (hasExternal ? 0 : entries) + (info.healthCheckNodePort === 0 ? 0 : 1);
  if (hasInternal) rules++;
  if (hasAny && isExternallyAccessible(info)) rules += (info.isExternalLocal ? 3 : 1) + (hasExternal ? 1 : 0);
  if (hasFirewall) rules += info.loadBalancerIPs.length + info.sourceRanges.length;
  if (usesClusterEndpoints(info)) rules += usable * (info.affinitySeconds > 0 ? 4 : 3);
  return rules;
}
