/** The status of one container, from what the kubelet remembers of it. */
import type { Sim } from '../engine/engine.ts';
import { isIn } from '../engine/machine.ts';
import { formatTime } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import { fullImageName } from '../api/image-reference.ts';
import type { RuntimeContainer } from '../api/cri.ts';
import type { Container, ContainerState, ContainerStatus } from '../api/types.ts';
import type { ContainerRecord } from './records.ts';

/** Whether the container runs and its startup probe has passed. */
export function isStarted({ machine }: ContainerRecord): boolean {
  return machine.value === 'running.notReady' || machine.value === 'running.ready';
}

/** Whether the container counts as ready: an init container when it has ended well, the others by their readiness. */
export function isContainerReady(record: ContainerRecord): boolean {
  if (record.role !== 'init') return record.machine.value === 'running.ready';
  return record.current?.state === 'exited' && record.current.exitCode === 0;
}

/**
 * The status as the API shows it.
 *
 * @param waitsFor reason of a container that nothing is known of
 * Models: pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses (v1.37).
 */
export function containerStatusOf(
  sim: Sim,
  record: ContainerRecord,
  spec: Container,
  waitsFor: 'PodInitializing' | 'ContainerCreating',
): ContainerStatus {
  const { current, last, wait } = record;
  const epochMs = worldSettings(sim).epochMs;
  const isWaiting = current === null || current.state === 'created' || (current.state === 'exited' && wait !== null);
  const before = isWaiting && current?.state === 'exited' ? current : last;
  const image = current === null ? (spec.image ?? '') : fullImageName(current.image);
  const status: ContainerStatus = {
    name: record.name,
    state: isWaiting ? { waiting: waitingOf(record, waitsFor) } : stateOf(current as RuntimeContainer, epochMs),
    lastState: before === null ? {} : { terminated: terminatedOf(before, epochMs) },
    ready: isContainerReady(record),
    restartCount: Math.max(0, record.attempts - 1),
    image,
    imageID: current?.imageId ?? '',
    started: isStarted(record),
  };
  if (current !== null) status.containerID = `containerd://${current.id}`;
  return status;
}

function waitingOf({ wait }: ContainerRecord, waitsFor: string): { reason: string; message?: string } {
  if (wait === null) return { reason: waitsFor };
  return wait.message === '' ? { reason: wait.reason } : { reason: wait.reason, message: wait.message };
}

function stateOf(container: RuntimeContainer, epochMs: number): ContainerState {
  if (container.state === 'running')
    return { running: { startedAt: formatTime(container.startedAt ?? container.createdAt, epochMs) } };
  return { terminated: terminatedOf(container, epochMs) };
}

function terminatedOf(container: RuntimeContainer, epochMs: number): NonNullable<ContainerState['terminated']> {
  const { exitCode, reason, message, startedAt, finishedAt, createdAt, id } = container;
  return {
    exitCode,
    reason,
    ...(message === '' ? {} : { message }),
    startedAt: formatTime(startedAt ?? createdAt, epochMs),
    finishedAt: formatTime(finishedAt ?? createdAt, epochMs),
    containerID: `containerd://${id}`,
  };
}

/** Whether the container has a process, or is about to have one. */
export function isActive({ machine }: ContainerRecord): boolean {
  return machine.value === 'created' || isIn(machine, 'running') || isIn(machine, 'stopping');
}
