/** Commands that are part of the shell: they change where it stands. */
import type { CommandResult } from './commands/command.ts';
import { interactiveScript } from './syntax.ts';
import type { ShellMachine } from './machine.ts';
import type { Frame, Pending } from './state.ts';
import { resolvePath } from './variables.ts';

type Control = (machine: ShellMachine, args: readonly string[], pending: Pending) => CommandResult | 'done';

const signalNames: Readonly<Record<string, string>> = {
  '0': 'EXIT',
  '1': 'HUP',
  '2': 'INT',
  '3': 'QUIT',
  '9': 'KILL',
  '15': 'TERM',
};

/** `SIGTERM`, `TERM` and `15` are the same. */
export function signalName(text: string): string {
  const plain = text.toUpperCase().replace(/^SIG/, '');
  return signalNames[plain] ?? plain;
}

function leaveLoop(machine: ShellMachine, args: readonly string[], isBreak: boolean): 'done' | number {
  const levels = Math.max(1, Number(args[0] ?? '1') || 1);
  for (let level = 1; ; level++) {
    const index = machine.unwindTo((frame) => frame.kind === 'loop');
    if (index < 0) return 0;
    if (level === levels || machine.state.frames.filter((frame) => frame.kind === 'loop').length === 1) break;
    machine.pop();
  }
  const frame: Frame | undefined = machine.state.frames.at(-1);
  if (frame?.kind !== 'loop') return 0;
  machine.state.script = frame.script;
  machine.state.pc = isBreak ? frame.breakTo : frame.continueTo;
  machine.state.status = 0;
  return 'done';
}

function setOptions(machine: ShellMachine, args: readonly string[]): number {
  let { errexit, nounset, xtrace } = machine.state.options;
  let at = 0;
  for (; /^[-+]./.test(args[at] ?? '') && args[at] !== '--'; at++) {
    const arg = args[at] ?? '';
    const isOn = arg.startsWith('-');
    const letters =
      arg === '-o' || arg === '+o'
        ? ({ errexit: 'e', nounset: 'u', xtrace: 'x' }[args[++at] ?? ''] ?? '')
        : arg.slice(1);
    if (letters.includes('e')) errexit = isOn;
    if (letters.includes('u')) nounset = isOn;
    if (letters.includes('x')) xtrace = isOn;
    if (letters.includes('o') && !['-o', '+o'].includes(arg)) at++;
  }
  machine.state.options = { errexit, nounset, xtrace };
  if (args[at] === '--') machine.state.args = args.slice(at + 1);
  else if (at < args.length) machine.state.args = args.slice(at);
  return 0;
}

function assign(machine: ShellMachine, args: readonly string[], isExported: boolean): number {
  for (const arg of args) {
    if (arg.startsWith('-')) continue;
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (equals >= 0) machine.setVariable(name, arg.slice(equals + 1));
    if (isExported) machine.exportVariable(name);
  }
  return 0;
}

function trap(machine: ShellMachine, args: readonly string[]): number {
  const [action = '', ...signals] = args;
  const traps: Record<string, string> = { ...machine.state.traps };
  for (const signal of signals.map(signalName)) {
    if (action === '-') delete traps[signal];
    else traps[signal] = action;
  }
  machine.state.traps = traps;
  return 0;
}

function wait(machine: ShellMachine, args: readonly string[]): CommandResult {
  const jobs = machine.state.jobs.filter((job) => args.length === 0 || args.includes(String(job.pid)));
  const last = jobs.reduce((latest, job) => Math.max(latest, job.endsAt), 0);
  const delayMicros = last - machine.input.clockMicros;
  return delayMicros > 0 ? { effect: { kind: 'sleep', delayMicros }, memo: '' } : 0;
}

function kill(machine: ShellMachine, args: readonly string[]): CommandResult | 'done' {
  const pids = args.filter((arg) => /^\d+$/.test(arg));
  const option = args.find((arg) => arg.startsWith('-') && arg !== '-s');
  const signal = signalName((option ?? '-TERM').slice(1));
  const isSelf = pids.includes('1') && signal !== 'EXIT';
  machine.state.jobs = machine.state.jobs.filter((job) => !pids.includes(String(job.pid)) || signal === 'EXIT');
  if (isSelf && machine.state.traps[signal] !== undefined) machine.state.signals = [...machine.state.signals, signal];
  return 0;
}

function read(machine: ShellMachine, args: readonly string[]): number {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const line = machine.readLine();
  if (line === null) {
    for (const name of names) machine.setVariable(name, '');
    return 1;
  }
  const fields = line.trim().split(/[ \t]+/);
  const [first = 'REPLY'] = names;
  if (names.length <= 1) machine.setVariable(first, line.trim());
  else
    names.forEach((name, index) => {
      machine.setVariable(name, (index === names.length - 1 ? fields.slice(index).join(' ') : fields[index]) ?? '');
    });
  return 0;
}

/** `-c` among the options of a shell: the script and its arguments. */
export function shellScript(
  args: readonly string[],
): { script: string; options: string; args: readonly string[] } | null {
  let options = '';
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!/^[-+]/.test(arg)) return null;
    if (arg === '-o') at++;
    else options += arg.startsWith('--') ? '' : arg.slice(1);
    if (!/^-[a-z]*c/.test(arg)) continue;
    if (/o$/.test(arg.slice(1).replace('c', ''))) at++;
    return { script: args[at + 1] ?? '', options, args: args.slice(at + 3) };
  }
  return null;
}

