import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { jittered, worldSettings, type ClientRate, type RateLimits } from '../api/world.ts';
import { retrySecondsOf, type ApiRequest, type ApiResponse } from '../apiserver/types.ts';
import { apiServerName, requestKey, requestPath, type ArrivedRequest } from '../apiserver/wire.ts';

const bucketsName = numbered('client/buckets');

/** Where the answer goes: an event of this kind at the asking component, with {@link Reply} as its payload. */
export interface ReplyTo {
  readonly kind: string;
  /** Plain data that comes back with the answer. */
  readonly context: unknown;
}

/** Payload of the event that brings an answer. */
export interface Reply<C = unknown> {
  readonly response: ApiResponse;
  readonly context: C;
}

/** For answers that nobody waits for. */
export const ignoreReply: ReplyTo = { kind: '', context: null };

/** State of one client's token bucket. */
interface Bucket {
  readonly tokens: number;
  readonly at: Micros;
}

/**
 * Sends a request to the API server, after the time that the client's rate limit asks for.
 *
 * The answer arrives as an event at the component that called. Limits are those of the component's process; each component has a
 * bucket of its own.
 *
 * Models: client-go rest.Request with flowcontrol.NewTokenBucketRateLimiter (v1.37).
 */
export function sendRequest(sim: Sim, request: ApiRequest, replyTo: ReplyTo): void {
  const wait = reserveToken(sim, sim.self, rateOf(sim));
  if (wait > 0) sim.after(wait, 'client.send', { request, replyTo });
  else transmit(sim, request, replyTo);
}

function transmit(sim: Sim, request: ApiRequest, replyTo: ReplyTo, retries = 0): void {
  const { latencies } = worldSettings(sim);
  const asked = { request, client: sim.self, replyTo };
  const arrived: ArrivedRequest = retries === 0 ? asked : { ...asked, retries };
  sim.send({
    to: apiServerName,
    protocol: 'http',
    verb: request.verb,
    resource: requestPath(request),
    key: requestKey(request),
    latency: jittered(sim, latencies.apiRequestMicros, sim.self, sim.cause % 65536),
    handlingDelay: latencies.apiProcessingMicros,
    kind: 'apiserver.requestArrived',
    payload: arrived,
  });
}

/** Whose limit a component has. A memo of a pure function. */
const limitNames = new Map<string, keyof RateLimits | null>();

function limitNameOf(component: string): keyof RateLimits | null {
  let name = limitNames.get(component);
  if (name === undefined) {
    const process = component.slice(0, component.indexOf('/'));
    name = limitByProcess[process] ?? null;
    limitNames.set(component, name);
  }
  return name;
}

const limitByProcess: Readonly<Record<string, keyof RateLimits>> = {
  kubelet: 'kubelet',
  'kube-controller-manager': 'controllerManager',
  'kube-scheduler': 'scheduler',
};

/** The rate limit of the present component, by the process that it belongs to. */
function rateOf(sim: Sim): ClientRate {
  const name = limitNameOf(sim.self);
  return name === null ? unlimited : worldSettings(sim).rateLimits[name];
}
const unlimited: ClientRate = { qps: 0, burst: 0 };

/**
 * Takes a token from a bucket that fills by `rate.qps` a second up to `rate.burst`.
 *
 * @returns micros to wait until the token is there; 0 when it is, or when the rate has no limit
 */
export function reserveToken(sim: Sim, bucketName: string, rate: ClientRate): Micros {
  if (rate.qps === 0) return 0;
  const buckets = sim.store.map<Bucket>(bucketsName);
  const bucket = buckets.get(bucketName);
  const filled =
    bucket === undefined
      ? rate.burst
      : Math.min(rate.burst, bucket.tokens + ((sim.now - bucket.at) * rate.qps) / 1_000_000);
  buckets.set(bucketName, { tokens: filled - 1, at: sim.now });
  return filled >= 1 ? 0 : Math.ceil(((1 - filled) * 1_000_000) / rate.qps);
}

export const requestHandlers = {
  'client.send': (sim: Sim, { request, replyTo }: { request: ApiRequest; replyTo: ReplyTo }): void =>
    transmit(sim, request, replyTo),
  'client.toldToRetry': (sim: Sim, { arrived, response }: { arrived: ArrivedRequest; response: ApiResponse }): void => {
    const { request, replyTo, retries = 0 } = arrived;
    if (retries < retriesMax) {
      const delay = retrySecondsOf(response) * 1_000_000;
      sim.after(delay, 'client.sendAgain', { request, replyTo, retries: retries + 1 });
    } else if (replyTo.kind !== '') sim.after(0, replyTo.kind, { response, context: replyTo.context });
  },
  'client.sendAgain': (
    sim: Sim,
    { request, replyTo, retries }: { request: ApiRequest; replyTo: ReplyTo; retries: number },
  ): void => transmit(sim, request, replyTo, retries),
};

/** Models: client-go rest/request.go maxRetries, and with_retry.go IsNextRetry for Retry-After (v1.37). */
const retriesMax = 10;
