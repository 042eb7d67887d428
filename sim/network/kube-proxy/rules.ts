/** The rules that kube-proxy writes for one Service, as data: chains of the tables nat and filter. */
import type { EndpointSlice, Service } from '../../api/types.ts';
import { rangeHas } from '../addresses.ts';
import type { Chain, ChainKind } from './chain-names.ts';
import { categorizeEndpoints, endpointsOfPort, type ProxyEndpoint, type ProxyNode } from './endpoints.ts';
import {
  isExternallyAccessible,
  servicePortsOf,
  usesClusterEndpoints,
  usesLocalEndpoints,
  type Family,
  type ServicePortInfo,
} from './service-port.ts';

/** What a rule asks of a packet; all that is named must hold. */
export interface Match {
  readonly destination?: string;
  readonly port?: number;
  readonly protocol?: string;
  /** Destination is an address of this node. */
  readonly isDestinationLocal?: boolean;
  /** Range or address that the source lies in. */
  readonly source?: string;
  /** Range that the source does not lie in. */
  readonly notSource?: string;
  /** Source is an address of this node. */
  readonly isSourceLocal?: boolean;
  /** The client was sent to the endpoint of this chain within so many seconds. */
  readonly recent?: { readonly chain: Chain; readonly seconds: number };
  /** Holds by chance, once in so many. */
  readonly oneOf?: number;
}

/** What happens to a packet that a rule matches. */
export type Target =
  | { readonly type: 'jump'; readonly chain: Chain }
  | { readonly type: 'markMasq' }
  | { readonly type: 'dnat'; readonly endpoint: ProxyEndpoint; readonly chain: Chain; readonly remembers: boolean }
  | { readonly type: 'reject' | 'drop' | 'accept' };

export interface Rule {
  readonly match: Match;
  readonly target: Target;
  /** Comment as iptables keeps it; empty for none. */
  readonly comment: string;
}

/** The chains that rules of all Services share, and those of this Service's ports. */
export interface ServiceRules {
  /** nat KUBE-SERVICES. */
  readonly services: readonly Rule[];
  /** nat KUBE-NODEPORTS. */
  readonly nodePorts: readonly Rule[];
  /** filter KUBE-SERVICES. */
  readonly filterServices: readonly Rule[];
  /** filter KUBE-EXTERNAL-SERVICES. */
  readonly externalServices: readonly Rule[];
  /** filter KUBE-PROXY-FIREWALL. */
  readonly firewall: readonly Rule[];
  /** filter KUBE-NODEPORTS. */
  readonly filterNodePorts: readonly Rule[];
  /** nat chains of the ports, in the order in which they are written. */
  readonly chains: ReadonlyMap<Chain, readonly Rule[]>;
}

/** The node that the rules are for. */
export interface RuleNode extends ProxyNode {
  readonly ips: readonly string[];
  /** Range of all pod addresses: tells pods from others. */
  readonly podCIDR: string;
}

interface Draft {
  readonly services: Rule[];
  readonly nodePorts: Rule[];
  readonly filterServices: Rule[];
  readonly externalServices: Rule[];
  readonly firewall: Rule[];
  readonly filterNodePorts: Rule[];
  readonly chains: Map<Chain, Rule[]>;
}

/**
 * All rules of a Service on one node.
 *
 * Models: pkg/proxy/iptables/proxier.go syncProxyRules (v1.37).
 */
export function buildServiceRules(
  service: Service,
  slices: readonly EndpointSlice[],
  node: RuleNode,
  family: Family = 'IPv4',
): ServiceRules {
  const draft: Draft = {
    services: [],
    nodePorts: [],
    filterServices: [],
    externalServices: [],
    firewall: [],
    filterNodePorts: [],
    chains: new Map(),
  };
  for (const info of servicePortsOf(service, family)) {
    new PortRules(draft, info, endpointsOfPort(info, slices, family), node).write();
  }
  return draft;
}

/** Writes the rules of one port. */
class PortRules {
  readonly #draft: Draft;
  readonly #info: ServicePortInfo;
  readonly #node: RuleNode;
  readonly #cluster: readonly ProxyEndpoint[];
  readonly #local: readonly ProxyEndpoint[];
  readonly #reachable: readonly ProxyEndpoint[];
  readonly #hasAny: boolean;
  readonly #endpointChains = new Map<ProxyEndpoint, Chain>();
  readonly #ofKind: Readonly<Record<'SVC' | 'SVL' | 'EXT' | 'FW', Chain>>;

