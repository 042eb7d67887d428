/**
 * Commands that run beside the process of a container, as `kubectl exec` starts them: stepped until they wait, woken when what they wait
 * for has come, and heard all the while.
 */
import type { Sim } from '../engine/engine.ts';
import type { ConnectAnswer, ConnectCall } from '../api/app-request.ts';
import type { StreamCall, StreamInput } from '../api/pod-streams.ts';
import { hexId } from '../api/hex-id.ts';
import { internalError } from '../api/status.ts';
import {
  interruptProgram,
  startProgram,
  stepProgram,
  withInput,
  type Effect,
  type EffectResult,
  type ShellState,
  type StepInput,
  type StepOutcome,
} from '../workload/program.ts';
import { imageFiles } from '../workload/image-files.ts';
import { hasExecutable } from '../workload/toolboxes.ts';
import { execs, takePid, type ExecProcess } from './exec-state.ts';
import { containerFiles, putContainerFiles, type Process } from './process.ts';
import { foundInHosts, hostOf, hostsAddress, withHost } from './hosts.ts';
import { askNetwork, networkResult } from './network-effects.ts';
import { leastRunMicros, stepInput } from './programs.ts';
import { nodeOf, processKey, processOf } from './state.ts';
import { answerStream } from './stream-answers.ts';
import { surroundingsOf } from './surroundings.ts';
import { putSharedFiles } from './volumes.ts';

interface Mark {
  readonly exec: string;
  readonly step: number;
}

/** Starts a command; what it writes and its end go to the client. */
export function beginExec(sim: Sim, node: string, process: Process, call: StreamCall): void {
  const { command, stdin, tty } = call.exec ?? { command: [] };
  const { spec } = process.call;
  const problem = hasExecutable(command, surroundingsOf(sim, process));
  if (problem !== '') {
    const exec = hexId(`exec ${call.id}`);
    const text = `OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown`;
    const why = `error executing command in container: failed to exec in container: failed to start exec "${exec}": ${text}`;
    // The API server tells its client's WebSocket of the error of its own connection to the kubelet as one of its own.
    answerStream(sim, call, { failure: internalError(internalError(why).message ?? '') });
    return;
  }
  const key = processKey(call.podUid, call.container);
  const pid = takePid(sim, key);
  const env = { HOSTNAME: stepInput(sim, node, process, undefined).hostname, ...call.place?.env, ...process.call.env };
  const program = startProgram({
    argv: command,
    env: tty === true ? { TERM: 'xterm', ...env } : env,
    ...(spec.workingDir === undefined ? {} : { workingDir: spec.workingDir }),
    ...(stdin === true ? { stdin: { text: '', isOpen: true, isTerminal: tty === true } } : {}),
  });
  const { attempt } = process;
  const begun = { call, attempt, pid, startedAt: sim.now, program, steps: 0, timer: null, waitsForInput: false };
  go(sim, node, begun, process, (current, input) => stepProgram(current, input), undefined);
}

/** Runs a command on, and carries out what it waits for. */
function go(
  sim: Sim,
  node: string,
  exec: ExecProcess,
  process: Process,
  run: (program: ShellState, input: StepInput) => StepOutcome,
  result: EffectResult | undefined,
): void {
  const { call } = exec;
  const files = containerFiles(process);
  const surroundings = surroundingsOf(sim, process, exec);
  const resolver = call.place?.resolver;
  const input: StepInput = {
    ...stepInput(sim, node, process, result),
    isMinimalImage: true,
    given: { ...imageFiles(surroundings.toolbox), ...call.place?.files },
    surroundings:
      resolver === undefined
        ? surroundings
        : { ...surroundings, nameServer: resolver.server, searches: resolver.searches },
  };
  const outcome = run({ ...exec.program, files }, input);
  const { state, shared, effect, pieces, output } = outcome;
  if (state.files !== files) putContainerFiles(sim, node, process, state.files);
  if (shared !== input.shared) putSharedFiles(sim, node, call.podUid, shared);
  if (effect.kind === 'exit') {
    execs(sim).delete(node, call.id);
    answerStream(sim, call, { text: output, pieces, exitCode: effect.code }, leastRunMicros);
    return;
  }
  const next: ExecProcess = { ...exec, program: { ...state, files: {} }, steps: exec.steps + 1, timer: null };
  if (output !== '' || exec.steps === 0) answerStream(sim, call, { text: output, pieces, isOpen: true });
  execs(sim).set(node, call.id, carryOut(sim, node, { ...next, waitsForInput: effect.kind === 'input' }, effect));
}

/** Does what a command waits for; gives it with what will wake it. */
function carryOut(sim: Sim, node: string, exec: ExecProcess, effect: Effect): ExecProcess {
  const { call, steps } = exec;
  const mark: Mark = { exec: call.id, step: steps };
  switch (effect.kind) {
    case 'sleep':
      return { ...exec, timer: sim.after(Math.ceil(effect.delayMicros), 'containerd.execWoke', mark) };
    case 'input':
    case 'serve':
    case 'exit':
      return exec;
    default: {
      const { podUid, container, place } = call;
      const resolver = place === undefined ? {} : { resolver: place.resolver };
      const asker = { podUid, container, ...resolver, replyKind: 'containerd.execConnected', context: mark };
      const known = hostsAddress(place?.files['/etc/hosts'] ?? '', hostOf(effect));
      if (known === undefined) askNetwork(sim, node, asker, effect);
      else if (effect.kind === 'dns')
        sim.after(0, 'containerd.execConnected', foundInHosts(known, { ...mark, kind: 'dns' }));
      else askNetwork(sim, node, asker, withHost(effect, known));
      return exec;
    }
  }
}

/** The command that a step is of, if it has not gone on since, with the process that it runs beside. */
function waiting(sim: Sim, node: string, id: string, step?: number): { exec: ExecProcess; process: Process } | null {
  const exec = execs(sim).get(node, id);
  if (exec === undefined || (step !== undefined && exec.steps !== step)) return null;
  const process = processOf(sim, node, exec.call.podUid, exec.call.container);
  return process?.attempt === exec.attempt ? { exec, process } : null;
}

function resume(sim: Sim, { exec: id, step }: Mark, result: EffectResult | undefined): void {
  const node = nodeOf(sim.self);
  const found = waiting(sim, node, id, step);
  if (found === null) return;
  if (found.exec.timer !== null) sim.cancel(found.exec.timer);
  go(sim, node, found.exec, found.process, (program, input) => stepProgram(program, input), result);
}

/** The client has typed something. @returns false when the stream is no command's */
export function inputToExec(sim: Sim, node: string, { id, text, isEnd }: StreamInput): boolean {
  const found = waiting(sim, node, id);
  if (found === null) return execs(sim).get(node, id) !== undefined;
  const { exec, process } = found;
  const { program, isInterrupted } = withInput(exec.program, text, isEnd);
  if (isInterrupted) {
    if (exec.timer !== null) sim.cancel(exec.timer);
    go(sim, node, { ...exec, program }, process, (current, input) => interruptProgram(current, input), undefined);
  } else if (exec.waitsForInput) {
    go(sim, node, { ...exec, program }, process, (current, input) => stepProgram(current, input), undefined);
  } else execs(sim).set(node, id, { ...exec, program });
  return true;
}

export const execHandlers = {
  'containerd.execWoke': (sim: Sim, mark: Mark): void => resume(sim, mark, undefined),
  'containerd.execConnected': (sim: Sim, answer: ConnectAnswer): void => {
    const mark = answer.context as Mark & { readonly kind: ConnectCall['request']['type'] };
    resume(sim, mark, networkResult(mark.kind, answer));
  },
};
