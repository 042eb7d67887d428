/** The first gates of a request: who asks, whether the server has room, whether it is allowed. */
import type { Sim } from '../../engine/engine.ts';
import { forbiddenFor, forbiddenPath, tooManyRequests } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { ApiRequest } from '../types.ts';
import type { ArrivedRequest } from '../wire.ts';
import { askerOf, attributesOf, isTurnedAway, turnedAway, type Queued, type TurnedAway } from './asker.ts';
import type { AccessAttributes } from './authorization/attributes.ts';
import { authorize, mayEverywhere } from './authorization/authorize.ts';
import { apiServerFlags } from './flags.ts';
import { classify, type Flow } from './flow/classify.ts';
import { isTight, takeSeat } from './flow/room.ts';
import type { UserInfo } from './user.ts';

/** Says whether a request has to wait. */
export function isQueued(entry: UserInfo | TurnedAway | Queued): entry is Queued {
  return 'flow' in entry;
}

/**
 * Takes a request through authentication, priority and fairness, and authorization.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/server/config.go DefaultBuildHandlerChain (v1.37).
 * @param inFlight requests that the server works on already
 * @returns the user, the refusal (401, 429 or 403), or that it waits for a seat
 */
export function enter(sim: Sim, arrived: ArrivedRequest, inFlight: number): UserInfo | TurnedAway | Queued {
  const user = askerOf(sim, arrived);
  if (isTurnedAway(user)) return user;
  const { request } = arrived;
  const { requestsInFlightMax } = apiServerFlags(sim);
  if (
    inFlight > 0 &&
    requestsInFlightMax > 0 &&
    isTight(sim, requestsInFlightMax, inFlight) &&
    request.verb !== 'watch'
  ) {
    const flow = classify(sim, user, attributesOf(request));
    const seat = takeSeat(sim, flow, requestsInFlightMax);
    if (seat === 'rejected') return turnedAway('authenticate', ruleOf(flow), noRoom());
    if (seat === 'queued') return { type: 'queued', flow };
  }
  return mayDo(sim, user, request);
}

/** The same for a request that has its seat already. */
export function enterSeated(sim: Sim, arrived: ArrivedRequest): UserInfo | TurnedAway {
  const user = askerOf(sim, arrived);
  return isTurnedAway(user) ? user : mayDo(sim, user, arrived.request);
}

/** The refusal of a request that has waited for its seat for too long. */
export function waitedTooLong(flow: Flow): TurnedAway {
  return turnedAway('authenticate', ruleOf(flow), noRoom());
}

function ruleOf({ schema, level }: Flow): string {
  return `priority level ${level}, flow schema ${schema}`;
}

function mayDo(sim: Sim, user: UserInfo, request: ApiRequest): UserInfo | TurnedAway {
  const { verb, group = '', resource, subresource = '', path } = request;
  if (path === undefined && mayEverywhere(sim, user, verb, group, resource, subresource)) return user;
  return authorizeClosely(sim, user, request);
}

const retryAfterSeconds = 1;

/** Models: apiserver pkg/server/filters/maxinflight.go tooManyRequests, as client-go reads it (v1.37). */
function noRoom(): Status {
  const message = 'the server has received too many requests and has asked us to try again later';
  return tooManyRequests(message, retryAfterSeconds);
}

function authorizeClosely(sim: Sim, user: UserInfo, request: ApiRequest): UserInfo | TurnedAway {
  const wanted = attributesOf(request);
  const { allowed, reason } = authorize(sim, user, wanted);
  if (allowed) return user;
  const status =
    wanted.path === ''
      ? forbiddenFor(user.name, wanted.verb, namedResource(wanted), wanted, reason)
      : forbiddenPath(user.name, wanted.verb, wanted.path, reason);
  return turnedAway('authorize', 'Node, RBAC', status);
}

function namedResource({ group, resource, subresource }: AccessAttributes): {
  group: string;
  resource: string;
  subresource?: string;
} {
  return subresource === '' ? { group, resource } : { group, resource, subresource };
}
