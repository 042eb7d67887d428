/**
 * The client `kubectl`: lines of the console become requests to the API server, and what it answers becomes text.
 *
 * A line is an action of the session. Its state is plain data: the line, and the answers since it was last taken up.
 */
import type { Handlers, Sim, Timer } from '../../engine/engine.ts';
import type { EventId } from '../../engine/event.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import { instantOf } from '../../api/time.ts';
import { worldSettings } from '../../api/world.ts';
import type { Status } from '../../api/types.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../../apiserver/types.ts';
import { closeWatch } from '../../client/close-watch.ts';
import { sendRequest, type Reply } from '../../client/request.ts';
import { sendStreamInput } from '../../client/stream-input.ts';
import { customKinds, kindsWith } from './discovery.ts';
import type { Answer, Step } from './program.ts';
import { Running, type JournalEntry, type Printed } from './running.ts';
import { freshShell, withFile, type ShellState } from './shell-state.ts';

/** A line at work. */
interface Job {
  readonly id: string;
  readonly line: string;
  readonly cause: EventId;
  /** When it began, or was taken up again; micros since 1970. */
  readonly at: number;
  readonly shell: ShellState;
  readonly resumed: unknown;
  readonly journal: readonly JournalEntry[];
  /** Number of the step that is waited for: later answers to earlier steps are dropped. */
  readonly step: number;
  readonly waitsForEvent: boolean;
  /** Events that came before they were asked for. */
  readonly inbox: readonly Answer[];
  readonly timer: Timer | null;
  /** Kinds of CustomResourceDefinitions that there were when it began. */
  readonly custom: readonly ResourceInfo[];
  /** Watches that stand open. */
  readonly watches: readonly ApiRequest[];
  /** What is typed goes to the stream that was opened last; null for commands that read nothing. */
  readonly typing: { readonly isTerminal: boolean } | null;
}

/** A piece of output of a job; the last one is its exit code. An `input` says that it reads what is typed: `terminal` or `text`. */
export interface ConsoleChunk {
  readonly job: string;
  readonly stream: Printed['stream'] | 'input' | 'exit';
  readonly text: string;
}

const jobsName = 'kubectl/jobs';
const outputName = 'kubectl/output';
const shellName = 'kubectl/shell';
const chunksMax = 20_000;
const chunkTextMax = 4 * 1024 * 1024;
const inboxMax = 10_000;

/** The console's state: namespace, variables, files. */
export function shellOf(sim: Sim): ShellState {
  return sim.store.map<ShellState>(shellName).get('shell') ?? freshShell;
}

/** The output of all jobs from chunk `from` on, oldest first, and the number of the chunk after them. */
export function consoleOutput(
  sim: Sim,
  from: number,
): { readonly chunks: readonly ConsoleChunk[]; readonly next: number } {
  const log = sim.store.log<ConsoleChunk>(outputName);
  const chunks: ConsoleChunk[] = [];
  for (let n = Math.max(from, log.first); n < log.length; n++) chunks.push(log.at(n) as ConsoleChunk);
  return { chunks, next: log.length };
}

/** Whether a job is still at work. */
export function isJobRunning(sim: Sim, id: string): boolean {
  return sim.store.map<Job>(jobsName).has(id);
}

/** Name of the `n`-th line (from 0) that begins at an instant of virtual time. */
export function jobId(at: number, n: number): string {
  return n === 0 ? String(at) : `${at}.${n}`;
}

/**
 * Begins a line, as the present component.
 *
 * @param files texts that come with the line, by name
 */
export function startLine(sim: Sim, line: string, files: readonly { name: string; text: string }[]): void {
  const counts = sim.store.map<number>('kubectl/lines');
  const n = counts.get('at') === sim.now ? (counts.get('n') ?? 0) + 1 : 0;
  counts.set('at', sim.now);
  counts.set('n', n);
  const id = jobId(sim.now, n);
  let shell = shellOf(sim);
  for (const { name, text } of files) shell = withFile(shell, name, text) ?? shell;
  const job: Job = {
    id,
    line,
    cause: sim.cause,
    at: instant(sim),
    shell,
    resumed: null,
    journal: [],
    step: 0,
    waitsForEvent: false,
    inbox: [],
    timer: null,
    custom: customKinds(sim),
    watches: [],
    typing: null,
  };
  goOn(sim, job, new Running(beginningOf(sim, job)));
}

