/**
 * The processes of containers: what the workload models say of them, over virtual time.
 *
 * A process that serves needs no event of its own: from when it answers follows from when it started.
 */
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { CreateContainerCall, RuntimeContainer, RuntimePod } from '../api/cri.ts';
import { answer } from './answers.ts';
import { appendLog, dropLogs } from './logs.ts';
import { planOf, type Plan } from './plan.ts';
import { reportAtRelist } from './relist.ts';
import { nodeOf, pendingStops, processKey, putContainer, runtimePods } from './state.ts';

/** The first process of a container. */
export interface Process {
  readonly podUid: string;
  readonly container: string;
  readonly attempt: number;
  readonly call: CreateContainerCall;
  readonly plan: Plan;
  /** -1 while it has only been created. */
  readonly startedAt: Micros;
  /** Its end, when that is known already. */
  readonly end: Timer | null;
}

/** Node -> process key -> the process. */
export const processes = (sim: Sim) => sim.store.multimap<Process>('containerd/processes');

interface Ending {
  readonly podUid: string;
  readonly container: string;
  readonly attempt: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly logLines: readonly string[];
}

/** Prepares the process of a container that has been created. */
export function createProcess(sim: Sim, node: string, call: CreateContainerCall): void {
  const plan = planOf(sim, call);
  const { podUid, attempt, spec } = call;
  const process: Process = { podUid, container: spec.name, attempt, call, plan, startedAt: -1, end: null };
  processes(sim).set(node, processKey(podUid, spec.name), process);
}

/** Starts it: what it writes at once is written, and its own end is planned if it has one. */
export function startProcess(sim: Sim, node: string, process: Process): void {
  const { podUid, container, attempt, plan } = process;
  appendLog(sim, podUid, container, attempt, plan.logLines);
  const key = processKey(podUid, container);
  const { exit } = plan;
  const end =
    exit === null ? null : scheduleEnd(sim, process, exit.afterMicros, exit.exitCode, exit.reason, exit.logLines);
  processes(sim).set(node, key, { ...process, startedAt: sim.now, end });
}

function scheduleEnd(
  sim: Sim,
  { podUid, container, attempt }: Process,
  after: Micros,
  exitCode: number,
  reason: string,
  logLines: readonly string[],
): Timer {
  const ending: Ending = { podUid, container, attempt, exitCode, reason, logLines };
  return sim.after(after, 'containerd.processEnded', ending);
}

/** SIGTERM: the process ends after the time that it takes to, or does not care. */
export function signalProcess(sim: Sim, node: string, key: string): void {
  const process = processes(sim).get(node, key);
  if (process === undefined || process.startedAt < 0) return;
  const { stopMicros, stopExitCode } = process.plan;
  if (stopMicros === null) return;
  const endsAt = sim.now + stopMicros;
  if (process.end !== null && process.end.at <= endsAt) return;
  if (process.end !== null) sim.cancel(process.end);
  const end = scheduleEnd(sim, process, stopMicros, stopExitCode, stopExitCode === 0 ? 'Completed' : 'Error', []);
  processes(sim).set(node, key, { ...process, end });
}

/** SIGKILL: it ends now. */
export function killProcess(sim: Sim, node: string, key: string): void {
  const process = processes(sim).get(node, key);
  if (process === undefined) return;
  if (process.end !== null) sim.cancel(process.end);
  endProcess(sim, node, process, { exitCode: 137, reason: 'Error', finishedAt: sim.now });
}

/** The process of a container has come to its own end. */
export function processEnded(sim: Sim, ending: Ending): void {
  const node = nodeOf(sim.self);
  const process = processes(sim).get(node, processKey(ending.podUid, ending.container));
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
  processes(sim).delete(node, key);
  const pod = runtimePods(sim).get(node, podUid);
  const before = pod?.containers[container];
  if (pod === undefined || before === undefined) return;
  const ended: RuntimeContainer = { ...before, state: 'exited', ...exit };
  putContainer(sim, node, podUid, ended);
  sim.note({
    verb: exit.reason === 'OOMKilled' ? 'OOMKilled' : 'Exited',
    resource: 'containers',
    key: `${pod.namespace}/${pod.name}`,
    text: `container ${container} ended with exit code ${exit.exitCode}`,
  });
  const stop = pendingStops(sim).get(node, key);
  if (stop === undefined) {
    reportAtRelist(sim, node, podUid);
    return;
  }
  pendingStops(sim).delete(node, key);
  answer(sim, stop, 'StopContainer', 'containers', `${pod.namespace}/${pod.name}`, {
    podUid,
    container,
    status: ended,
    error: '',
  });
}

/** Forgets the processes and logs of a pod that is removed; what still runs ends unseen. */
export function dropProcesses(sim: Sim, node: string, pod: RuntimePod): void {
  const names = Object.keys(pod.containers);
  for (const name of names) {
    const process = processes(sim).get(node, processKey(pod.uid, name));
    if (process?.end !== undefined && process.end !== null) sim.cancel(process.end);
    processes(sim).delete(node, processKey(pod.uid, name));
    pendingStops(sim).delete(node, processKey(pod.uid, name));
  }
  dropLogs(sim, pod.uid, names);
}
