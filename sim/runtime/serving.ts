/** What processes answer: to probes and commands of the kubelet, and to requests from the network. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { ServeAnswer, ServeCall } from '../api/app-request.ts';
import type { ActionAnswer, ActionCall, ContainerAction, RuntimePod } from '../api/cri.ts';
import { worldSettings } from '../api/world.ts';
import type { Called } from './answers.ts';
import { isForeignProgram, runProbe, startProgram } from '../workload/program.ts';
import { httpAnswer } from './http-answers.ts';
import type { Process } from './process.ts';
import { stepInput } from './programs.ts';
import { nodeOf, putProcess, runtimePods, type PodEntry } from './state.ts';
import { putSharedFiles } from './volumes.ts';

interface Verdict {
  readonly ok: boolean;
  readonly message: string;
  /** Instant from which it may be otherwise; null for not before the container changes. */
  readonly holdsUntil: Micros | null;
  /** Time that the process takes to say so. */
  readonly takes: Micros;
}

/** Runs a command in a container, or connects to it as a probe does, and answers. */
export function act(sim: Sim, called: Called<ActionCall>): void {
  const { podUid, container, purpose, action, timeoutMicros } = called.call;
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, podUid);
  const process = pod?.processes[container];
  const verdict = judge(sim, node, pod, process, action);
  const isLate = verdict.takes > timeoutMicros;
  const takes = Math.min(verdict.takes, timeoutMicros);
  const result: ActionAnswer = {
    podUid,
    container,
    purpose,
    ok: verdict.ok && !isLate,
    message: isLate ? timeoutMessage(pod?.sandbox.ip ?? '', action, timeoutMicros) : verdict.message,
    holdsUntil: verdict.holdsUntil,
  };
  const key = pod?.key ?? '';
  sim.send({
    to: called.replyTo,
    ...(action.type === 'exec' ? {} : { fromName: `pod/${key}` }),
    protocol: action.type === 'exec' ? 'cri' : 'packet',
    verb: action.type === 'exec' ? 'ExecSync' : purpose,
    resource: 'probes',
    key,
    status: result.ok ? 200 : 500,
    text: result.message,
    latency: takes + worldSettings(sim).latencies.criCallMicros,
    kind: called.replyKind,
    payload: result,
  });
}

