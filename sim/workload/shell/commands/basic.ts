/** Small commands that answer at once, and sleep. Models: busybox coreutils. */
import { formatDate } from '../date.ts';
import { complain, splitOptions } from './command.ts';
import type { Command, Shell } from './command.ts';

const microsPerSecond = 1_000_000;
const secondsByUnit: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
const sleepMicrosMax = 1e15;
const repeatMax = 10_000;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  e: '\u001b',
};

function unescape(text: string): string {
  return text.replace(/\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|.)/g, (whole, code: string) => {
    if (code.startsWith('0')) return String.fromCharCode(Number(`0o${code}`) & 255);
    if (code.startsWith('x')) return String.fromCharCode(Number(`0x${code.slice(1)}`));
    return escapes[code] ?? whole;
  });
}

function echo(shell: Shell, args: readonly string[]): number {
  let at = 0;
  let isEscaped = false;
  let hasNewline = true;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    if (args[at]?.includes('n') === true) hasNewline = false;
    if (args[at]?.includes('e') === true) isEscaped = true;
  }
  const text = args.slice(at).join(' ');
  shell.write((isEscaped ? unescape(text) : text) + (hasNewline ? '\n' : ''));
  return 0;
}

function formatOne(flags: string, width: string, precision: string, kind: string, value: string): string {
  const digits = precision === '' ? undefined : Number(precision);
  let text = value;
  if (kind === 'd' || kind === 'i' || kind === 'u') text = String(Math.trunc(Number(value) || 0));
  else if (kind === 'f') text = (Number(value) || 0).toFixed(Math.min(digits ?? 6, 20));
  else if (kind === 'x') text = Math.trunc(Number(value) || 0).toString(16);
  else if (kind === 'o') text = Math.trunc(Number(value) || 0).toString(8);
  else if (kind === 'c') text = value.slice(0, 1);
  else if (kind === 'b') text = unescape(value);
  else if (digits !== undefined) text = value.slice(0, digits);
  const size = Math.min(Number(width) || 0, 1000);
  if (flags.includes('-')) return text.padEnd(size);
  return text.padStart(size, flags.includes('0') && kind !== 's' ? '0' : ' ');
}

function printf(shell: Shell, args: readonly string[]): number {
  const [format = '', ...values] = args;
  let at = 0;
  for (let round = 0; round === 0 || (at < values.length && round < repeatMax); round++) {
    const before = at;
    const text = unescape(format).replace(
      /%([-0+ ]*)(\d*)(?:\.(\d+))?([%diufsxobc])/g,
      (_, flags: string, width: string, precision: string | undefined, kind: string) =>
        kind === '%' ? '%' : formatOne(flags, width, precision ?? '', kind, values[at++] ?? ''),
    );
    shell.write(text);
    if (at === before) break;
  }
  return 0;
}

/** `1.5m` in microseconds; undefined for no duration. */
export function durationMicros(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return sleepMicrosMax;
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text);
  if (match === null) return undefined;
  const seconds = Number(match[1]) * (secondsByUnit[match[2] ?? ''] ?? 1);
  return Math.min(Math.round(seconds * microsPerSecond), sleepMicrosMax);
}

const sleep: Command = {
  run: (shell, args) => {
    if (args.length === 0) return complain(shell, 'sleep', 'missing operand');
    let delayMicros = 0;
    for (const arg of args) {
      const micros = durationMicros(arg);
      if (micros === undefined) return complain(shell, 'sleep', `invalid number '${arg}'`);
      delayMicros += micros;
    }
    return { effect: { kind: 'sleep', delayMicros: Math.min(delayMicros, sleepMicrosMax) }, memo: '' };
  },
  resume: () => 0,
};

const usleep: Command = {
  run: (_shell, args) => ({
    effect: { kind: 'sleep', delayMicros: Math.min(Number(args[0]) || 0, sleepMicrosMax) },
    memo: '',
  }),
  resume: () => 0,
};

function date(shell: Shell, args: readonly string[]): number {
  const format = args.find((arg) => arg.startsWith('+'));
  const iso = args.find((arg) => arg.startsWith('-I'));
  const isoFormat = iso === undefined || iso === '-I' ? '%Y-%m-%d' : '%Y-%m-%dT%H:%M:%S+00:00';
  const rfc = args.includes('-R') ? '%a, %d %b %Y %H:%M:%S +0000' : '%a %b %e %H:%M:%S UTC %Y';
  const chosen = format?.slice(1) ?? (iso === undefined ? rfc : isoFormat);
  shell.write(`${formatDate(shell.input.clockMicros, chosen)}\n`);
  return 0;
}

function environment(shell: Shell, args: readonly string[]): number {
  if (args.length === 0) {
    for (const [name, value] of shell.environment()) shell.write(`${name}=${value}\n`);
    return 0;
  }
  let status = 0;
  for (const name of args) {
    const value = new Map(shell.environment()).get(name);
    if (value === undefined) status = 1;
    else shell.write(`${value}\n`);
  }
  return status;
}

