/** Programs of containers: stepped until they wait, woken when what they wait for has come. */
import type { Sim } from '../engine/engine.ts';
import type { ConnectAnswer, ConnectCall } from '../api/app-request.ts';
import { instantOf } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import {
  isMinimalImage,
  stepProgram,
  type Effect,
  type EffectResult,
  type ShellState,
  type StepInput,
} from '../workload/program.ts';
import { appendLog } from './logs.ts';
import { probesMayChange, processes, putProcess, scheduleEnd, startServer, type Process } from './process.ts';
import { nodeOf, processKey, runtimePods } from './state.ts';
import { putSharedFiles, sharedFiles } from './volumes.ts';

/** Time that a program takes from its start to its end at least. */
const leastRunMicros = 1_000;
/** How long a name is waited for. */
const dnsTimeoutMicros = 10_000_000;

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
  const { podUid, container, attempt } = process;
  appendLog(sim, podUid, container, attempt, linesOf(outcome.output));
  if (outcome.shared !== input.shared) putSharedFiles(sim, node, podUid, outcome.shared);
  const next: Process = {
    ...process,
    program: outcome.state,
    steps: process.steps + 1,
    servesSince: null,
    timer: null,
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
    case 'http': {
      const request = { type: 'http', method: effect.method, url: effect.url } as const;
      connect(sim, node, mark, request, effect.timeoutMicros);
      return process;
    }
    case 'tcp':
      connect(sim, node, mark, { type: 'tcp', host: effect.host, port: effect.port }, effect.timeoutMicros);
      return process;
    case 'dns':
      connect(sim, node, mark, { type: 'dns', name: effect.name }, dnsTimeoutMicros);
      return process;
  }
}

function connect(sim: Sim, node: string, mark: StepOf, request: ConnectCall['request'], timeoutMicros: number): void {
  const pod = runtimePods(sim).get(node, mark.podUid);
  const call: ConnectCall = {
    podUid: mark.podUid,
    namespace: pod?.namespace ?? '',
    pod: pod?.name ?? '',
    container: mark.container,
    ip: pod?.sandbox.ip ?? '',
    request,
    timeoutMicros: Math.ceil(timeoutMicros),
    replyTo: sim.self,
    replyKind: 'containerd.connected',
    context: { ...mark, kind: request.type },
  };
  sim.after(0, 'kernel.connect', call, { target: `kernel/${node}` });
}

/** The process that a step is of, if it has not gone on since. */
function processOf(sim: Sim, node: string, { podUid, container, attempt, step }: StepOf): Process | null {
  const process = processes(sim).get(node, processKey(podUid, container));
  return process?.attempt === attempt && process.steps === step ? process : null;
}

/** A program's sleep is over. */
export function programWoke(sim: Sim, mark: StepOf): void {
  const node = nodeOf(sim.self);
  const process = processOf(sim, node, mark);
  if (process !== null && process.program !== null) stepProcess(sim, node, process, process.program, undefined);
}

/** The network has answered a program. */
export function connected(sim: Sim, { ok, status, body, addresses, error, context }: ConnectAnswer): void {
  const node = nodeOf(sim.self);
  const mark = context as StepOf & { readonly kind: ConnectCall['request']['type'] };
  const process = processOf(sim, node, mark);
  if (process === null || process.program === null) return;
  const result: EffectResult =
    mark.kind === 'http'
      ? { kind: 'http', status, body, error }
      : mark.kind === 'dns'
        ? { kind: 'dns', addresses, error }
        : { kind: 'tcp', isOpen: ok, error };
  stepProcess(sim, node, process, process.program, result);
}
