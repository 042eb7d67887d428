/** The commands that are at work in containers, and how they end when nobody lets them go on. */
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { StreamCall } from '../api/pod-streams.ts';
import type { ShellState } from '../workload/program.ts';
import { processKey } from './state.ts';
import { answerStream } from './stream-answers.ts';

/** A command at work in a container. */
export interface ExecProcess {
  readonly call: StreamCall;
  /** Which of the containers of that name. */
  readonly attempt: number;
  readonly pid: number;
  readonly startedAt: Micros;
  readonly program: ShellState;
  /** Counts its steps: an answer that comes for an earlier one is late. */
  readonly steps: number;
  readonly timer: Timer | null;
  readonly waitsForInput: boolean;
}

/** Node -> stream -> the command. */
export const execs = (sim: Sim) => sim.store.multimap<ExecProcess>('containerd/execs');
/** Process key -> pids that were given to commands in the container. */
const pids = (sim: Sim) => sim.store.map<number>('containerd/execPids');
const firstPid = 7;

/** The number of the next process in a container. */
export function takePid(sim: Sim, key: string): number {
  const pid = (pids(sim).get(key) ?? firstPid - 1) + 1;
  pids(sim).set(key, pid);
  return pid;
}

const killedExitCode = 137;

/** The client goes away: what it started is ended without a word. */
export function closeExec(sim: Sim, node: string, id: string): void {
  const exec = execs(sim).get(node, id);
  if (exec === undefined) return;
  if (exec.timer !== null) sim.cancel(exec.timer);
  execs(sim).delete(node, id);
}

/** A container has ended, and with it the commands in it. */
export function endExecs(sim: Sim, node: string, podUid: string, container: string): void {
  const ended: ExecProcess[] = [];
  execs(sim).forEach(node, (exec) => {
    if (exec.call.podUid === podUid && exec.call.container === container) ended.push(exec);
  });
  for (const exec of ended.sort((a, b) => (a.call.id < b.call.id ? -1 : 1))) {
    closeExec(sim, node, exec.call.id);
    answerStream(sim, exec.call, { exitCode: killedExitCode });
  }
  pids(sim).delete(processKey(podUid, container));
}