/** Ends a job as Ctrl+C does. */
export function interruptJob(sim: Sim, id: string): void {
  const job = sim.store.map<Job>(jobsName).get(id);
  if (job === undefined) return;
  if (job.timer !== null) sim.cancel(job.timer);
  end(sim, job, 130);
}

/** What a terminal shows of keys that are no text. */
const shownKeys: Readonly<Record<string, string>> = { '\u0003': '^C\n', '\u0004': '' };

/**
 * Something is typed for a job that reads it; does nothing for any other.
 *
 * @param text with its line ends, or U+0003 for Ctrl+C and U+0004 for Ctrl+D at a terminal
 * @param isEnd nothing more will come
 */
export function typeInto(sim: Sim, id: string, text: string, isEnd: boolean): void {
  const job = sim.store.map<Job>(jobsName).get(id);
  const request = job?.watches.at(-1);
  if (job === undefined || job.typing === null || request === undefined) return;
  if (job.typing.isTerminal) {
    const shown = [...text].map((key) => shownKeys[key] ?? key).join('');
    if (shown !== '') print(sim, { job: id, stream: 'out', text: shown });
  }
  sim.causedBy(job.cause);
  sendStreamInput(sim, watchContext(id).watch, request, text, isEnd);
}

/**
 * Programs under way, by the job that they belong to: a shortcut past their journals, for the newest state only.
 */
const live = new WeakMap<Job, Running>();

function runningOf(sim: Sim, job: Job): Running {
  const known = live.get(job);
  live.delete(job);
  if (known !== undefined) return known;
  const running = new Running(beginningOf(sim, job));
  for (const entry of job.journal) running.answer(entry);
  running.takePrinted();
  return running;
}

function beginningOf(sim: Sim, { line, at, shell, resumed, custom }: Job): ConstructorParameters<typeof Running>[0] {
  const version = worldSettings(sim).kubernetesVersion;
  return { line, at, shell, resumed, version, resources: kindsWith(custom) };
}

function instant(sim: Sim): number {
  return instantOf(sim.now, worldSettings(sim).epochMs);
}

/** Gives a job its answer and lets it run to the next step. */
function take(sim: Sim, job: Job, answer: Answer): void {
  const running = runningOf(sim, job);
  const entry: JournalEntry = { at: instant(sim), answer };
  running.answer(entry);
  goOn(sim, { ...job, journal: [...job.journal, entry], waitsForEvent: false, timer: null }, running);
}

/** Prints what there is to print, and carries out what the program asks for. */
function goOn(sim: Sim, job: Job, running: Running): void {
  for (const { stream, text } of running.takePrinted()) print(sim, { job: job.id, stream, text });
  if (running.shell !== job.shell || job.step === 0) {
    sim.store.map<ShellState>(shellName).set('shell', running.shell);
  }
  const { progress } = running;
  if ('exitCode' in progress) {
    end(sim, job, progress.exitCode);
    return;
  }
  wait(sim, { ...job, step: job.step + 1 }, running, progress.step);
}

function wait(sim: Sim, job: Job, running: Running, step: Step): void {
  const keep = (kept: Job): void => {
    live.set(kept, running);
    sim.store.map<Job>(jobsName).set(kept.id, kept);
  };
  const context = { job: job.id, step: job.step };
  sim.causedBy(job.cause);
  switch (step.type) {
    case 'request':
      keep(job);
      sendRequest(sim, step.request, { kind: 'kubectl.answered', context });
      return;
    case 'watch':
      keep({ ...job, watches: [...job.watches, step.request] });
      sendRequest(sim, step.request, {
        kind: 'kubectl.answered',
        context: { ...context, ...watchContext(job.id), ...(step.label === undefined ? {} : { label: step.label }) },
      });
      return;
    case 'input': {
      const request = job.watches.at(-1);
      if (request !== undefined) sendStreamInput(sim, watchContext(job.id).watch, request, step.text, step.isEnd);
      take(sim, keepLive(job, running), { type: 'time' });
      return;
    }
    case 'takesInput':
      print(sim, { job: job.id, stream: 'input', text: step.isTerminal ? 'terminal' : 'text' });
      take(sim, keepLive({ ...job, typing: { isTerminal: step.isTerminal } }, running), { type: 'time' });
      return;
    case 'sleep':
      keep({ ...job, timer: sim.after(step.micros, 'kubectl.timeUp', context) });
      return;
    case 'unwatch':
      closeAll(sim, job);
      take(sim, keepLive({ ...job, watches: [] }, running), { type: 'time' });
      return;
    case 'next': {
      // What the program keeps stands for all answers so far.
      const { state } = step;
      const rested: Job =
        state === undefined ? job : { ...job, at: instant(sim), shell: running.shell, resumed: state, journal: [] };
      const [first, ...inbox] = rested.inbox;
      if (first !== undefined) {
        take(sim, keepLive({ ...rested, inbox }, running), first);
        return;
      }
      const { withinMicros } = step;
      const timer = withinMicros === null ? null : sim.after(withinMicros, 'kubectl.timeUp', context);
      keep({ ...rested, waitsForEvent: true, timer });
    }
  }
}

