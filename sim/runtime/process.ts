/**
 * The processes of containers over virtual time: a server follows its workload model, a program is run step by step.
 *
 * A process that serves needs no event of its own: from when it answers follows from when it began to.
 */
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { CreateContainerCall, RuntimeContainer } from '../api/cri.ts';
import { filesOf, signalProgram, type Files, type ShellState } from '../workload/program.ts';
import { answer } from './answers.ts';
import { endExecs } from './exec-state.ts';
import { tellFollowers } from './followers.ts';
import { appendLog, dropLogs } from './logs.ts';
import { planOf, programOf, type Plan, type PlannedExit } from './plan.ts';
import { reportAtRelist } from './relist.ts';
import {
  nodeOf,
  pendingStops,
  processKey,
  processOf,
  putContainer,
  putProcess,
  runtimePods,
  subscriptions,
  type PodEntry,
} from './state.ts';
import { dropVolumes } from './volumes.ts';

/** The first process of a container. */
export interface Process {
  readonly podUid: string;
  readonly container: string;
  readonly attempt: number;
  readonly call: CreateContainerCall;
  readonly plan: Plan;
  /** Null while it has only been created. */
  readonly startedAt: Micros | null;
  /** Since when it is a server; null while it is none. */
  readonly servesSince: Micros | null;
  /** The program that it runs; null for the image's own server. */
  readonly program: ShellState | null;
  /** Files of a container whose server we do not run, once a command has written to them. */
  readonly layer?: Files;
  /** Counts the steps of the program: an answer that comes for an earlier one is late. */
  readonly steps: number;
  /** It reads input that has not come. */
  readonly waitsForInput?: boolean;
  /** What happens to it next by itself: its end, or the end of a wait. */
  readonly timer: Timer | null;
}

/** Payload of `containerd.processEnded`. */
export interface Ending {
  readonly podUid: string;
  readonly container: string;
  readonly attempt: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly logLines: readonly string[];
}

/** The process of a container that has been created. */
export function newProcess(sim: Sim, call: CreateContainerCall): Process {
  const { podUid, attempt, spec } = call;
  return {
    podUid,
    container: spec.name,
    attempt,
    call,
    plan: planOf(sim, call),
    startedAt: null,
    servesSince: null,
    program: programOf(sim, call),
    steps: 0,
    timer: null,
  };
}

/** The files of a container, volumes that it shares with others aside. */
export function containerFiles({ program, layer, call }: Process): Files {
  return program?.files ?? layer ?? filesOf(call.files);
}

/** Keeps the files of a container that a command beside its process has changed. */
export function putContainerFiles(sim: Sim, node: string, process: Process, files: Files): void {
  const { program } = process;
  putProcess(
    sim,
    node,
    program === null ? { ...process, layer: files } : { ...process, program: { ...program, files } },
  );
}

/**
 * Starts a server: what it writes at once is written, and its end is planned if it has one.
 *
 * @param exit the end that it comes to
 */
export function startServer(sim: Sim, node: string, process: Process, exit: PlannedExit | null): Process {
  const { podUid, container, attempt, plan } = process;
  appendLog(sim, podUid, container, attempt, plan.logLines);
  const timer =
    exit === null ? null : scheduleEnd(sim, process, exit.afterMicros, exit.exitCode, exit.reason, exit.logLines);
  const started: Process = { ...process, startedAt: process.startedAt ?? sim.now, servesSince: sim.now, timer };
  putProcess(sim, node, started);
  return started;
}

/** Plans the end of a process. */
export function scheduleEnd(
  sim: Sim,
  { podUid, container, attempt }: Process,
  after: Micros,
  exitCode: number,
  reason = exitCode === 0 ? 'Completed' : 'Error',
  logLines: readonly string[] = [],
): Timer {
  const ending: Ending = { podUid, container, attempt, exitCode, reason, logLines };
  return sim.after(after, 'containerd.processEnded', ending);
}

