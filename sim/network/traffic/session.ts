/**
 * A program's way to another one: its name is looked up, the connection opened, the answer awaited.
 *
 * Sessions of processes on a machine belong to `kernel/<node>`, those from outside to `internet`.
 */
import type { Sim, Timer } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import type { ConnectAnswer, ConnectCall, ResolverConfig } from '../../api/app-request.ts';
import type { DnsRecord } from '../dns/records.ts';
import type { ForwardedQuery } from '../dns/coredns.ts';
import type { AppData, Choice, Party } from './packet.ts';

const lostName = numbered('network/lost');
const sessionCountsName = numbered('network/sessionCounts');
const sessionsName = numbered('network/sessions');

/** How a session ended. */
export type SessionOutcome = 'answered' | 'nameNotFound' | 'nameUnresolved' | 'refused' | 'closed' | 'timedOut';

/** One thing that happened on the way, for those who look on. */
export interface Step {
  readonly at: Micros;
  readonly text: string;
}

/** What is known of a session at its end, beyond what its program learns. */
export interface SessionDetail {
  readonly outcome: SessionOutcome;
  /** Empty for an answer. */
  readonly reason: string;
  /** `ip:port` that was connected to; empty when it did not come to that. */
  readonly destination: string;
  readonly choices: readonly Choice[];
  readonly servedBy: string;
  readonly records: readonly DnsRecord[];
  readonly steps: readonly Step[];
}

/** Payload of the outcome: what the program gets, with the detail. */
export interface DetailedAnswer extends ConnectAnswer {
  readonly detail: SessionDetail;
}

/** Where a session sends, and what. */
export interface Aim {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP';
  readonly app: AppData;
}

/** The packet that is under way. */
interface Flight {
  readonly packetId: string;
  readonly timer: Timer;
}

export interface Session {
  readonly id: string;
  readonly origin: Party;
  readonly aim: Aim;
  /** Whom the outcome goes to: a program, or a DNS query that waits for a name from upstream. */
  readonly for:
    { readonly type: 'call'; readonly call: ConnectCall } | { readonly type: 'query'; readonly query: ForwardedQuery };
  readonly resolver: ResolverConfig;
  /** `resolving` a name, or `connecting`. */
  readonly stage: 'resolving' | 'connecting';
  readonly names: readonly string[];
  readonly nameIndex: number;
  /** Tries of the present name. */
  readonly attempt: number;
  readonly records: readonly DnsRecord[];
  readonly ip: string;
  readonly packets: number;
  readonly flight: Flight | null;
  /** Ends it in any case; null for those that wait as long as it takes. */
  readonly deadline: Timer | null;
  readonly steps: readonly Step[];
}

/** Component -> session. */
export const sessions = (sim: Sim) => sim.store.multimap<Session>(sessionsName);

export function putSession(sim: Sim, session: Session): Session {
  sessions(sim).set(sim.self, session.id, session);
  return session;
}

/** The session with a step more. */
export function withStep(sim: Sim, session: Session, text: string): Session {
  return { ...session, steps: [...session.steps, { at: sim.now, text }] };
}

/** A new id: the component and how many sessions it has had. */
export function nextSessionId(sim: Sim): string {
  const counts = sim.store.map<number>(sessionCountsName);
  const n = (counts.get(sim.self) ?? 0) + 1;
  counts.set(sim.self, n);
  return `${sim.self}#${n}`;
}

/** Forgets the sessions of a component: what had them has lost its power. */
export function dropSessions(sim: Sim, component: string): void {
  for (const { id } of sessions(sim).sortedValues(component)) sessions(sim).delete(component, id);
  const lost = sim.store.multimap<string>(lostName);
  const ids: string[] = [];
  lost.forEach(component, (_, id) => ids.push(id));
  for (const id of ids) lost.delete(component, id);
}
