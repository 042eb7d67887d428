/** Texts in quotes. */
import { JsonPathError } from './nodes.ts';

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.)|$)/gsu;

/** The text between quotes, its escapes resolved. Models: client-go util/jsonpath UnquoteExtend (v1.37). */
export function unquote(text: string): string {
  return text.replace(escape, (...match: unknown[]) => {
    const [, hex, short, long, octal, character] = match as (string | undefined)[];
    const digits = hex ?? short ?? long;
    if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const found = character === undefined ? undefined : simple[character];
    if (found === undefined) throw new JsonPathError('invalid syntax');
    return found;
  });
}
