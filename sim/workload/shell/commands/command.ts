/** What a command of the shell gets and gives. */
import type { Effect, EffectResult, StepInput } from '../state.ts';

/** What commands may ask of the shell that runs them. */
export interface Shell {
  readonly input: StepInput;
  readonly status: number;
  write(text: string, fd?: number): void;
  /** What was piped or redirected in, or comes over standard input up to its end; empty when nothing does. */
  readInput(): string;
  /** Whether what is written goes to a terminal. */
  readonly isTerminal: boolean;
  /** Whether input comes from outside of the program, bit by bit. */
  readonly readsLive: boolean;
  /** Takes what has come over standard input by now. */
  takeInput(): { readonly text: string; readonly isEnd: boolean };
  readFile(path: string): string | undefined;
  /** Characters ever written to a file, for those who follow it. */
  fileLength(path: string): number;
  writeFile(path: string, text: string, isAppended: boolean): void;
  removeFile(path: string): void;
  /** Names of files below a directory, sorted. */
  listFiles(directory: string): string[];
  isDirectory(path: string): boolean;
  directory: string;
  variable(name: string): string | undefined;
  setVariable(name: string, value: string): void;
  unsetVariable(name: string): void;
  exportVariable(name: string): void;
  /** Exported variables, sorted by name. */
  environment(): [string, string][];
  /** A number below `bound`, drawn for this program. */
  draw(bound: number): number;
}

/** A status, or something to wait for; then `resume` goes on with `memo`. */
export type CommandResult = number | { readonly effect: Effect; readonly memo: string };

export interface Command {
  readonly run: (shell: Shell, args: readonly string[]) => CommandResult;
  /** Goes on after the wait. `result` is absent after a sleep. */
  readonly resume?: (
    shell: Shell,
    args: readonly string[],
    memo: string,
    result: EffectResult | undefined,
  ) => CommandResult;
  /** Says its last words when it is ended by Ctrl+C, and with which status. */
  readonly interrupted?: (shell: Shell, args: readonly string[], memo: string) => number;
}

/** Complains on the error stream. */
export function complain(shell: Shell, name: string, message: string, status = 1): number {
  shell.write(`${name}: ${message}\n`, 2);
  return status;
}

/** Options of one letter, and the rest: `-rf a` gives `rf` and `['a']`. Letters in `valued` take the next argument. */
export function splitOptions(
  args: readonly string[],
  valued = '',
): {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
} {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      at++;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    for (let i = 1; i < arg.length; i++) {
      const letter = arg.charAt(i);
      flags.add(letter);
      if (!valued.includes(letter)) continue;
      values.set(letter, i + 1 < arg.length ? arg.slice(i + 1) : (args[++at] ?? ''));
      break;
    }
  }
  return { flags, values, rest: args.slice(at) };
}

/** Lines of a text without the empty one after the last line end. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