function timeoutMessage(ip: string, action: ContainerAction, timeoutMicros: Micros): string {
  if (action.type === 'http') {
    return `Get "${urlOf(ip, action)}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  }
  if (action.type !== 'exec') return `dial tcp ${ip}:${action.port}: i/o timeout`;
  return `command timed out: "${action.command.join(' ')}" timed out after ${timeoutMicros / 1_000_000}s`;
}

function judge(
  sim: Sim,
  node: string,
  pod: RuntimePod | undefined,
  process: Process | undefined,
  action: ContainerAction,
): Verdict {
  if (pod === undefined || process === undefined || process.startedAt === null) {
    return { ok: false, message: 'container is not running', holdsUntil: null, takes: 0 };
  }
  if (action.type === 'exec') return execute(sim, node, process, action.command);
  const { plan } = process;
  const served = plan.ports.find(({ port, protocol }) => port === action.port && protocol === 'TCP');
  const opensAt = process.servesSince === null ? null : process.servesSince + plan.opensMicros;
  if (served === undefined || opensAt === null || sim.now < opensAt) {
    const message = refusedMessage(pod.sandbox.ip, action);
    return { ok: false, message, holdsUntil: served === undefined ? null : opensAt, takes: 0 };
  }
  if (action.type === 'tcp') return { ok: true, message: '', holdsUntil: null, takes: 0 };
  const readyAt = readyAtOf(process);
  const isReady = readyAt !== null && sim.now >= readyAt;
  const status = isReady ? plan.httpStatus : 503;
  const ok = status >= 200 && status < 400;
  const message = ok ? '' : `HTTP probe failed with statuscode: ${status}`;
  return { ok, message, holdsUntil: isReady ? null : readyAt, takes: plan.requestMicros };
}

/** From when a server answers with success; null for a process that is no server. */
function readyAtOf({ servesSince, plan }: Process): Micros | null {
  return servesSince === null ? null : servesSince + plan.readyMicros;
}

/** Runs a command beside the process, in its files. One of the image's own succeeds once its server is ready. */
function execute(sim: Sim, node: string, process: Process, command: readonly string[]): Verdict {
  const readyAt = readyAtOf(process);
  if (process.program === null && isForeignProgram(command)) {
    const ok = readyAt !== null && sim.now >= readyAt;
    return { ok, message: '', holdsUntil: ok ? null : readyAt, takes: process.plan.requestMicros };
  }
  const { env, files } = process.call;
  const program = process.program ?? startProgram({ argv: ['true'], env, files });
  const input = stepInput(sim, node, process, undefined);
  const { exitCode, output, state, shared, tookMicros } = runProbe(program, command, input);
  if (process.program !== null && state.files !== program.files) putProcess(sim, node, { ...process, program: state });
  if (shared !== input.shared) putSharedFiles(sim, node, process.podUid, shared);
  return { ok: exitCode === 0, message: output.trim(), holdsUntil: null, takes: tookMicros };
}

function refusedMessage(ip: string, action: Exclude<ContainerAction, { type: 'exec' }>): string {
  const refused = `dial tcp ${ip}:${action.port}: connect: connection refused`;
  if (action.type !== 'http') return refused;
  return `Get "${urlOf(ip, action)}": ${refused}`;
}

function urlOf(ip: string, { scheme, port, path }: Extract<ContainerAction, { type: 'http' }>): string {
  return `${scheme.toLowerCase()}://${ip}:${port}${path}`;
}

/** A connection has arrived at the address of a pod of this machine. */
export function serve(sim: Sim, call: ServeCall): void {
  const node = nodeOf(sim.self);
  const found = listenerOf(sim, node, call);
  if (found === null) {
    reply(sim, call, { outcome: 'noAddress', status: 0, body: '', podKey: '', container: '', context: call.context });
    return;
  }
  const { pod, process } = found;
  const podKey = pod.key;
  if (process === null) {
    reply(sim, call, { outcome: 'refused', status: 0, body: '', podKey, container: '', context: call.context });
    return;
  }
  const { plan, container, podUid, attempt } = process;
  const isReady = sim.now >= (readyAtOf(process) ?? sim.now);
  const status = call.http === undefined ? 0 : isReady ? plan.httpStatus : 503;
  const context: Served = { call, podUid, podKey, container, attempt, status };
  sim.after(plan.requestMicros, 'containerd.served', context);
}

interface Served {
  readonly call: ServeCall;
  readonly podUid: string;
  readonly podKey: string;
  readonly container: string;
  readonly attempt: number;
  readonly status: number;
}

/** The process has worked on a request: the answer leaves, unless it has ended meanwhile. */
export function served(sim: Sim, { call, podUid, podKey, container, attempt, status }: Served): void {
  const node = nodeOf(sim.self);
  const pod = runtimePods(sim).get(node, podUid);
  const process = pod?.processes[container];
  const common = { podKey, container, context: call.context };
  if (process?.attempt !== attempt) {
    reply(sim, call, { outcome: 'closed', status: 0, body: '', ...common });
    return;
  }
  if (call.http === undefined || pod === undefined) {
    reply(sim, call, { outcome: 'answered', status, body: '', ...common });
    return;
  }
  reply(sim, call, { outcome: 'answered', ...httpAnswer(sim, node, pod, process, call.http, status), ...common });
}

function reply(sim: Sim, call: ServeCall, result: ServeAnswer): void {
  sim.after(0, call.replyKind, result, { target: call.replyTo });
}

/** The pod that has the address, and its process that listens on the port. */
function listenerOf(
  sim: Sim,
  node: string,
  { ip, port, protocol }: ServeCall,
): { pod: PodEntry; process: Process | null } | null {
  const pods = podsAt(sim, node, ip);
  for (const pod of pods) {
    for (const name of Object.keys(pod.containers).sort()) {
      const process = pod.processes[name];
      if (process === undefined || process.servesSince === null) continue;
      if (sim.now < process.servesSince + process.plan.opensMicros) continue;
      if (process.plan.ports.some((served) => served.port === port && served.protocol === protocol))
        return { pod, process };
    }
  }
  const [first] = pods;
  return first === undefined ? null : { pod: first, process: null };
}

/** Pods of a machine that have an address: the one whose own it is, or all in the network of the machine itself. */
function podsAt(sim: Sim, node: string, ip: string): PodEntry[] {
  const found: PodEntry[] = [];
  runtimePods(sim).forEach(node, (pod) => {
    if (pod.sandbox.ip === ip) found.push(pod);
  });
  return found.sort((a, b) => (a.uid < b.uid ? -1 : 1));
}
