/** Checks of what the kubelet does with a pod: conditions, the actions of a sync, probes and the end. */
import { microsPerSecond } from '../../api/time.ts';
import type { ContainerStatus, Pod, Probe } from '../../api/types.ts';
import { start, step } from '../../engine/machine.ts';
import type { MachineState } from '../../engine/machine.ts';
import { effectiveGraceSeconds, terminationOrder } from '../../kubelet/grace-period.ts';
import { computePodActions } from '../../kubelet/pod-actions.ts';
import type { ContainerFacts, ProbeOutcomes } from '../../kubelet/pod-actions.ts';
import { generatePodConditions } from '../../kubelet/pod-conditions.ts';
import { isOnHold, isProbing, newProbe, probeTable, publishedResultOf } from '../../kubelet/probe.machine.ts';
import type { ProbeContext, ProbeResult, ProbeType } from '../../kubelet/probe.machine.ts';
import type { SandboxFacts } from '../../kubelet/sandbox-changed.ts';
import { includesFields } from '../compare.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField } from './given.ts';

function allStatuses({ status }: Pod): ContainerStatus[] | undefined {
  const { containerStatuses, initContainerStatuses } = status ?? {};
  if (containerStatuses === undefined && initContainerStatuses === undefined) return undefined;
  return [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])];
}

type GivenSandbox = Omit<SandboxFacts, 'state'> & { readonly state: 'none' | SandboxFacts['state'] };

function podActions(given: JsonObject): JsonObject {
  const pod = field<Pod>(given, 'pod');
  const sandbox = field<GivenSandbox>(given, 'sandbox');
  const records = listField<ContainerFacts & { readonly name: string }>(given, 'runtime');
  const probes = field<Readonly<Record<string, ProbeOutcomes>> | undefined>(given, 'probeResults') ?? {};
  const { state, ip = '', attempt = 0 } = sandbox;
  const actions = computePodActions(pod, {
    sandboxes: state === 'none' ? [] : [{ state, ip, attempt }],
    containerOf: (name) => {
      const record = records.find((candidate) => candidate.name === name);
      return record === undefined ? undefined : { ...record, exitCode: record.exitCode ?? 0 };
    },
    probesOf: (name) => probes[name] ?? {},
    hasContainers: records.length > 0,
  });
  return {
    killPod: actions.killPod,
    createSandbox: actions.createSandbox,
    attempt: actions.attempt,
    startInit: actions.initContainersToStart,
    start: actions.containersToStart,
    startEphemeral: actions.ephemeralContainersToStart,
    kill: actions.containersToKill.map(({ name }) => name),
  };
}

type ProbeState = MachineState<ProbeContext>;

function probeOf(given: JsonObject): ProbeState {
  const { initialDelaySeconds = 0, successThreshold = 1, failureThreshold = 3 } = field<Probe>(given, 'probe');
  const initialResult = field<ProbeResult | undefined>(given, 'initialResult');
  const context = newProbe({
    type: field<ProbeType>(given, 'type'),
    initialDelayMicros: initialDelaySeconds * microsPerSecond,
    successThreshold,
    failureThreshold,
    ...(initialResult === undefined ? {} : { initialResult }),
  });
  return start(probeTable, context).state;
}

const take = (state: ProbeState, type: string): ProbeState => step(probeTable, state, { type }).state;

function started(state: ProbeState, waitsForStartup = false): ProbeState {
  return step(probeTable, state, { type: 'container.started', waitsForStartup }).state;
}

function probed(state: ProbeState, result: string): ProbeState {
  return isProbing(state) ? take(state, result === 'success' ? 'probe.succeeded' : 'probe.failed') : state;
}

function probeSequence(given: JsonObject): JsonObject {
  const observed: (ProbeResult | null)[] = [];
  const onHold: boolean[] = [];
  let state = started(probeOf(given));
  for (const result of listField<string>(given, 'results')) {
    if (result === 'new-container') {
      state = started(state);
      continue;
    }
    state = probed(state, result);
    observed.push(publishedResultOf(state));
    onHold.push(isOnHold(state));
  }
  return { observed, onHold };
}

function probeDelay(given: JsonObject): JsonObject {
  const before = start(probeTable, probeOf(given).context).state;
  const begun = step(probeTable, before, { type: 'container.started', waitsForStartup: false });
  const elapsed = field<number>(given, 'secondsSinceStart') * microsPerSecond;
  let state = begun.state;
  for (const timer of begun.timers)
    if (timer.type === 'arm' && timer.delayMicros <= elapsed) state = take(state, timer.event);
  const isDue = isProbing(state);
  const after = probed(state, field(given, 'probeWouldReturn'));
  return { probed: isDue, result: publishedResultOf(after) };
}

/** When each container is signalled, if every one needs the same time to stop. */
function signalTimes(given: JsonObject): JsonObject {
  const grace = field<number>(given, 'graceSeconds');
  const stop = field<number>(given, 'stopSeconds');
  const signalledAt: Record<string, number> = {};
  for (const { name, after } of terminationOrder(field<Pod>(given, 'pod'))) {
    const last = Math.max(0, ...after.map((earlier) => (signalledAt[earlier] ?? 0) + stop));
    signalledAt[name] = Math.min(last, grace);
  }
  return { signalledAt };
}

export const kubeletPodChecks: CheckTable = {
  'pod.conditions': {
    observe: (given) => {
      const pod = field<Pod>(given, 'pod');
      const phase = (pod.status?.phase ?? 'Pending') as 'Pending';
      return {
        conditions: generatePodConditions(pod, allStatuses(pod), phase, listField<SandboxFacts>(given, 'sandboxes')),
      };
    },
    matches: (expect, got) => {
      const generated = listField<JsonObject>(got, 'conditions');
      return listField<JsonObject>(expect, 'conditions').every((wanted) => {
        const found = generated.find((condition) => condition['type'] === wanted['type']);
        if (found === undefined || !includesFields(wanted, found)) return false;
        return wanted['status'] !== 'True' || wanted['reason'] !== undefined || found['reason'] === undefined;
      });
    },
  },
  'pod.actions': {
    sets: ['startInit', 'start', 'startEphemeral', 'kill'],
    observe: podActions,
  },
  'probe.sequence': { observe: probeSequence },
  'probe.delay': { observe: probeDelay },
  'probe.gate': {
    observe: (given) => {
      const type = field<ProbeType>(given, 'type');
      const isStarted = given['started'] === true;
      let state = started(probeOf({ ...given, probe: {} }), type !== 'startup' && !isStarted);
      if (type === 'startup' && isStarted) state = probed(state, 'success');
      return { probed: isProbing(state) };
    },
  },
  'pod.gracePeriod': {
    observe: (given) => ({
      seconds: effectiveGraceSeconds(field<Pod>(given, 'pod'), field<number | undefined>(given, 'override')),
    }),
  },
  'pod.terminationOrder': { observe: signalTimes },
};
