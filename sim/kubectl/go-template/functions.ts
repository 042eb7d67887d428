/** The functions of Go templates, and the two that kubectl adds. */
import { decodeBase64 } from '../../api/base64.ts';
import { goJson } from '../../api/json-path/index.ts';
import { utf8Text } from '../../api/utf8.ts';
import { GoTemplateError } from './nodes.ts';

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as Go prints it with %v. */
export function goValue(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isFields(value)) return String(value as string | number | boolean);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}

/** Whether a condition holds: not empty, zero, false or missing. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isFields(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}

/** One verb of a format with its argument. Models: Go's fmt, as far as values of JSON go. */
function formatVerb(flags: string, verb: string, value: unknown): string {
  switch (verb) {
    case 's':
    case 'v':
      return goValue(value);
    case 'd':
      return typeof value === 'number' ? String(Math.trunc(value)) : `%!d(${goValue(value)})`;
    case 'q':
      return JSON.stringify(goValue(value));
    case 't':
      return String(value === true);
    case 'f': {
      const digits = /\.(\d+)/.exec(flags)?.[1];
      return Number(value).toFixed(digits === undefined ? 6 : Number(digits));
    }
    case 'x':
      return typeof value === 'number' ? value.toString(16) : goValue(value);
    default:
      return `%!${verb}(${goValue(value)})`;
  }
}

function padded(text: string, flags: string): string {
  const width = Number(/^[-+ #]*(\d+)/.exec(flags)?.[1] ?? 0);
  if (flags.includes('-')) return text.padEnd(width);
  return /^0/.test(flags) ? text.padStart(width, '0') : text.padStart(width);
}

function printf(format: unknown, values: readonly unknown[]): string {
  let next = 0;
  const text = goValue(format).replace(/%([-+# 0-9.]*)([a-zA-Z%])/g, (_, flags: string, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) return `%!${verb}(MISSING)`;
    return padded(formatVerb(flags, verb, values[next++]), flags);
  });
  const extra = values.slice(next).map((value) => goValue(value));
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function indexInto(value: unknown, keys: readonly unknown[]): unknown {
  return keys.reduce<unknown>((into, key) => {
    if (Array.isArray(into)) {
      const position = Number(key);
      if (position < 0 || position >= into.length) {
        throw new GoTemplateError(`error calling index: reflect: slice index out of range`);
      }
      return (into as unknown[])[position];
    }
    if (isFields(into)) return Object.hasOwn(into, String(key)) ? into[String(key)] : undefined;
    if (typeof into === 'string') return into.charCodeAt(Number(key));
    throw new GoTemplateError('error calling index: index of untyped nil');
  }, value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isFields(value)) return Object.keys(value).length;
  throw new GoTemplateError(`error calling len: len of type ${value === undefined ? 'nil' : typeof value}`);
}

function comparison(name: string, test: (a: string | number, b: string | number) => boolean): GoFunction {
  return (a, b) => {
    const isComparable = typeof a === typeof b && (typeof a === 'string' || typeof a === 'number');
    if (!isComparable) throw new GoTemplateError(`error calling ${name}: incompatible types for comparison`);
    return test(a as string, b as string);
  };
}

function equal(a: unknown, b: unknown): boolean {
  const isPlain = (value: unknown): boolean => value === null || value === undefined || typeof value !== 'object';
  if (!isPlain(a) || !isPlain(b)) throw new GoTemplateError('error calling eq: non-comparable type');
  const isNothing = a === undefined || b === undefined || a === null || b === null;
  if (!isNothing && typeof a !== typeof b) {
    throw new GoTemplateError('error calling eq: incompatible types for comparison');
  }
  return (a ?? null) === (b ?? null);
}

/** Prints operands; blanks stand between two that are no texts. Models: Go's fmt.Sprint. */
function print(values: readonly unknown[]): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const isApart = index > 0 && typeof value !== 'string' && typeof before !== 'string';
      return `${isApart ? ' ' : ''}${goValue(value)}`;
    })
    .join('');
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

export type GoFunction = (...values: readonly unknown[]) => unknown;

/** `and` and `or` are not here: they stop at the first value that decides. */
export const goFunctions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['base64decode', (text) => utf8Text(decodeBase64(String(text)))],
  ['eq', (first, ...others) => others.some((other) => equal(first, other))],
  ['exists', (value, ...keys) => keys.length > 0 && existsAt(value, keys)],
  ['ge', comparison('ge', (a, b) => a >= b)],
  ['gt', comparison('gt', (a, b) => a > b)],
  ['html', (...values) => print(values).replace(/[&<>"']/g, (character) => htmlEscapes[character] ?? character)],
  ['index', (value, ...keys) => indexInto(value, keys)],
  ['js', (...values) => goJson(print(values)).slice(1, -1)],
  ['le', comparison('le', (a, b) => a <= b)],
  ['len', (value) => lengthOf(value)],
  ['lt', comparison('lt', (a, b) => a < b)],
  ['ne', (a, b) => !equal(a, b)],
  ['not', (value) => !isTrue(value)],
  ['print', (...values) => print(values)],
  ['printf', (format, ...values) => printf(format, values)],
  ['println', (...values) => `${values.map(goValue).join(' ')}\n`],
  ['slice', (value, from, to) => (value as string).slice(Number(from ?? 0), to === undefined ? undefined : Number(to))],
  ['urlquery', (...values) => encodeURIComponent(print(values)).replaceAll('%20', '+')],
]);

function existsAt(value: unknown, keys: readonly unknown[]): boolean {
  let into = value;
  for (const key of keys) {
    if (Array.isArray(into)) into = (into as unknown[])[Number(key)];
    else if (isFields(into) && Object.hasOwn(into, String(key))) into = into[String(key)];
    else return false;
    if (into === undefined) return false;
  }
  return true;
}

/** Whether there is a function of that name. */
export function isFunction(name: string): boolean {
  return name === 'and' || name === 'or' || goFunctions.has(name);
}
