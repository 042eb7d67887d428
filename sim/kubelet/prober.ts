/**
 * Probes: each runs once a period on its own grid, but only where an answer may change something. A probe that goes on to succeed
 * rests until the runtime says that the container may answer otherwise.
 *
 * Models: pkg/kubelet/prober (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { microsPerSecond, type Micros } from '../engine/event.ts';
import { isIn, start, step } from '../engine/machine.ts';
import type { ActionAnswer, ActionCall, ContainerAction } from '../api/cri.ts';
import { oncePerTemplate } from '../api/once-per-template.ts';
import type { Container, Probe } from '../api/types.ts';
import { callRuntime } from './cri-client.ts';
import { containerOf, raiseContainer, type PodDraft } from './draft.ts';
import { containerEvent } from './pod-events.ts';
import {
  isProbing,
  newProbe,
  probeTable,
  publishedResultOf,
  type ProbeAction,
  type ProbeEvent,
  type ProbeType,
} from './probe.machine.ts';
import type { ProbeOutcomes } from './pod-actions.ts';
import type { ContainerRecord, ProbeRecord } from './records.ts';
import { specOf } from './specs.ts';

const types: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];
const titles = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const;

/** The probe of a type that a container's spec has. */
export function probeOf(spec: Container, type: ProbeType): Probe | undefined {
  switch (type) {
    case 'startup':
      return spec.startupProbe;
    case 'readiness':
      return spec.readinessProbe;
    case 'liveness':
      return spec.livenessProbe;
  }
}

/** Payload of the events that run a probe. */
export interface ProbeTick {
  readonly uid: string;
  readonly container: string;
  readonly type: ProbeType;
}

const noOutcomes: ProbeOutcomes = {};

/** Published results as the sync looks at them. */
export function outcomesOf({ probes }: ContainerRecord): ProbeOutcomes {
  const { liveness, startup } = probes;
  if (liveness === undefined && startup === undefined) return noOutcomes;
  const live = liveness === undefined ? null : publishedResultOf(liveness.machine);
  const started = startup === undefined ? null : publishedResultOf(startup.machine);
  return { ...(live === null ? {} : { liveness: live }), ...(started === null ? {} : { startup: started }) };
}

/** Whether any container has a probe. */
const hasProbes = oncePerTemplate(({ initContainers = [], containers }) =>
  [...initContainers, ...containers].some((spec) => types.some((type) => probeOf(spec, type) !== undefined)),
);

/** Begins the probes of containers that were seen to run for the first time. */
export function beginProbes(sim: Sim, draft: PodDraft): void {
  if (draft.pod.spec === undefined || !hasProbes(draft.pod.spec)) return;
  for (const record of Object.values(draft.containers)) {
    if (!isIn(record.machine, 'running')) continue;
    const spec = specOf(draft, record.name);
    for (const type of types) {
      const probe = probeOf(spec, type);
      if (probe !== undefined && (record.probes[type] === undefined || record.probes[type].machine.value === 'idle')) {
        begin(sim, draft, record.name, type, probe, spec.startupProbe !== undefined && type !== 'startup');
      }
    }
  }
}

function begin(sim: Sim, draft: PodDraft, name: string, type: ProbeType, probe: Probe, waitsForStartup: boolean): void {
  const known = containerOf(draft, name).probes[type];
  const context = newProbe({
    type,
    initialDelayMicros: (probe.initialDelaySeconds ?? 0) * microsPerSecond,
    successThreshold: probe.successThreshold ?? 1,
    failureThreshold: probe.failureThreshold ?? 3,
  });
  const machine = known?.machine ?? start(probeTable, context).state;
  putProbe(draft, name, type, { machine, anchor: sim.now, timer: null, isAsking: false });
  stepProbe(sim, draft, name, type, { type: 'container.started', waitsForStartup });
}

