/** One hop of a packet or of its answer, and the end of those that get lost. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { jittered, worldSettings } from '../../api/world.ts';
import { addressOf, traceNames, type Packet, type Result } from './packet.ts';

const lostName = numbered('network/lost');

/** From where to where, as the trace shows it, and the component that takes it. */
export interface Hop {
  readonly fromName: string;
  readonly toName: string;
  readonly to: string;
  readonly kind: string;
  readonly payload: unknown;
}

/** Part of the time between machines that a hop within one takes. Ours. */
const localShare = 0.25;

/** Sends a packet one hop on. */
export function sendPacket(sim: Sim, packet: Packet, hop: Hop): void {
  sim.send({
    ...hop,
    ...traceNames(packet),
    protocol: packet.app.type === 'dns' ? 'dns' : 'packet',
    text: `${packet.origin.ip} to ${addressOf(packet)}`,
    latency: hopMicros(sim, packet, hop),
  });
}

/** Sends an answer one hop back. Its status is the HTTP status, 3 for a name that does not exist, 111 for a refusal. */
export function sendResult(sim: Sim, packet: Packet, result: Result, hop: Hop): void {
  sim.send({
    ...hop,
    ...traceNames(packet),
    protocol: packet.app.type === 'dns' ? 'dns' : 'packet',
    status: statusOf(result),
    text: textOf(result),
    latency: hopMicros(sim, packet, hop),
  });
}

const connectionRefused = 111;
const connectionReset = 104;
const dnsCodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3 } as const;

function statusOf({ outcome, status, dns }: Result): number {
  if (outcome === 'refused') return connectionRefused;
  if (outcome === 'closed') return connectionReset;
  return dns === null ? status : dnsCodes[dns.code];
}

function textOf({ outcome, reason, status, dns }: Result): string {
  if (outcome !== 'answered') return reason;
  if (dns === null) return status === 0 ? 'connected' : `status ${status}`;
  return dns.records.length === 0 ? dns.code : dns.records.map(({ value }) => value).join(', ');
}

function hopMicros(sim: Sim, packet: Packet, { fromName, toName }: Hop): number {
  const { networkMicros } = worldSettings(sim).latencies;
  const isWithin = fromName.startsWith('pod/') || toName.startsWith('pod/');
  const base = isWithin ? Math.ceil(networkMicros * localShare) : networkMicros;
  return jittered(sim, base, `${packet.id} ${fromName} ${toName}`, 0);
}

/** Component of the sender -> packet -> why it never arrived: what its sender cannot know, for those who look on. */
export const lostPackets = (sim: Sim) => sim.store.multimap<string>(lostName);

/** A packet ends here, and nobody tells its sender. */
export function losePacket(sim: Sim, packet: Packet, place: string, reason: string): void {
  lostPackets(sim).set(packet.origin.component, packet.id, reason);
  noteDeath(sim, packet, place, reason);
}

/** Records the end of a packet. */
export function noteDeath(sim: Sim, packet: Packet, place: string, reason: string): void {
  sim.note({ ...traceNames(packet), protocol: 'death', text: reason, fromName: packet.origin.name, toName: place });
}