/** SIGTERM. A program that must go on at once is given to `resume`. */
export function signalProcess(sim: Sim, node: string, process: Process, resume: (process: Process) => void): void {
  if (process.startedAt === null) return;
  const isFirstProcess = true;
  const signal = process.program === null ? null : signalProgram(process.program, 'TERM', isFirstProcess);
  switch (signal?.outcome) {
    case undefined:
    case 'server':
      stopServer(sim, node, process);
      break;
    case 'ignored':
      break;
    case 'deferred':
      putProcess(sim, node, { ...process, program: signal.state });
      break;
    case 'interrupted':
      if (process.timer !== null) sim.cancel(process.timer);
      resume({ ...process, program: signal.state, servesSince: null, timer: null });
      break;
    case 'ended':
      if (process.timer !== null) sim.cancel(process.timer);
      putProcess(sim, node, { ...process, timer: scheduleEnd(sim, process, 0, signal.exitCode) });
      break;
  }
}

/** A server ends in its own time, or does not care. */
function stopServer(sim: Sim, node: string, process: Process): void {
  const { stopMicros, stopExitCode } = process.plan;
  if (stopMicros === null) return;
  if (process.timer !== null && process.timer.at <= sim.now + stopMicros) return;
  if (process.timer !== null) sim.cancel(process.timer);
  putProcess(sim, node, { ...process, timer: scheduleEnd(sim, process, stopMicros, stopExitCode) });
}

/** SIGKILL: it ends now. */
export function killProcess(sim: Sim, node: string, process: Process): void {
  if (process.timer !== null) sim.cancel(process.timer);
  endProcess(sim, node, process, { exitCode: 137, reason: 'Error', finishedAt: sim.now });
}

/** The process of a container has come to its own end. */
export function processEnded(sim: Sim, ending: Ending): void {
  const node = nodeOf(sim.self);
  const process = processOf(sim, node, ending.podUid, ending.container);
  if (process === undefined || process.attempt !== ending.attempt) return;
  appendLog(sim, ending.podUid, ending.container, ending.attempt, ending.logLines);
  endProcess(sim, node, process, { exitCode: ending.exitCode, reason: ending.reason, finishedAt: sim.now });
}

/**
 * Ends a process: its container has exited. A StopContainer that waits for it is answered; else the kubelet sees it at its next look.
 */
function endProcess(
  sim: Sim,
  node: string,
  { podUid, container }: Process,
  exit: { readonly exitCode: number; readonly reason: string; readonly finishedAt: Micros },
): void {
  const key = processKey(podUid, container);
  const pod = runtimePods(sim).get(node, podUid);
  const before = pod?.containers[container];
  if (pod === undefined || before === undefined) return;
  const ended: RuntimeContainer = { ...before, state: 'exited', ...exit };
  putContainer(sim, node, pod, ended, null);
  tellFollowers(sim, podUid, container, [], true, exit.exitCode);
  endExecs(sim, node, podUid, container);
  sim.note({
    verb: exit.reason === 'OOMKilled' ? 'OOMKilled' : 'Exited',
    resource: 'containers',
    key: pod.key,
    text: `container ${container} ended with exit code ${exit.exitCode}`,
  });
  const stop = pendingStops(sim).get(node, key);
  if (stop === undefined) {
    reportAtRelist(sim, node, podUid);
    return;
  }
  pendingStops(sim).delete(node, key);
  const result = { podUid, container, status: ended, error: '' };
  answer(sim, stop, 'StopContainer', 'containers', pod.key, result);
}

/** What the process answers to probes may be different from now on: the kubelet is told, if it probes. */
export function probesMayChange(sim: Sim, node: string, { podUid, container, call }: Process): void {
  const { livenessProbe, readinessProbe, startupProbe } = call.spec;
  const subscription = subscriptions(sim).get(node);
  if (subscription === undefined || (livenessProbe ?? readinessProbe ?? startupProbe) === undefined) return;
  sim.after(0, 'kubelet.probesMayChange', { podUid, container }, { target: subscription.kubelet });
}

/** Forgets the processes, logs and volumes of a pod that is removed; what still runs ends unseen. */
export function dropProcesses(sim: Sim, node: string, pod: PodEntry): void {
  const names = Object.keys(pod.containers);
  for (const name of names) {
    const timer = pod.processes[name]?.timer ?? null;
    if (timer !== null) sim.cancel(timer);
    pendingStops(sim).delete(node, processKey(pod.uid, name));
  }
  dropLogs(sim, pod.uid, names);
  dropVolumes(sim, node, pod.uid);
}