function keepLive(job: Job, running: Running): Job {
  live.set(job, running);
  return job;
}

/** Watches of a job are known to the API server by this, and their events come back with it. */
function watchContext(job: string): { readonly eventKind: string; readonly watch: string } {
  return { eventKind: 'kubectl.watched', watch: job };
}

function closeAll(sim: Sim, job: Job): void {
  sim.causedBy(job.cause);
  for (const request of job.watches) closeWatch(sim, watchContext(job.id).watch, request);
}

function end(sim: Sim, job: Job, exitCode: number): void {
  sim.store.map<Job>(jobsName).delete(job.id);
  closeAll(sim, job);
  print(sim, { job: job.id, stream: 'exit', text: String(exitCode) });
}

function print(sim: Sim, chunk: ConsoleChunk): void {
  const log = sim.store.log<ConsoleChunk>(outputName);
  const isLong = chunk.text.length > chunkTextMax;
  log.push(isLong ? { ...chunk, text: `${chunk.text.slice(0, chunkTextMax)}\n…\n` } : chunk);
  log.forgetBelow(log.length - chunksMax);
}

interface StepContext {
  readonly job: string;
  readonly step: number;
}

/** The job, when it still waits for this step. */
function waitingJob(sim: Sim, { job: id, step }: StepContext): Job | undefined {
  const job = sim.store.map<Job>(jobsName).get(id);
  return job?.step === step ? job : undefined;
}

/** What comes of a watch, or of a log that is followed. */
interface Watched {
  readonly watch: string;
  readonly event?: WatchEvent;
  readonly label?: string;
  readonly text?: string;
  readonly isOpen?: boolean;
}

/** Whether the answer to a stream's request is all of it: there is nothing left to close. */
function hasEnded({ watches }: Job, { body }: ApiResponse): boolean {
  const { subresource } = watches.at(-1) ?? {};
  return subresource !== undefined && streamed.has(subresource) && (body as Status).reason !== 'Open';
}

const streamed: ReadonlySet<string> = new Set(['log', 'exec', 'attach']);

/** A job in another state, whose program goes on where it stands. */
function moved(from: Job, to: Job): Job {
  const running = live.get(from);
  if (running !== undefined) live.set(to, running);
  return to;
}

/** Gives a job what it waits for, or keeps it until it does. */
function receive(sim: Sim, job: Job, answer: Answer): void {
  if (job.waitsForEvent) {
    if (job.timer !== null) sim.cancel(job.timer);
    take(sim, job, answer);
    return;
  }
  const kept = { ...job, inbox: [...job.inbox, answer].slice(-inboxMax) };
  const running = live.get(job);
  if (running !== undefined) live.set(kept, running);
  sim.store.map<Job>(jobsName).set(job.id, kept);
}

export const kubectlHandlers: Handlers = {
  'kubectl.answered': (sim: Sim, { response, context }: Reply<StepContext>): void => {
    const job = waitingJob(sim, context);
    if (job === undefined) return;
    const isOver = hasEnded(job, response);
    const kept = isOver ? moved(job, { ...job, watches: job.watches.slice(0, -1) }) : job;
    take(sim, kept, { type: 'response', response });
  },
  'kubectl.watched': (sim: Sim, { watch, event, ...piece }: Watched): void => {
    const job = sim.store.map<Job>(jobsName).get(watch);
    if (job === undefined) return;
    if (event !== undefined) receive(sim, job, { type: 'event', event });
    else receive(sim, job, { type: 'text', text: '', isOpen: false, ...piece });
  },
  'kubectl.timeUp': (sim: Sim, context: StepContext): void => {
    const job = waitingJob(sim, context);
    if (job !== undefined) take(sim, job, { type: 'time' });
  },
};
