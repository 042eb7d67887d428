import type { Flight, MessageTone, Micros, TraceId } from '../../sim/protocol.ts';
import { easeTravel } from './ease.ts';
import { placeAt } from './polyline.ts';
import type { PlaceOnWay, Polyline } from './polyline.ts';

/** More than this many alike on a wire are a stream with a count. */
export const burstFrom = 6;
/** Never more glyphs than this on the stage. */
export const glyphsMax = 200;
/** Never more flags than this at once. */
export const flagsMax = 5;
/** And no more than this while nothing is selected. */
const flagsUnselectedMax = 3;
/** While no more than this fly at once, flags can be read although nothing is selected. */
const readableMax = 8;
/** Part of its way after which a message that dies on the way dies. */
const diesAt = 0.62;

/** How far a flight has come. */
export interface Progress {
  readonly flight: Flight;
  /** 0 when it leaves, 1 when it arrives. */
  readonly t: number;
  /** Opacity: falls to 0 while it lingers at its end. */
  readonly alpha: number;
}

/** One message to draw. */
export interface Packet {
  readonly flight: Flight;
  readonly way: Polyline;
  readonly t: number;
  readonly place: PlaceOnWay;
  readonly alpha: number;
  readonly isRelated: boolean;
  readonly isDead: boolean;
  /** Words of its flag; empty for none. */
  readonly flag: string;
}

/** Many alike on one wire. */
export interface Burst {
  readonly key: string;
  readonly tone: MessageTone;
  readonly way: Polyline;
  readonly count: number;
  readonly isRelated: boolean;
  readonly alpha: number;
  /** The message that a click opens. */
  readonly sampleId: TraceId;
}

export interface PacketPlan {
  readonly packets: readonly Packet[];
  /** Flags that may be shown besides those of the packets. */
  readonly flagsLeft: number;
  readonly bursts: readonly Burst[];
}

export interface PacketQuestion {
  readonly progress: readonly Progress[];
  readonly route: (fromId: string, toId: string) => Polyline | null;
  /** Elements that are selected or related to the selection; null when nothing is selected. */
  readonly related: ReadonlySet<string> | null;
  readonly hoveredId: TraceId | null;
  /** Far away, single messages are lost: gives the one way of a tone between machines and API server. Null from nearby. */
  readonly farWay: ((flight: Flight) => { key: string; way: Polyline } | null) | null;
}

/** Position of a flight between its sending and its arrival: 0 to 1. */
export function progressOf(flight: Flight, now: Micros): number {
  const span = flight.arrivesAt - flight.sentAt;
  if (span <= 0) return now >= flight.arrivesAt ? 1 : 0;
  return Math.min(1, Math.max(0, (now - flight.sentAt) / span));
}

