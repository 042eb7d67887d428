/** Whom the gateway listens to: programs on this machine that know its token, and no web page. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is turned away: its HTTP code and a sentence. */
export interface Refusal {
  readonly code: 401 | 403;
  readonly message: string;
}

export interface GuardOptions {
  /** Port that the gateway listens on. */
  readonly port: number;
  /** Token that clients must show; `null` on plain HTTP, where kubectl never sends one. */
  readonly token: string | null;
}

/** Looks at the headers of a request; `null` to let it pass. */
export function refusalOf(headers: IncomingHttpHeaders, { port, token }: GuardOptions): Refusal | null {
  if (headers.origin !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-'))) {
    return { code: 403, message: 'requests of web pages are refused' };
  }
  const host = headers.host ?? '';
  if (!['127.0.0.1', 'localhost'].some((name) => host === `${name}:${port}`)) {
    return { code: 403, message: `requests for host "${host}" are refused` };
  }
  if (token !== null && bearer(headers) === undefined) return { code: 401, message: 'Unauthorized' };
  return null;
}

/** The token that a request shows, if any. */
export function bearer({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^bearer +(\S+)\s*$/i.exec(authorization)?.[1];
}

/** Whether two tokens are the same, in a time that tells nothing of where they differ. */
export function isSameToken(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)];
  return one.length === two.length && timingSafeEqual(one, two);
}
