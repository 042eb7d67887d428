/** The rules that one machine has now. */
import type { Sim } from '../../engine/engine.ts';
import type { EndpointSlice } from '../../api/types.ts';
import { nodeAddresses, nodeByName } from '../cni/nodes.ts';
import { networkConfig } from '../../api/network-config.ts';
import { buildServiceRules, type RuleNode, type ServiceRules } from './rules.ts';
import { servicePortsOf, usesLocalEndpoints } from './service-port.ts';
import {
  entriesOf,
  keptServices,
  nodePortEntry,
  nodeProxies,
  servicesByEntry,
  writtenServices,
  type WrittenService,
} from './state.ts';

/** Services whose rules are in force on a machine, sorted by key; none before its proxy has written any. */
export function servicesOnNode(sim: Sim, node: string): WrittenService[] {
  if (nodeProxies(sim).get(node)?.isSynced !== true) return [];
  const found = new Map<string, WrittenService>();
  writtenServices(sim).forEach((written, key) => found.set(key, written));
  keptServices(sim).forEach(node, ({ written }, key) => {
    if (written === null) found.delete(key);
    else found.set(key, written);
  });
  return [...found.values()].sort(byKey);
}

function byKey(a: WrittenService, b: WrittenService): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Those among them that have rules for an address or, on a machine's own address, for the port. */
export function servicesForPacket(
  sim: Sim,
  node: RuleNode,
  ip: string,
  port: number,
  protocol: string,
): WrittenService[] {
  if (nodeProxies(sim).get(node.name)?.isSynced !== true) return [];
  const entries = [ip, nodePortEntry(port, protocol)];
  const keys = new Set<string>();
  for (const entry of entries) servicesByEntry(sim).forEach(entry, (_, key) => keys.add(key));
  const found: WrittenService[] = [];
  for (const key of keys) {
    if (keptServices(sim).get(node.name, key) !== undefined) continue;
    const written = writtenServices(sim).get(key);
    if (written !== undefined) found.push(written);
  }
  keptServices(sim).forEach(node.name, ({ written }) => {
    if (written !== null && entriesOf(written.service).some((entry) => entries.includes(entry))) found.push(written);
  });
  return found.sort(byKey);
}

/** A machine as its rules see it. */
export function ruleNodeOf(sim: Sim, name: string): RuleNode {
  const node = nodeByName(sim, name);
  const zone = node?.metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';
  return { name, zone, ips: node === undefined ? [] : nodeAddresses(node), podCIDR: networkConfig(sim).podCIDR };
}

/** Rules by Service and, where they differ between machines, by machine. */
const built = new WeakMap<WrittenService, Map<string, ServiceRules>>();

/** The rules of a Service on a machine. */
export function rulesOnNode(written: WrittenService, node: RuleNode): ServiceRules {
  const variant = `${node.podCIDR} ${dependsOnNode(written) ? `${node.name} ${node.zone} ${node.ips.join(' ')}` : ''}`;
  let variants = built.get(written);
  if (variants === undefined) built.set(written, (variants = new Map()));
  let rules = variants.get(variant);
  if (rules === undefined) variants.set(variant, (rules = buildServiceRules(written.service, written.slices, node)));
  return rules;
}

const hinted = new WeakMap<EndpointSlice, boolean>();

function hasHints(slice: EndpointSlice): boolean {
  let answer = hinted.get(slice);
  if (answer === undefined) {
    answer = (slice.endpoints ?? []).some(({ hints }) => hints !== undefined);
    hinted.set(slice, answer);
  }
  return answer;
}

/** Whether machines write different rules for a Service: local policies, hints, source ranges. */
function dependsOnNode({ service, slices }: WrittenService): boolean {
  if ((service.spec?.loadBalancerSourceRanges ?? []).length > 0) return true;
  return servicePortsOf(service, 'IPv4').some(usesLocalEndpoints) || slices.some(hasHints);
}
