/** Programs that stand behind a `|`: they read lines and write lines. Models: GNU coreutils, grep. */
import { parseFlags, type FlagDef } from './flags.ts';

/** A filter at work: plain data. */
export interface FilterState {
  readonly lines: readonly string[];
  readonly count: number;
  readonly isDone: boolean;
}

export const freshFilter: FilterState = { lines: [], count: 0, isDone: false };

interface Output {
  readonly state: FilterState;
  readonly lines: readonly string[];
}

/** What a filter does with each line, and at the end; `status` is its exit code. */
export interface Filter {
  line(state: FilterState, line: string): Output;
  end(state: FilterState): readonly string[];
  status(state: FilterState): number;
}

type MadeFilter = Filter | { readonly error: string; readonly code: number };

/** The filter of a command line; undefined when the command is none. */
export function filterOf(words: readonly string[]): MadeFilter | undefined {
  const [name = '', ...rest] = words;
  if (!Object.hasOwn(filters, name)) return undefined;
  return filters[name]?.(rest);
}

/** Names of all filters, for completion. */
export const filterNames = (): string[] => Object.keys(filters);

const countFlag: FlagDef = { name: 'lines', short: 'n', type: 'string', initial: '10', help: '' };

const whole = (lines: readonly string[]): Output['lines'] => lines;
const keeps = (state: FilterState): Output => ({ state, lines: [] });
const gathers = (state: FilterState, line: string): Output => keeps({ ...state, lines: [...state.lines, line] });
const alwaysOk = (): number => 0;

const filters: Readonly<Record<string, (words: readonly string[]) => MadeFilter>> = {
  grep: (words) => grep(words),
  egrep: (words) => grep(['-E', ...words]),
  fgrep: (words) => grep(['-F', ...words]),
  head: (words) => head(words),
  tail: (words) => tail(words),
  wc: (words) => wc(words),
  sort: (words) => sort(words),
  uniq: (words) => uniq(words),
  cut: (words) => cut(words),
  less: () => pass,
  more: () => pass,
  cat: (words) => (words.length === 0 ? pass : { error: 'cat: reads its input here', code: 1 }),
};

const pass: Filter = { line: (state, line) => ({ state, lines: [line] }), end: () => [], status: alwaysOk };

const grepFlags: readonly FlagDef[] = [
  { name: 'ignore-case', short: 'i', type: 'bool', help: '' },
  { name: 'invert-match', short: 'v', type: 'bool', help: '' },
  { name: 'count', short: 'c', type: 'bool', help: '' },
  { name: 'extended-regexp', short: 'E', type: 'bool', help: '' },
  { name: 'fixed-strings', short: 'F', type: 'bool', help: '' },
  { name: 'word-regexp', short: 'w', type: 'bool', help: '' },
  { name: 'line-number', short: 'n', type: 'bool', help: '' },
  { name: 'only-matching', short: 'o', type: 'bool', help: '' },
  { name: 'quiet', short: 'q', type: 'bool', help: '' },
  { name: 'regexp', short: 'e', type: 'array', help: '' },
  { name: 'after-context', short: 'A', type: 'int', initial: '0', help: '' },
  { name: 'before-context', short: 'B', type: 'int', initial: '0', help: '' },
  { name: 'max-count', short: 'm', type: 'int', initial: '0', help: '' },
  { name: 'color', type: 'optional', bare: 'auto', help: '' },
];

function grep(words: readonly string[]): MadeFilter {
  const parsed = parseFlags(words, grepFlags);
  if ('error' in parsed) return { error: `grep: ${parsed.error}`, code: 2 };
  const { flags } = parsed;
  const patterns = flags.has('regexp') ? flags.list('regexp') : flags.args.slice(0, 1);
  if (patterns.length === 0) return { error: 'usage: grep [OPTION]... PATTERNS [FILE]...', code: 2 };
  const pattern = patternOf(patterns, flags.bool('fixed-strings'), flags.bool('extended-regexp'));
  const source = flags.bool('word-regexp') ? `\\b(?:${pattern})\\b` : pattern;
  let regexp: RegExp;
  try {
    regexp = new RegExp(source, flags.bool('ignore-case') ? 'i' : '');
  } catch (error) {
    if (error instanceof SyntaxError) return { error: 'grep: Invalid regular expression', code: 2 };
    throw error;
  }
  return grepFilter(regexp, {
    inverts: flags.bool('invert-match'),
    counts: flags.bool('count'),
    numbers: flags.bool('line-number'),
    only: flags.bool('only-matching'),
    quiet: flags.bool('quiet'),
    after: flags.int('after-context'),
    before: flags.int('before-context'),
    max: flags.int('max-count'),
  });
}

