import type { Sim } from '../engine/engine.ts';
import { idText, type Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { alreadyExists, conflict, internalError, unknownPath } from '../api/status.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { StreamAnswer } from '../api/pod-streams.ts';
import type { UsageAnswer } from '../api/resource-usage.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { commit, type Txn, type TxnResult } from '../etcd/etcd.ts';
import { isTurnedAway } from './door/asker.ts';
import { enter, enterSeated, isQueued, waitedTooLong } from './door/door.ts';
import type { Flow } from './door/flow/classify.ts';
import { seated } from './door/flow/room.ts';
import { loopbackUser, type UserInfo } from './door/user.ts';
import type { WebhookAnswers } from './door/admission/webhooks/call.ts';
import { callWebhook, webhookHandlers, type WebhookSaid } from './door/admission/webhooks/network.ts';
import { eventsPrefix, leaseEvent, leaseHandlers } from './event-leases.ts';
import { requestsName, type RequestInFlight } from './in-flight.ts';
import { dropStreams, isPassedOn, passInput, passOn, takeStreamAnswer, type PassedBack } from './pass-on.ts';
import { takeMetrics } from './metrics.ts';
import { infoOf, prepare } from './prepare.ts';
import type { Calling, Postponed, Prepared } from './prepared.ts';
import {
  advance,
  authorized,
  queued,
  refusedMachine,
  rememberRefused,
  validated,
  type Refusal,
  type RequestMachine,
} from './request-machine.ts';
import { asScale } from './scale.ts';
import { pieceOf, textResponse } from './stream-pieces.ts';
import { dispatchWrites, dropWatch, openWatch, watchHandlers, type ClosedWatch } from './watch.ts';
import { retrySecondsOf } from './types.ts';
import { apiServerName, etcdName, requestKey, requestPath, type ArrivedRequest } from './wire.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

export { requestsInFlight } from './in-flight.ts';

interface TxnMessage {
  readonly requestId: string;
  readonly txns: readonly Txn[];
}
interface TxnReply {
  readonly requestId: string;
  readonly results: readonly TxnResult[];
}

export const apiServerHandlers = {
  ...watchHandlers,
  ...webhookHandlers,
  ...leaseHandlers,
  'apiserver.requestArrived': (sim: Sim, arrived: ArrivedRequest): void => {
    const { request } = arrived;
    const entry = enter(sim, arrived, sim.store.map<RequestInFlight>(requestsName).size);
    if (isTurnedAway(entry)) {
      refuse(sim, arrived, idText(sim.cause), entry);
      return;
    }
    if (isQueued(entry)) {
      waitForSeat(sim, arrived, idText(sim.cause), entry.flow);
      return;
    }
    admit(sim, arrived, entry, authorized(request), idText(sim.cause));
  },
  'apiserver.looksAgain': (sim: Sim, { requestId, looks }: LooksAgain): void => {
    const requests = sim.store.map<RequestInFlight>(requestsName);
    const { arrived, machine } = requests.get(requestId) as RequestInFlight;
    requests.delete(requestId);
    const entry = enterSeated(sim, arrived);
    if (isTurnedAway(entry)) refuse(sim, arrived, requestId, entry);
    else admit(sim, arrived, entry, machine, requestId, looks);
  },
  'apiserver.seatFreed': (sim: Sim): void => {
    for (const id of seated(sim)) {
      const { arrived } = leaveQueue(sim, id);
      const entry = enterSeated(sim, arrived);
      if (isTurnedAway(entry)) refuse(sim, arrived, id, entry);
      else admit(sim, arrived, entry, authorized(arrived.request), id);
    }
  },
  'apiserver.waitedTooLong': (
    sim: Sim,
    { requestId, flow }: { readonly requestId: string; readonly flow: Flow },
  ): void => {
    const waiting = sim.store.map<RequestInFlight>(requestsName).get(requestId);
    if (waiting?.machine.value !== 'gates.queue') return;
    leaveQueue(sim, requestId);
    refuse(sim, waiting.arrived, requestId, waitedTooLong(flow), waiting.machine);
  },
  'apiserver.webhookSaid': (sim: Sim, { requestId, key, answer }: WebhookSaid): void => {
    const requests = sim.store.map<RequestInFlight>(requestsName);
    const waiting = requests.get(requestId);
    if (waiting?.asks === undefined) return;
    const said = { ...waiting.asks.said, [key]: answer };
    const missing = waiting.asks.missing - 1;
    if (missing > 0) {
      requests.set(requestId, { ...waiting, asks: { said, missing } });
      return;
    }
    requests.delete(requestId);
    const { arrived, machine } = waiting;
    const entry = enterSeated(sim, arrived);
    if (isTurnedAway(entry)) refuse(sim, arrived, requestId, entry);
    else admit(sim, arrived, entry, machine, requestId, 0, said);
  },
  'apiserver.watchClosed': (sim: Sim, closed: ClosedWatch): void => {
    dropWatch(sim, closed);
    dropStreams(sim, closed.client, closed.watch);
  },
  'apiserver.metricsAnswered': (sim: Sim, answer: UsageAnswer): void => {
    const taken = takeMetrics(sim, answer);
    if (taken !== null) respond(sim, taken.arrived, taken.response);
  },
  'apiserver.streamInput': passInput,
  'apiserver.streamAnswered': (sim: Sim, answer: StreamAnswer): void => passBack(sim, takeStreamAnswer(sim, answer)),
  'etcd.txn': (sim: Sim, { requestId, txns }: TxnMessage): void => {
    const results = txns.map((txn) => commit(sim, txn));
    const first = results[0] as TxnResult;
    const txn = txns[0] as Txn;
    if (first.ok && txn.op === 'put' && txn.prefix === eventsPrefix) leaseEvent(sim, txn.key, first.revision);
    sim.deliver({
      to: apiServerName,
      protocol: 'raft',
      verb: first.ok ? 'committed' : 'compare failed',
      resource: txn.prefix,
      key: txn.key,
      revision: first.ok ? first.revision : 0,
      latency: 0,
      kind: 'apiserver.committed',
      payload: { requestId, results },
    });
  },
  'apiserver.committed': (sim: Sim, { requestId, results }: TxnReply): void => {
    const requests = sim.store.map<RequestInFlight>(requestsName);
    const waiting = requests.take(requestId) as RequestInFlight;
    const last = results[results.length - 1] as TxnResult;
    if (last.ok) dispatchWrites(sim, last.revision);
    if (results.every((result) => result.ok)) answerWrite(sim, waiting, results[0] as TxnResult & { ok: true });
    else retryOrRefuse(sim, waiting, requestId);
  },
};

/** How many requests wait for a seat: could be counted among those in flight, but each answer asks. */
const waitingName = numbered('apiserver/waitingForSeats');
/** Models: apiserver pkg/server/options requestWaitLimit, a quarter of --request-timeout 60s (v1.37). */
const waitMicrosMax: Micros = 15_000_000;

/** Lets a request stand in the queues of its priority level. */
function waitForSeat(sim: Sim, arrived: ArrivedRequest, requestId: string, flow: Flow): void {
  const { request } = arrived;
  const waiting = sim.store.cell<number>(waitingName);
  waiting.set((waiting.get() ?? 0) + 1);
  const inFlight: RequestInFlight = { arrived, machine: queued(request), code: 0, answer: null };
  sim.store.map<RequestInFlight>(requestsName).set(requestId, inFlight);
  const text = `waits for a seat at priority level ${flow.level}, by flow schema ${flow.schema}`;
  sim.note({ verb: 'Queued', resource: requestPath(request), key: requestKey(request), text });
  sim.after(waitMicrosMax, 'apiserver.waitedTooLong', { requestId, flow });
}

function leaveQueue(sim: Sim, requestId: string): RequestInFlight {
  const waiting = sim.store.cell<number>(waitingName);
  waiting.set((waiting.get() ?? 1) - 1);
  return sim.store.map<RequestInFlight>(requestsName).take(requestId) as RequestInFlight;
}

interface LooksAgain {
  readonly requestId: string;
  /** Times that admission has looked by then. */
  readonly looks: number;
}

/** The gates from admission on. */
function admit(
  sim: Sim,
  arrived: ArrivedRequest,
  user: UserInfo,
  machine: RequestMachine,
  id: string,
  looks = 0,
  said?: WebhookAnswers,
): void {
  const { request } = arrived;
  if (request.verb === 'watch') {
    const info = infoOf(sim, request);
    if (info === undefined) refuse(sim, arrived, id, { gate: 'admit', rule: '', status: unknownPath() }, machine);
    else respond(sim, arrived, openWatch(sim, info, arrived));
    return;
  }
  if (isPassedOn(request)) {
    const refusal = passOn(sim, arrived, id);
    if (refusal !== null) refuse(sim, arrived, id, { gate: 'admit', rule: '', status: refusal }, machine);
    return;
  }
  const prepared = prepare(sim, said === undefined ? request : { ...request, said }, user);
  if (prepared.type === 'calling') {
    askWebhooks(sim, arrived, machine, id, prepared, said ?? {});
    return;
  }
  if (prepared.type === 'refused') {
    refuse(sim, arrived, id, prepared, machine);
    return;
  }
  if (prepared.type === 'postponed') {
    postpone(sim, arrived, machine, id, prepared, looks + 1);
    return;
  }
  if (prepared.type === 'answer') {
    respond(sim, arrived, prepared.response);
    return;
  }
  const { code, answer, warnings, shownAs } = prepared;
  let inFlight: RequestInFlight = { arrived, machine: validated(machine), code, answer };
  if (warnings !== undefined) inFlight = { ...inFlight, warnings };
  if (shownAs !== undefined) inFlight = { ...inFlight, shownAs };
  sim.store.map<RequestInFlight>(requestsName).setAfter(undefined, id, inFlight);
  persist(sim, id, prepared);
}

/** Gives a client what the kubelet said: an answer with its text, or a further piece of a log that it follows. */
function passBack(sim: Sim, passed: PassedBack): void {
  if (passed === null) return;
  const { arrived, answer } = passed;
  if (passed.type === 'answer') {
    respond(sim, arrived, answer.failure === null ? textResponse(answer) : asResponse(answer.failure));
    return;
  }
  const { replyTo, client, request } = arrived;
  const { eventKind, ...context } = replyTo.context as { readonly eventKind: string };
  sim.send({
    to: client,
    protocol: 'http',
    verb: 'stream',
    resource: requestPath(request),
    key: requestKey(request),
    latency: worldSettings(sim).latencies.apiRequestMicros,
    kind: eventKind,
    payload: { ...context, ...pieceOf(answer) },
  });
}

/** Lets a request stand at the gate of admission until what it waits for may be there. */
function postpone(
  sim: Sim,
  arrived: ArrivedRequest,
  machine: RequestMachine,
  requestId: string,
  { afterMicros, looksMax, refusal }: Postponed,
  looks: number,
): void {
  if (looks >= looksMax) {
    refuse(sim, arrived, requestId, refusal, machine);
    return;
  }
  sim.store.map<RequestInFlight>(requestsName).set(requestId, { arrived, machine, code: 0, answer: null });
  sim.after(afterMicros, 'apiserver.looksAgain', { requestId, looks });
}

/** Lets a request stand at a gate until the webhooks that it is for have answered. */
function askWebhooks(
  sim: Sim,
  arrived: ArrivedRequest,
  before: RequestMachine,
  requestId: string,
  { gate, calls }: Calling,
  said: WebhookAnswers,
): void {
  const machine = gate === 'admit' ? before : advance(before, { type: 'object.mutated' });
  const asks = { said, missing: calls.length };
  sim.store.map<RequestInFlight>(requestsName).set(requestId, { arrived, machine, code: 0, answer: null, asks });
  for (const call of calls) callWebhook(sim, requestId, call);
}

function persist(sim: Sim, requestId: string, { txns }: Prepared & { type: 'write' }): void {
  const txn = txns[0] as Txn;
  sim.send({
    to: etcdName,
    protocol: 'raft',
    verb: txn.op,
    resource: txn.prefix,
    key: txn.key,
    latency: worldSettings(sim).latencies.etcdCommitMicros,
    kind: 'etcd.txn',
    payload: { requestId, txns },
  });
}

function answerWrite(sim: Sim, waiting: RequestInFlight, result: TxnResult & { ok: true }): void {
  const { arrived, answer } = waiting;
  respond(sim, arrived, answer ?? writtenAnswer(sim, arrived.request, waiting, result.object), result.revision);
}

/** The answer that shows what was written, in the version and form that the client speaks. */
function writtenAnswer(
  sim: Sim,
  request: ApiRequest,
  { code, warnings, shownAs }: Pick<RequestInFlight, 'code' | 'warnings' | 'shownAs'>,
  object: KubeObject,
): ApiResponse {
  const body = shownAs === undefined ? object : asVersion(object, shownAs);
  const written: ApiResponse = { code, body, ...(warnings === undefined ? {} : { warnings }) };
  return request.subresource === 'scale' ? asScale(infoOf(sim, request) as ResourceInfo, written) : written;
}

/** A write that lost against another: a request that named no version starts over from what is stored now. */
function retryOrRefuse(sim: Sim, waiting: RequestInFlight, id: string): void {
  const { arrived } = waiting;
  const info = infoOf(sim, arrived.request) as ResourceInfo;
  const { name = (arrived.request.body as KubeObject | undefined)?.metadata?.name ?? '' } = arrived.request;
  const status = arrived.request.verb === 'create' ? alreadyExists(info, name) : conflict(info, name);
  const code = status.code;
  const next = advance(waiting.machine, { type: 'write.conflicted', code, reason: status.reason ?? '' });
  const entry = enterSeated(sim, arrived);
  if (isTurnedAway(entry)) refuse(sim, arrived, id, entry);
  else if (next.value === 'denied') refuse(sim, arrived, id, { gate: 'persist', rule: '', status }, next);
  else admit(sim, arrived, entry, next, id);
}

function asResponse(status: Status): ApiResponse {
  return { code: status.code, body: status };
}

/**
 * Refuses a request at a gate: its machine and the trace keep which gate it was, which rule spoke there, and why.
 *
 * @param machine where the request stands; without it it has just arrived
 */
function refuse(sim: Sim, arrived: ArrivedRequest, id: string, refusal: Refusal, machine?: RequestMachine): void {
  const { request } = arrived;
  const { gate, rule, status } = refusal;
  const { verb, resource, subresource, namespace, name, path } = request;
  const asked = {
    verb,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(path === undefined ? {} : { path }),
  };
  rememberRefused(sim, { id, request: asked, machine: refusedMachine(request, refusal, machine), rule, at: sim.now });
  if (status.code !== 404 || request.verb !== 'get') {
    sim.note({
      verb: 'Denied',
      resource: requestPath(request),
      key: requestKey(request),
      status: status.code,
      text: `${gate}${rule === '' ? '' : ` by ${rule}`}: ${status.message ?? ''}`,
    });
  }
  respond(sim, arrived, asResponse(status));
}

function respond(sim: Sim, arrived: ArrivedRequest, response: ApiResponse, revision = 0): void {
  if ((sim.store.cell<number>(waitingName).get() ?? 0) > 0) sim.after(0, 'apiserver.seatFreed', null);
  const { request, client, replyTo } = arrived;
  const isBusy = response.code === 429 && retrySecondsOf(response) > 0;
  const payload = replyTo.kind === '' ? null : { response, context: replyTo.context };
  sim.send({
    to: client,
    protocol: 'http',
    verb: request.verb,
    resource: requestPath(request),
    key: requestKey(request),
    revision,
    status: response.code,
    latency: worldSettings(sim).latencies.apiRequestMicros,
    kind: isBusy ? 'client.toldToRetry' : replyTo.kind,
    payload: isBusy ? { arrived, response } : payload,
  });
}

/**
 * Handles a request at once, without messages or time: for setting up a world, for conformance checks, and for reading.
 * Watchers are told as always. The first gates are not asked: whoever calls this stands inside.
 */
export function handle(sim: Sim, request: ApiRequest, user: UserInfo = loopbackUser): ApiResponse {
  const prepared = prepare(sim, request, user);
  if (prepared.type === 'refused') return asResponse(prepared.status);
  if (prepared.type === 'postponed') return asResponse(prepared.refusal.status);
  if (prepared.type === 'calling')
    return asResponse(internalError('a webhook cannot be asked outside the running of time'));
  if (prepared.type === 'answer') return prepared.response;
  const results = prepared.txns.map((txn) => commit(sim, txn));
  const first = results[0] as TxnResult;
  if (!first.ok) return asResponse(conflict(infoOf(sim, request) as ResourceInfo, request.name ?? ''));
  dispatchWrites(sim, first.revision);
  return prepared.answer ?? writtenAnswer(sim, request, prepared, first.object);
}
