/** What the runtime gives of its containers to those who look in: their logs, what they write from now on, and commands beside them. */
import type { Sim } from '../engine/engine.ts';
import type { LogOptions, StreamCall, StreamInput } from '../api/pod-streams.ts';
import { badRequest, internalError } from '../api/status.ts';
import { formatTime, parseTime } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import { closeExec } from './exec-state.ts';
import { beginExec, inputToExec } from './execs.ts';
import { followers } from './followers.ts';
import { containerLogs, type LogLine } from './logs.ts';
import { inputToProcess } from './programs.ts';
import { nodeOf, processOf, runtimePods } from './state.ts';
import { answerStream } from './stream-answers.ts';

interface Asked {
  readonly call: StreamCall;
  readonly kubelet: string;
}

export const streamHandlers = {
  'containerd.streamAsked': (sim: Sim, { call }: Asked): void => {
    if (call.log !== undefined) readLogs(sim, call);
    else lookIn(sim, call);
  },
  'containerd.streamInput': (sim: Sim, input: StreamInput): void => {
    const node = nodeOf(sim.self);
    if (inputToExec(sim, node, input)) return;
    const call = followers(sim).get(sim.self, input.id);
    if (call?.attach?.stdin === true) inputToProcess(sim, node, call, input);
  },
  'containerd.streamClosed': (sim: Sim, { id }: { readonly id: string }): void => {
    followers(sim).delete(sim.self, id);
    closeExec(sim, nodeOf(sim.self), id);
  },
};

/** Runs a command beside the process of a container, or listens to the process itself. */
function lookIn(sim: Sim, call: StreamCall): void {
  const node = nodeOf(sim.self);
  const process = processOf(sim, node, call.podUid, call.container);
  if (process === undefined || process.startedAt === null) {
    const message = `unable to upgrade connection: container not found ("${call.container}")`;
    answerStream(sim, call, { failure: internalError(message) });
  } else if (call.exec === undefined) {
    followers(sim).set(sim.self, call.id, call);
    answerStream(sim, call, { isOpen: true });
  } else beginExec(sim, node, process, call);
}

/** Models: pkg/kubelet/kubelet_pods.go validateContainerLogStatus (v1.37). */
function readLogs(sim: Sim, call: StreamCall): void {
  const { podUid, container, name, log = {} } = call;
  const found = runtimePods(sim).get(nodeOf(sim.self), podUid)?.containers[container];
  if (found === undefined || (found.state === 'created' && found.attempt === 0)) {
    answerStream(sim, call, {
      failure: badRequest(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`),
    });
    return;
  }
  if (log.previous === true && found.attempt === 0) {
    const message = `previous terminated container "${container}" in pod "${name}" not found`;
    answerStream(sim, call, { failure: badRequest(message) });
    return;
  }
  const text = logText(sim, containerLogs(sim, podUid, container, log.previous === true), log);
  const isOpen = log.follow === true && found.state === 'running';
  if (isOpen) followers(sim).set(sim.self, call.id, call);
  answerStream(sim, call, { text, isOpen });
}

function logText(
  sim: Sim,
  all: readonly LogLine[],
  { tailLines, sinceSeconds, sinceTime, limitBytes, timestamps }: LogOptions,
): string {
  const from = sinceTime === undefined ? -Infinity : parseTime(sinceTime) - worldSettings(sim).epochMs * 1000;
  const since = sinceSeconds === undefined ? from : sim.now - sinceSeconds * 1_000_000;
  const recent = all.filter(({ at }) => at >= since);
  const lines = tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines);
  const text = lines.map((line) => lineText(sim, line, timestamps === true)).join('');
  return limitBytes === undefined ? text : text.slice(0, limitBytes);
}

/** A line as the kubelet gives it. Differs: times are whole seconds where a kubelet has nanoseconds. */
export function lineText(sim: Sim, { at, text }: LogLine, withTime: boolean): string {
  return `${withTime ? `${formatTime(at, worldSettings(sim).epochMs)} ` : ''}${text}\n`;
}