/** Basic regular expressions escape what extended ones do not. */
function patternOf(patterns: readonly string[], isFixed: boolean, isExtended: boolean): string {
  const each = patterns
    .flatMap((text) => text.split('\n'))
    .map((text) => {
      if (isFixed) return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (isExtended) return text;
      return text.replace(/\\?[+?|(){}]/g, (found) => (found.length === 2 ? found.slice(1) : `\\${found}`));
    });
  return each.length === 1 ? (each[0] as string) : `(?:${each.join('|')})`;
}

interface GrepOptions {
  readonly inverts: boolean;
  readonly counts: boolean;
  readonly numbers: boolean;
  readonly only: boolean;
  readonly quiet: boolean;
  readonly after: number;
  readonly before: number;
  readonly max: number;
}

/** `lines` holds, for -A and -B, the number of lines still to show and then the lines before. */
function grepFilter(regexp: RegExp, options: GrepOptions): Filter {
  const show = (line: string): string[] => {
    if (!options.only || options.inverts) return [line];
    return [...line.matchAll(new RegExp(regexp.source, `${regexp.flags}g`))].map(([match]) => match);
  };
  return {
    line(state, line) {
      const [left = '0', ...before] = state.lines;
      if (regexp.test(line) === options.inverts) {
        const remaining = Number(left);
        if (remaining > 0) return { state: { ...state, lines: [String(remaining - 1)] }, lines: [line] };
        const kept = options.before === 0 ? [] : [...before, line].slice(-options.before);
        return keeps({ ...state, lines: ['0', ...kept] });
      }
      const count = state.count + 1;
      const next = { lines: [String(options.after)], count, isDone: options.max > 0 && count >= options.max };
      return { state: next, lines: options.counts || options.quiet ? [] : [...before, ...show(line)] };
    },
    end: ({ count }) => (options.counts ? [String(count)] : []),
    status: ({ count }) => (count > 0 ? 0 : 1),
  };
}

/** `head -5` and `tail -5` mean `-n 5`. */
function countOf(name: string, words: readonly string[]): string | { readonly error: string; readonly code: number } {
  const plain = words.map((word) => (/^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));
  const parsed = parseFlags(plain, [countFlag]);
  if ('error' in parsed) return { error: `${name}: ${parsed.error}`, code: 1 };
  const text = parsed.flags.text('lines');
  if (!/^[+-]?\d+$/.test(text)) return { error: `${name}: invalid number of lines: ‘${text}’`, code: 1 };
  return text;
}

function head(words: readonly string[]): MadeFilter {
  const text = countOf('head', words);
  if (typeof text !== 'string') return text;
  const count = Number(text);
  if (count < 0) return { line: gathers, end: ({ lines }) => lines.slice(0, count), status: alwaysOk };
  return {
    line(state, line) {
      const seen = state.count + 1;
      return { state: { ...state, count: seen, isDone: seen >= count }, lines: seen <= count ? [line] : [] };
    },
    end: () => [],
    status: alwaysOk,
  };
}

function tail(words: readonly string[]): MadeFilter {
  const text = countOf('tail', words);
  if (typeof text !== 'string') return text;
  const count = Math.abs(Number(text));
  if (text.startsWith('+')) {
    return {
      line: (state, line) => ({
        state: { ...state, count: state.count + 1 },
        lines: state.count + 1 >= count ? [line] : [],
      }),
      end: () => [],
      status: alwaysOk,
    };
  }
  return {
    line: (state, line) => keeps({ ...state, lines: count === 0 ? [] : [...state.lines, line].slice(-count) }),
    end: ({ lines }) => whole(lines),
    status: alwaysOk,
  };
}

const wcFlags: readonly FlagDef[] = [
  { name: 'lines', short: 'l', type: 'bool', help: '' },
  { name: 'words', short: 'w', type: 'bool', help: '' },
  { name: 'bytes', short: 'c', type: 'bool', help: '' },
];

