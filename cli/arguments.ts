import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** Options by name; those that may be given several times have lists. */
type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Reads options and file names. Throws {@link UsageError} in one line for what it does not know. */
export function readArguments<O extends NonNullable<Options>>(
  args: string[],
  options: O,
): { values: Values; positionals: string[] } {
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: parsed.values as Values, positionals: parsed.positionals };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.?\s*\n|\. /);
    const ambiguous = /^Option '(.+)' argument is ambiguous$/.exec(sentence);
    throw new UsageError(ambiguous === null ? sentence : `${ambiguous[1] ?? ''}: expected a value, got another option`);
  }
}

/** A whole number of at least `min` and at most `max`. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`--${name}: expected a whole number from ${min} to ${max}, got "${text}"`);
}

const unitMicros: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10 };

/** A duration such as `10m`, `1h30m` or `500ms`, in micros. */
export function duration(name: string, text: string): number {
  let micros = 0;
  let rest = text;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/.exec(rest);
    if (match === null) throw new UsageError(`--${name}: expected a duration such as 90s or 10m, got "${text}"`);
    micros += Number(match[1]) * (unitMicros[match[2] as string] as number);
    rest = rest.slice(match[0].length);
  }
  if (text === '') throw new UsageError(`--${name}: expected a duration such as 90s or 10m, got nothing`);
  return Math.round(micros);
}

/** One of a few words. */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new UsageError(`${name}: expected one of ${words.join(', ')}, got "${text}"`);
  return found;
}
