/** Requests that the user sends to applications, and what came of them. */
import type { Sim } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import type { ConnectCall, ResolverConfig } from '../../api/app-request.ts';
import type { Node, Pod, PodSpec, Service } from '../../api/types.ts';
import { isSuccess } from '../../apiserver/types.ts';
import { handle } from '../../apiserver/server.ts';
import { isAddress } from '../addresses.ts';
import { nodeAddresses, nodeByName, nodesReadyFirst } from '../cni/nodes.ts';
import { resolverOfPod } from '../../api/pod-dns.ts';
import { kernelOf } from '../machines.ts';
import { partsOfUrl } from './connect.ts';
import { externalAddresses, outsideAddress } from './internet.ts';
import type { Choice } from './packet.ts';
import type { DetailedAnswer, SessionOutcome, Step } from './session.ts';

const pendingRequestsName = numbered('network/pendingRequests');
const requestCountName = numbered('network/requestCount');

/** A request to an application. */
export interface AppRequest {
  /** `internet` (or `outside`, the default), `node/NAME` or `pod/NAMESPACE/NAME`. */
  readonly from?: string;
  /**
   * `http://HOST:PORT/PATH`, of which all but the host may be missing. The host is a name or address; from the internet also the name of
   * a node, or of a Service that is open to the outside.
   */
  readonly url: string;
  readonly method?: string;
  /** Requests one after another, 1 to 1000. */
  readonly count?: number;
  readonly intervalMicros?: Micros;
}

/** `notSent`: there was nobody who could send it. */
export type RequestOutcome = SessionOutcome | 'notSent';

/** What came of one request. */
export interface RequestRecord {
  readonly id: string;
  readonly from: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly startedAt: Micros;
  readonly endedAt: Micros;
  readonly outcome: RequestOutcome;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  readonly body: string;
  /** What the program learned: `Connection refused`; empty for an answer. */
  readonly error: string;
  /** Why, as far as the simulator knows; empty for an answer. */
  readonly reason: string;
  /** `ip:port` that was connected to. */
  readonly destination: string;
  /** What the rules chose on the way. */
  readonly choices: readonly Choice[];
  /** `pod/NAMESPACE/NAME`, `node/NAME` or `internet`; empty without an answer. */
  readonly servedBy: string;
  readonly steps: readonly Step[];
}

