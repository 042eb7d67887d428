/** The rules of a machine as `iptables-save` prints them. */
import type { Sim } from '../../engine/engine.ts';
import { chainName } from './chain-names.ts';
import { ruleNodeOf, rulesOnNode, servicesOnNode } from './node-rules.ts';
import type { Match, Rule, ServiceRules, Target } from './rules.ts';

const natChains = ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ'];
const filterChains = [
  'KUBE-NODEPORTS',
  'KUBE-SERVICES',
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-FORWARD',
  'KUBE-PROXY-FIREWALL',
];

const filterEntries = [
  '-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
  '-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS',
  '-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
  '-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
  '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
  '-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
  '-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
  '-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
];
const forwardRules = [
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
  '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT',
  '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
];
const natEntries = [
  '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
];
const lastServiceRule =
  '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS';
const masqueradeRules = [
  '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
  '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
  '-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
];

/**
 * All rules of kube-proxy on a machine, tables filter and nat.
 *
 * Models: pkg/proxy/iptables/proxier.go, the text that it gives to iptables-restore (v1.37).
 */
export function iptablesSave(sim: Sim, nodeName: string): string {
  const node = ruleNodeOf(sim, nodeName);
  const services = servicesOnNode(sim, nodeName).map((written) => rulesOnNode(written, node));
  return [...filterTable(services), ...natTable(services), ''].join('\n');
}

/**
 * The rules of one Service on a machine, each as a line.
 *
 * @param key `namespace/name`; no lines for a Service that the machine has no rules for
 */
export function serviceRulesText(sim: Sim, nodeName: string, key: string): string[] {
  const node = ruleNodeOf(sim, nodeName);
  const written = servicesOnNode(sim, nodeName).find((one) => one.key === key);
  if (written === undefined) return [];
  const rules = rulesOnNode(written, node);
  return [...filterLines([rules]), ...natLines([rules])];
}

function filterTable(services: readonly ServiceRules[]): string[] {
  return [
    '*filter',
    ...filterChains.map(chainLine),
    ...filterEntries,
    ...filterLines(services),
    ...forwardRules,
    'COMMIT',
  ];
}

function natTable(services: readonly ServiceRules[]): string[] {
  const chains = services.flatMap((rules) => [...rules.chains.keys()]);
  const lines = natLines(services);
  const entries = lines.filter((line) => line.startsWith('-A KUBE-SERVICES '));
  return [
    '*nat',
    ...natChains.map(chainLine),
    ...chains.map((chain) => chainLine(chainName(chain))),
    ...natEntries,
    ...masqueradeRules,
    ...entries,
    lastServiceRule,
    ...lines.slice(entries.length),
    'COMMIT',
  ];
}

/** Lines of one chain for all Services. */
function linesOf(
  services: readonly ServiceRules[],
  chain: string,
  pick: (rules: ServiceRules) => readonly Rule[],
): string[] {
  return services.flatMap((rules) => pick(rules).map((rule) => ruleText(chain, rule)));
}

function filterLines(services: readonly ServiceRules[]): string[] {
  return [
    ...linesOf(services, 'KUBE-NODEPORTS', (rules) => rules.filterNodePorts),
    ...linesOf(services, 'KUBE-SERVICES', (rules) => rules.filterServices),
    ...linesOf(services, 'KUBE-EXTERNAL-SERVICES', (rules) => rules.externalServices),
    ...linesOf(services, 'KUBE-PROXY-FIREWALL', (rules) => rules.firewall),
  ];
}

/** Entries of KUBE-SERVICES first. */
function natLines(services: readonly ServiceRules[]): string[] {
  return [
    ...linesOf(services, 'KUBE-SERVICES', (rules) => rules.services),
    ...linesOf(services, 'KUBE-NODEPORTS', (rules) => rules.nodePorts),
    ...services.flatMap(({ chains }) =>
      [...chains].flatMap(([chain, rules]) => rules.map((rule) => ruleText(chainName(chain), rule))),
    ),
  ];
}

function chainLine(name: string): string {
  return `:${name} - [0:0]`;
}

/** One rule as text. Models: the arguments that the proxier writes (v1.37). */
function ruleText(chain: string, { match, target, comment }: Rule): string {
  const parts = ['-A', chain];
  if (comment !== '') parts.push(`-m comment --comment "${comment}"`);
  parts.push(...matchParts(match), ...targetParts(target));
  return parts.join(' ');
}

function matchParts(match: Match): string[] {
  const parts: string[] = [];
  if (match.isDestinationLocal === true) parts.push('-m addrtype --dst-type LOCAL');
  if (match.protocol !== undefined) {
    const protocol = match.protocol.toLowerCase();
    parts.push(`-m ${protocol} -p ${protocol}`);
  }
  if (match.destination !== undefined) parts.push(`-d ${match.destination}`);
  if (match.port !== undefined) parts.push(`--dport ${match.port}`);
  if (match.notSource !== undefined) parts.push(`! -s ${match.notSource}`);
  if (match.source !== undefined) parts.push(`-s ${match.source}`);
  if (match.isSourceLocal === true) parts.push('-m addrtype --src-type LOCAL');
  if (match.recent !== undefined) {
    const { chain, seconds } = match.recent;
    parts.push(`-m recent --name ${chainName(chain)} --rcheck --seconds ${seconds} --reap`);
  }
  if (match.oneOf !== undefined) {
    parts.push(`-m statistic --mode random --probability ${probabilityText(match.oneOf)}`);
  }
  return parts;
}

function targetParts(target: Target): string[] {
  switch (target.type) {
    case 'jump':
      return [`-j ${chainName(target.chain)}`];
    case 'markMasq':
      return ['-j KUBE-MARK-MASQ'];
    case 'dnat': {
      const recent = target.remembers ? [`-m recent --name ${chainName(target.chain)} --set`] : [];
      return [...recent, `-j DNAT --to-destination ${target.endpoint.address}`];
    }
    case 'reject':
    case 'drop':
    case 'accept':
      return [`-j ${target.type.toUpperCase()}`];
  }
}

/** 1/n with ten decimals. Models: pkg/proxy/iptables/proxier.go computeProbability (v1.37). */
function probabilityText(oneOf: number): string {
  return (1 / oneOf).toFixed(10);
}