  constructor(draft: Draft, info: ServicePortInfo, endpoints: readonly ProxyEndpoint[], node: RuleNode) {
    const { cluster, local, reachable, hasAny } = categorizeEndpoints(info, endpoints, node);
    this.#draft = draft;
    this.#info = info;
    this.#node = node;
    this.#cluster = cluster ?? [];
    this.#local = local ?? [];
    this.#reachable = reachable;
    this.#hasAny = hasAny;
    const chain = (kind: ChainKind, endpoint = ''): Chain => ({
      kind,
      servicePort: info.name,
      protocol: info.protocol,
      endpoint,
    });
    this.#ofKind = { SVC: chain('SVC'), SVL: chain('SVL'), EXT: chain('EXT'), FW: chain('FW') };
    for (const endpoint of reachable) this.#endpointChains.set(endpoint, chain('SEP', endpoint.address));
  }

  write(): void {
    const hasLocal = this.#local.length > 0;
    const hasInternal = this.#hasAny && (!this.#info.isInternalLocal || hasLocal);
    const hasExternal = this.#hasAny && (!this.#info.isExternalLocal || hasLocal);
    this.#writeEntries(hasInternal, hasExternal);
    if (hasInternal) this.#writeInternal();
    if (this.#hasAny && isExternallyAccessible(this.#info)) this.#writeExternal(hasExternal);
    if (this.#usesFirewall()) this.#writeFirewall();
    if (this.#cluster.length > 0 && usesClusterEndpoints(this.#info))
      this.#writePolicy(this.#ofKind.SVC, this.#cluster);
    if (hasLocal && usesLocalEndpoints(this.#info)) this.#writePolicy(this.#ofKind.SVL, this.#local);
    for (const endpoint of this.#reachable) this.#writeEndpoint(endpoint);
  }

  /** What leads packets to the port's chains, or refuses them. */
  #writeEntries(hasInternal: boolean, hasExternal: boolean): void {
    const { name, clusterIP, externalIPs, loadBalancerIPs, nodePort } = this.#info;
    const { services, nodePorts, filterServices, externalServices, firewall } = this.#draft;
    const refusal = this.#refusal();
    const internal = this.#info.isInternalLocal ? this.#ofKind.SVL : this.#ofKind.SVC;
    if (hasInternal) services.push(jump(this.#to(clusterIP), internal, `${name} cluster IP`));
    else filterServices.push({ match: this.#to(clusterIP), ...refusal });
    for (const ip of externalIPs) {
      if (this.#hasAny) services.push(jump(this.#to(ip), this.#ofKind.EXT, `${name} external IP`));
      if (!hasExternal) externalServices.push({ match: this.#to(ip), ...refusal });
    }
    const usesFirewall = this.#usesFirewall();
    for (const ip of loadBalancerIPs) {
      const target = usesFirewall ? this.#ofKind.FW : this.#ofKind.EXT;
      if (this.#hasAny) services.push(jump(this.#to(ip), target, `${name} loadbalancer IP`));
      if (usesFirewall) {
        const comment = `${name} traffic not accepted by firewall`;
        firewall.push({ match: this.#to(ip), target: { type: 'drop' }, comment });
      }
      if (!hasExternal) externalServices.push({ match: this.#to(ip), ...refusal });
    }
    if (nodePort !== 0) {
      const { protocol } = this.#info;
      if (this.#hasAny) nodePorts.push(jump({ protocol, port: nodePort }, this.#ofKind.EXT, name));
      const match = { isDestinationLocal: true, protocol, port: nodePort };
      if (!hasExternal) externalServices.push({ match, ...refusal });
    }
    this.#writeHealthCheck();
  }

  #writeHealthCheck(): void {
    const { name, healthCheckNodePort: port } = this.#info;
    if (port === 0) return;
    const match = { protocol: 'TCP', port };
    this.#draft.filterNodePorts.push({ match, target: { type: 'accept' }, comment: `${name} health check node port` });
  }

  #refusal(): { readonly target: Target; readonly comment: string } {
    const { name } = this.#info;
    return this.#hasAny
      ? { target: { type: 'drop' }, comment: `${name} has no local endpoints` }
      : { target: { type: 'reject' }, comment: `${name} has no endpoints` };
  }

  #usesFirewall(): boolean {
    const { loadBalancerIPs, sourceRanges } = this.#info;
    return this.#hasAny && loadBalancerIPs.length > 0 && sourceRanges.length > 0;
  }

  #to(destination: string): Match {
    return { destination, protocol: this.#info.protocol, port: this.#info.port };
  }

  #chain(chain: Chain): Rule[] {
    let rules = this.#draft.chains.get(chain);
    if (rules === undefined) this.#draft.chains.set(chain, (rules = []));
    return rules;
  }

  /** Clients from outside of the pod network come by a static route, and must get their answers the same way. */
  #writeInternal(): void {
    const { name, clusterIP, isInternalLocal } = this.#info;
    const match = { ...this.#to(clusterIP), notSource: this.#node.podCIDR };
    this.#chain(isInternalLocal ? this.#ofKind.SVL : this.#ofKind.SVC).push(mark(match, `${name} cluster IP`));
  }

  #writeExternal(hasExternal: boolean): void {
    const { name, isExternalLocal } = this.#info;
    const { SVC, SVL, EXT } = this.#ofKind;
    const rules = this.#chain(EXT);
    if (isExternalLocal) {
      rules.push(jump({ source: this.#node.podCIDR }, SVC, `pod traffic for ${name} external destinations`));
      rules.push(mark({ isSourceLocal: true }, `masquerade LOCAL traffic for ${name} external destinations`));
      rules.push(jump({ isSourceLocal: true }, SVC, `route LOCAL traffic for ${name} external destinations`));
    } else {
      rules.push(mark({}, `masquerade traffic for ${name} external destinations`));
    }
    if (hasExternal) rules.push(jump({}, isExternalLocal ? SVL : SVC, ''));
  }

  /** Source ranges of a load balancer. A node in them reaches its address with that address as the source. */
  #writeFirewall(): void {
    const { name, sourceRanges, loadBalancerIPs } = this.#info;
    const rules = this.#chain(this.#ofKind.FW);
    const comment = `${name} loadbalancer IP`;
    for (const source of sourceRanges) rules.push(jump({ source }, this.#ofKind.EXT, comment));
    if (!this.#node.ips.some((ip) => sourceRanges.some((range) => rangeHas(range, ip)))) return;
    for (const source of loadBalancerIPs) rules.push(jump({ source }, this.#ofKind.EXT, comment));
  }

  /** Rule i of n endpoints is taken with probability 1/(n-i), so that each gets the same share. */
  #writePolicy(chain: Chain, endpoints: readonly ProxyEndpoint[]): void {
    const { name, affinitySeconds } = this.#info;
    const rules = this.#chain(chain);
    const comment = (endpoint: ProxyEndpoint): string => `${name} -> ${endpoint.address}`;
    const chainOf = (endpoint: ProxyEndpoint): Chain => this.#endpointChains.get(endpoint) as Chain;
    if (affinitySeconds > 0) {
      for (const endpoint of endpoints) {
        const recent = { chain: chainOf(endpoint), seconds: affinitySeconds };
        rules.push(jump({ recent }, chainOf(endpoint), comment(endpoint)));
      }
    }
    endpoints.forEach((endpoint, i) => {
      const left = endpoints.length - i;
      rules.push(jump(left > 1 ? { oneOf: left } : {}, chainOf(endpoint), comment(endpoint)));
    });
  }

  /** An endpoint that reaches itself is masqueraded, so that the answer comes back through the node. */
  #writeEndpoint(endpoint: ProxyEndpoint): void {
    const { name, protocol, affinitySeconds } = this.#info;
    const chain = this.#endpointChains.get(endpoint) as Chain;
    const dnat: Target = { type: 'dnat', endpoint, chain, remembers: affinitySeconds > 0 };
    this.#chain(chain).push(mark({ source: endpoint.ip }, name), { match: { protocol }, target: dnat, comment: name });
  }
}

function jump(match: Match, chain: Chain, comment: string): Rule {
  return { match, target: { type: 'jump', chain }, comment };
}

function mark(match: Match, comment: string): Rule {
  return { match, target: { type: 'markMasq' }, comment };
}
