/** Who asks, and for what: what the first gates judge by. */
import type { Sim } from '../../engine/engine.ts';
import { unauthorized } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { ApiRequest } from '../types.ts';
import type { ArrivedRequest } from '../wire.ts';
import { identify } from './authentication/identify.ts';
import { readToken } from './authentication/service-account-token.ts';
import type { AccessAttributes } from './authorization/attributes.ts';
import type { Flow } from './flow/classify.ts';
import { impersonate } from './authorization/impersonation.ts';
import { anonymousUser, type UserInfo } from './user.ts';

/** A request that was turned away before admission. */
export interface TurnedAway {
  readonly type: 'turnedAway';
  readonly gate: 'authenticate' | 'authorize';
  /** What spoke at the gate. */
  readonly rule: string;
  readonly status: Status;
}

/** A request that has to wait for a seat at its priority level. */
export interface Queued {
  readonly type: 'queued';
  readonly flow: Flow;
}

/** Says whether a request was turned away. */
export function isTurnedAway(entry: UserInfo | TurnedAway | Queued): entry is TurnedAway {
  return 'gate' in entry;
}

/** The refusal of one of the first gates. */
export function turnedAway(gate: TurnedAway['gate'], rule: string, status: Status): TurnedAway {
  return { type: 'turnedAway', gate, rule, status };
}

/** The user that a request acts as: by certificate or token, and by impersonation. */
export function askerOf(sim: Sim, { request, client }: ArrivedRequest): UserInfo | TurnedAway {
  const { credentials } = request;
  const asker = credentials?.token === undefined ? identify(client) : userOfToken(sim, credentials.token);
  if (credentials === undefined || isTurnedAway(asker)) return asker;
  const acted = impersonate(sim, asker, credentials);
  return 'status' in acted ? turnedAway('authorize', 'impersonation', acted) : acted;
}

/** A token is an account's; what cannot be read proves nobody. */
function userOfToken(sim: Sim, token: string): UserInfo | TurnedAway {
  if (token === '') return anonymousUser;
  const proof = readToken(sim, token);
  return 'user' in proof ? proof.user : turnedAway('authenticate', 'bearer token', unauthorized());
}

const oneName = /^metadata\.name==?([^,!=]+)$/;

/** What a request wants. Models: apiserver pkg/endpoints/request/requestinfo.go NewRequestInfo (v1.37). */
export function attributesOf(request: ApiRequest): AccessAttributes {
  const { verb, group = '', resource, subresource = '', namespace = '', path = '' } = request;
  const base = { verb, group, resource, subresource, namespace, path };
  if (verb === 'list' || verb === 'watch' || verb === 'deletecollection') {
    return { ...base, name: oneName.exec(request.options?.fieldSelector ?? '')?.[1] ?? request.name ?? '' };
  }
  return { ...base, name: verb === 'create' && subresource === '' ? '' : (request.name ?? '') };
}