function putProbe(draft: PodDraft, name: string, type: ProbeType, probe: ProbeRecord): void {
  const container = containerOf(draft, name);
  container.probes = { ...container.probes, [type]: probe };
}

/** Steps one probe's machine, and plans its next run. */
function stepProbe(
  sim: Sim,
  draft: PodDraft,
  name: string,
  type: ProbeType,
  event: ProbeEvent | { type: string },
): void {
  const record = containerOf(draft, name).probes[type];
  if (record === undefined) return;
  const wasProbing = isProbing(record.machine);
  const { state, actions, timers } = step(probeTable, record.machine, event);
  putProbe(draft, name, type, { ...record, machine: state });
  for (const order of timers) {
    if (order.type === 'arm') armDelay(sim, draft, name, type, order.event, order.delayMicros);
  }
  for (const action of actions) publish(sim, draft, name, type, action, event.type);
  const isOpen = isProbing(containerOf(draft, name).probes[type]?.machine ?? state);
  if (isOpen && !wasProbing) runProbe(sim, draft, name, type);
}

/** The initial delay counts from the start of the process. */
function armDelay(sim: Sim, draft: PodDraft, name: string, type: ProbeType, event: string, delay: Micros): void {
  const { current } = containerOf(draft, name);
  const record = containerOf(draft, name).probes[type];
  if (record === undefined) return;
  const since = sim.now - (current?.startedAt ?? sim.now);
  const timer = sim.after(Math.max(0, delay - since), 'kubelet.probeDelayed', {
    uid: draft.uid,
    container: name,
    type,
    event,
  });
  putProbe(draft, name, type, { ...record, timer });
}

/** The initial delay of a probe is over. */
export function probeDelayed(
  sim: Sim,
  draft: PodDraft,
  { container, type, event }: ProbeTick & { readonly event: string },
): void {
  const record = draft.containers[container]?.probes[type];
  if (record === undefined) return;
  putProbe(draft, container, type, { ...record, timer: null, anchor: sim.now });
  stepProbe(sim, draft, container, type, { type: event });
}

/** Runs a probe now. */
export function runProbe(sim: Sim, draft: PodDraft, name: string, type: ProbeType): void {
  const container = draft.containers[name];
  const record = container?.probes[type];
  if (container === undefined || record === undefined || record.isAsking || !isProbing(record.machine)) return;
  const spec = specOf(draft, name);
  const probe = probeOf(spec, type);
  const action = probe === undefined ? null : actionOf(probe, spec, draft.sandbox?.ip ?? '');
  if (probe === undefined || action === null) return;
  putProbe(draft, name, type, { ...record, timer: null, isAsking: true });
  const timeoutMicros = (probe.timeoutSeconds ?? 1) * microsPerSecond;
  const call: ActionCall = { podUid: draft.uid, container: name, action, timeoutMicros, purpose: type };
  callRuntime(sim, 'act', draft.key, call, {
    text: `${type} probe of ${name}`,
    ...(action.type === 'exec' ? {} : { packetTo: `pod/${draft.key}` }),
  });
}

/** What a probe does, with its port looked up. */
export function actionOf(
  probe: Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>,
  spec: Container,
  ip: string,
): ContainerAction | null {
  if (probe.exec !== undefined) return { type: 'exec', command: probe.exec.command ?? [] };
  if (probe.httpGet !== undefined) {
    const { port, path, host, scheme } = probe.httpGet;
    return { type: 'http', port: portOf(port, spec), path: path ?? '/', host: host ?? ip, scheme: scheme ?? 'HTTP' };
  }
  if (probe.tcpSocket !== undefined) return { type: 'tcp', port: portOf(probe.tcpSocket.port, spec) };
  return probe.grpc === undefined ? null : { type: 'grpc', port: probe.grpc.port };
}

