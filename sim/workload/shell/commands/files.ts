/** Files: a container's own and those on volumes. Directories come into being with the files in them. */
import { complain, linesOf, splitOptions } from './command.ts';
import type { Command, CommandResult, Shell } from './command.ts';

const missing = 'No such file or directory';
const followMicros = 1_000_000;
const foreverMicros = 1e15;

/** What comes in goes out as it comes, up to its end. */
function copyInput(shell: Shell): CommandResult {
  const { text, isEnd } = shell.takeInput();
  shell.write(text);
  return isEnd ? 0 : { effect: { kind: 'input' }, memo: '' };
}

function cat(shell: Shell, args: readonly string[]): CommandResult {
  const { rest } = splitOptions(args);
  if (rest.length === 0 || (rest.length === 1 && rest[0] === '-')) {
    if (shell.readsLive) return copyInput(shell);
    shell.write(shell.readInput());
    return 0;
  }
  let status = 0;
  for (const path of rest) {
    const text = path === '-' ? shell.readInput() : shell.readFile(path);
    if (text === undefined) status = complain(shell, 'cat', `can't open '${path}': ${missing}`);
    else shell.write(text);
  }
  return status;
}

function touch(shell: Shell, args: readonly string[]): number {
  for (const path of splitOptions(args).rest) shell.writeFile(path, '', true);
  return 0;
}

function remove(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args);
  let status = 0;
  for (const path of rest) {
    const below = flags.has('r') || flags.has('R') ? shell.listFiles(path) : [];
    for (const name of below) shell.removeFile(`${path.replace(/\/$/, '')}/${name}`);
    if (shell.readFile(path) !== undefined) shell.removeFile(path);
    else if (below.length === 0 && !flags.has('f'))
      status = complain(shell, 'rm', `can't remove '${path}': ${missing}`);
  }
  return status;
}

function list(shell: Shell, args: readonly string[]): number {
  const { rest } = splitOptions(args);
  let status = 0;
  for (const path of rest.length === 0 ? ['.'] : rest) {
    if (shell.readFile(path) !== undefined) shell.write(`${path}\n`);
    else if (shell.isDirectory(path)) {
      const names = new Set(shell.listFiles(path).map((name) => name.split('/')[0] ?? ''));
      for (const name of names) shell.write(`${name}\n`);
    } else status = complain(shell, 'ls', `${path}: ${missing}`);
  }
  return status;
}

function copy(shell: Shell, args: readonly string[], isMove: boolean): number {
  const { rest } = splitOptions(args);
  const [from = '', to = ''] = rest;
  const text = shell.readFile(from);
  if (text === undefined) return complain(shell, isMove ? 'mv' : 'cp', `can't stat '${from}': ${missing}`);
  const target = shell.isDirectory(to) ? `${to.replace(/\/$/, '')}/${from.slice(from.lastIndexOf('/') + 1)}` : to;
  shell.writeFile(target, text, false);
  if (isMove) shell.removeFile(from);
  return 0;
}

function tee(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args);
  const text = shell.readInput();
  shell.write(text);
  for (const path of rest) shell.writeFile(path, text, flags.has('a'));
  return 0;
}

interface TailOptions {
  readonly lines: number;
  /** `-n +3`: from the third line on. */
  readonly isFrom: boolean;
  readonly isFollowing: boolean;
  readonly paths: readonly string[];
}

function tailOptions(args: readonly string[]): TailOptions {
  const dashed = args
    .map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg))
    .filter((arg) => !arg.startsWith('--'));
  const { flags, values, rest } = splitOptions(dashed, 'nc');
  const count = values.get('n') ?? '10';
  const isFollowing = flags.has('f') || flags.has('F');
  return { lines: Math.abs(Number(count) || 0), isFrom: count.startsWith('+'), isFollowing, paths: rest };
}

function lastLines(text: string, { lines, isFrom }: TailOptions): string {
  const all = linesOf(text);
  const kept = isFrom ? all.slice(Math.max(lines - 1, 0)) : lines === 0 ? [] : all.slice(-lines);
  return kept.map((line) => `${line}\n`).join('');
}

function follow(shell: Shell, paths: readonly string[]): CommandResult {
  const isIdle = paths.every((path) => path === '/dev/null');
  const memo = JSON.stringify(paths.map((path) => shell.fileLength(path)));
  return { effect: { kind: 'sleep', delayMicros: isIdle ? foreverMicros : followMicros }, memo };
}

/** Differs: a file that is followed is looked at once a second, as busybox does. */
const tail: Command = {
  run: (shell, args) => {
    const options = tailOptions(args);
    if (options.paths.length === 0) {
      shell.write(lastLines(shell.readInput(), options));
      return 0;
    }
    let status = 0;
    for (const path of options.paths) {
      const text = path === '/dev/null' ? '' : shell.readFile(path);
      if (text === undefined) status = complain(shell, 'tail', `can't open '${path}': ${missing}`);
      else shell.write(lastLines(text, options));
    }
    const waits = args.some((arg) => arg.startsWith('-') && arg.includes('F'));
    return options.isFollowing && (status === 0 || waits) ? follow(shell, options.paths) : status;
  },
  resume: (shell, args, memo) => {
    const { paths } = tailOptions(args);
    const seen = JSON.parse(memo) as number[];
    paths.forEach((path, index) => {
      const text = shell.readFile(path) ?? '';
      const fresh = shell.fileLength(path) - (seen[index] ?? 0);
      if (fresh > 0) shell.write(text.slice(-Math.min(fresh, text.length)));
      else if (fresh < 0) shell.write(text);
    });
    return follow(shell, paths);
  },
};

/** A directory exists once something is in it. */
function makeDirectory(shell: Shell, args: readonly string[]): number {
  for (const path of splitOptions(args, 'm').rest) shell.writeFile(`${path.replace(/\/$/, '')}/`, '', true);
  return 0;
}

export const fileCommands: Readonly<Record<string, Command>> = {
  cat: { run: cat, resume: copyInput },
  touch: { run: touch },
  rm: { run: remove },
  ls: { run: list },
  cp: { run: (shell, args) => copy(shell, args, false) },
  mv: { run: (shell, args) => copy(shell, args, true) },
  tee: { run: tee },
  tail,
  mkdir: { run: makeDirectory },
  rmdir: { run: () => 0 },
  chmod: { run: () => 0 },
  chown: { run: () => 0 },
  ln: { run: () => 0 },
};
