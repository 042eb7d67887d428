/** What the rules do to a packet that opens a connection. */
import type { Endpoint, EndpointSlice, Service } from '../../api/types.ts';
import { familyOf, rangeHas } from '../addresses.ts';
import type { Chain } from './chain-names.ts';
import { categorizeEndpoints, proxyEndpointOf, type ProxyEndpoint, type ProxyNode } from './endpoints.ts';
import { buildServiceRules, type Match, type Rule, type RuleNode, type ServiceRules } from './rules.ts';
import { servicePortsOf } from './service-port.ts';

/** First packet of a connection, as a node sees it. */
export interface OpeningPacket {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
}

/** What chance and the past decide. */
export interface RouteSurroundings {
  /** Share of the packets that a rule of probability 1/n takes: 1/n itself, or 0 or 1 for a draw. */
  readonly shareOf: (oneOf: number) => number;
  /** Whether the rules have sent this source to the chain's endpoint within so many seconds. */
  readonly isRecent: (chain: Chain, seconds: number) => boolean;
}

/** One way that the packet may take. */
export interface Way {
  readonly endpoint: ProxyEndpoint;
  /** 0 to 1; 1 for a draw. */
  readonly probability: number;
  readonly isMasqueraded: boolean;
  /** Chains that it went through, from the first. */
  readonly chains: readonly Chain[];
  /** Source and endpoint are to be remembered. */
  readonly remembers: boolean;
  /** How many endpoints the chance was among. */
  readonly choices: number;
}

/** `none`: no rule is for it, it goes on as it is. */
export type Verdict =
  | { readonly type: 'ways'; readonly ways: readonly Way[] }
  | { readonly type: 'reject' | 'drop'; readonly comment: string }
  | { readonly type: 'none' };

/**
 * Takes a packet through the rules: nat first; then, if nothing has changed its destination, filter.
 *
 * @param rules rules of all Services that may be for the packet
 */
export function routeConnection(
  rules: readonly ServiceRules[],
  node: RuleNode,
  packet: OpeningPacket,
  surroundings: RouteSurroundings,
): Verdict {
  const walk = new Walk(rules, node, packet, surroundings);
  const ways = walk.nat();
  return ways.length > 0 ? { type: 'ways', ways } : walk.filter();
}

interface Mark {
  isMasqueraded: boolean;
}

class Walk {
  readonly #rules: readonly ServiceRules[];
  readonly #packet: OpeningPacket;
  readonly #surroundings: RouteSurroundings;
  readonly #isFromNode: boolean;
  readonly #isToNode: boolean;
  readonly #ways: Way[] = [];

  constructor(rules: readonly ServiceRules[], node: RuleNode, packet: OpeningPacket, surroundings: RouteSurroundings) {
    this.#rules = rules;
    this.#packet = packet;
    this.#surroundings = surroundings;
    this.#isFromNode = isNodeAddress(node, packet.source);
    this.#isToNode = isNodeAddress(node, packet.destination);
  }

  /** Node ports come after the entries of all Services. */
  nat(): Way[] {
    const mark: Mark = { isMasqueraded: false };
    let left = 1;
    for (const service of this.#rules) left = this.#follow(service, service.services, mark, left, []);
    if (this.#isToNode) {
      for (const service of this.#rules) left = this.#follow(service, service.nodePorts, mark, left, []);
    }
    return this.#ways;
  }

  filter(): Verdict {
    for (const service of this.#rules) {
      for (const rule of [...service.firewall, ...service.filterServices, ...service.externalServices]) {
        const { type } = rule.target;
        if ((type !== 'reject' && type !== 'drop') || !this.#matches(rule.match)) continue;
        return { type, comment: rule.comment };
      }
    }
    return { type: 'none' };
  }

  /** Goes through a chain with a share of the packets; gives the share that comes out at its end. */
  #follow(service: ServiceRules, rules: readonly Rule[], mark: Mark, share: number, chains: readonly Chain[]): number {
    let left = share;
    for (const { match, target } of rules) {
      if (left === 0) break;
      if (!this.#matches(match)) continue;
      const { oneOf } = match;
      const part = oneOf === undefined ? left : left * this.#surroundings.shareOf(oneOf);
      if (part === 0) continue;
      if (target.type === 'markMasq') {
        mark.isMasqueraded = true;
      } else if (target.type === 'dnat') {
        this.#addWay(service, target, mark, part, chains);
        left -= part;
      } else if (target.type === 'jump') {
        const branch = part === left ? mark : { ...mark };
        const next = service.chains.get(target.chain) ?? [];
        const back = this.#follow(service, next, branch, part, [...chains, target.chain]);
        left = part === left ? back : left - part + back;
      }
    }
    return left;
  }

  #addWay(
    service: ServiceRules,
    target: Extract<Rule['target'], { type: 'dnat' }>,
    { isMasqueraded }: Mark,
    probability: number,
    chains: readonly Chain[],
  ): void {
    const policy = chains[chains.length - 2];
    const choices = policy === undefined ? [] : (service.chains.get(policy) ?? []);
    this.#ways.push({
      endpoint: target.endpoint,
      probability,
      isMasqueraded,
      chains,
      remembers: target.remembers,
      choices: choices.filter((rule) => rule.match.recent === undefined && rule.target.type === 'jump').length,
    });
  }

