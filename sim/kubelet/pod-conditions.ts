/** The conditions of a pod that the kubelet writes. */
import { containerStatus, isSidecar } from '../api/pod-status.ts';
import type { PodPhase } from '../api/pod-status.ts';
import type { Container, ContainerStatus, Mutable, Pod, PodCondition } from '../api/types.ts';
import { podSandboxChanged } from './sandbox-changed.ts';
import type { SandboxFacts } from './sandbox-changed.ts';

/** A condition without its times. */
export interface GeneratedCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

/** Statuses of init and app containers together; `undefined` where none were made yet. */
export type AllStatuses = readonly ContainerStatus[] | undefined;

/** Types that the kubelet owns; all others are left as they are. Models: pkg/kubelet/types/pod_status.go PodConditionByKubelet (v1.37). */
const ownedTypes: ReadonlySet<string> = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
]);

/** Whether the kubelet owns a condition of this type. */
export function isKubeletCondition(type: string): boolean {
  return ownedTypes.has(type);
}

const unknownStatuses = { status: 'False', reason: 'UnknownContainerStatuses' } as const;

function isFalse(type: string, reason: string, message: string): GeneratedCondition {
  return message === '' ? { type, status: 'False', reason } : { type, status: 'False', reason, message };
}

/** `containers with unknown status: [a b], containers with unready status: [c]`, empty when both lists are. */
function describe(unknown: readonly string[], others: readonly string[], word: string): string {
  const parts: string[] = [];
  if (unknown.length > 0) parts.push(`containers with unknown status: [${unknown.join(' ')}]`);
  if (others.length > 0) parts.push(`containers with ${word} status: [${others.join(' ')}]`);
  return parts.join(', ');
}

/** Whether all app containers and sidecars are ready. Models: pkg/kubelet/status/generate.go GenerateContainersReadyCondition (v1.37). */
export function containersReadyCondition(pod: Pod, statuses: AllStatuses, phase: PodPhase): GeneratedCondition {
  const type = 'ContainersReady';
  if (statuses === undefined) return { type, ...unknownStatuses };
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const { name } of lastingContainers(pod)) {
    const status = containerStatus(statuses, name);
    if (status === undefined) unknown.push(name);
    else if (!status.ready) unready.push(name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return isFalse(type, 'PodCompleted', '');
  if (phase === 'Failed') return isFalse(type, 'PodFailed', '');
  const message = describe(unknown, unready, 'unready');
  return message === '' ? { type, status: 'True' } : isFalse(type, 'ContainersNotReady', message);
}

/** Sidecars, and app containers. */
function lastingContainers({ spec }: Pod): readonly Container[] {
  const containers = spec?.containers ?? [];
  return spec?.initContainers === undefined ? containers : [...spec.initContainers.filter(isSidecar), ...containers];
}

/** ContainersReady plus all readiness gates. Models: generate.go GeneratePodReadyCondition (v1.37). */
function readyWith(pod: Pod, containersReady: GeneratedCondition): GeneratedCondition {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' };
  const complaints: string[] = [];
  for (const { conditionType } of pod.spec?.readinessGates ?? []) {
    const gate = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (gate === undefined) {
      complaints.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    } else if (gate.status !== 'True') {
      complaints.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
    }
  }
  return complaints.length === 0
    ? { type: 'Ready', status: 'True' }
    : isFalse('Ready', 'ReadinessGatesNotReady', complaints.join(', '));
}

/** Whether an app container has ever started. Models: pkg/kubelet/container/helpers.go HasAnyRegularContainerStarted (v1.37). */
export function hasAnyRegularContainerStarted(pod: Pod, statuses: readonly ContainerStatus[]): boolean {
  return (pod.spec?.containers ?? []).some(({ name }) => {
    const state = containerStatus(statuses, name)?.state;
    return state?.running !== undefined || state?.terminated !== undefined;
  });
}

/** Whether all init work is done. Models: generate.go GeneratePodInitializedCondition (v1.37). */
export function podInitializedCondition(pod: Pod, statuses: AllStatuses, phase: PodPhase): GeneratedCondition {
  const type = 'Initialized';
  const initContainers = pod.spec?.initContainers ?? [];
  if (statuses === undefined && initContainers.length > 0) return { type, ...unknownStatuses };
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of initContainers) {
    const status = containerStatus(statuses, container.name);
    if (status === undefined) unknown.push(container.name);
    else if (isSidecar(container) ? status.started !== true : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  const message = describe(unknown, incomplete, 'incomplete');
  const isTrue = message === '' || hasAnyRegularContainerStarted(pod, statuses ?? []);
  return isTrue ? { type, status: 'True' } : isFalse(type, 'ContainersNotInitialized', message);
}

/** Whether the sandbox is there, with its network. Models: generate.go GeneratePodReadyToStartContainersCondition (v1.37). */
export function podReadyToStartContainersCondition(pod: Pod, sandboxes: readonly SandboxFacts[]): GeneratedCondition {
  const { isNeeded } = podSandboxChanged(pod, sandboxes);
  return { type: 'PodReadyToStartContainers', status: isNeeded ? 'False' : 'True' };
}

/**
 * All conditions that the kubelet generates, in its order.
 * @param pod spec, and conditions of the stored status for readiness gates. @param statuses as they are about to be written.
 * @param sandboxes newest first.
 * Models: pkg/kubelet/kubelet_pods.go generateAPIPodStatus (v1.37).
 */
export function generatePodConditions(
  pod: Pod,
  statuses: AllStatuses,
  phase: PodPhase,
  sandboxes: readonly SandboxFacts[],
): GeneratedCondition[] {
  const containersReady = containersReadyCondition(pod, statuses, phase);
  return [
    podReadyToStartContainersCondition(pod, sandboxes),
    podInitializedCondition(pod, statuses, phase),
    readyWith(pod, containersReady),
    containersReady,
    { type: 'PodScheduled', status: 'True' },
  ];
}

/** A condition with the spec that it is about, which is younger than the generated types. Models: api core/v1 PodCondition (v1.37). */
type ObservingCondition = PodCondition & { readonly observedGeneration?: number };

/**
 * The kubelet's conditions as they are stored. One whose status stays keeps its time.
 * @param stored those of before. @param time the present as API text. @param generation of the spec, when the API counts it.
 * Models: pkg/kubelet/status/status_manager.go updateLastTransitionTime (v1.37).
 */
export function datedConditions(
  stored: readonly PodCondition[],
  generated: readonly GeneratedCondition[],
  time: string,
  generation: number | undefined,
): PodCondition[] {
  return generated.map((condition) => dated(conditionIn(stored, condition.type), condition, time, generation));
}

function dated(
  before: ObservingCondition | undefined,
  { type, status, reason, message }: GeneratedCondition,
  time: string,
  generation: number | undefined,
): PodCondition {
  const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? time) : time;
  const condition: Mutable<ObservingCondition> = { type, status, lastTransitionTime };
  if (reason !== undefined) condition.reason = reason;
  if (message !== undefined) condition.message = message;
  if (generation !== undefined) condition.observedGeneration = generation;
  return condition;
}

function conditionIn(conditions: readonly PodCondition[], type: string): PodCondition | undefined {
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}
