import type { Sim } from '../../../engine/engine.ts';
import { badRequest, forbiddenFor } from '../../../api/status.ts';
import type { Status } from '../../../api/types.ts';
import type { Credentials } from '../../types.ts';
import { serviceAccountUser } from '../authentication/identify.ts';
import { allAuthenticated, allUnauthenticated, anonymousUser, type UserInfo } from '../user.ts';
import { authorize } from './authorize.ts';

type Extra = NonNullable<UserInfo['extra']>;

const accountPrefix = 'system:serviceaccount:';

/** Impersonated users, so that the same one is the same object. A cache of a pure function. */
const users = new Map<string, UserInfo>();
const usersMax = 10_000;

/**
 * The user that a request acts as, if its own user may do so.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go WithImpersonation (v1.37).
 * Differs: groups, a UID or extra values without a user are a bad request, not an internal error.
 */
export function impersonate(sim: Sim, user: UserInfo, credentials: Credentials): UserInfo | Status {
  const { impersonateUser = '', impersonateGroups: groups = [], impersonateUid: uid = '' } = credentials;
  const extra = credentials.impersonateExtra ?? {};
  if (impersonateUser === '') {
    const isBare = groups.length === 0 && uid === '' && Object.keys(extra).length === 0;
    return isBare ? user : badRequest('requested to impersonate groups, a UID or extra values without a user');
  }
  const refusal = refusalOf(sim, user, wantedOf(impersonateUser, groups, uid, extra));
  if (refusal !== undefined) return refusal;
  const key = JSON.stringify([impersonateUser, groups, uid, extra]);
  let acted = users.get(key);
  if (acted === undefined) {
    if (users.size >= usersMax) users.clear();
    users.set(key, (acted = withIdentity(actedUser(impersonateUser, groups), uid, extra)));
  }
  return acted;
}

interface Wanted {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** What one must be allowed to impersonate, in the order that it is asked. */
function wantedOf(user: string, groups: readonly string[], uid: string, extra: Extra): Wanted[] {
  const [namespace = '', account = ''] = user.startsWith(accountPrefix)
    ? user.slice(accountPrefix.length).split(':')
    : [];
  const core = { group: '', subresource: '', namespace: '' };
  const identity = { ...core, group: 'authentication.k8s.io' };
  return [
    account === ''
      ? { ...core, resource: 'users', name: user }
      : { ...core, resource: 'serviceaccounts', namespace, name: account },
    ...groups.map((name) => ({ ...core, resource: 'groups', name })),
    ...Object.entries(extra).flatMap(([subresource, values]) =>
      values.map((name) => ({ ...identity, resource: 'userextras', subresource, name })),
    ),
    ...(uid === '' ? [] : [{ ...identity, resource: 'uids', name: uid }]),
  ];
}

function refusalOf(sim: Sim, user: UserInfo, all: readonly Wanted[]): Status | undefined {
  for (const wanted of all) {
    if (authorize(sim, user, { verb: 'impersonate', path: '', ...wanted }).allowed) continue;
    const { group, resource, subresource } = wanted;
    const info = subresource === '' ? { group, resource } : { group, resource, subresource };
    return forbiddenFor(user.name, 'impersonate', info, wanted);
  }
  return undefined;
}

function withIdentity(user: UserInfo, uid: string, extra: Extra): UserInfo {
  if (uid === '' && Object.keys(extra).length === 0) return user;
  return { ...user, ...(uid === '' ? {} : { uid }), ...(Object.keys(extra).length === 0 ? {} : { extra }) };
}

function actedUser(name: string, groups: readonly string[]): UserInfo {
  if (name === anonymousUser.name) return anonymousUser;
  const [namespace = '', account = ''] = name.startsWith(accountPrefix)
    ? name.slice(accountPrefix.length).split(':')
    : [];
  const own = groups.length === 0 && account !== '' ? serviceAccountUser(namespace, account).groups : groups;
  const isPlaced = own.includes(allAuthenticated) || own.includes(allUnauthenticated);
  return { name, groups: isPlaced ? own : [...own, allAuthenticated] };
}
