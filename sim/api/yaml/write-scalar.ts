/** How a text is written in YAML: plain, in single or double quotes, or as a block of lines. */
import { resolvePlain } from './scalar.ts';

/** Where a scalar stands. */
export interface ScalarPlace {
  /** Characters before it on its line. */
  readonly column: number;
  /** Spaces in front of further lines; undefined for keys, which have one line. */
  readonly indent: number | undefined;
}

/** Lines are folded at the first blank behind this column. Models: libyaml's best_width. */
const width = 80;

/** What decides between the styles. Models: goyaml.v2 emitterc.go yaml_emitter_analyze_scalar. */
interface Analysis {
  readonly plainAllowed: boolean;
  readonly singleAllowed: boolean;
  readonly blockAllowed: boolean;
}

const firstIndicators = '#,[]{}&*!|>\'"%@`';
const lineBreak = /[\n\r\u2028\u2029]/;
/** Characters that are written as escapes; so are all beyond the first plane. Models: goyaml.v2 yamlprivateh.go is_printable. */
const unprintable = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function hasIndicators(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  const first = text[0] ?? '';
  if (firstIndicators.includes(first)) return true;
  if ('?:-'.includes(first) && (text.length === 1 || /\s/.test(text[1] ?? ''))) return true;
  return /:(?:\s|$)/.test(text.slice(1)) || /\s#/.test(text);
}

function analyze(text: string): Analysis {
  if (text === '') return { plainAllowed: true, singleAllowed: true, blockAllowed: false };
  const spaceBreak = / [\n\r\u2028\u2029]/.test(text);
  const breakSpace = /[\n\r\u2028\u2029] /.test(text);
  const isSpecial = unprintable.test(text.replaceAll('\t', ''));
  const singleAllowed = !spaceBreak && !breakSpace && !isSpecial && !text.includes('\t');
  const isEdged = text.startsWith(' ') || text.endsWith(' ');
  return {
    plainAllowed: singleAllowed && !lineBreak.test(text) && !isEdged && !hasIndicators(text),
    singleAllowed,
    blockAllowed: !spaceBreak && !isSpecial && !text.endsWith(' '),
  };
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp = /^\d{4}-\d\d?-\d\d?(?:[Tt ]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const otherNumber = /^[-+]?(?:0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$/;

/** Whether a reader would take the plain text for something that is no text. Models: goyaml.v2 resolve.go resolve. */
function looksOtherwise(text: string): boolean {
  if (base60.test(text) || timestamp.test(text)) return true;
  const digits = /^[-+0-9]/.test(text) ? text.replaceAll('_', '') : text;
  if (otherNumber.test(digits)) return true;
  if (decimal.test(digits)) return Number.isFinite(Number(digits));
  const resolved = resolvePlain(text);
  return 'value' in resolved && (resolved.value === null || typeof resolved.value === 'boolean');
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  if (!unprintable.test(character)) return character;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length > 4) return `\\U${code.padStart(8, '0')}`;
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** Pieces of a written text, broken where a line has become too long. */
function folded(characters: readonly string[], { column, indent }: ScalarPlace, quote: string): string {
  if (indent === undefined) return quote + characters.join('') + quote;
  const parts: string[] = [quote];
  let at = column + quote.length;
  characters.forEach((character, index) => {
    const [before, after] = [characters[index - 1], characters[index + 1]];
    const isInside = index > 0 && after !== undefined;
    const isBlankNext = after === ' ';
    if (character === ' ' && before !== ' ' && at > width && isInside && (!isBlankNext || quote === '"')) {
      parts.push(`\n${' '.repeat(indent)}${isBlankNext ? '\\' : ''}`);
      at = indent + (isBlankNext ? 1 : 0);
      return;
    }
    parts.push(character);
    at += [...character].length;
  });
  return parts.join('') + quote;
}

/** A block of lines. */
function block(text: string, indent: number): string {
  const hint = /^[ \n\r\u2028\u2029]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return `|${hint}${chomping}\n${lines.join('\n')}`;
}

function singleQuoted(text: string, place: ScalarPlace): string {
  const space = ' '.repeat(place.indent ?? 0);
  const characters = [...text].map((character) =>
    character === "'" ? "''" : lineBreak.test(character) ? character + space : character,
  );
  return folded(characters, place, "'");
}

/**
 * A text as a YAML scalar.
 * Models: sigs.k8s.io/yaml goyaml.v2 encode.go stringv and the styles that its emitter falls back to (v1.37).
 */
export function yamlScalar(text: string, place: ScalarPlace): string {
  const { plainAllowed, singleAllowed, blockAllowed } = analyze(text);
  const doubleQuoted = (): string => folded([...text].map(escaped), place, '"');
  if (text.includes('\n')) {
    return place.indent !== undefined && blockAllowed ? block(text, place.indent) : doubleQuoted();
  }
  if (text === '' || looksOtherwise(text)) return doubleQuoted();
  if (plainAllowed) return folded([...text], place, '');
  return singleAllowed ? singleQuoted(text, place) : doubleQuoted();
}
