/** URLs as HTTP carries them: percent signs, pluses, and query parameters that may stand more than once. */
import { utf8Text } from '../../api/utf8.ts';
import { utf8Bytes } from '../../api/base64.ts';

/** Query parameters in their order. */
export type Query = readonly (readonly [string, string])[];

const hexDigits = '0123456789abcdef';

/** The text without percent signs, or `undefined` when one of them is not followed by two digits. */
export function percentDecoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (character !== '%') {
      bytes.push(...utf8Bytes(character));
      at += character.length - 1;
      continue;
    }
    const high = hexDigits.indexOf((text[at + 1] ?? '?').toLowerCase());
    const low = hexDigits.indexOf((text[at + 2] ?? '?').toLowerCase());
    if (high < 0 || low < 0) return undefined;
    bytes.push(high * 16 + low);
    at += 2;
  }
  return utf8Text(bytes);
}

/** The path and the query of a request's target; `undefined` when its percent signs are wrong. */
export function splitTarget(target: string): { readonly path: string; readonly query: Query } | undefined {
  const mark = target.indexOf('?');
  const path = percentDecoded(mark < 0 ? target : target.slice(0, mark));
  const query: (readonly [string, string])[] = [];
  for (const part of mark < 0 ? [] : target.slice(mark + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = percentDecoded((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' '));
    const value = percentDecoded(equals < 0 ? '' : part.slice(equals + 1).replaceAll('+', ' '));
    if (name === undefined || value === undefined) return undefined;
    query.push([name, value]);
  }
  return path === undefined ? undefined : { path, query };
}

/** The first value of a parameter, empty when it is absent. */
export function parameter(query: Query, name: string): string {
  return query.find(([key]) => key === name)?.[1] ?? '';
}

/** All values of a parameter. */
export function parameters(query: Query, name: string): string[] {
  return query.filter(([key]) => key === name).map(([, value]) => value);
}
