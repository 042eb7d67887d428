/** The status of a whole pod, and the patch that brings the API from one to the next. */
import type { Sim } from '../engine/engine.ts';
import { formatTime } from '../api/time.ts';
import { computePodQos } from '../api/pod-qos.ts';
import { worldSettings } from '../api/world.ts';
import type { Container, ContainerStatus, Pod, PodStatus } from '../api/types.ts';
import { containerStatusOf } from './container-status.ts';
import { containerOf, type PodDraft } from './draft.ts';
import { nodeAddress } from './node-records.ts';
import { datedConditions, generatePodConditions } from './pod-conditions.ts';
import { podPhase } from './pod-phase.ts';

/** Fields that are younger than the generated types. Models: api core/v1 PodStatus.ObservedGeneration (v1.35 GA). */
type ObservingStatus = PodStatus & { observedGeneration?: number };

function statusesOf(sim: Sim, draft: PodDraft, containers: readonly Container[] | undefined): ContainerStatus[] {
  if (containers === undefined || containers.length === 0) return [];
  const hasInits = (draft.pod.spec?.initContainers?.length ?? 0) > 0;
  const hasInitLeft =
    hasInits &&
    Object.values(draft.containers).some(
      ({ role, current }) => role === 'init' && !(current?.state === 'exited' && current.exitCode === 0),
    );
  const isInitializing = hasInits && (hasInitLeft || draft.sandbox === null);
  const waitsFor = isInitializing ? 'PodInitializing' : 'ContainerCreating';
  return containers.map((spec) => containerStatusOf(sim, containerOf(draft, spec.name), spec, waitsFor));
}

/**
 * The status that follows from the record.
 *
 * @param isTerminal the containers will not be started again, whatever the policy says
 * Models: pkg/kubelet/kubelet_pods.go generateAPIPodStatus (v1.37).
 */
export function podStatusOf(sim: Sim, draft: PodDraft, isTerminal: boolean): PodStatus {
  const { pod, sandbox } = draft;
  const spec = pod.spec;
  if (spec === undefined) return {};
  const hostIp = nodeAddress(sim);
  const initStatuses = statusesOf(sim, draft, spec.initContainers);
  const known = statusesOf(sim, draft, spec.containers);
  const statuses = isTerminal ? known.map(ended) : known;
  const { reason, message } = draft.worker.context;
  const found = reason === '' ? podPhase(spec, statuses, initStatuses, isTerminal, draft.isInitialized) : 'Failed';
  const phase = isTerminal && found !== 'Succeeded' ? 'Failed' : found;
  // A pod without a living sandbox keeps the address that it had last. Models: pkg/kubelet/pleg/generic.go getPodIPs (v1.37).
  const ip = sandbox !== null && sandbox.ip !== '' ? sandbox.ip : (draft.status?.podIP ?? pod.status?.podIP ?? '');
  const generation = pod.metadata?.generation;
  const status: ObservingStatus = {
    phase,
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    startTime: draft.startTime,
    containerStatuses: statuses,
    qosClass: pod.status?.qosClass ?? computePodQos(pod),
  };
  if (generation !== undefined) status.observedGeneration = generation;
  if (message !== '') status.message = message;
  if (reason !== '') status.reason = reason;
  if (initStatuses.length > 0) status.initContainerStatuses = initStatuses;
  const added = spec.ephemeralContainers?.filter(({ name }) => draft.containers[name] !== undefined) ?? [];
  if (added.length > 0) status.ephemeralContainerStatuses = statusesOf(sim, draft, added as Container[]);
  if (ip !== '') {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  const stored = draft.status?.conditions ?? pod.status?.conditions ?? [];
  const all = initStatuses.length === 0 ? statuses : [...initStatuses, ...statuses];
  const generated = generatePodConditions(pod, all, phase, sandbox === null ? [] : [sandbox]);
  const time = formatTime(sim.now, worldSettings(sim).epochMs);
  status.conditions = datedConditions(stored, generated, time, generation);
  return status;
}

/** The status of a container in a pod that is over: one that never ran is not known to have ended well. Models: TerminatePod (v1.37). */
function ended(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status;
  const message = 'The container could not be located when the pod was terminated';
  return { ...status, state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message } } };
}

/** The status of a pod that is turned away. */
export function rejectedStatus(sim: Sim, pod: Pod, reason: string, message: string): PodStatus {
  return {
    phase: 'Failed',
    reason,
    message,
    startTime: formatTime(sim.now, worldSettings(sim).epochMs),
    qosClass: pod.status?.qosClass ?? computePodQos(pod),
  };
}