function wc(words: readonly string[]): MadeFilter {
  const parsed = parseFlags(words, wcFlags);
  if ('error' in parsed) return { error: `wc: ${parsed.error}`, code: 1 };
  const asked = wcFlags.map(({ name }) => name).filter((name) => parsed.flags.bool(name));
  return {
    line: gathers,
    end({ lines }) {
      const text = lines.map((line) => `${line}\n`).join('');
      const counts: Record<string, number> = {
        lines: lines.length,
        words: text.split(/\s+/).filter((word) => word !== '').length,
        bytes: text.length,
      };
      const shown = (asked.length === 0 ? ['lines', 'words', 'bytes'] : asked).map((name) => String(counts[name] ?? 0));
      return [shown.length === 1 ? (shown[0] as string) : shown.map((number) => number.padStart(7)).join(' ')];
    },
    status: alwaysOk,
  };
}

const sortFlags: readonly FlagDef[] = [
  { name: 'reverse', short: 'r', type: 'bool', help: '' },
  { name: 'numeric-sort', short: 'n', type: 'bool', help: '' },
  { name: 'unique', short: 'u', type: 'bool', help: '' },
  { name: 'key', short: 'k', type: 'string', initial: '', help: '' },
];

function sort(words: readonly string[]): MadeFilter {
  const parsed = parseFlags(words, sortFlags);
  if ('error' in parsed) return { error: `sort: ${parsed.error}`, code: 2 };
  const { flags } = parsed;
  const field = Number(/^\d+/.exec(flags.text('key'))?.[0] ?? '0');
  const keyOf = (line: string): string =>
    field === 0
      ? line
      : line
          .trim()
          .split(/\s+/)
          .slice(field - 1)
          .join(' ');
  const order = (a: string, b: string): number => {
    const [left, right] = [keyOf(a), keyOf(b)];
    const byNumber = flags.bool('numeric-sort') ? leadingNumber(left) - leadingNumber(right) : 0;
    if (byNumber !== 0) return byNumber;
    if (left !== right) return left < right ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  return {
    line: gathers,
    end({ lines }) {
      const sorted = [...lines].sort((a, b) => (flags.bool('reverse') ? order(b, a) : order(a, b)));
      return flags.bool('unique') ? [...new Set(sorted)] : sorted;
    },
    status: alwaysOk,
  };
}

function leadingNumber(text: string): number {
  return Number(/^\s*-?\d+(\.\d+)?/.exec(text)?.[0] ?? '0');
}

function uniq(words: readonly string[]): MadeFilter {
  const parsed = parseFlags(words, [{ name: 'count', short: 'c', type: 'bool', help: '' }]);
  if ('error' in parsed) return { error: `uniq: ${parsed.error}`, code: 1 };
  const { flags } = parsed;
  return {
    line: gathers,
    end({ lines }) {
      const groups: { line: string; count: number }[] = [];
      for (const line of lines) {
        const last = groups.at(-1);
        if (last?.line === line) last.count += 1;
        else groups.push({ line, count: 1 });
      }
      return groups.map(({ line, count }) => (flags.bool('count') ? `${String(count).padStart(7)} ${line}` : line));
    },
    status: alwaysOk,
  };
}

const cutFlags: readonly FlagDef[] = [
  { name: 'delimiter', short: 'd', type: 'string', initial: '\t', help: '' },
  { name: 'fields', short: 'f', type: 'string', initial: '', help: '' },
];

function cut(words: readonly string[]): MadeFilter {
  const parsed = parseFlags(words, cutFlags);
  if ('error' in parsed) return { error: `cut: ${parsed.error}`, code: 1 };
  const { flags } = parsed;
  const numbers = flags.text('fields').split(',').map(Number);
  if (numbers.some((number) => !Number.isInteger(number) || number < 1)) {
    return { error: 'cut: you must specify a list of fields', code: 1 };
  }
  const delimiter = flags.text('delimiter');
  return {
    line(state, line) {
      const parts = line.split(delimiter);
      const shown = parts.length === 1 ? line : numbers.flatMap((number) => parts[number - 1] ?? []).join(delimiter);
      return { state, lines: [shown] };
    },
    end: () => [],
    status: alwaysOk,
  };
}
