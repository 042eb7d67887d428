/** The DNS server in a CoreDNS pod: it answers for the cluster, and asks further for all other names. */
import type { Sim } from '../../engine/engine.ts';
import { kernelOf } from '../machines.ts';
import { losePacket } from '../traffic/hops.ts';
import type { Packet, Party, Result } from '../traffic/packet.ts';
import { publicDnsServer } from '../../api/pod-dns.ts';
import { resolveName, type DnsAnswer, type DnsRecord } from './records.ts';

/** Name of the container that is a DNS server of the cluster. */
const coreDnsContainer = 'coredns';

/** Payload of `coredns.answer`: the answer that leaves the pod. */
export interface QueryAnswer {
  readonly packet: Packet;
  readonly servedBy: string;
  readonly answer: DnsAnswer;
}

/** Payload of `session.forward`: a name that the upstream server is asked for. */
export interface ForwardedQuery {
  readonly packet: Packet;
  readonly servedBy: string;
  readonly origin: Party;
  readonly server: string;
  readonly name: string;
  /** What the answer begins with: aliases inside of the cluster. */
  readonly records: readonly DnsRecord[];
}

/** A query has reached the process that listens for it. */
export function answerQuery(sim: Sim, packet: Packet, servedBy: string, container: string): void {
  if (packet.app.type !== 'dns' || container !== coreDnsContainer) {
    losePacket(sim, packet, servedBy, `lost: ${servedBy} is no DNS server`);
    return;
  }
  const { name, record } = packet.app;
  const resolution = resolveName(sim, name, record);
  if (resolution.type === 'answer') {
    const answer: QueryAnswer = { packet, servedBy, answer: shuffled(sim, packet.id, resolution.answer) };
    sim.after(0, 'coredns.answer', answer);
    return;
  }
  const node = packet.path[packet.path.length - 1] ?? '';
  const origin: Party = { name: servedBy, ip: packet.ip, component: kernelOf(node) };
  const { name: asked, records } = resolution;
  const forwarded: ForwardedQuery = { packet, servedBy, origin, server: publicDnsServer, name: asked, records };
  sim.after(0, 'session.forward', forwarded);
}

/** Result of a query as the answer of a pod. */
export function queryResult({ servedBy, answer }: QueryAnswer): Result {
  return { outcome: 'answered', reason: '', status: 0, body: '', servedBy, dns: answer };
}

/** Several addresses come in an order of their own in each answer. Models: coredns plugin/loadbalance (1.14). */
function shuffled(sim: Sim, id: string, answer: DnsAnswer): DnsAnswer {
  const records = answer.records.slice();
  for (let n = records.length - 1; n > 0; n--) {
    const other = Math.floor(sim.random('dnsOrder', id, n) * (n + 1));
    const held = records[n] as DnsRecord;
    records[n] = records[other] as DnsRecord;
    records[other] = held;
  }
  return { ...answer, records };
}
