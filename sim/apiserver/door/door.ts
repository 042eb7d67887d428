/** The first gates of a request: who asks, whether the server has room, whether it is allowed. */
import type { Sim } from '../../engine/engine.ts';
import { forbiddenFor, forbiddenPath, tooManyRequests, unauthorized } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { ApiRequest } from '../types.ts';
import type { ArrivedRequest } from '../wire.ts';
import { identify } from './authentication/identify.ts';
import { readToken } from './authentication/service-account-token.ts';
import type { AccessAttributes } from './authorization/attributes.ts';
import { authorize, mayEverywhere } from './authorization/authorize.ts';
import { impersonate } from './authorization/impersonation.ts';
import { apiServerFlags } from './flags.ts';
import { anonymousUser, systemMasters, type UserInfo } from './user.ts';

/** A request that was turned away before admission. */
export interface TurnedAway {
  readonly type: 'turnedAway';
  readonly gate: 'authenticate' | 'authorize';
  /** What spoke at the gate. */
  readonly rule: string;
  readonly status: Status;
}

/** Says whether a request was turned away. */
export function isTurnedAway(entry: UserInfo | TurnedAway): entry is TurnedAway {
  return 'gate' in entry;
}

function turnedAway(gate: TurnedAway['gate'], rule: string, status: Status): TurnedAway {
  return { type: 'turnedAway', gate, rule, status };
}

/**
 * Takes a request through authentication, priority and fairness, and authorization.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/server/config.go DefaultBuildHandlerChain (v1.37).
 * @param inFlight requests that the server works on already
 * @returns the user, or the refusal: 401, 429 or 403
 */
export function enter(sim: Sim, { request, client }: ArrivedRequest, inFlight: number): UserInfo | TurnedAway {
  const { credentials } = request;
  const asker = credentials?.token === undefined ? identify(client) : userOfToken(sim, credentials.token);
  if (isTurnedAway(asker)) return asker;
  let user = asker;
  if (credentials?.impersonateUser !== undefined) {
    const acted = impersonate(sim, asker, credentials);
    if ('status' in acted) return turnedAway('authorize', 'impersonation', acted);
    user = acted;
  }
  const { requestsInFlightMax } = apiServerFlags(sim);
  if (requestsInFlightMax > 0 && inFlight >= requestsInFlightMax && request.verb !== 'watch') {
    if (!user.groups.includes(systemMasters)) return turnedAway('authenticate', 'priority and fairness', noRoom());
  }
  const { verb, group = '', resource, subresource = '', path } = request;
  if (path === undefined && mayEverywhere(sim, user, verb, group, resource, subresource)) return user;
  return authorizeClosely(sim, user, request);
}

/** A token is an account's; what cannot be read proves nobody. */
function userOfToken(sim: Sim, token: string): UserInfo | TurnedAway {
  if (token === '') return anonymousUser;
  const proof = readToken(sim, token);
  return 'user' in proof ? proof.user : turnedAway('authenticate', 'bearer token', unauthorized());
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

const oneName = /^metadata\.name==?([^,!=]+)$/;

/** What a request wants. Models: apiserver pkg/endpoints/request/requestinfo.go NewRequestInfo (v1.37). */
function attributesOf(request: ApiRequest): AccessAttributes {
  const { verb, group = '', resource, subresource = '', namespace = '', path = '' } = request;
  const base = { verb, group, resource, subresource, namespace, path };
  if (verb === 'list' || verb === 'watch' || verb === 'deletecollection') {
    return { ...base, name: oneName.exec(request.options?.fieldSelector ?? '')?.[1] ?? request.name ?? '' };
  }
  return { ...base, name: verb === 'create' && subresource === '' ? '' : (request.name ?? '') };
}
