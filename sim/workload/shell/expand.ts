/** Expands words: variables, command output, arithmetic, braces, then splitting at blanks. */
import { evaluateArithmetic } from './arithmetic.ts';
import { removeAffix } from './patterns.ts';
import type { Word, WordPart } from './syntax.ts';

/** What expansion reads, and the one thing it writes (`${name:=value}`). */
export interface Expansion {
  readonly variable: (name: string) => string | undefined;
  readonly args: readonly string[];
  readonly slot: (slot: number) => string;
  readonly assign: (name: string, value: string) => void;
  /** Ends the command with this complaint. */
  readonly fail: (message: string) => void;
  readonly nounset: boolean;
}

/** A piece of an expanded word; what was quoted is not split. */
interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

function expandVariable(part: Extract<WordPart, { type: 'variable' }>, expansion: Expansion): string {
  const { name, operator, argument } = part;
  const value = expansion.variable(name);
  const isUnset = value === undefined || (operator.startsWith(':') && value === '');
  const other = (): string => expandText(argument, expansion);
  switch (operator) {
    case '':
      if (value === undefined && expansion.nounset) expansion.fail(`${name}: parameter not set`);
      return value ?? '';
    case '#':
      return String((value ?? '').length);
    case ':-':
    case '-':
      return isUnset ? other() : value;
    case ':+':
    case '+':
      return isUnset ? '' : other();
    case ':=':
    case '=': {
      if (!isUnset) return value;
      const assigned = other();
      expansion.assign(name, assigned);
      return assigned;
    }
    case ':?':
    case '?':
      if (isUnset) expansion.fail(`${name}: ${other() || 'parameter not set or null'}`);
      return value ?? '';
    case '%':
    case '%%':
      return removeAffix(value ?? '', other(), false, operator === '%%');
    default:
      return removeAffix(value ?? '', other(), true, operator === '^^');
  }
}

function expandArithmetic(expression: Word, expansion: Expansion): string {
  const text = expandText(expression, expansion);
  const value = evaluateArithmetic(text, (name) => expansion.variable(name) ?? '');
  if (value === null) expansion.fail(`arithmetic syntax error: ${text}`);
  return String(value ?? 0);
}

function expandPart(part: WordPart, expansion: Expansion): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'variable':
      return expandVariable(part, expansion);
    case 'substitution':
      return expansion.slot(part.slot);
    case 'arithmetic':
      return expandArithmetic(part.expression, expansion);
  }
}

/** A word as one text, not split: of assignments, redirections, patterns. */
export function expandText(word: Word, expansion: Expansion): string {
  let text = '';
  for (const part of word) {
    const isAll = part.type === 'variable' && (part.name === '@' || part.name === '*');
    text += isAll ? expansion.args.join(' ') : expandPart(part, expansion);
  }
  return text;
}

const braceShape = /^(.*?)\{(-?\d+)\.\.(-?\d+)\}(.*)$/s;
const bracesMax = 1000;

/** `a{1..3}b`, as bash has it. */
function expandBraces(text: string): string[] {
  const match = braceShape.exec(text);
  if (match === null) return [text];
  const [, before = '', first = '0', last = '0', after = ''] = match;
  const from = Number(first);
  const count = Math.min(Math.abs(Number(last) - from) + 1, bracesMax);
  const step = Number(last) < from ? -1 : 1;
  return Array.from({ length: count }, (_, i) => `${before}${from + i * step}${after}`);
}

/** Joins pieces into fields: unquoted ones are split at blanks. */
function splitFields(pieces: readonly Piece[]): string[] {
  const fields: string[] = [];
  let field: string | null = null;
  for (const { text, quoted } of pieces) {
    if (quoted) {
      field = (field ?? '') + text;
      continue;
    }
    const parts: string[] = text.split(/[ \t\n]+/);
    parts.forEach((part, index) => {
      if (index > 0 && field !== null) {
        fields.push(field);
        field = null;
      }
      if (part !== '') field = (field ?? '') + part;
    });
  }
  if (field !== null) fields.push(field);
  return fields;
}

function expandArguments(part: Extract<WordPart, { type: 'variable' }>, expansion: Expansion, pieces: Piece[][]): void {
  if (part.quoted && part.name === '*') {
    pieces.at(-1)?.push({ text: expansion.args.join(' '), quoted: true });
    return;
  }
  expansion.args.forEach((text, index) => {
    if (index > 0) pieces.push([]);
    pieces.at(-1)?.push({ text, quoted: part.quoted });
  });
}

/** A word of a command as its fields: none, one, or several. */
export function expandFields(word: Word, expansion: Expansion): string[] {
  const [only] = word;
  if (word.length === 1 && only?.type === 'text') return only.quoted ? [only.text] : expandBraces(only.text);
  const groups: Piece[][] = [[]];
  for (const part of word) {
    if (part.type === 'variable' && (part.name === '@' || part.name === '*') && part.operator === '') {
      expandArguments(part, expansion, groups);
    } else if (part.type === 'text') groups.at(-1)?.push({ text: part.text, quoted: true });
    else groups.at(-1)?.push({ text: expandPart(part, expansion), quoted: part.quoted });
  }
  return groups.flatMap((pieces) => splitFields(pieces)).flatMap((field) => expandBraces(field));
}