/** A request with all that was left out. */
interface Asked {
  readonly from: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** A request that is under way. */
interface Pending extends Asked {
  readonly id: string;
  readonly startedAt: Micros;
  /** What was done before it left. */
  readonly steps: readonly Step[];
}

const requestsMax = 1000;
const recordsMax = 200;
/** Between two requests of a series. Ours. */
const defaultIntervalMicros = 100_000;
/** How long a request waits for its connection and answer. Ours. */
const requestTimeoutMicros = 5_000_000;
const recordsName = numbered('network/requests');
const pendingRequests = (sim: Sim) => sim.store.map<Pending>(pendingRequestsName);

/** The last requests of the user that have ended, oldest first. */
export function requestRecords(sim: Sim): RequestRecord[] {
  const log = sim.store.log<RequestRecord>(recordsName);
  const records: RequestRecord[] = [];
  for (let n = log.first; n < log.length; n++) records.push(log.at(n) as RequestRecord);
  return records;
}

/** Sends a request, or a series of them, as the user. The outcomes are in {@link requestRecords}. */
export function sendAppRequest(sim: Sim, request: AppRequest): void {
  const { from = 'internet', url, method = 'GET', intervalMicros = defaultIntervalMicros } = request;
  const count = Math.min(requestsMax, Math.max(1, request.count ?? 1));
  const asked: Asked = { from: from === 'outside' ? 'internet' : from, method, ...partsOfUrl(url) };
  for (let n = 0; n < count; n++) sim.after(n * intervalMicros, 'request.send', asked, { target: 'user' });
}

function send(sim: Sim, asked: Asked): void {
  const counts = sim.store.map<number>(requestCountName);
  const n = (counts.get('user') ?? 0) + 1;
  counts.set('user', n);
  const pending: Pending = { ...asked, id: String(n), startedAt: sim.now, steps: [] };
  sim.note({
    verb: asked.method,
    resource: 'requests',
    key: `${asked.host}${asked.path}`,
    text: `request to ${asked.host}:${asked.port}${asked.path} from ${asked.from}`,
    toName: asked.from,
  });
  if (asked.from === 'internet') sendFromOutside(sim, pending);
  else if (asked.from.startsWith('node/')) sendFromNode(sim, pending, asked.from.slice('node/'.length));
  else sendFromPod(sim, pending, asked.from);
}

function sendFromPod(sim: Sim, pending: Pending, from: string): void {
  const [, namespace = '', name = ''] = from.split('/');
  const response = handle(sim, { verb: 'get', resource: 'pods', namespace, name });
  if (!from.startsWith('pod/') || !isSuccess(response)) {
    giveUp(sim, pending, `there is no ${from}`);
    return;
  }
  const { spec, status } = response.body as Pod;
  const node = spec?.nodeName ?? '';
  const ip = status?.podIP ?? '';
  if (ip === '') giveUp(sim, pending, `pod ${namespace}/${name} has no address yet`);
  else if (!sim.isUp(kernelOf(node))) giveUp(sim, pending, `${node}, where pod ${namespace}/${name} is, is down`);
  else start(sim, pending, kernelOf(node), { namespace, pod: name, ip, ...resolverOf(sim, namespace, spec) });
}

function resolverOf(sim: Sim, namespace: string, spec: PodSpec | undefined): { readonly resolver?: ResolverConfig } {
  return spec === undefined ? {} : { resolver: resolverOfPod(sim, namespace, spec) };
}

function sendFromNode(sim: Sim, pending: Pending, node: string): void {
  const known = nodeByName(sim, node);
  const [ip] = known === undefined ? [] : nodeAddresses(known);
  if (ip === undefined) giveUp(sim, pending, `there is no node ${node} with an address`);
  else if (!sim.isUp(kernelOf(node))) giveUp(sim, pending, `${node} is down`);
  else start(sim, pending, kernelOf(node), { namespace: '', pod: '', ip });
}

/** Somebody outside who knows the cluster: node names and Services that are open to the outside stand for their addresses. */
function sendFromOutside(sim: Sim, pending: Pending): void {
  const known = outsideTarget(sim, pending);
  const steps = known === null ? [] : [{ at: sim.now, text: known.text }];
  const source = { namespace: '', pod: '', ip: outsideAddress };
  start(sim, { ...pending, steps }, 'internet', source, known ?? { host: pending.host, port: pending.port });
}

interface OutsideTarget {
  readonly host: string;
  readonly port: number;
  readonly text: string;
}

function outsideTarget(sim: Sim, { id, host, port }: Pending): OutsideTarget | null {
  if (isAddress(host)) return null;
  const node: Node | undefined = nodeByName(sim, host);
  if (node !== undefined) {
    const [ip = host] = nodeAddresses(node);
    return { host: ip, port, text: `${host} has the address ${ip}` };
  }
  const [name = '', namespace = 'default', kind = 'svc'] = host.split('.');
  if (kind !== 'svc') return null;
  const response = handle(sim, { verb: 'get', resource: 'services', namespace, name });
  return isSuccess(response) ? serviceTarget(sim, id, response.body as Service, port) : null;
}

function serviceTarget(sim: Sim, id: string, service: Service, port: number): OutsideTarget | null {
  const key = `${service.metadata?.namespace ?? ''}/${service.metadata?.name ?? ''}`;
  const [external] = externalAddresses(service);
  if (external !== undefined) {
    return { host: external, port, text: `from outside, service ${key} has the address ${external}` };
  }
  const nodePort = (service.spec?.ports ?? []).find((one) => one.port === port || one.nodePort === port)?.nodePort ?? 0;
  const { ready, other } = nodesReadyFirst(sim);
  const nodes = ready.length > 0 ? ready : other;
  const node = nodeByName(sim, nodes[Math.floor(sim.random('entryNode', id, 0) * nodes.length)] ?? '');
  const [ip] = node === undefined ? [] : nodeAddresses(node);
  if (nodePort === 0 || ip === undefined) return null;
  const text = `from outside, service ${key} is open at port ${nodePort} of each node: ${node?.metadata?.name ?? ''} at ${ip}`;
  return { host: ip, port: nodePort, text };
}

function start(
  sim: Sim,
  pending: Pending,
  component: string,
  source: Pick<ConnectCall, 'namespace' | 'pod' | 'ip' | 'resolver'>,
  to: { readonly host: string; readonly port: number } = pending,
): void {
  pendingRequests(sim).set(pending.id, pending);
  const url = `http://${to.host}:${to.port}${pending.path}`;
  const call: ConnectCall = {
    ...source,
    podUid: '',
    container: '',
    request: { type: 'http', method: pending.method, url },
    timeoutMicros: requestTimeoutMicros,
    replyTo: 'user',
    replyKind: 'request.answered',
    context: pending.id,
  };
  sim.after(0, component === 'internet' ? 'internet.connect' : 'kernel.connect', call, { target: component });
}

function giveUp(sim: Sim, pending: Pending, reason: string): void {
  record(sim, pending, {
    outcome: 'notSent',
    status: 0,
    body: '',
    error: reason,
    reason,
    destination: '',
    choices: [],
    servedBy: '',
    steps: pending.steps,
  });
}

function answered(sim: Sim, { status, body, error, context, detail }: DetailedAnswer): void {
  const pending = pendingRequests(sim).get(context as string);
  if (pending === undefined) return;
  pendingRequests(sim).delete(pending.id);
  const { outcome, reason, destination, choices, servedBy, steps } = detail;
  const all = [...pending.steps, ...steps];
  record(sim, pending, { outcome, status, body, error, reason, destination, choices, servedBy, steps: all });
}

type Ending = Omit<RequestRecord, keyof Asked | 'id' | 'startedAt' | 'endedAt'>;

function record(sim: Sim, pending: Pending, ending: Ending): void {
  const { id, from, method, host, port, path, startedAt } = pending;
  const log = sim.store.log<RequestRecord>(recordsName);
  log.push({ id, from, method, host, port, path, startedAt, endedAt: sim.now, ...ending });
  log.forgetBelow(log.length - recordsMax);
  const text =
    ending.outcome === 'answered' ? `answered by ${ending.servedBy} with status ${ending.status}` : ending.reason;
  const isAnswered = ending.outcome === 'answered';
  sim.note({
    verb: isAnswered ? 'Answered' : 'Failed',
    resource: 'requests',
    key: `${host}${path}`,
    status: ending.status,
    text,
    toName: from,
  });
}

/** Handlers of the user's requests. */
export const requestTrafficHandlers = {
  'request.send': send,
  'request.answered': answered,
};
