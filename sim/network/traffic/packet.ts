/** What travels between processes: the opening packet of a connection with its request, and the answer that goes back its way. */
import type { DnsAnswer, RecordType } from '../dns/records.ts';

/** One end of a connection. */
export interface Party {
  /** `pod/namespace/name`, `node/name` or `internet`. */
  readonly name: string;
  readonly ip: string;
  /** Component whose network it uses: `kernel/worker-1`, or `internet`. */
  readonly component: string;
}

/** What is asked. */
export type AppData =
  | { readonly type: 'http'; readonly method: string; readonly host: string; readonly path: string }
  | { readonly type: 'tcp' }
  /** An ICMP echo request: it goes to an address alone. */
  | { readonly type: 'ping' }
  | { readonly type: 'dns'; readonly name: string; readonly record: RecordType };

/** What the rules of a machine chose for a packet. */
export interface Choice {
  readonly node: string;
  /** `namespace/name:port` of the Service. */
  readonly servicePort: string;
  /** Address that was asked for, `ip:port`. */
  readonly entry: string;
  readonly endpoint: string;
  /** Names of the chains, from the first. */
  readonly chains: readonly string[];
  /** Number of endpoints that it was chosen among. */
  readonly choices: number;
  readonly isMasqueraded: boolean;
}

/** The opening packet of a connection. Its request rides along. */
export interface Packet {
  /** Session of its sender, and which of its packets it is. */
  readonly session: string;
  readonly id: string;
  readonly origin: Party;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP';
  /** Where it goes now, behind all translations so far. */
  readonly ip: string;
  readonly port: number;
  readonly app: AppData;
  /** Machines that it has come by; the answer goes back the same way. */
  readonly path: readonly string[];
  readonly choices: readonly Choice[];
}

/** `refused`: somebody said no; `closed`: the other end went away meanwhile. */
export interface Result {
  readonly outcome: 'answered' | 'refused' | 'closed';
  /** Why it was refused or closed; empty for an answer. */
  readonly reason: string;
  /** Status of the HTTP answer, else 0. */
  readonly status: number;
  readonly body: string;
  /** Lines of the HTTP answer's head behind its status. */
  readonly headers?: readonly string[];
  /** `pod/namespace/name`, `node/name` or `internet`. */
  readonly servedBy: string;
  readonly dns: DnsAnswer | null;
}

/** Payload of the way back. */
export interface Returning {
  readonly packet: Packet;
  readonly result: Result;
  /** Index, in the packet's path, of the machine that has it. */
  readonly at: number;
}

/** Verb, resource and key of a packet in the trace. */
export function traceNames({ app, ip, port }: Packet): { verb: string; resource: string; key: string } {
  switch (app.type) {
    case 'http':
      return { verb: app.method, resource: 'requests', key: `${app.host}${app.path}` };
    case 'tcp':
      return { verb: 'SYN', resource: 'connections', key: `${ip}:${port}` };
    case 'ping':
      return { verb: 'PING', resource: 'packets', key: ip };
    case 'dns':
      return { verb: app.record, resource: 'names', key: app.name };
  }
}

/** `ip:port`. */
export function addressOf({ ip, port }: { readonly ip: string; readonly port: number }): string {
  return `${ip}:${port}`;
}
