/** Files: a container's own and those on volumes. Directories come into being with the files in them. */
import { formatDate } from '../date.ts';
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

/** What every image has at its root. */
const rootFolders = ['bin', 'dev', 'etc', 'home', 'lib', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var'];

interface Listed {
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number;
}

/** What is in a folder, by name. */
function entriesOf(shell: Shell, folder: string): Listed[] {
  const base = folder === '/' ? '' : folder.replace(/\/$/, '');
  const path = base.startsWith('/') || base === '' ? base : `${shell.directory.replace(/\/$/, '')}/${base}`;
  const files = shell.listFiles(path === '' ? '/' : path);
  const isRoot = (path === '' ? '/' : path) === '/' || (folder === '.' && shell.directory === '/');
  const names = new Set([...files.map((name) => name.split('/')[0] ?? ''), ...(isRoot ? rootFolders : [])]);
  return [...names].sort().map((name) => {
    const text = shell.readFile(`${isRoot ? '' : path}/${name}`);
    return { name, isFolder: text === undefined, size: text?.length ?? 4096 };
  });
}

/** Models: busybox coreutils/ls.c. Differs: all files are of the instant at which the container started. */
function list(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args);
  const paths = rest.length === 0 ? ['.'] : rest;
  let status = 0;
  const found: { readonly path: string; readonly entries: Listed[] }[] = [];
  const single: Listed[] = [];
  for (const path of paths) {
    const text = shell.readFile(path);
    if (text !== undefined) single.push({ name: path, isFolder: false, size: text.length });
    else if (!shell.isDirectory(path === '.' ? shell.directory : path)) {
      status = complain(shell, 'ls', `${path}: ${missing}`);
    } else if (flags.has('d')) single.push({ name: path, isFolder: true, size: 4096 });
    else found.push({ path, entries: entriesOf(shell, path === '.' ? shell.directory : path) });
  }
  writeEntries(shell, single, flags);
  found.forEach(({ path, entries }, index) => {
    if (paths.length > 1) shell.write(`${index > 0 || single.length > 0 ? '\n' : ''}${path}:\n`);
    if (flags.has('l')) shell.write(`total ${entries.length * 4}\n`);
    const dots = ['.', '..'].map((name): Listed => ({ name, isFolder: true, size: 4096 }));
    const shown = flags.has('a') ? [...dots, ...entries] : entries.filter(({ name }) => !name.startsWith('.'));
    writeEntries(shell, shown, flags);
  });
  return status;
}

function writeEntries(shell: Shell, entries: readonly Listed[], flags: ReadonlySet<string>): void {
  const first = shell.input.surroundings?.processes[0]?.startedMicros ?? shell.input.clockMicros;
  const date = formatDate(first, '%b %e %H:%M');
  for (const { name, isFolder, size } of entries) {
    const mode = isFolder ? 'drwxr-xr-x    2' : '-rw-r--r--    1';
    const long = `${mode} root     root     ${String(size).padStart(9)} ${date} `;
    shell.write(`${flags.has('l') ? long : ''}${name}\n`);
  }
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
