/** Programs of containers: stepped until they wait, woken when what they wait for has come. */
import type { Sim } from '../engine/engine.ts';
import type { ConnectAnswer, ConnectCall } from '../api/app-request.ts';
import { askNetwork, networkResult } from './network-effects.ts';
import { instantOf } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import {
  interruptProgram,
  isMinimalImage,
  stepProgram,
  withInput,
  type Effect,
  type EffectResult,
  type ShellState,
  type StepInput,
  type StepOutcome,
} from '../workload/program.ts';
import type { StreamCall, StreamInput } from '../api/pod-streams.ts';
import { tellAttached } from './followers.ts';
import { appendLog } from './logs.ts';
import { probesMayChange, scheduleEnd, startServer, type Process } from './process.ts';
import { nodeOf, processOf, putProcess, runtimePods } from './state.ts';
import { putSharedFiles, sharedFiles } from './volumes.ts';

/** Time that a program takes from its start to its end at least. */
export const leastRunMicros = 1_000;
/** Which step of which process something is meant for. */
interface StepOf {
  readonly podUid: string;
  readonly container: string;
  readonly attempt: number;
  readonly step: number;
}

/** Starts a process: its program's first step, or its server. */
export function startProcess(sim: Sim, node: string, process: Process): void {
  if (process.program === null) startServer(sim, node, process, process.plan.exit);
  else stepProcess(sim, node, { ...process, startedAt: sim.now }, process.program, undefined);
}

/** Runs a program on, with the answer to what it waited for. */
export function stepProcess(
  sim: Sim,
  node: string,
  process: Process,
  program: ShellState,
  result: EffectResult | undefined,
): void {
  const input = stepInput(sim, node, process, result);
  const outcome = stepProgram(program, input);
  takeOutcome(sim, node, process, input, outcome);
}

/** Keeps what came of a step of a program, and does what it waits for. */
function takeOutcome(sim: Sim, node: string, process: Process, input: StepInput, outcome: StepOutcome): void {
  const { podUid, container, attempt } = process;
  tellAttached(sim, podUid, container, outcome.pieces);
  appendLog(sim, podUid, container, attempt, linesOf(outcome.output));
  if (outcome.shared !== input.shared) putSharedFiles(sim, node, podUid, outcome.shared);
  const next: Process = {
    ...process,
    program: outcome.state,
    steps: process.steps + 1,
    servesSince: null,
    timer: null,
    waitsForInput: false,
  };
  putProcess(sim, node, carryOut(sim, node, next, outcome.effect));
  probesMayChange(sim, node, process);
}

/** What the world gives a program. */
export function stepInput(sim: Sim, node: string, process: Process, result: EffectResult | undefined): StepInput {
  const pod = runtimePods(sim).get(node, process.podUid);
  return {
    clockMicros: instantOf(sim.now, worldSettings(sim).epochMs),
    hostname: pod?.name ?? '',
    podIP: pod?.sandbox.ip ?? '',
    isMinimalImage: isMinimalImage(process.call.spec.image ?? ''),
    mounts: process.call.mounts,
    shared: sharedFiles(sim, node, process.podUid),
    ...(result === undefined ? {} : { result }),
  };
}

function linesOf(output: string): string[] {
  if (output === '') return [];
  return (output.endsWith('\n') ? output.slice(0, -1) : output).split('\n');
}

/** Does what a program waits for; gives the process with what will wake it. */
function carryOut(sim: Sim, node: string, process: Process, effect: Effect): Process {
  const { podUid, container, attempt, steps } = process;
  const mark: StepOf = { podUid, container, attempt, step: steps };
  switch (effect.kind) {
    case 'sleep':
      return { ...process, timer: sim.after(Math.ceil(effect.delayMicros), 'containerd.programWoke', mark) };
    case 'exit':
      return { ...process, timer: scheduleEnd(sim, process, leastRunMicros, effect.code) };
    case 'serve':
      return startServer(sim, node, process, process.plan.failure);
    case 'http':
    case 'tcp':
    case 'dns':
    case 'ping': {
      const asker = { podUid, container, replyKind: 'containerd.connected', context: mark };
      askNetwork(sim, node, asker, effect);
      return process;
    }
    case 'input':
      return { ...process, waitsForInput: true };
  }
}

/** Somebody who is attached to a container has typed something. */
export function inputToProcess(sim: Sim, node: string, { podUid, container }: StreamCall, input: StreamInput): void {
  const { text, isEnd } = input;
  const process = processOf(sim, node, podUid, container);
  if (process?.program?.stdin === undefined || process.startedAt === null) return;
  const isLast = isEnd && process.call.spec.stdinOnce === true;
  const { program, isInterrupted } = withInput(process.program, text, isLast);
  if (isInterrupted) {
    if (process.timer !== null) sim.cancel(process.timer);
    const input = stepInput(sim, node, process, undefined);
    takeOutcome(sim, node, process, input, interruptProgram(program, input));
  } else if (process.waitsForInput === true) stepProcess(sim, node, process, program, undefined);
  else putProcess(sim, node, { ...process, program });
}

/** The process that a step is of, if it has not gone on since. */
function waitingProcess(sim: Sim, node: string, { podUid, container, attempt, step }: StepOf): Process | null {
  const process = processOf(sim, node, podUid, container);
  return process?.attempt === attempt && process.steps === step ? process : null;
}

/** A program's sleep is over. */
export function programWoke(sim: Sim, mark: StepOf): void {
  const node = nodeOf(sim.self);
  const process = waitingProcess(sim, node, mark);
  if (process !== null && process.program !== null) stepProcess(sim, node, process, process.program, undefined);
}

/** The network has answered a program. */
export function connected(sim: Sim, answer: ConnectAnswer): void {
  const node = nodeOf(sim.self);
  const mark = answer.context as StepOf & { readonly kind: ConnectCall['request']['type'] };
  const process = waitingProcess(sim, node, mark);
  if (process === null || process.program === null) return;
  stepProcess(sim, node, process, process.program, networkResult(mark.kind, answer));
}
