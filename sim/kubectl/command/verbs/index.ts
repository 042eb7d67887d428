/** Finds the command that words mean, and runs it. Models: spf13/cobra, kubectl pkg/cmd/cmd.go (v1.37). */
import { parseFlags } from '../flags.ts';
import { globalFlags } from '../global-flags.ts';
import { groupHelp, helpText, optionsText, rootHelp } from '../help.ts';
import { impersonating } from '../impersonate.ts';
import type { Kubectl } from '../kubectl.ts';
import { CommandFailure, type Program } from '../program.ts';
import type { CommandDef } from './command.ts';
import { allCommands } from './all.ts';
import { groups } from './groups.ts';

/** The program of `kubectl WORDS`. */
export function* kubectlProgram(kubectl: Kubectl, words: readonly string[]): Program {
  const { names, others } = separate(words);
  if (names.length === 0) {
    kubectl.out(rootHelp(shortOf));
    return 0;
  }
  if (names[0] === 'help') return help(kubectl, names.slice(1));
  if (names[0] === 'options') {
    kubectl.out(
      `The following options can be passed to any command:\n\n${optionsText(globalFlags.filter(({ name }) => name !== 'help'))}\n`,
    );
    return 0;
  }
  const command = commandOf(names);
  if (command === undefined) return unknown(kubectl, names, others);
  const rest = withoutNames(words, wordsOf(command, names));
  const parsed = parseFlags(rest, [...command.flags, ...globalFlags.filter(isFree(command))]);
  if ('error' in parsed) {
    if (parsed.error.startsWith("unknown shorthand flag: 'h'")) return help(kubectl, [command.path]);
    throw new CommandFailure(`error: ${parsed.error}\nSee 'kubectl ${command.path} --help' for usage.`);
  }
  if (parsed.flags.bool('help')) {
    kubectl.out(helpText(command));
    return 0;
  }
  const begun = command.run(kubectl, parsed.flags);
  return typeof begun === 'number' ? begun : yield* impersonating(begun, parsed.flags);
}

/** A command's own flag hides a global one of the same letter. */
function isFree(command: CommandDef): (flag: (typeof globalFlags)[number]) => boolean {
  return ({ name, short }) =>
    !command.flags.some((own) => own.name === name || (short !== undefined && own.short === short));
}

/** Words that are no flags, and the flags; the values of global flags are known to be none. */
function separate(words: readonly string[]): { names: string[]; others: string[] } {
  const names: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      names.push(word);
      continue;
    }
    others.push(word);
    if (takesNext(word)) index += 1;
  }
  return { names, others };
}

function takesNext(word: string): boolean {
  const flag = globalFlags.find(
    ({ name, short }) => word === `--${name}` || (short !== undefined && word === `-${short}`),
  );
  return flag !== undefined && flag.type !== 'bool';
}

/** The longest command that the words begin with. */
function commandOf(names: readonly string[]): CommandDef | undefined {
  for (let length = Math.min(3, names.length); length > 0; length--) {
    const path = names.slice(0, length).join(' ');
    const found = allCommands.find((command) => command.path === path || command.aliases?.includes(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The words by which the command was named. */
function wordsOf(command: CommandDef, names: readonly string[]): readonly string[] {
  const paths = [command.path, ...(command.aliases ?? [])];
  const path = paths.find((one) => one.split(' ').every((word, index) => names[index] === word)) ?? command.path;
  return path.split(' ');
}

function withoutNames(words: readonly string[], path: readonly string[]): string[] {
  let next = 0;
  let skips = false;
  return words.filter((word) => {
    if (skips) {
      skips = false;
      return true;
    }
    if (next < path.length && word === path[next]) {
      next += 1;
      return false;
    }
    skips = next < path.length && takesNext(word);
    return true;
  });
}

function shortOf(name: string): string {
  return allCommands.find(({ path }) => path === name)?.short ?? groups[name] ?? '';
}

function help(kubectl: Kubectl, names: readonly string[]): number {
  const path = names.join(' ');
  const command = commandOf(path.split(' '));
  const below = allCommands.filter((one) => one.path.startsWith(`${path} `));
  if (path === '') kubectl.out(rootHelp(shortOf));
  else if (below.length > 0 && command?.path !== path) kubectl.out(groupHelp(path, groups[path] ?? '', below));
  else if (command !== undefined) kubectl.out(helpText(command));
  else throw new CommandFailure(`Unknown help topic [\`${names.join('` `')}\`]`);
  return 0;
}

/** A group without its command prints its help; anything else is unknown, with what may have been meant. */
function unknown(kubectl: Kubectl, names: readonly string[], others: readonly string[]): number {
  const [first = '', second] = names;
  if (Object.hasOwn(groups, first)) {
    const below = allCommands.filter((command) => command.path.startsWith(`${first} `));
    if (second === undefined || others.includes('--help') || others.includes('-h')) {
      kubectl.out(groupHelp(first, groups[first] ?? '', below));
      return 0;
    }
    throw new CommandFailure(
      `error: unknown command "${names.slice(1).join(' ')}"\nSee 'kubectl ${first} -h' for help and examples`,
    );
  }
  const firsts = [...new Set(allCommands.map(({ path }) => path.split(' ')[0] as string))];
  const near = firsts.filter((name) => distance(name, first) <= 2 || name.startsWith(first)).sort();
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}`;
  throw new CommandFailure(`error: unknown command "${first}" for "kubectl"${hint}`);
}

/** Letters to change, add or drop from one word to the other. Models: cobra ld, by Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
