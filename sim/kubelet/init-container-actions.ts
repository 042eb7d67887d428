/** Which init containers and sidecars to start, and whether initialisation is over. */
import { isSidecar } from '../api/pod-status.ts';
import type { Container, PodSpec } from '../api/types.ts';
import type { ContainerFacts, ContainerKill, PodFacts } from './pod-actions.ts';
import { containerShouldRestart, effectiveRestartPolicy } from './restart-policy.ts';

export interface InitContainerActions {
  readonly isInitialized: boolean;
  /** An init container failed for good: the pod has to end. */
  readonly isFailed: boolean;
  /** In the order of the spec. */
  readonly start: readonly string[];
  readonly kill: readonly ContainerKill[];
}

/** The walk from the last init container to the first. */
interface Walk {
  isInitialized: boolean;
  isFailed: boolean;
  /** A later container has begun, so this one was initialised before. */
  isPrevious: boolean;
  readonly start: Set<number>;
  readonly kill: ContainerKill[];
}

function finish(walk: Walk, index: number, count: number): void {
  if (index === count - 1) walk.isInitialized = true;
  else if (!walk.isPrevious) walk.start.add(index + 1);
}

function restart(walk: Walk, index: number, name: string, message: string, reason: ContainerKill['reason']): void {
  walk.start.add(index);
  walk.kill.push({ name, message, reason });
}

function visitRunningSidecar(
  walk: Walk,
  container: Container,
  index: number,
  count: number,
  current: ContainerFacts,
  facts: PodFacts,
): void {
  const { name } = container;
  const probes = facts.probesOf(name);
  if (container.startupProbe !== undefined) {
    if (probes.startup === 'failure') {
      restart(walk, index, name, `Init container ${name} failed startup probe`, 'StartupProbe');
    }
    if (probes.startup !== 'success') return;
  }
  finish(walk, index, count);
  if (current.image !== undefined && current.image !== container.image) {
    restart(walk, index, name, `Init container ${name} definition changed`, '');
    return;
  }
  if (container.livenessProbe !== undefined && probes.liveness === 'failure') {
    restart(walk, index, name, `Init container ${name} failed liveness probe`, 'LivenessProbe');
  }
}

function visitEnded(walk: Walk, container: Container, index: number, spec: PodSpec, current: ContainerFacts): void {
  if (current.state === 'exited' && current.exitCode === 0) {
    finish(walk, index, spec.initContainers?.length ?? 0);
    return;
  }
  const canRestart =
    current.state === 'exited'
      ? containerShouldRestart(container, spec, current.exitCode)
      : effectiveRestartPolicy(container, spec) !== 'Never';
  if (!canRestart) walk.isFailed = true;
  else if (current.state === 'exited') walk.start.add(index);
  else
    restart(
      walk,
      index,
      container.name,
      `Init container is in "unknown" state, try killing it before restart`,
      'Unknown',
    );
}

function visit(
  walk: Walk,
  container: Container,
  index: number,
  spec: PodSpec,
  current: ContainerFacts,
  facts: PodFacts,
): void {
  const isAlwaysOn = isSidecar(container);
  switch (current.state) {
    case 'created':
      walk.start.add(index);
      break;
    case 'running':
      if (isAlwaysOn) visitRunningSidecar(walk, container, index, spec.initContainers?.length ?? 0, current, facts);
      break;
    case 'exited':
      if (isAlwaysOn) walk.start.add(index);
      else visitEnded(walk, container, index, spec, current);
      break;
    case 'unknown':
      if (isAlwaysOn) {
        restart(
          walk,
          index,
          container.name,
          `Init container is in "unknown" state, try killing it before restart`,
          'Unknown',
        );
      } else visitEnded(walk, container, index, spec, current);
      break;
  }
}

/** App containers that exist show that initialisation was over; ended ones may be of an older sandbox. */
function hasActiveContainer(spec: PodSpec, facts: PodFacts): boolean {
  return spec.containers.some(({ name }) => {
    const state = facts.containerOf(name)?.state;
    return state === 'created' || state === 'running';
  });
}

const nothingToDo: InitContainerActions = { isInitialized: true, isFailed: false, start: [], kill: [] };

/**
 * Walks init containers from last to first, for records of finished ones may be gone: the last one that is known tells how far the pod is.
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go computeInitContainerActions (v1.37).
 */
export function computeInitContainerActions(spec: PodSpec, facts: PodFacts): InitContainerActions {
  const containers = spec.initContainers ?? [];
  if (containers.length === 0) return nothingToDo;
  const isInitialized = hasActiveContainer(spec, facts);
  const walk: Walk = { isInitialized, isFailed: false, isPrevious: isInitialized, start: new Set(), kill: [] };
  for (const [index, container] of [...containers.entries()].reverse()) {
    const current = facts.containerOf(container.name);
    if (current === undefined) {
      if (walk.isPrevious && isSidecar(container)) walk.start.add(index);
      continue;
    }
    if (walk.isPrevious && !isSidecar(container)) continue;
    visit(walk, container, index, spec, current, facts);
    if (walk.isFailed) return { isInitialized: false, isFailed: true, start: [], kill: [] };
    walk.isPrevious = true;
  }
  if (!walk.isPrevious) walk.start.add(0);
  const start = [...walk.start].sort((a, b) => a - b).map((index) => containers[index]?.name ?? '');
  return { isInitialized: walk.isInitialized, isFailed: false, start, kill: walk.kill };
}
