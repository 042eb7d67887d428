/** Runs sessions: look-up, connection, time-outs and the outcome. */
import type { Sim } from '../../engine/engine.ts';
import type { ConnectCall } from '../../api/app-request.ts';
import { isAddress } from '../addresses.ts';
import { nodeAddresses, nodeByName } from '../cni/nodes.ts';
import { queryResult, type ForwardedQuery, type QueryAnswer } from '../dns/coredns.ts';
import { clusterResolver, hostResolver } from '../../api/pod-dns.ts';
import { namesToAsk, queryAttempts, queryTimeoutMicros } from '../dns/resolver.ts';
import type { DnsAnswer } from '../dns/records.ts';
import { machineOf } from '../machines.ts';
import { lostPackets, sendPacket } from './hops.ts';
import { leave, packetArrived } from './kernel.ts';
import { addressOf, type AppData, type Packet, type Party, type Returning } from './packet.ts';
import {
  nextSessionId,
  putSession,
  sessions,
  withStep,
  type Aim,
  type DetailedAnswer,
  type Session,
  type SessionOutcome,
} from './session.ts';
import { choiceText } from './translate.ts';

const dnsPort = 53;

/** A process on the machine asks for the network. */
function connect(sim: Sim, call: ConnectCall): void {
  const node = machineOf(sim.self);
  const self = nodeByName(sim, node);
  const isHost = self !== undefined && nodeAddresses(self).includes(call.ip);
  const name = call.pod === '' ? `node/${node}` : `pod/${call.namespace}/${call.pod}`;
  const resolver = call.resolver ?? (isHost ? hostResolver : clusterResolver(sim, call.namespace));
  begin(sim, { name, ip: call.ip, component: sim.self }, aimOf(call), { type: 'call', call }, resolver);
}

/** Somebody outside of the cluster opens a connection. */
function connectFromOutside(sim: Sim, call: ConnectCall): void {
  begin(sim, { name: 'internet', ip: call.ip, component: sim.self }, aimOf(call), { type: 'call', call }, hostResolver);
}

/** CoreDNS asks its upstream server. */
function forward(sim: Sim, query: ForwardedQuery): void {
  const app: AppData = { type: 'dns', name: query.name, record: 'A' };
  begin(
    sim,
    query.origin,
    { host: query.server, port: dnsPort, protocol: 'UDP', app },
    { type: 'query', query },
    hostResolver,
  );
}

