/**
 * Tokens of service accounts: JSON web tokens with a signature of ours.
 *
 * Models: pkg/serviceaccount/claims.go, jwt.go (v1.37). Differs: the signature is a hash with the world's seed, for nobody outside has to trust it.
 */
import type { Sim } from '../../../engine/engine.ts';
import { randomUuid } from '../../../engine/random.ts';
import { decodeBase64, encodeBase64 } from '../../../api/base64.ts';
import type { ServiceAccount } from '../../../api/types.ts';
import { worldSettings } from '../../../api/world.ts';
import { getStored } from '../../../etcd/etcd.ts';
import type { UserInfo } from '../user.ts';
import { serviceAccountUser } from './identify.ts';

/** Who issues tokens, and whom they are for unless they say otherwise. */
export const tokenIssuer = 'https://kubernetes.default.svc.cluster.local';

/** What a token says. Times in seconds since 1970. */
interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
  readonly nbf: number;
  readonly sub: string;
}

/** Seconds since 1970, now. */
function nowSeconds(sim: Sim): number {
  return Math.floor((worldSettings(sim).epochMs + sim.now / 1_000) / 1_000);
}

function encodeSegment(text: string): string {
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function decodeSegment(segment: string): string {
  const bytes = decodeBase64(segment.replaceAll('-', '+').replaceAll('_', '/'));
  return String.fromCharCode(...bytes);
}

function signatureOf(sim: Sim, signed: string): string {
  return encodeSegment(randomUuid(sim.seed, ['serviceAccountToken/', signed], 0));
}

/**
 * Makes a token of an account.
 *
 * @returns the token and when it ends, in seconds since 1970
 */
export function issueToken(
  sim: Sim,
  account: ServiceAccount,
  audiences: readonly string[],
  expirationSeconds: number,
): { token: string; expiresAt: number } {
  const { namespace = '', name = '', uid = '' } = account.metadata ?? {};
  const iat = nowSeconds(sim);
  const claims: Claims = {
    aud: audiences.length === 0 ? [tokenIssuer] : audiences,
    exp: iat + expirationSeconds,
    iat,
    iss: tokenIssuer,
    jti: randomUuid(sim.seed, ['jti/', namespace, '/', name], sim.now),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: iat,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const header = encodeSegment(JSON.stringify({ alg: 'RS256', kid: 'kubarium' }));
  const signed = `${header}.${encodeSegment(JSON.stringify(claims))}`;
  return { token: `${signed}.${signatureOf(sim, signed)}`, expiresAt: claims.exp };
}

/** What a token proves: the account's user and the audiences, or why it proves nothing. */
export type TokenProof =
  { readonly user: UserInfo; readonly audiences: readonly string[] } | { readonly error: string };

const usersByToken = new Map<string, UserInfo>();
const usersMax = 10_000;

/** Reads a token: it must be one of ours, must not have ended, and its account must still be the same. */
export function readToken(sim: Sim, token: string): TokenProof {
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, Math.max(0, end));
  const middle = signed.indexOf('.');
  if (middle < 0 || token.slice(end + 1) !== signatureOf(sim, signed)) return { error: 'invalid bearer token' };
  const claims = JSON.parse(decodeSegment(signed.slice(middle + 1))) as Claims;
  if (claims.exp <= nowSeconds(sim)) return { error: 'service account token has expired' };
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  const stored = getStored(sim, '/registry/serviceaccounts', `${namespace}/${serviceaccount.name}`);
  if (stored?.object.metadata?.uid !== serviceaccount.uid) {
    return { error: 'service account token has been invalidated' };
  }
  let user = usersByToken.get(token);
  if (user === undefined) {
    if (usersByToken.size >= usersMax) usersByToken.clear();
    usersByToken.set(token, (user = serviceAccountUser(namespace, serviceaccount.name, serviceaccount.uid)));
  }
  return { user, audiences: claims.aud };
}