/** A port by number, or by the name that the container gave it; 0 when it has none of that name. */
function portOf(port: number | string, spec: Container): number {
  if (typeof port === 'number') return port;
  return spec.ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

/** The answer to a probe. */
export function takeProbeAnswer(
  sim: Sim,
  draft: PodDraft,
  { container, purpose, ok, message, holdsUntil }: ActionAnswer,
): void {
  const type = types.find((candidate) => candidate === purpose);
  const record = type === undefined ? undefined : draft.containers[container]?.probes[type];
  if (type === undefined || record === undefined || !record.isAsking) return;
  putProbe(draft, container, type, { ...record, isAsking: false });
  if (!ok)
    containerEvent(sim, draft.pod, container, 'Warning', 'Unhealthy', `${titles[type]} probe failed: ${message}`);
  stepProbe(sim, draft, container, type, { type: ok ? 'probe.succeeded' : 'probe.failed' });
  planNext(sim, draft, container, type, ok, holdsUntil);
}

/** The next run: the next instant of the grid, or none while nothing can change. */
function planNext(
  sim: Sim,
  draft: PodDraft,
  name: string,
  type: ProbeType,
  ok: boolean,
  holdsUntil: Micros | null,
): void {
  const record = containerOf(draft, name).probes[type];
  const probe = probeOf(specOf(draft, name), type);
  if (record === undefined || probe === undefined || record.timer !== null || !isProbing(record.machine)) return;
  const isSettled = ok && record.machine.value === 'probing.success';
  if (isSettled && holdsUntil === null) return;
  const from = isSettled ? Math.max(holdsUntil ?? 0, sim.now + 1) : sim.now + 1;
  tickAt(sim, draft, name, type, record, probe, from);
}

function tickAt(
  sim: Sim,
  draft: PodDraft,
  name: string,
  type: ProbeType,
  record: ProbeRecord,
  probe: Probe,
  from: Micros,
): void {
  const period = (probe.periodSeconds ?? 10) * microsPerSecond;
  const at = record.anchor + Math.ceil((from - record.anchor) / period) * period;
  const tick: ProbeTick = { uid: draft.uid, container: name, type };
  putProbe(draft, name, type, { ...record, timer: sim.after(at - sim.now, 'kubelet.probeTick', tick) });
}

/** A container may answer otherwise from now on: probes that rest run again at their next instant. */
export function wakeProbes(sim: Sim, draft: PodDraft, name: string): void {
  for (const type of types) {
    const record = draft.containers[name]?.probes[type];
    const probe = probeOf(specOf(draft, name), type);
    if (record === undefined || probe === undefined || record.timer !== null || record.isAsking) continue;
    if (isProbing(record.machine)) tickAt(sim, draft, name, type, record, probe, sim.now + 1);
  }
}

/** The container runs no more. */
export function endProbes(sim: Sim, draft: PodDraft, name: string): void {
  for (const type of types) {
    const record = containerOf(draft, name).probes[type];
    if (record === undefined) continue;
    if (record.timer !== null) sim.cancel(record.timer);
    const { state } = step(probeTable, record.machine, { type: 'container.stopped' });
    putProbe(draft, name, type, { ...record, machine: state, timer: null, isAsking: false });
  }
}

/** What a probe's decision means for its container. */
function publish(sim: Sim, draft: PodDraft, name: string, type: ProbeType, action: ProbeAction, cause: string): void {
  if (cause === 'container.started' || action === 'publishUnknown') return;
  const isPassed = action === 'publishSuccess';
  if (type === 'readiness') {
    raiseContainer(draft, name, { type: isPassed ? 'probe.readinessPassed' : 'probe.readinessFailed' });
    draft.wantsStatus = true;
    return;
  }
  draft.wantsSync = true;
  if (type !== 'startup' || !isPassed) return;
  raiseContainer(draft, name, { type: 'probe.startupPassed' });
  for (const other of ['readiness', 'liveness'] as const)
    stepProbe(sim, draft, name, other, { type: 'startup.passed' });
}