function aimOf({ request }: ConnectCall): Aim {
  switch (request.type) {
    case 'http': {
      const { host, port, path } = partsOfUrl(request.url);
      return { host, port, protocol: 'TCP', app: { type: 'http', method: request.method, host, path } };
    }
    case 'tcp':
      return { host: request.host, port: request.port, protocol: 'TCP', app: { type: 'tcp' } };
    case 'ping':
      return { host: request.host, port: 0, protocol: 'ICMP', app: { type: 'ping' } };
    case 'dns': {
      const app: AppData = { type: 'dns', name: request.name, record: request.name.startsWith('_') ? 'SRV' : 'A' };
      return { host: request.name, port: dnsPort, protocol: 'UDP', app };
    }
  }
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Host, port and path of `http://web:8080/x`; the scheme may be missing. */
export function partsOfUrl(url: string): { readonly host: string; readonly port: number; readonly path: string } {
  const schemeEnd = url.indexOf('://');
  const scheme = schemeEnd < 0 ? 'http' : url.slice(0, schemeEnd);
  const rest = schemeEnd < 0 ? url : url.slice(schemeEnd + 3);
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? '/' : rest.slice(slash);
  const colon = authority.lastIndexOf(':');
  const hasPort = colon >= 0 && !authority.endsWith(']');
  const port = hasPort ? Number(authority.slice(colon + 1)) : (defaultPorts[scheme] ?? 80);
  return { host: hasPort ? authority.slice(0, colon) : authority, port, path };
}

function begin(sim: Sim, origin: Party, aim: Aim, whom: Session['for'], resolver: Session['resolver']): void {
  const session: Session = {
    id: nextSessionId(sim),
    origin,
    aim,
    for: whom,
    resolver,
    stage: 'resolving',
    names: [],
    nameIndex: 0,
    attempt: 0,
    records: [],
    ip: '',
    packets: 0,
    flight: null,
    deadline: null,
    steps: [],
  };
  const patience = whom.type === 'call' ? whom.call.deadlineMicros : undefined;
  if (patience !== undefined) {
    const timer = sim.after(Math.ceil(patience), 'session.late', { session: session.id });
    go(sim, { ...session, deadline: timer });
  } else go(sim, session);
}

/** The program's patience is over before the network's. */
function late(sim: Sim, { session: id }: { readonly session: string }): void {
  const session = sessions(sim).get(sim.self, id);
  if (session === undefined) return;
  if (session.flight !== null) sim.cancel(session.flight.timer);
  const fate = session.flight === null ? undefined : lostPackets(sim).get(sim.self, session.flight.packetId);
  const next: Session = { ...session, flight: null, deadline: null };
  finish(
    sim,
    withStep(sim, next, 'the program waits no longer'),
    'timedOut',
    `timed out (${fate ?? 'no answer came'})`,
    undefined,
    true,
  );
}

function go(sim: Sim, session: Session): void {
  const { aim, resolver } = session;
  if (aim.host === 'localhost') open(sim, session, '127.0.0.1');
  else if (isAddress(aim.host)) open(sim, session, aim.host);
  else ask(sim, { ...session, names: namesToAsk(aim.host, resolver) });
}

/** Asks for the present name. */
function ask(sim: Sim, session: Session): void {
  const name = session.names[session.nameIndex] ?? '';
  const { server } = session.resolver;
  const isDns = session.aim.app.type === 'dns' ? session.aim.app.record : 'A';
  const app: AppData = { type: 'dns', name, record: isDns };
  launch(sim, session, { protocol: 'UDP', ip: server, port: dnsPort, app }, queryTimeoutMicros);
}

/** Opens the connection. A process that means itself by 127.0.0.1 means its pod. */
function open(sim: Sim, session: Session, ip: string): void {
  const { aim, origin } = session;
  const isSelf = ip.startsWith('127.') && origin.name.startsWith('pod/');
  const target = isSelf ? origin.ip : ip;
  const timeout = session.for.type === 'call' ? session.for.call.timeoutMicros : queryTimeoutMicros;
  const connecting: Session = { ...session, stage: 'connecting', ip: target };
  launch(sim, connecting, { protocol: aim.protocol, ip: target, port: aim.port, app: aim.app }, timeout);
}

function launch(
  sim: Sim,
  session: Session,
  what: Pick<Packet, 'protocol' | 'ip' | 'port' | 'app'>,
  timeout: number,
): void {
  const packets = session.packets + 1;
  const packetId = `${session.id}/${packets}`;
  const packet: Packet = { ...what, session: session.id, id: packetId, origin: session.origin, path: [], choices: [] };
  const timer = sim.after(timeout, 'session.timedOut', { session: session.id, packetId });
  putSession(sim, { ...session, packets, flight: { packetId, timer } });
  emit(sim, packet);
}

/** The packet leaves its process. */
function emit(sim: Sim, packet: Packet): void {
  const { origin } = packet;
  const kind = 'kernel.packetArrived';
  if (origin.component === 'internet') {
    sim.after(0, 'internet.packetLeaves', packet);
    return;
  }
  const toName = `node/${machineOf(origin.component)}`;
  if (origin.name === toName) packetArrived(sim, packet);
  else sendPacket(sim, packet, { fromName: origin.name, toName, to: origin.component, kind, payload: packet });
}

/** An answer has come to the process that asked. Late ones find nobody. */
function answered(sim: Sim, { packet, result }: Returning): void {
  const session = sessions(sim).get(sim.self, packet.session);
  if (session?.flight?.packetId !== packet.id) return;
  sim.cancel(session.flight.timer);
  let next: Session = { ...session, flight: null };
  if (session.stage === 'connecting' || session.for.type === 'query') {
    for (const choice of packet.choices) next = withStep(sim, next, choiceText(choice));
    connected(sim, next, packet, result);
  } else if (result.dns === null) {
    queryFailed(sim, next, result.reason);
  } else {
    named(sim, withStep(sim, next, lookupText(packet, result.servedBy, result.dns)), result.dns);
  }
}

function lookupText(packet: Packet, servedBy: string, { code, records }: DnsAnswer): string {
  const name = packet.app.type === 'dns' ? packet.app.name : '';
  const what = records.length === 0 ? code : records.map(({ value }) => value).join(', ');
  return `${servedBy} answered for ${name}: ${what}`;
}

/** A name server has answered: connect, or try the next name. */
function named(sim: Sim, session: Session, { code, records }: DnsAnswer): void {
  const addresses = records.filter(({ type }) => type === 'A');
  const [first] = addresses;
  const isLookup = session.aim.app.type === 'dns';
  if (code === 'NOERROR' && (isLookup ? records.length > 0 : first !== undefined)) {
    const found: Session = { ...session, records };
    if (isLookup) finish(sim, found, 'answered', '');
    else open(sim, found, first?.value ?? '');
    return;
  }
  if (code === 'SERVFAIL') {
    queryFailed(sim, session, 'the name server failed');
    return;
  }
  if (session.nameIndex + 1 < session.names.length) {
    ask(sim, { ...session, nameIndex: session.nameIndex + 1, attempt: 0 });
    return;
  }
  finish(sim, session, 'nameNotFound', `no such host: ${session.aim.host} (NXDOMAIN)`);
}

function queryFailed(sim: Sim, session: Session, reason: string): void {
  const failed = withStep(sim, session, `no answer from the name server: ${reason}`);
  if (session.attempt + 1 < queryAttempts) ask(sim, { ...failed, attempt: session.attempt + 1 });
  else finish(sim, failed, 'nameUnresolved', `no name server answered for ${session.aim.host}: ${reason}`);
}

function connected(sim: Sim, session: Session, packet: Packet, result: Returning['result']): void {
  if (session.for.type === 'query') {
    endForward(sim, session, session.for.query, result.dns ?? { code: 'SERVFAIL', records: [] });
    return;
  }
  finish(sim, session, result.outcome, result.reason, { packet, result });
}

/** Upstream has answered, or has not: the query that waits for it gets its answer. */
function endForward(
  sim: Sim,
  session: Session,
  { packet, servedBy, records }: ForwardedQuery,
  upstream: DnsAnswer,
): void {
  sessions(sim).delete(sim.self, session.id);
  const all = upstream.code === 'NOERROR' ? [...records, ...upstream.records] : records;
  const answer: QueryAnswer = { packet, servedBy, answer: { code: upstream.code, records: all } };
  coreDnsAnswers(sim, answer);
}

function coreDnsAnswers(sim: Sim, answer: QueryAnswer): void {
  leave(sim, answer.packet, queryResult(answer));
}

interface TimedOut {
  readonly session: string;
  readonly packetId: string;
}

/** Nobody has answered in time. What became of the packet is known to those who look on. */
function timedOut(sim: Sim, { session: id, packetId }: TimedOut): void {
  const session = sessions(sim).get(sim.self, id);
  if (session?.flight?.packetId !== packetId) return;
  const fate = lostPackets(sim).get(sim.self, packetId) ?? 'no answer came';
  lostPackets(sim).delete(sim.self, packetId);
  const next: Session = { ...session, flight: null };
  if (session.for.type === 'query') endForward(sim, next, session.for.query, { code: 'SERVFAIL', records: [] });
  else if (session.stage === 'resolving') queryFailed(sim, next, `timed out (${fate})`);
  else finish(sim, withStep(sim, next, fate), 'timedOut', `timed out (${fate})`);
}

/** What the program's error says. */
const errorTexts: Readonly<Record<SessionOutcome, string>> = {
  answered: '',
  nameNotFound: 'Name or service not known',
  nameUnresolved: 'Temporary failure in name resolution',
  refused: 'Connection refused',
  closed: 'Connection reset by peer',
  timedOut: 'Operation timed out',
};

function finish(
  sim: Sim,
  session: Session,
  outcome: SessionOutcome,
  reason: string,
  last?: Omit<Returning, 'at'>,
  isLate = false,
): void {
  sessions(sim).delete(sim.self, session.id);
  if (session.deadline !== null) sim.cancel(session.deadline);
  if (session.for.type !== 'call') return;
  const { call } = session.for;
  const { records, ip, aim } = session;
  const answer: DetailedAnswer = {
    ok: outcome === 'answered',
    outcome,
    destination: ip === '' ? '' : addressOf({ ip, port: aim.port }),
    isLate,
    status: last?.result.status ?? 0,
    body: last?.result.body ?? '',
    ...(last?.result.headers === undefined ? {} : { headers: last.result.headers }),
    ttl: outcome === 'answered' && aim.app.type === 'ping' ? initialTtl - (last?.packet.path.length ?? 0) : 0,
    canonicalName: records.find(({ type }) => type === 'A')?.name ?? '',
    addresses: records.filter(({ type }) => type === 'A').map(({ value }) => value),
    error: errorTexts[outcome],
    context: call.context,
    detail: {
      outcome,
      reason,
      destination: ip === '' ? '' : addressOf({ ip, port: aim.port }),
      choices: last?.packet.choices ?? [],
      servedBy: last?.result.servedBy ?? '',
      records,
      steps: session.steps,
    },
  };
  sim.after(0, call.replyKind, answer, { target: call.replyTo });
}

/** Models: net.ipv4.ip_default_ttl of Linux. */
const initialTtl = 64;

/** Handlers of sessions. */
export const sessionHandlers = {
  'kernel.connect': connect,
  'internet.connect': connectFromOutside,
  'session.forward': forward,
  'session.answered': answered,
  'session.timedOut': timedOut,
  'session.late': late,
  'coredns.answer': coreDnsAnswers,
};
