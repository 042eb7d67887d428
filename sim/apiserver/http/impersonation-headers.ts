import { percentDecoded } from './url.ts';
import type { Credentials } from '../types.ts';
import type { HttpRequest } from './http.ts';

const extraHead = 'impersonate-extra-';

/**
 * Whom a request wants to act as, by its headers; nothing when it acts as itself.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go buildImpersonationRequests (v1.37).
 */
export function impersonationOf(headers: HttpRequest['headers']): Credentials | undefined {
  const user = headers['impersonate-user'];
  const groups = headers['impersonate-group'];
  const uid = headers['impersonate-uid'];
  const extra = Object.keys(headers)
    .filter((name) => name.startsWith(extraHead))
    .map((name) => [keyOf(name.slice(extraHead.length)), listed(headers[name])] as const);
  if (user === undefined && groups === undefined && uid === undefined && extra.length === 0) return undefined;
  return {
    ...(user === undefined ? {} : { impersonateUser: user }),
    ...(groups === undefined ? {} : { impersonateGroups: listed(groups) }),
    ...(uid === undefined ? {} : { impersonateUid: uid }),
    ...(extra.length === 0 ? {} : { impersonateExtra: Object.fromEntries(extra) }),
  };
}

/** Headers that come several times are joined by commas. */
function listed(value = ''): string[] {
  return value.split(',').map((one) => one.trim());
}

/** Keys may be written with percent signs; what cannot be read so stays as it is. */
function keyOf(name: string): string {
  return (percentDecoded(name) ?? name).toLowerCase();
}