function runShell(machine: ShellMachine, args: readonly string[], pending: Pending): CommandResult | 'done' {
  const inner = shellScript(args);
  if (inner !== null) {
    machine.state.frames = machine.state.frames.slice(0, pending.frames);
    machine.runText(inner.script, 'shell');
    return 'done';
  }
  const [path] = args;
  if (path === undefined && machine.readsLive) {
    machine.state.frames = machine.state.frames.slice(0, pending.frames);
    machine.runText(interactiveScript, 'shell');
    return 'done';
  }
  if (path === undefined) return runSource(machine, machine.readInput(), pending, 'shell');
  const text = machine.readFile(path);
  if (text !== undefined) return runSource(machine, text, pending, 'shell');
  if (!machine.input.isMinimalImage) return { effect: { kind: 'serve' }, memo: '' };
  machine.write(`sh: can't open '${path}': No such file or directory\n`, 2);
  return 2;
}

function runSource(
  machine: ShellMachine,
  text: string,
  pending: Pending,
  kind: 'eval' | 'shell' = 'eval',
): 'done' | number {
  if (text === '') return 0;
  machine.state.frames = machine.state.frames.slice(0, pending.frames);
  machine.runText(text, kind);
  return 'done';
}

/** Runs the rest of the words as a command of its own. */
function delegate(machine: ShellMachine, argv: readonly string[], pending: Pending, isExec: boolean): 'done' {
  const [command = ''] = argv;
  machine.invoke({ ...pending, command, argv, isExec }, false);
  return 'done';
}

function env(machine: ShellMachine, args: readonly string[], pending: Pending): CommandResult | 'done' {
  const at = args.findIndex((arg) => !arg.includes('=') && !arg.startsWith('-'));
  assign(
    machine,
    args.slice(0, at < 0 ? args.length : at).filter((arg) => arg.includes('=')),
    true,
  );
  if (at >= 0) return delegate(machine, args.slice(at), pending, pending.isExec);
  for (const [name, value] of machine.environment()) machine.write(`${name}=${value}\n`);
  return 0;
}

const prefixes: Control = (machine, args, pending) => {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  return at < 0 ? 0 : delegate(machine, args.slice(at), pending, pending.isExec);
};

const controls: Readonly<Record<string, Control>> = {
  exit: (machine, args) => {
    machine.exit(args[0] === undefined ? machine.state.status : Number(args[0]) & 255);
    return 'done';
  },
  return: (machine, args) => {
    machine.returnFromCall(args[0] === undefined ? machine.state.status : Number(args[0]) & 255);
    return 'done';
  },
  break: (machine, args) => leaveLoop(machine, args, true),
  continue: (machine, args) => leaveLoop(machine, args, false),
  cd: (machine, args) => {
    machine.directory = resolvePath(machine.directory, `${args[0] ?? '/root'}/`).replace(/(.)\/$/, '$1');
    return 0;
  },
  set: setOptions,
  export: (machine, args) => assign(machine, args, true),
  local: (machine, args) => assign(machine, args, false),
  readonly: (machine, args) => assign(machine, args, false),
  declare: (machine, args) => assign(machine, args, false),
  unset: (machine, args) => {
    for (const name of args) machine.unsetVariable(name);
    return 0;
  },
  shift: (machine, args) => {
    machine.state.args = machine.state.args.slice(Number(args[0] ?? '1') || 1);
    return 0;
  },
  eval: (machine, args, pending) => runSource(machine, args.join(' '), pending),
  trap,
  wait,
  kill,
  read,
  sh: runShell,
  ash: runShell,
  bash: runShell,
  dash: runShell,
  '.': (machine, args, pending) => runSource(machine, machine.readFile(args[0] ?? '') ?? '', pending),
  source: (machine, args, pending) => runSource(machine, machine.readFile(args[0] ?? '') ?? '', pending),
  exec: (machine, args, pending) => (args.length === 0 ? 0 : delegate(machine, args, pending, true)),
  env,
  command: prefixes,
  nohup: prefixes,
  nice: prefixes,
  time: prefixes,
  tini: prefixes,
  'dumb-init': prefixes,
  builtin: prefixes,
  timeout: (machine, args, pending) => {
    const rest = args.filter((arg) => !arg.startsWith('-')).slice(1);
    return rest.length === 0 ? 1 : delegate(machine, rest, pending, pending.isExec);
  },
  type: (machine, args) => {
    machine.write(`${args[0] ?? ''} is ${args[0] ?? ''}\n`);
    return 0;
  },
  umask: () => 0,
  ulimit: () => 0,
};

/** Runs a command that is part of the shell. Returns false when the name is none. */
export function runControl(machine: ShellMachine, pending: Pending): boolean {
  const name = /^(\/usr)?\/s?bin\//.test(pending.command)
    ? pending.command.slice(pending.command.lastIndexOf('/') + 1)
    : pending.command;
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (control === undefined) return false;
  const result = control(machine, pending.argv.slice(1), pending);
  if (result !== 'done') machine.settle(result, pending);
  return true;
}
