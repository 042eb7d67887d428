/** One sync of a pod: which containers to start and stop, and whether the sandbox has to be made anew. */
import type { Container, Pod, PodSpec } from '../api/types.ts';
import { computeInitContainerActions } from './init-container-actions.ts';
import { containerShouldRestart, effectiveRestartPolicy, shouldContainerBeRestarted } from './restart-policy.ts';
import type { RuntimeState } from './restart-policy.ts';
import { podSandboxChanged } from './sandbox-changed.ts';
import type { SandboxFacts } from './sandbox-changed.ts';

/** The newest record of a container in the runtime. */
export interface ContainerFacts {
  readonly state: RuntimeState;
  readonly exitCode: number;
  /** The image it was made of, as the spec named it; absent: the one that the spec names now. */
  readonly image?: string;
}

export type ProbeOutcome = 'success' | 'failure' | 'unknown';

/** Published results of a container's probes; absent: never run. */
export interface ProbeOutcomes {
  readonly liveness?: ProbeOutcome;
  readonly startup?: ProbeOutcome;
}

/** What the decision looks at. */
export interface PodFacts {
  /** Newest first. */
  readonly sandboxes: readonly SandboxFacts[];
  readonly containerOf: (name: string) => ContainerFacts | undefined;
  readonly probesOf: (name: string) => ProbeOutcomes;
  /** The runtime knows of at least one container of the pod. */
  readonly hasContainers: boolean;
}

/** A container to stop by itself, and the sentence of the event. */
export interface ContainerKill {
  readonly name: string;
  readonly message: string;
  readonly reason: 'Unknown' | 'LivenessProbe' | 'StartupProbe' | '';
}

/** What to do, in names of containers. Models: pkg/kubelet/kuberuntime/kuberuntime_manager.go podActions (v1.37). */
export interface PodActions {
  /** Stop all that is left of the old sandbox, or of a pod that has ended. */
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  readonly attempt: number;
  readonly initContainersToStart: readonly string[];
  readonly containersToStart: readonly string[];
  readonly ephemeralContainersToStart: readonly string[];
  readonly containersToKill: readonly ContainerKill[];
}

function namesOf(containers: readonly { readonly name: string }[]): string[] {
  return containers.map(({ name }) => name);
}

/** Whether the container ended well and its policy leaves it so. */
function isDone(container: Container, spec: PodSpec, facts: ContainerFacts | undefined): boolean {
  return facts?.state === 'exited' && facts.exitCode === 0 && !containerShouldRestart(container, spec, 0);
}

function actionsForNewSandbox(spec: PodSpec, facts: PodFacts, attempt: number): PodActions {
  const killing = (createSandbox: boolean, inits: readonly string[], containers: readonly string[]): PodActions => ({
    killPod: true,
    createSandbox,
    attempt,
    initContainersToStart: inits,
    containersToStart: containers,
    ephemeralContainersToStart: [],
    containersToKill: [],
  });
  const canRestart = spec.containers.some((container) => effectiveRestartPolicy(container, spec) !== 'Never');
  if (!canRestart && attempt !== 0 && facts.hasContainers) return killing(false, [], []);
  const toStart = spec.containers.filter((container) => {
    const isNever = effectiveRestartPolicy(container, spec) === 'Never';
    return isNever || !isDone(container, spec, facts.containerOf(container.name));
  });
  const wasInitialized = spec.containers.some(({ name }) => {
    const state = facts.containerOf(name)?.state;
    return state !== undefined && state !== 'unknown';
  });
  if (toStart.length === 0 && wasInitialized) return killing(false, [], []);
  const [firstInit] = spec.initContainers ?? [];
  return firstInit === undefined ? killing(true, [], namesOf(toStart)) : killing(true, [firstInit.name], []);
}

/** Why a running container has to be stopped; `undefined` to keep it. */
function killOf(container: Container, current: ContainerFacts, probes: ProbeOutcomes): ContainerKill | undefined {
  const { name } = container;
  if (current.image !== undefined && current.image !== container.image) {
    return { name, message: `Container ${name} definition changed`, reason: '' };
  }
  if (probes.liveness === 'failure') {
    return { name, message: `Container ${name} failed liveness probe`, reason: 'LivenessProbe' };
  }
  if (probes.startup === 'failure') {
    return { name, message: `Container ${name} failed startup probe`, reason: 'StartupProbe' };
  }
  return undefined;
}

interface ContainerPlan {
  readonly start: string[];
  readonly kill: ContainerKill[];
  kept: number;
}

function planStopped(
  plan: ContainerPlan,
  pod: Pod,
  spec: PodSpec,
  container: Container,
  current: ContainerFacts | undefined,
): void {
  if (!shouldContainerBeRestarted(container, spec, current, pod.metadata?.deletionTimestamp !== undefined)) return;
  plan.start.push(container.name);
  if (current?.state === 'unknown') {
    const message = `Container is in "unknown" state, try killing it before restart`;
    plan.kill.push({ name: container.name, message, reason: 'Unknown' });
  }
}

function planRunning(
  plan: ContainerPlan,
  spec: PodSpec,
  container: Container,
  current: ContainerFacts,
  facts: PodFacts,
): void {
  const kill = killOf(container, current, facts.probesOf(container.name));
  if (kill === undefined) {
    plan.kept++;
    return;
  }
  const isRestarted = kill.reason === '' || effectiveRestartPolicy(container, spec) !== 'Never';
  if (isRestarted) plan.start.push(container.name);
  plan.kill.push(isRestarted ? { ...kill, message: `${kill.message}, will be restarted` } : kill);
}

function planContainers(pod: Pod, spec: PodSpec, facts: PodFacts): ContainerPlan {
  const plan: ContainerPlan = { start: [], kill: [], kept: 0 };
  for (const container of spec.containers) {
    const current = facts.containerOf(container.name);
    if (current?.state === 'running') planRunning(plan, spec, container, current, facts);
    else planStopped(plan, pod, spec, container, current);
  }
  return plan;
}

/**
 * Decides one sync.
 * @returns single kills only where the whole pod is not killed.
 * Models: pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions (v1.37). Differs: of changes in a container's definition only
 * the image is seen, and in-place resize and restarting all containers are left out.
 */
export function computePodActions(pod: Pod, facts: PodFacts): PodActions {
  const spec = pod.spec;
  if (spec === undefined) throw new Error(`Pod ${pod.metadata?.name ?? ''}: expected a spec, got none`);
  const { isNeeded, attempt } = podSandboxChanged(pod, facts.sandboxes);
  if (isNeeded) return actionsForNewSandbox(spec, facts, attempt);
  const ephemeral = spec.ephemeralContainers?.filter(({ name }) => facts.containerOf(name) === undefined) ?? [];
  const init = computeInitContainerActions(spec, facts);
  const ephemeralContainersToStart = namesOf(ephemeral);
  if (init.isFailed || !init.isInitialized) {
    return {
      killPod: init.isFailed,
      createSandbox: false,
      attempt,
      initContainersToStart: init.isFailed ? [] : init.start,
      containersToStart: [],
      ephemeralContainersToStart,
      containersToKill: init.isFailed ? [] : init.kill,
    };
  }
  const plan = planContainers(pod, spec, facts);
  const hasEnded = plan.kept === 0 && plan.start.length === 0;
  return {
    killPod: hasEnded,
    createSandbox: false,
    attempt,
    initContainersToStart: hasEnded ? [] : init.start,
    containersToStart: plan.start,
    ephemeralContainersToStart,
    containersToKill: hasEnded ? [] : init.kill.concat(plan.kill),
  };
}