  #matches(match: Match): boolean {
    const { source, destination, port, protocol } = this.#packet;
    if (match.port !== undefined && match.port !== port) return false;
    if (match.destination !== undefined && match.destination !== destination) return false;
    if (match.protocol !== undefined && match.protocol !== protocol) return false;
    if (match.isDestinationLocal === true && !this.#isToNode) return false;
    if (match.isSourceLocal === true && !this.#isFromNode) return false;
    if (match.source !== undefined && !rangeHas(match.source, source)) return false;
    if (match.notSource !== undefined && rangeHas(match.notSource, source)) return false;
    return match.recent === undefined || this.#surroundings.isRecent(match.recent.chain, match.recent.seconds);
  }
}

function isNodeAddress(node: RuleNode, address: string): boolean {
  return node.ips.includes(address) || rangeHas('127.0.0.0/8', address) || address === '::1';
}

/** What becomes of a connection, over all chances. */
export interface RouteObservation {
  /** `ip:port` -> probability. */
  readonly backends?: Readonly<Record<string, number>>;
  readonly masquerade?: boolean;
  readonly reject?: true;
  readonly drop?: true;
}

export interface RouteGiven {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly node: { readonly name: string; readonly ips: readonly string[]; readonly zone?: string };
  readonly podCIDR: string;
  readonly from: string;
  readonly to: { readonly ip: string; readonly port: number; readonly protocol: string };
}

/**
 * Where a new connection goes, with the probabilities of its backends: through the same rules that nodes of the simulator have.
 *
 * @returns nothing at all for a destination that no rule is for
 */
export function observeRoute({ services, endpointSlices, node, podCIDR, from, to }: RouteGiven): RouteObservation {
  const ruleNode: RuleNode = { name: node.name, ips: node.ips, zone: node.zone ?? '', podCIDR };
  const family = familyOf(to.ip);
  const rules = services.map((service) => {
    const slices = endpointSlices.filter((slice) => serviceKeyOfSlice(slice) === keyOfService(service));
    return buildServiceRules(service, slices, ruleNode, family);
  });
  const packet: OpeningPacket = { source: from, destination: to.ip, port: to.port, protocol: to.protocol };
  const verdict = routeConnection(rules, ruleNode, packet, { shareOf: (oneOf) => 1 / oneOf, isRecent: () => false });
  switch (verdict.type) {
    case 'none':
      return {};
    case 'reject':
      return { reject: true };
    case 'drop':
      return { drop: true };
    case 'ways': {
      const backends: Record<string, number> = {};
      for (const { endpoint, probability } of verdict.ways) {
        backends[endpoint.address] = (backends[endpoint.address] ?? 0) + probability;
      }
      return { backends, masquerade: verdict.ways.some(({ isMasqueraded }) => isMasqueraded) };
    }
  }
}

/** `namespace/name` of the Service that a slice belongs to; empty for none. */
export function serviceKeyOfSlice(slice: EndpointSlice): string {
  const name = slice.metadata?.labels?.['kubernetes.io/service-name'];
  return name === undefined ? '' : `${slice.metadata?.namespace ?? ''}/${name}`;
}

function keyOfService({ metadata }: Service): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

/** Addresses that a node uses for a Service's first port: for traffic of cluster policy, and of local policy; `null` for no such traffic. */
export function observeEndpoints(
  service: Service,
  node: { readonly name: string; readonly zone?: string },
  endpoints: readonly Endpoint[],
): { readonly cluster: string[] | null; readonly local: string[] | null } {
  const family = familyOf(service.spec?.clusterIP ?? '');
  const [info] = servicePortsOf(service, family);
  if (info === undefined) return { cluster: null, local: null };
  const all = endpoints.map((endpoint) => proxyEndpointOf(endpoint, info.port));
  const proxyNode: ProxyNode = { name: node.name, zone: node.zone ?? '' };
  const { cluster, local } = categorizeEndpoints(info, all, proxyNode);
  const addresses = (list: readonly ProxyEndpoint[] | null): string[] | null => list?.map(({ ip }) => ip) ?? null;
  return { cluster: addresses(cluster), local: addresses(local) };
}
