/**
 * Requests of real clients, which come from outside by the gateway.
 *
 * What writes, or asks a kubelet, is an action of the session: it goes to the API server as a message, flies on the stage, and happens
 * again in a replay. What only reads is answered at once from what is stored, leaves no trace and is in no hash.
 */
import type { Handlers, Sim } from '../engine/engine.ts';
import { compactedRevision, historyAfter } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { asVersion } from '../api/conversion/convert.ts';
import { badRequest, tooOldResourceVersion } from '../api/status.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { isHttpResponse, readHttp, writeHttp, writeWatchEvent } from '../apiserver/http/http.ts';
import type { HttpCall, HttpRequest, HttpResponse } from '../apiserver/http/http.ts';
import { enter, isTurnedAway } from '../apiserver/door/door.ts';
import { isReview } from '../apiserver/door/reviews/reviews.ts';
import { isPassedOn } from '../apiserver/pass-on.ts';
import { filterOf, type Filter } from '../apiserver/read.ts';
import { parseRevision } from '../apiserver/revision-rules.ts';
import { handle } from '../apiserver/server.ts';
import { objectsAt } from '../apiserver/snapshot.ts';
import type { ApiResponse, WatchEvent } from '../apiserver/types.ts';
import { ignoreReply, sendRequest, type Reply } from '../client/request.ts';
import { beginOutsideStream, outsideStreamHandlers, streamContext } from './outside-streams.ts';

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
    if (isStreamOpen(response)) beginOutsideStream(sim, id, call.request, response.text ?? '');
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
  | { readonly type: 'answered'; readonly response: HttpResponse }
  | { readonly type: 'watch'; readonly watch: OutsideWatch }
  /** It changes something, or a kubelet has to answer: an action of the session. */
  | { readonly type: 'send' };

const readingVerbs: ReadonlySet<string> = new Set(['get', 'list']);

/** Subresources whose connection has to become one for streams. */
const upgraded: ReadonlySet<string> = new Set(['attach', 'exec', 'portforward']);

/** Reads a request from outside: answers what only reads, opens watches, and leaves what has to be sent to the caller. */
export function planOutside(sim: Sim, http: HttpRequest): OutsidePlan {
  const call = readHttp(sim, http);
  if (isHttpResponse(call)) return { type: 'answered', response: call };
  const { request, info } = call;
  if (upgraded.has(request.subresource ?? '') && http.headers['upgrade'] === undefined) {
    const status = badRequest('Upgrade request required');
    return { type: 'answered', response: writeHttp(sim, call, { code: status.code, body: status }) };
  }
  const isQuestion = info !== null && request.verb === 'create' && isReview(info);
  if (isPassedOn(request) || (request.verb !== 'watch' && !readingVerbs.has(request.verb) && !isQuestion)) {
    return { type: 'send' };
  }
  const user = enter(sim, { request, client: 'user', replyTo: ignoreReply }, 0);
  if (isTurnedAway(user)) {
    const { status } = user;
    return { type: 'answered', response: writeHttp(sim, call, { code: status.code, body: status }) };
  }
  if (request.verb === 'watch' && info !== null) {
    const opened = openOutsideWatch(sim, call, info);
    return 'response' in opened
      ? { type: 'answered', response: opened.response }
      : { type: 'watch', watch: opened.watch };
  }
  return { type: 'answered', response: writeHttp(sim, call, handle(sim, request, user)) };
}

function openOutsideWatch(
  sim: Sim,
  call: HttpCall,
  info: ResourceInfo,
): { watch: OutsideWatch } | { response: HttpResponse } {
  const refused = (response: ApiResponse): { response: HttpResponse } => ({
    response: writeHttp(sim, call, response),
  });
  const filter = filterOf(info, call.request);
  if ('status' in filter) return refused({ code: filter.status.code, body: filter.status });
  const since = parseRevision(call.request.options?.resourceVersion);
  if (typeof since !== 'number') return refused({ code: since.status.code, body: since.status });
  return { watch: new OutsideWatch(call, info, filter, since) };
}

/** A watch of a client outside: it reads etcd's history by itself, so that nobody in the cluster notices it. */
export class OutsideWatch {
  readonly #call: HttpCall;
  readonly #info: ResourceInfo;
  readonly #filter: Filter;
  #revision: number;
  #hasBegun = false;
  #isFirst = true;
  #hasEnded = false;

  /** @param revision events after it are wanted; 0: everything that is there, and what follows */
  constructor(call: HttpCall, info: ResourceInfo, filter: Filter, revision: number) {
    this.#call = call;
    this.#info = info;
    this.#filter = filter;
    this.#revision = revision;
  }

  /** Whether the server has ended it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Seconds after which it ends by itself; 0 for never. */
  get timeoutSeconds(): number {
    return this.#call.request.options?.timeoutSeconds ?? 0;
  }

  /** What has happened since the last time, as objects to be written on a line each. Time that went back ends the watch with 410. */
  poll(sim: Sim): object[] {
    if (this.#hasEnded) return [];
    const lines: object[] = [];
    if (!this.#hasBegun) this.#begin(sim, lines);
    const missed = this.#revision > currentRevision(sim) ? undefined : historyAfter(sim, this.#revision);
    if (missed === undefined) {
      const status = tooOldResourceVersion(this.#revision, compactedRevision(sim));
      this.#hasEnded = true;
      return [...lines, { type: 'ERROR', object: status }];
    }
    for (const { revision, type, prefix, object, previous } of missed) {
      this.#revision = revision;
      if (prefix !== this.#info.etcdPrefix) continue;
      const isNow = type !== 'DELETED' && this.#filter.matches(object);
      const wasBefore = previous !== null && this.#filter.matches(previous);
      if (isNow || wasBefore) {
        this.#tell(sim, lines, isNow ? (wasBefore ? 'MODIFIED' : 'ADDED') : 'DELETED', object, revision);
      }
    }
    return lines;
  }

  #begin(sim: Sim, lines: object[]): void {
    this.#hasBegun = true;
    const { options = {} } = this.#call.request;
    if (this.#revision > 0 && options.sendInitialEvents !== true) return;
    this.#revision = currentRevision(sim);
    if (options.sendInitialEvents === false) return;
    for (const [, object] of objectsAt(sim, this.#info, this.#revision)) {
      if (this.#filter.matches(object)) this.#tell(sim, lines, 'ADDED', object, this.#revision);
    }
    if (options.sendInitialEvents === true && options.allowWatchBookmarks === true) lines.push(this.#mark());
  }

  #mark(): object {
    const { kind, apiVersion } = this.#info;
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const object = { kind, apiVersion, metadata: { resourceVersion: String(this.#revision), annotations } };
    return { type: 'BOOKMARK', object };
  }

  #tell(sim: Sim, lines: object[], type: WatchEvent['type'], object: KubeObject, revision: number): void {
    const shown = asVersion(object, this.#info.apiVersion);
    lines.push(writeWatchEvent(sim, this.#call, { type, object: shown, revision }, this.#isFirst));
    this.#isFirst = false;
  }
}
