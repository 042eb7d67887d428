import type { Sim } from '../../../engine/engine.ts';
import { forbiddenFor } from '../../../api/status.ts';
import type { Status } from '../../../api/types.ts';
import type { Credentials } from '../../types.ts';
import { serviceAccountUser } from '../authentication/identify.ts';
import { allAuthenticated, allUnauthenticated, anonymousUser, type UserInfo } from '../user.ts';
import { authorize } from './authorize.ts';

const accountPrefix = 'system:serviceaccount:';

/** Impersonated users, so that the same one is the same object. A cache of a pure function. */
const users = new Map<string, UserInfo>();
const usersMax = 10_000;

/**
 * The user that a request acts as, if its own user may do so.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go WithImpersonation (v1.37).
 */
export function impersonate(sim: Sim, user: UserInfo, credentials: Credentials): UserInfo | Status {
  const name = credentials.impersonateUser ?? '';
  if (name === '') return user;
  const groups = credentials.impersonateGroups ?? [];
  const refusal = refusalOf(sim, user, name, groups);
  if (refusal !== undefined) return refusal;
  const key = `${name} ${groups.join(' ')}`;
  let acted = users.get(key);
  if (acted === undefined) {
    if (users.size >= usersMax) users.clear();
    users.set(key, (acted = actedUser(name, groups)));
  }
  return acted;
}

function refusalOf(sim: Sim, user: UserInfo, name: string, groups: readonly string[]): Status | undefined {
  const [namespace = '', account = ''] = name.startsWith(accountPrefix)
    ? name.slice(accountPrefix.length).split(':')
    : [];
  const first =
    account === ''
      ? { resource: 'users', namespace: '', name }
      : { resource: 'serviceaccounts', namespace, name: account };
  for (const meant of [first, ...groups.map((group) => ({ resource: 'groups', namespace: '', name: group }))]) {
    const wanted = { verb: 'impersonate', group: '', subresource: '', path: '', ...meant };
    const decision = authorize(sim, user, wanted);
    if (!decision.allowed)
      return forbiddenFor(user.name, 'impersonate', { group: '', resource: meant.resource }, meant);
  }
  return undefined;
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
