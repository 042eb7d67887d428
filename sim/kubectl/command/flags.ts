/** Flags as kubectl reads them. Models: spf13/pflag flag.go, spf13/cobra command.go (v1.37's versions). */
import { parseGoDuration } from './go-duration.ts';

export type FlagType = 'string' | 'bool' | 'int' | 'strings' | 'array' | 'duration' | 'optional';

/** A flag of a command. */
export interface FlagDef {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** As help shows it, in the form of the flag's type. */
  readonly initial?: string;
  /** Value of the bare flag, when it may stand without one: `--dry-run`, `--cascade`. */
  readonly bare?: string;
  readonly help: string;
}

/** The values of flags, and the arguments between them. */
export class Flags {
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly #defs: ReadonlyMap<string, FlagDef>;
  readonly args: readonly string[];
  /** Index in `args` of the first word after `--`; -1 when there was none. */
  readonly dashAt: number;

  constructor(
    values: ReadonlyMap<string, readonly string[]>,
    defs: readonly FlagDef[],
    args: readonly string[],
    dashAt: number,
  ) {
    this.#values = values;
    this.#defs = new Map(defs.map((def) => [def.name, def]));
    this.args = args;
    this.dashAt = dashAt;
  }

  /** Whether the flag was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The last value given, else what the flag begins with. */
  text(name: string): string {
    return this.#values.get(name)?.at(-1) ?? this.#defs.get(name)?.initial ?? '';
  }

  bool(name: string): boolean {
    return this.text(name) === 'true';
  }

  int(name: string): number {
    return Number(this.text(name));
  }

  /** All values of a flag that may be given several times; `strings` are split at commas too. */
  list(name: string): readonly string[] {
    const values = this.#values.get(name) ?? [];
    return this.#defs.get(name)?.type === 'strings' ? values.flatMap((value) => value.split(',')) : values;
  }

  /** A duration in micros. */
  micros(name: string): number {
    return parseGoDuration(this.text(name)) ?? 0;
  }
}

export type ParsedFlags = { readonly flags: Flags } | { readonly error: string };

const booleans: Readonly<Record<string, string>> = {
  '1': 'true',
  t: 'true',
  T: 'true',
  true: 'true',
  TRUE: 'true',
  True: 'true',
  '0': 'false',
  f: 'false',
  F: 'false',
  false: 'false',
  FALSE: 'false',
  False: 'false',
};

/** Sorts words into flags and arguments. Flags may stand anywhere before `--`; an error is in pflag's words. */
export function parseFlags(words: readonly string[], defs: readonly FlagDef[]): ParsedFlags {
  return new FlagReader(words, defs).read();
}

class FlagReader {
  readonly #words: readonly string[];
  readonly #defs: readonly FlagDef[];
  readonly #values = new Map<string, string[]>();
  readonly #args: string[] = [];
  #at = 0;

  constructor(words: readonly string[], defs: readonly FlagDef[]) {
    this.#words = words;
    this.#defs = defs;
  }

  read(): ParsedFlags {
    let dashAt = -1;
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at++] as string;
      if (word === '--') {
        dashAt = this.#args.length;
        this.#args.push(...this.#words.slice(this.#at));
        break;
      }
      const error = this.#word(word);
      if (error !== '') return { error };
    }
    return { flags: new Flags(this.#values, this.#defs, this.#args, dashAt) };
  }

  #word(word: string): string {
    if (word.startsWith('--')) return this.#long(word);
    if (word.startsWith('-') && word.length > 1) return this.#short(word);
    this.#args.push(word);
    return '';
  }

  #long(word: string): string {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (name === '' || name.startsWith('-')) return `bad flag syntax: ${word}`;
    const def = this.#defs.find((candidate) => candidate.name === name);
    if (def === undefined) return `unknown flag: --${name}`;
    if (equals >= 0) return this.#set(def, word.slice(equals + 1), `--${name}`);
    if (def.type === 'bool') return this.#set(def, 'true', `--${name}`);
    if (def.bare !== undefined) return this.#set(def, def.bare, `--${name}`);
    const next = this.#words[this.#at];
    if (next === undefined) return `flag needs an argument: --${name}`;
    this.#at += 1;
    return this.#set(def, next, `--${name}`);
  }

  #short(word: string): string {
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] as string;
      const def = this.#defs.find(({ short }) => short === letter);
      if (def === undefined) return `unknown shorthand flag: '${letter}' in ${word}`;
      const shown = `-${letter}, --${def.name}`;
      const rest = word.slice(index + 1);
      if (rest.startsWith('=')) return this.#set(def, rest.slice(1), shown);
      if (def.type === 'bool' || def.bare !== undefined) {
        const error = this.#set(def, def.bare ?? 'true', shown);
        if (error !== '') return error;
        continue;
      }
      if (rest !== '') return this.#set(def, rest, shown);
      const next = this.#words[this.#at];
      if (next === undefined) return `flag needs an argument: '${letter}' in ${word}`;
      this.#at += 1;
      return this.#set(def, next, shown);
    }
    return '';
  }

  #set(def: FlagDef, value: string, shown: string): string {
    const read = readValue(def, value);
    if (typeof read !== 'string') {
      return `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(shown)} flag: ${read.error}`;
    }
    this.#values.set(def.name, [...(this.#values.get(def.name) ?? []), read]);
    return '';
  }
}

function readValue(def: FlagDef, value: string): string | { readonly error: string } {
  switch (def.type) {
    case 'bool': {
      const read = Object.hasOwn(booleans, value) ? booleans[value] : undefined;
      return read ?? { error: `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax` };
    }
    case 'int':
      if (/^[+-]?\d+$/.test(value)) return String(Number(value));
      return { error: `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax` };
    case 'duration':
      if (parseGoDuration(value) !== undefined) return value;
      return { error: `time: ${durationError(value)}` };
    case 'string':
    case 'strings':
    case 'array':
    case 'optional':
      return value;
  }
}

/** Models: Go time.ParseDuration's errors. */
function durationError(value: string): string {
  if (/^[+-]?\d+(\.\d+)?$/.test(value)) return `missing unit in duration ${JSON.stringify(value)}`;
  const unit = /^[+-]?[\d.]+([^\d.]+)/.exec(value)?.[1];
  if (unit === undefined) return `invalid duration ${JSON.stringify(value)}`;
  return `unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(value)}`;
}
