/** Reads JSON that anybody may have written: bounded, without `__proto__`, and with the place of an error. */
import { findLineStarts, positionAt } from '../../api/yaml/position.ts';
import type { Position } from '../../api/yaml/position.ts';

export const jsonCharactersMax = 64 * 1024 * 1024;
const depthMax = 100;
const nodesMax = 5_000_000;

export type JsonText = { readonly value: unknown } | ({ readonly message: string } & Position);

const tokenShape =
  // eslint-disable-next-line no-control-regex -- JSON forbids these in texts
  /[ \t\n\r]*(?:([{}[\],:])|"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null))/y;

/** What the grammar allows next. */
type Expecting = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

const expectingTexts: Readonly<Record<Expecting, string>> = {
  value: 'a value',
  valueOrEnd: 'a value or "]"',
  key: 'a key in quotes',
  keyOrEnd: 'a key in quotes or "}"',
  colon: '":"',
  commaOrEnd: '"," or the end of the list',
  nothing: 'the end of the file',
};

function afterValue(stack: readonly string[]): Expecting {
  return stack.length === 0 ? 'nothing' : 'commaOrEnd';
}

/** The next thing to expect after a token, or null when the token is wrong there. Changes the stack of open brackets. */
function advance(expecting: Expecting, token: string, stack: string[]): Expecting | null {
  const takesValue = expecting === 'value' || expecting === 'valueOrEnd';
  if (token === '{' || token === '[') {
    if (!takesValue) return null;
    stack.push(token);
    return token === '{' ? 'keyOrEnd' : 'valueOrEnd';
  }
  if (token === '}' || token === ']') {
    const isOpen = stack.at(-1) === (token === '}' ? '{' : '[');
    const mayEnd = expecting === 'commaOrEnd' || expecting === (token === '}' ? 'keyOrEnd' : 'valueOrEnd');
    if (!isOpen || !mayEnd) return null;
    stack.pop();
    return afterValue(stack);
  }
  if (token === ',') return expecting !== 'commaOrEnd' ? null : stack.at(-1) === '{' ? 'key' : 'value';
  if (token === ':') return expecting === 'colon' ? 'value' : null;
  if (token === 'text' && (expecting === 'key' || expecting === 'keyOrEnd')) return 'colon';
  return takesValue ? afterValue(stack) : null;
}

/** The offset of the first mistake, and what was expected there. */
function findMistake(text: string): { offset: number; expecting: Expecting } {
  const stack: string[] = [];
  let expecting: Expecting = 'value';
  tokenShape.lastIndex = 0;
  for (;;) {
    const start = tokenShape.lastIndex;
    const match = tokenShape.exec(text);
    const offset = start + (/^[ \t\n\r]*/.exec(text.slice(start, start + 10_000))?.[0].length ?? 0);
    if (match === null) return { offset, expecting };
    const token = match[1] ?? (match[3] === undefined ? 'text' : 'literal');
    const next = advance(expecting, token, stack);
    if (next === null) return { offset, expecting };
    expecting = next;
  }
}

function problemAt(text: string, offset: number, message: string): JsonText {
  return { ...positionAt(findLineStarts(text), offset), message };
}

/** Walks without recursion: depth, number of values, forbidden keys. Returns the complaint, empty for none. */
function findExcess(value: unknown): string {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let nodes = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (++nodes > nodesMax) return `more than ${nodesMax} values`;
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth >= depthMax) return `nested deeper than ${depthMax} levels`;
    if (Object.hasOwn(next.value, '__proto__')) return 'key "__proto__" is not allowed';
    for (const item of Object.values(next.value)) pending.push({ value: item, depth: next.depth + 1 });
  }
  return '';
}

/**
 * Parses JSON text of at most 64 Mi characters, 100 levels and 5 million values.
 * @returns the value, or the first complaint with line and column.
 */
export function readJsonText(text: string): JsonText {
  if (text.length > jsonCharactersMax) return { line: 1, column: 1, message: 'the file is larger than 64 MiB' };
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text;
  const binary = clean.indexOf('\u0000');
  if (binary >= 0) return problemAt(clean, binary, 'the file is binary, not text');
  let value: unknown;
  try {
    value = JSON.parse(clean);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { offset, expecting } = findMistake(clean);
    const got = offset >= clean.length ? 'the end of the file' : JSON.stringify(clean.slice(offset, offset + 20));
    return problemAt(clean, offset, `expected ${expectingTexts[expecting]}, got ${got}`);
  }
  const excess = findExcess(value);
  if (excess === '') return { value };
  const at = excess.includes('__proto__') ? Math.max(0, clean.indexOf('"__proto__"')) : 0;
  return problemAt(clean, at, excess);
}