/** Decides what is drawn of all that flies: which are glyphs, which are streams, and which carry a flag. */
export function planPackets(question: PacketQuestion): PacketPlan {
  const groups = new Map<string, Progress[]>();
  const ways = new Map<string, Polyline>();
  for (const entry of question.progress) {
    const far = question.farWay?.(entry.flight);
    const key = far?.key ?? groupKey(entry.flight);
    if (far) ways.set(key, far.way);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  const bursts: Burst[] = [];
  const packets: Packet[] = [];
  for (const [key, group] of groups) {
    const first = group[0];
    const far = ways.get(key);
    const way = far ?? (first && question.route(first.flight.fromId, first.flight.toId));
    if (!first || !way || way.length === 0) continue;
    const count = group.reduce((sum, entry) => sum + Math.max(1, entry.flight.count), 0);
    if (far || count >= burstFrom) bursts.push(burstOf(key, first, group, way, count, question));
    else for (const entry of group) packets.push(packetOf(entry, way, question));
  }
  packets.sort(byImportance);
  return { ...withFlags(packets.slice(0, glyphsMax), question), bursts };
}

const groupKey = (flight: Flight): string =>
  `${flight.fromId}\n${flight.toId}\n${flight.tone}\n${flight.isAnswer ? 'answer' : ''}${flight.diedOf}`;

function burstOf(
  key: string,
  first: Progress,
  group: readonly Progress[],
  way: Polyline,
  count: number,
  question: PacketQuestion,
): Burst {
  return {
    key,
    tone: first.flight.tone,
    way,
    count,
    isRelated: group.some((entry) => isRelated(entry.flight, question)),
    alpha: Math.max(...group.map((entry) => entry.alpha)),
    sampleId: first.flight.id,
  };
}

function packetOf(entry: Progress, way: Polyline, question: PacketQuestion): Packet {
  const { flight } = entry;
  const dies = flight.diedOf !== '';
  const t = easeTravel(entry.t) * (dies ? diesAt : 1);
  return {
    flight,
    way,
    t,
    place: placeAt(way, t),
    alpha: entry.alpha,
    isRelated: isRelated(flight, question),
    isDead: dies && entry.t >= 1,
    flag: '',
  };
}

function isRelated(flight: Flight, question: PacketQuestion): boolean {
  const { related } = question;
  if (flight.id === question.hoveredId) return true;
  if (related === null) return true;
  return related.has(flight.fromId) || related.has(flight.toId) || flight.relatedIds.some((id) => related.has(id));
}

/** Deaths and what is related first, then the newest. */
function byImportance(a: Packet, b: Packet): number {
  const weight = (packet: Packet): number => (packet.isDead ? 2 : 0) + (packet.isRelated ? 1 : 0);
  return weight(b) - weight(a) || b.flight.sentAt - a.flight.sentAt || b.flight.id - a.flight.id;
}

/**
 * Gives flags to the hovered packet, to the dead, and to related ones: one a wire, and to those first that have flown longest, so that a
 * flag stays with its message for the whole way. Without a selection everything counts as related; then flags are fewer, and appear only
 * while so little flies that they can be read.
 */
function withFlags(packets: readonly Packet[], question: PacketQuestion): { packets: Packet[]; flagsLeft: number } {
  const isUnselected = question.related === null;
  const isCalm = packets.filter((packet) => packet.flight.tone !== 'app').length <= readableMax;
  let left = isUnselected ? flagsUnselectedMax : flagsMax;
  const flagged = new Set<TraceId>();
  const wires = new Set<string>();
  const give = (packet: Packet): void => {
    const wire = wireOf(packet.flight);
    if (left === 0 || wires.has(wire) || flagged.has(packet.flight.id)) return;
    left -= 1;
    wires.add(wire);
    flagged.add(packet.flight.id);
  };
  for (const packet of packets) if (packet.flight.id === question.hoveredId) give(packet);
  for (const packet of packets) if (packet.isDead) give(packet);
  const flying = packets.filter((packet) => packet.t < 1 && packet.isRelated);
  if (!isUnselected || isCalm) for (const packet of flying.toSorted(byAge)) give(packet);
  const flagOf = ({ flight, isDead }: Packet): string => (isDead ? flight.diedOf : flagWords(flight));
  return {
    packets: packets.map((packet) => (flagged.has(packet.flight.id) ? { ...packet, flag: flagOf(packet) } : packet)),
    flagsLeft: left,
  };
}

const byAge = (a: Packet, b: Packet): number => a.flight.sentAt - b.flight.sentAt || a.flight.id - b.flight.id;

/** The two ends of a wire, whichever way the message goes. */
const wireOf = ({ fromId, toId }: Flight): string => (fromId < toId ? `${fromId}\n${toId}` : `${toId}\n${fromId}`);

/** What a flag says: verb and resource, the status of an answer, and how many. */
export function flagWords(flight: Flight): string {
  const status =
    flight.isAnswer && flight.status > 0 && !flight.label.startsWith(String(flight.status)) ? `${flight.status} ` : '';
  const many = flight.count > 1 ? ` ×${flight.count}` : '';
  return `${status}${flight.label}${many}`;
}
