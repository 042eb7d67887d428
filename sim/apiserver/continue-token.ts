/**
 * Tokens with which a list is continued: where it goes on, and at which revision it is read.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/storage/continue.go (v1.37).
 */
import { decodeBase64, encodeBase64 } from '../api/base64.ts';
import { utf8Text } from '../api/utf8.ts';

export interface ContinueToken {
  /** Revision of the list's first part; -1: the newest one. */
  readonly revision: number;
  /** Last key that was given; the list goes on behind it. */
  readonly after: string;
}

const version = 'meta.k8s.io/v1';
/** Behind a key itself comes the key with a zero byte. */
const nextKey = '\u0000';

export function encodeContinue({ revision, after }: ContinueToken): string {
  const text = encodeBase64(JSON.stringify({ v: version, rv: revision, start: after + nextKey }));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads a token, or says why it is none. */
export function decodeContinue(text: string): ContinueToken | { readonly error: string } {
  const bad = /[^A-Za-z0-9_-]/.exec(text);
  if (bad !== null) {
    return { error: `continue key is not valid: illegal base64 data at input byte ${bad.index}` };
  }
  let value: unknown;
  try {
    value = JSON.parse(utf8Text(decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return { error: 'continue key is not valid: invalid character in the token' };
  }
  const { v, rv, start } = (value ?? {}) as { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown };
  if (v !== version)
    return { error: `continue key is not valid: server does not recognize this encoded version "${String(v)}"` };
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0 || rv < -1) {
    return { error: 'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)' };
  }
  if (typeof start !== 'string' || start === '') {
    return { error: 'continue key is not valid: encoded start key empty (version meta.k8s.io/v1)' };
  }
  return { revision: rv, after: start.endsWith(nextKey) ? start.slice(0, -1) : start };
}
