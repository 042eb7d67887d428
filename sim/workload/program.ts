/**
 * Programs of containers: what `command` and `args` make a container do, on virtual time.
 *
 * A program is a `ShellState`, plain data. `startProgram` makes it, `stepProgram` runs it until it waits for the world and
 * says for what, `signalProgram` tells it that somebody wants it to end, `runProbe` runs a command beside it.
 */
import { parseImageName } from '../api/defaults/image.ts';
import type { Container } from '../api/types.ts';
import type { WorkloadModelSpec } from './model.ts';
import { signalName, shellScript } from './shell/control.ts';
import { commandNamed } from './shell/commands/table.ts';
import { ShellMachine } from './shell/machine.ts';
import type { Files, LiveInput, ShellState, StepInput, StepOutcome } from './shell/state.ts';

export type {
  Effect,
  EffectResult,
  Files,
  OutputPiece,
  ProgramSurroundings,
  ShellState,
  StepInput,
  StepOutcome,
} from './shell/state.ts';

/** What a container is to run. */
export interface ProgramSpec {
  /** The words of the program, with Kubernetes' own `$(NAME)` expanded. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  /** Files that are there from the start, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: LiveInput;
}

const shells = ['sh', 'ash', 'bash', 'dash'];
const minimalImages = [
  'busybox',
  'alpine',
  'docker.io/library/busybox',
  'docker.io/library/alpine',
  'library/busybox',
  'library/alpine',
];

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * The words that a container runs, or null when the image's own entrypoint decides: then the workload model does.
 * Models: CRI's rule that `command` replaces the entrypoint and `args` its arguments (docs tasks/inject-data-application).
 */
export function programArgv(container: Container, model: WorkloadModelSpec | undefined): readonly string[] | null {
  const { command = [], args = [] } = container;
  if (command.length > 0) return [...command, ...args];
  if (args.length > 0) return model?.runsArgs === true ? args : null;
  return model?.command ?? null;
}

/** True for images that bring only a small toolbox: other programs are not found there. */
export function isMinimalImage(image: string): boolean {
  return minimalImages.includes(parseImageName(image).repository);
}

/** True when the words name a program that is none of ours: the image's own, a server. */
export function isForeignProgram(argv: readonly string[]): boolean {
  const name = argv[0] ?? '';
  return (
    commandNamed(name) === undefined &&
    !shells.includes(baseName(name)) &&
    !['env', 'tini', 'dumb-init'].includes(baseName(name))
  );
}

function quoted(argv: readonly string[]): string {
  return argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

/** Files before anybody has written to them. */
export function filesOf(files: Readonly<Record<string, string>> | undefined): Files {
  return Object.fromEntries(Object.entries(files ?? {}).map(([path, text]) => [path, { text, dropped: 0 }]));
}

/** A program before its first step. */
export function startProgram(spec: ProgramSpec): ShellState {
  const isShell = shells.includes(baseName(spec.argv[0] ?? ''));
  const inner = isShell ? shellScript(spec.argv.slice(1)) : null;
  return {
    script: inner?.script ?? quoted(spec.argv),
    pc: 0,
    frames: [],
    variables: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', ...spec.env },
    exported: [...new Set(['PATH', 'HOME', ...Object.keys(spec.env)])],
    args: inner?.args ?? [],
    directory: spec.workingDir ?? '/',
    status: 0,
    slots: {},
    files: filesOf(spec.files),
    functions: {},
    options: {
      errexit: inner?.options.includes('e') === true,
      nounset: inner?.options.includes('u') === true,
      xtrace: inner?.options.includes('x') === true,
    },
    traps: {},
    signals: [],
    jobs: [],
    nextPid: 2,
    draws: 0,
    pending: null,
    exitCode: null,
    isShell,
    ...(spec.stdin === undefined ? {} : { stdin: spec.stdin }),
  };
}

/** Input that waits to be read; the oldest goes when there is too much. */
const inputCharactersMax = 1_048_576;

/** What a terminal sends for Ctrl+C. */
const interruptCharacter = '\u0003';

/**
 * The program with more text on its standard input. Ctrl+C at a terminal throws away what was typed before it.
 * @param isEnd nothing more will come.
 * @returns the program, and whether it is to be told of a Ctrl+C by {@link interruptProgram}.
 */
export function withInput(
  state: ShellState,
  text: string,
  isEnd: boolean,
): { program: ShellState; isInterrupted: boolean } {
  const { stdin } = state;
  if (stdin === undefined) return { program: state, isInterrupted: false };
  const interruptAt = stdin.isTerminal ? text.lastIndexOf(interruptCharacter) : -1;
  const isInterrupted = interruptAt >= 0;
  const typed = stdin.isOpen ? text.slice(interruptAt + 1) : '';
  const kept = ((isInterrupted ? '' : stdin.text) + typed).slice(-inputCharactersMax);
  return { program: { ...state, stdin: { ...stdin, text: kept, isOpen: stdin.isOpen && !isEnd } }, isInterrupted };
}

/** Ctrl+C at the terminal of a program. @returns as {@link stepProgram} */
export function interruptProgram(state: ShellState, input: StepInput): StepOutcome {
  return new ShellMachine(state, input).interrupt();
}

/**
 * Runs a program until it waits for the world or ends.
 * @param input the instant, the names, and the answer to what the program waited for.
 * @returns the next state, what was written meanwhile, and the effect to carry out. At one instant at most 10,000 instructions
 * run; a program that never waits is made to wait a second.
 */
export function stepProgram(state: ShellState, input: StepInput): StepOutcome {
  return new ShellMachine(state, input).run();
}

/** What a signal came to. */
export type SignalOutcome =
  /** Nobody minds: the grace period runs out and the process is killed. */
  | { readonly outcome: 'ignored' }
  /** A handler runs once the present command is done; the program goes on waiting until then. */
  | { readonly outcome: 'deferred'; readonly state: ShellState }
  /** A handler runs at once: the program's wait is over, step it now without a result. */
  | { readonly outcome: 'interrupted'; readonly state: ShellState }
  /** The image's server gets it: the workload model says when and how it ends. */
  | { readonly outcome: 'server' }
  | { readonly outcome: 'ended'; readonly exitCode: number };

const signalNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15 };

/**
 * Sends a signal (`TERM`) to a program.
 * @param isFirstProcess it is process 1 of its container, as without a shared process namespace: then a signal without a
 * handler does nothing, as in Linux. Otherwise the program ends with 128 + the signal's number.
 * Differs: a shell that waits for a server in the foreground keeps waiting, but handlers for the signal run at once then.
 */
export function signalProgram(state: ShellState, signal: string, isFirstProcess: boolean): SignalOutcome {
  const name = signalName(signal);
  const number = signalNumbers[name] ?? 15;
  if (state.exitCode !== null) return { outcome: 'ended', exitCode: state.exitCode };
  if (name === 'KILL') return { outcome: 'ended', exitCode: 128 + number };
  const handler = state.traps[name];
  const waitsFor = state.pending?.command;
  if (
    state.pending !== null &&
    isForeignProgram(state.pending.argv) &&
    (!state.isShell || state.pending.isExec) &&
    waitsFor !== 'wait'
  ) {
    return { outcome: 'server' };
  }
  if (handler === undefined)
    return isFirstProcess ? { outcome: 'ignored' } : { outcome: 'ended', exitCode: 128 + number };
  if (handler === '') return { outcome: 'ignored' };
  const marked: ShellState = { ...state, signals: [...state.signals, name] };
  const isInterrupted = waitsFor === 'wait' || (state.pending !== null && isForeignProgram(state.pending.argv));
  return { outcome: isInterrupted ? 'interrupted' : 'deferred', state: marked };
}

/** What a command beside the program came to: an exec probe, a hook. */
export interface ProbeOutcome {
  readonly exitCode: number;
  readonly output: string;
  /** The program with the files that the command may have changed. */
  readonly state: ShellState;
  readonly shared: Files;
  /** How long the command would have taken: the time it slept. */
  readonly tookMicros: number;
}

const probeStepsMax = 100;

/**
 * Runs a command in a container whose program is `state`, to its end, and at once.
 * Differs: what it would sleep is added up instead of waited for; requests that it sends fail.
 */
export function runProbe(state: ShellState, argv: readonly string[], input: StepInput): ProbeOutcome {
  const env = Object.fromEntries(state.exported.map((name) => [name, state.variables[name] ?? '']));
  let current: ShellState = { ...startProgram({ argv, env, workingDir: state.directory }), files: state.files };
  let shared = input.shared;
  let output = '';
  let tookMicros = 0;
  for (let steps = 0; steps < probeStepsMax; steps++) {
    const step = stepProgram(current, { ...input, clockMicros: input.clockMicros + tookMicros, shared });
    current = step.state;
    shared = step.shared;
    output += step.output;
    if (step.effect.kind === 'exit') {
      return { exitCode: step.effect.code, output, state: { ...state, files: current.files }, shared, tookMicros };
    }
    if (step.effect.kind === 'serve')
      return { exitCode: 0, output, state: { ...state, files: current.files }, shared, tookMicros };
    if (step.effect.kind === 'sleep') tookMicros += step.effect.delayMicros;
  }
  return { exitCode: 1, output, state: { ...state, files: current.files }, shared, tookMicros };
}
