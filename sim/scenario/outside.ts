/**
 * Requests of real clients, which come from outside by the gateway.
 *
 * What writes, or asks a kubelet, is an action of the session: it goes to the API server as a message, flies on the stage, and happens
 * again in a replay. What only reads is answered at once from what is stored, leaves no trace and is in no hash; it flies as a
 * {@link ./outside-visits.ts visit}.
 */
import type { Handlers, Sim } from '../engine/engine.ts';
import { badRequest } from '../api/status.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { Status } from '../api/types.ts';
import { isHttpResponse, readHttp, writeHttp } from '../apiserver/http/http.ts';
import type { HttpCall, HttpRequest, HttpResponse } from '../apiserver/http/http.ts';
import { isTurnedAway } from '../apiserver/door/asker.ts';
import { enterSeated } from '../apiserver/door/door.ts';
import { isReview } from '../apiserver/door/reviews/reviews.ts';
import { isPassedOn } from '../apiserver/pass-on.ts';
import { filterOf } from '../apiserver/read.ts';
import { parseRevision } from '../apiserver/revision-rules.ts';
import { handle } from '../apiserver/server.ts';
import type { ApiRequest, ApiResponse } from '../apiserver/types.ts';
import { ignoreReply, sendRequest, type Reply } from '../client/request.ts';
import { beginOutsideStream, outsideStreamHandlers, streamContext } from './outside-streams.ts';
import { OutsideWatch } from './outside-watch.ts';

/** An answer that nobody fetches is kept for so long. */
const answerMicros = 60_000_000;

const answers = (sim: Sim) => sim.store.map<HttpResponse>('outside/answers');

/** Sends a request as the present component; {@link outsideAnswer} has its answer in time, and a stream what comes after it. */
export function startOutsideRequest(sim: Sim, id: string, http: HttpRequest): void {
  const call = readHttp(sim, http);
  if (isHttpResponse(call)) keepAnswer(sim, id, call);
  else sendRequest(sim, call.request, { kind: 'outside.answered', context: { id, http, ...streamContext(id) } });
}

function keepAnswer(sim: Sim, id: string, answer: HttpResponse): void {
  answers(sim).set(id, answer);
  sim.after(answerMicros, 'outside.forget', { id }, { quiet: true });
}

interface Asked {
  readonly id: string;
  readonly http: HttpRequest;
}

export const outsideHandlers: Handlers = {
  ...outsideStreamHandlers,
  'outside.answered': (sim: Sim, { response, context }: Reply<Asked>): void => {
    const { id, http } = context;
    const call = readHttp(sim, http);
    if (isHttpResponse(call)) {
      keepAnswer(sim, id, call);
      return;
    }
    if (isStreamOpen(response)) beginOutsideStream(sim, id, call.request, { ...response, text: response.text ?? '' });
    keepAnswer(sim, id, writeHttp(sim, call, response));
  },
  'outside.forget': (sim: Sim, { id }: { readonly id: string }): void => {
    answers(sim).delete(id);
  },
};

/** Whether more text follows what the kubelet gave. */
function isStreamOpen({ text, body }: ApiResponse): boolean {
  return text !== undefined && (body as Status).reason === 'Open';
}

/** The answer of a request that was sent; `undefined` while there is none. */
export function outsideAnswer(sim: Sim, id: string): HttpResponse | undefined {
  return answers(sim).get(id);
}

/** What has to be done with a request from outside. */
export type OutsidePlan =
  /** `request` is `null` for what the server could not read as one. */
  | { readonly type: 'answered'; readonly response: HttpResponse; readonly request: ApiRequest | null }
  | { readonly type: 'watch'; readonly watch: OutsideWatch; readonly request: ApiRequest }
  /** It changes something, or a kubelet has to answer: an action of the session. */
  | { readonly type: 'send' };

const readingVerbs: ReadonlySet<string> = new Set(['get', 'list']);

/** Subresources whose connection has to become one for streams. */
const upgraded: ReadonlySet<string> = new Set(['attach', 'exec', 'portforward']);

/** Reads a request from outside: answers what only reads, opens watches, and leaves what has to be sent to the caller. */
export function planOutside(sim: Sim, http: HttpRequest): OutsidePlan {
  const call = readHttp(sim, http);
  if (isHttpResponse(call)) return { type: 'answered', response: call, request: null };
  const { request, info } = call;
  const answered = (response: ApiResponse): OutsidePlan => {
    return { type: 'answered', response: writeHttp(sim, call, response), request };
  };
  if (upgraded.has(request.subresource ?? '') && http.headers['upgrade'] === undefined) {
    return answered(refused(badRequest('Upgrade request required')));
  }
  const isQuestion = info !== null && request.verb === 'create' && isReview(info);
  if (isPassedOn(request) || (request.verb !== 'watch' && !readingVerbs.has(request.verb) && !isQuestion)) {
    return { type: 'send' };
  }
  const user = enterSeated(sim, { request, client: 'user', replyTo: ignoreReply });
  if (isTurnedAway(user)) return answered(refused(user.status));
  if (request.verb !== 'watch' || info === null) return answered(handle(sim, request, user));
  const opened = openOutsideWatch(call, info);
  return opened instanceof OutsideWatch ? { type: 'watch', watch: opened, request } : answered(opened);
}

function refused(status: Status): ApiResponse {
  return { code: status.code, body: status };
}

function openOutsideWatch(call: HttpCall, info: ResourceInfo): OutsideWatch | ApiResponse {
  const filter = filterOf(info, call.request);
  if ('status' in filter) return refused(filter.status);
  const since = parseRevision(call.request.options?.resourceVersion);
  if (typeof since !== 'number') return refused(since.status);
  return new OutsideWatch(call, info, filter, since);
}