function seq(shell: Shell, args: readonly string[]): number {
  const numbers = args.filter((arg) => !/^-[sw]/.test(arg)).map(Number);
  const [first = 1, second, third] = numbers;
  const [from, step, to] =
    numbers.length === 1
      ? [1, 1, first]
      : numbers.length === 2
        ? [first, 1, second ?? 0]
        : [first, second ?? 1, third ?? 0];
  if (step === 0 || numbers.some(Number.isNaN)) return complain(shell, 'seq', 'invalid argument');
  let text = '';
  for (
    let value = from, count = 0;
    (step > 0 ? value <= to : value >= to) && count < repeatMax;
    value += step, count++
  ) {
    text += `${value}\n`;
  }
  shell.write(text);
  return 0;
}

function uname(shell: Shell, args: readonly string[]): number {
  const isAll = args.includes('-a');
  const isNode = args.includes('-n');
  const isRelease = args.includes('-r');
  const isMachine = args.includes('-m');
  const all = `Linux ${shell.input.hostname} 6.12.0 #1 SMP x86_64 GNU/Linux`;
  const text = isAll ? all : isNode ? shell.input.hostname : isRelease ? '6.12.0' : isMachine ? 'x86_64' : 'Linux';
  shell.write(`${text}\n`);
  return 0;
}

function hostname(shell: Shell, args: readonly string[]): number {
  const { podIP } = shell.input;
  shell.write(`${args.includes('-i') || args.includes('-I') ? podIP : shell.input.hostname}\n`);
  return 0;
}

/** A user that the image's passwd file does not know has no name. */
function id(shell: Shell, args: readonly string[]): number {
  const { flags } = splitOptions(args);
  const { uid = 0, gid = 0, toolbox } = shell.input.surroundings ?? {};
  const named = (number: number): string => (number === 0 ? `${number}(root)` : String(number));
  const wheel = toolbox === 'busybox' ? '0(root),10(wheel)' : named(gid);
  if (flags.has('u') || flags.has('g')) {
    const number = flags.has('u') ? uid : gid;
    shell.write(`${flags.has('n') && number === 0 ? 'root' : number}\n`);
  } else shell.write(`uid=${named(uid)} gid=${named(gid)} groups=${uid === 0 ? wheel : named(gid)}\n`);
  return 0;
}

function whoami(shell: Shell): number {
  const { uid = 0, toolbox } = shell.input.surroundings ?? {};
  if (uid === 0) shell.write('root\n');
  else if (toolbox === 'debian') return complain(shell, 'whoami', `cannot find name for user ID ${uid}`);
  else return complain(shell, 'whoami', `unknown uid ${uid}`);
  return 0;
}

/** Models: busybox procps/ps.c. */
function ps(shell: Shell): number {
  const { processes = [], uid = 0 } = shell.input.surroundings ?? {};
  const user = (uid === 0 ? 'root' : String(uid)).padEnd(8);
  const lines = processes.map(({ pid, command }) => `${String(pid).padStart(5)} ${user}  0:00 ${command}`);
  shell.write(`${['PID   USER     TIME  COMMAND', ...lines].join('\n')}\n`);
  return 0;
}

function expr(shell: Shell, args: readonly string[]): number {
  const [left = '', operator = '', right = ''] = args;
  const a = Number(left);
  const b = Number(right);
  const results: Readonly<Record<string, string | number>> = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': b === 0 ? Number.NaN : Math.trunc(a / b),
    '%': b === 0 ? Number.NaN : a % b,
    '=': left === right ? 1 : 0,
    '!=': left === right ? 0 : 1,
    '<': a < b ? 1 : 0,
    '>': a > b ? 1 : 0,
    '<=': a <= b ? 1 : 0,
    '>=': a >= b ? 1 : 0,
  };
  const result = args.length === 1 ? left : Object.hasOwn(results, operator) ? results[operator] : undefined;
  if (result === undefined || Number.isNaN(result)) return complain(shell, 'expr', 'syntax error', 2);
  shell.write(`${result}\n`);
  return result === 0 || result === '' || result === '0' ? 1 : 0;
}

function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function directoryName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : trimmed.slice(0, slash);
}

function printing(text: (shell: Shell, args: readonly string[]) => string): Command {
  return {
    run: (shell, args) => {
      shell.write(`${text(shell, args)}\n`);
      return 0;
    },
  };
}

export const basicCommands: Readonly<Record<string, Command>> = {
  ':': { run: () => 0 },
  true: { run: () => 0 },
  false: { run: () => 1 },
  echo: { run: echo },
  printf: { run: printf },
  sleep,
  usleep,
  date: { run: date },
  env: { run: environment },
  printenv: { run: environment },
  seq: { run: seq },
  uname: { run: uname },
  hostname: { run: hostname },
  id: { run: id },
  expr: { run: expr },
  whoami: { run: whoami },
  ps: { run: ps },
  nproc: printing(() => '1'),
  arch: printing(() => 'x86_64'),
  tty: printing(() => 'not a tty'),
  pwd: printing((shell) => shell.directory),
  basename: printing((_, args) =>
    baseName(args[0] ?? '').replace(new RegExp(`${(args[1] ?? '').replace(/\W/g, '\\$&')}$`), ''),
  ),
  dirname: printing((_, args) => directoryName(args[0] ?? '')),
  sync: { run: () => 0 },
  clear: { run: () => 0 },
};
