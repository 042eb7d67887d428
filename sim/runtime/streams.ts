/** What the runtime gives of its containers to those who look in: their logs, and commands that run beside the process. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { neighbourOf } from '../api/component-name.ts';
import type { LogOptions, StreamAnswer, StreamCall } from '../api/pod-streams.ts';
import { badRequest, internalError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { Status } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { containerLogs, type LogLine } from './logs.ts';
import { processes, putProcess } from './process.ts';
import { stepInput } from './programs.ts';
import { nodeOf, processKey, runtimePods } from './state.ts';
import { isForeignProgram, runProbe, startProgram } from '../workload/program.ts';
import { putSharedFiles } from './volumes.ts';
import { followers } from './followers.ts';

interface Asked {
  readonly call: StreamCall;
  readonly kubelet: string;
}

export const streamHandlers = {
  'containerd.streamAsked': (sim: Sim, { call }: Asked): void => {
    if (call.exec === undefined) readLogs(sim, call);
    else execute(sim, call, call.exec.command);
  },
  'containerd.streamClosed': (sim: Sim, { id }: { readonly id: string }): void => {
    followers(sim).delete(sim.self, id);
  },
};

function answer(sim: Sim, call: StreamCall, given: Partial<StreamAnswer>, takes: Micros = 0): void {
  const payload: StreamAnswer = { id: call.id, text: '', exitCode: 0, isOpen: false, failure: null, ...given };
  sim.send({
    to: neighbourOf(sim.self, 'kubelet'),
    protocol: 'cri',
    verb: call.exec === undefined ? 'ReadLogs' : 'Exec',
    resource: 'containers',
    key: `${call.namespace}/${call.name}`,
    status: payload.failure?.code ?? 200,
    latency: worldSettings(sim).latencies.criCallMicros + takes,
    kind: 'kubelet.streamAnswered',
    payload,
  });
}

/** Models: pkg/kubelet/kubelet_pods.go validateContainerLogStatus (v1.37). */
function readLogs(sim: Sim, call: StreamCall): void {
  const { podUid, container, name, log = {} } = call;
  const found = runtimePods(sim).get(nodeOf(sim.self), podUid)?.containers[container];
  if (found === undefined || (found.state === 'created' && found.attempt === 0)) {
    answer(sim, call, {
      failure: badRequest(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`),
    });
    return;
  }
  if (log.previous === true && found.attempt === 0) {
    const message = `previous terminated container "${container}" in pod "${name}" not found`;
    answer(sim, call, { failure: badRequest(message) });
    return;
  }
  const text = logText(sim, containerLogs(sim, podUid, container, log.previous === true), log);
  const isOpen = log.follow === true && found.state === 'running';
  if (isOpen) followers(sim).set(sim.self, call.id, call);
  answer(sim, call, { text, isOpen });
}

function logText(
  sim: Sim,
  all: readonly LogLine[],
  { tailLines, sinceSeconds, limitBytes, timestamps }: LogOptions,
): string {
  const since = sinceSeconds === undefined ? -Infinity : sim.now - sinceSeconds * 1_000_000;
  const recent = all.filter(({ at }) => at >= since);
  const lines = tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines);
  const text = lines.map((line) => lineText(sim, line, timestamps === true)).join('');
  return limitBytes === undefined ? text : text.slice(0, limitBytes);
}

/** A line as the kubelet gives it. Differs: times are whole seconds where a kubelet has nanoseconds. */
export function lineText(sim: Sim, { at, text }: LogLine, withTime: boolean): string {
  return `${withTime ? `${formatTime(at, worldSettings(sim).epochMs)} ` : ''}${text}\n`;
}

/**
 * Runs a command in a container, in the files of its process.
 * Differs: it runs to its end at once, and takes as long as it would have slept; requests that it sends fail.
 */
function execute(sim: Sim, call: StreamCall, command: readonly string[]): void {
  const node = nodeOf(sim.self);
  const process = processes(sim).get(node, processKey(call.podUid, call.container));
  if (process === undefined) {
    answer(sim, call, { failure: notRunning(call.container) });
    return;
  }
  const { env, files } = process.call;
  if (isForeignProgram(command)) {
    const [program = ''] = command;
    const text = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH\n`;
    answer(sim, call, { text, exitCode: 126 });
    return;
  }
  const program = process.program ?? startProgram({ argv: ['true'], env, files });
  const input = stepInput(sim, node, process, undefined);
  const { exitCode, output, state, shared, tookMicros } = runProbe(program, command, input);
  if (process.program !== null && state.files !== program.files) putProcess(sim, node, { ...process, program: state });
  if (shared !== input.shared) putSharedFiles(sim, node, process.podUid, shared);
  answer(sim, call, { text: output, exitCode }, tookMicros);
}

function notRunning(container: string): Status {
  return internalError(`error executing command in container: container is not running: ${container}`);
}
