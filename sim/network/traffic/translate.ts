/** The rules of a machine, applied to a packet that comes by. */
import type { Sim } from '../../engine/engine.ts';
import { microsPerSecond, type Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import { chainName, type Chain } from '../kube-proxy/chain-names.ts';
import { ruleNodeOf, rulesOnNode, servicesForPacket } from '../kube-proxy/node-rules.ts';
import { routeConnection, type Way } from '../kube-proxy/route.ts';
import { addressOf, type Choice, type Packet } from './packet.ts';

const recentName = numbered('kubeProxy/recent');

/** Machine and chain -> source -> when the rules sent it to the chain's endpoint last. */
const recentSources = (sim: Sim) => sim.store.multimap<Micros>(recentName);

function recentList(node: string, { servicePort, protocol, endpoint }: Chain): string {
  return `${node} ${servicePort} ${protocol} ${endpoint}`;
}

export type Translated =
  { readonly type: 'on'; readonly packet: Packet } | { readonly type: 'rejected' | 'dropped'; readonly reason: string };

/** Applies the rules that the machine has. A choice among endpoints is recorded, for the trace and in the packet. */
export function translate(sim: Sim, node: string, packet: Packet): Translated {
  const { ip, port, protocol } = packet;
  const ruleNode = ruleNodeOf(sim, node);
  const services = servicesForPacket(sim, ruleNode, ip, port, protocol);
  if (services.length === 0) return { type: 'on', packet };
  const rules = services.map((written) => rulesOnNode(written, ruleNode));
  let draws = 0;
  const source = packet.origin.ip;
  const verdict = routeConnection(
    rules,
    ruleNode,
    { source, destination: ip, port, protocol },
    {
      shareOf: (oneOf) => (sim.random('iptables', `${packet.id} ${node}`, draws++) < 1 / oneOf ? 1 : 0),
      isRecent: (chain, seconds) => {
        const at = recentSources(sim).get(recentList(node, chain), source);
        return at !== undefined && sim.now - at <= seconds * microsPerSecond;
      },
    },
  );
  switch (verdict.type) {
    case 'none':
      return { type: 'on', packet };
    case 'reject':
      return { type: 'rejected', reason: `connection refused: ${verdict.comment}` };
    case 'drop':
      return { type: 'dropped', reason: `dropped: ${verdict.comment}` };
    case 'ways':
      return { type: 'on', packet: sendOn(sim, node, packet, verdict.ways[0] as Way) };
  }
}

function sendOn(sim: Sim, node: string, packet: Packet, way: Way): Packet {
  const { endpoint, chains, choices, isMasqueraded } = way;
  const last = chains[chains.length - 1] as Chain;
  if (way.remembers) recentSources(sim).set(recentList(node, last), packet.origin.ip, sim.now);
  const choice: Choice = {
    node,
    servicePort: last.servicePort,
    entry: addressOf(packet),
    endpoint: endpoint.address,
    chains: chains.map(chainName),
    choices,
    isMasqueraded,
  };
  sim.note({
    verb: 'EndpointChosen',
    resource: 'services',
    key: serviceKeyOf(last.servicePort),
    text: choiceText(choice),
    toName: `node/${node}`,
  });
  return { ...packet, ip: endpoint.ip, port: endpoint.port, choices: [...packet.choices, choice] };
}

/** `namespace/name` of `namespace/name:port`. */
function serviceKeyOf(servicePort: string): string {
  const colon = servicePort.indexOf(':');
  return colon < 0 ? servicePort : servicePort.slice(0, colon);
}

/** A choice as a sentence's part. */
export function choiceText({ node, entry, endpoint, chains, choices, isMasqueraded }: Choice): string {
  const among = choices > 1 ? `, one of ${choices} endpoints by chance` : ', the only endpoint';
  const source = isMasqueraded ? "; with the node's address as its source" : '';
  return `rules on ${node} sent ${entry} to ${endpoint}${among} (${chains.join(', ')})${source}`;
}
