/** Facts that follow from a pod's phase, conditions and metadata. */
import { microsPerSecond, parseTime } from './time.ts';
import type { Micros } from './time.ts';
import type { ContainerStatus, Pod, PodCondition } from './types.ts';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

function readyCondition(pod: Pod): PodCondition | undefined {
  const conditions = pod.status?.conditions;
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === 'Ready') return condition;
  return undefined;
}

/** Whether the pod's condition Ready is True. Models: IsPodReady (v1.37). */
export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** When the Ready condition last changed, `undefined` when it is absent or carries no time. */
export function readyTransitionTime(pod: Pod): Micros | undefined {
  const text = readyCondition(pod)?.lastTransitionTime;
  return text === undefined || text === null ? undefined : parseTime(text);
}

/**
 * Whether the pod has been ready for long enough.
 * @param now instant in microseconds since 1970.
 * Models: IsPodAvailable (v1.37).
 */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: Micros): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readyTransitionTime(pod);
  return since !== undefined && since + minReadySeconds * microsPerSecond <= now;
}

/** Microseconds until a ready pod becomes available, `undefined` when it already is or is not ready. */
export function availableAfter(pod: Pod, minReadySeconds: number, now: Micros): Micros | undefined {
  if (!isPodReady(pod) || minReadySeconds === 0) return undefined;
  const since = readyTransitionTime(pod);
  if (since === undefined) return undefined;
  const rest = since + minReadySeconds * microsPerSecond - now;
  return rest > 0 ? rest : undefined;
}

/** Whether the phase is final. Models: IsPodTerminal (v1.37). */
export function isPodTerminal(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Whether deletion has been asked for. */
export function isPodTerminating(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined && pod.metadata.deletionTimestamp !== null;
}

/** Whether the pod counts for its controller: not finished, not going. Models: controller_utils.go IsPodActive (v1.37). */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !isPodTerminating(pod);
}

/** The status of one container by name, from one of the status lists. */
export function containerStatus(
  statuses: readonly ContainerStatus[] | undefined,
  name: string,
): ContainerStatus | undefined {
  return statuses?.find((status) => status.name === name);
}

/** Restarts of all containers, sidecars included. Models: kubectl's RESTARTS without waiting init containers. */
export function podRestartCount(pod: Pod): number {
  let count = 0;
  for (const status of pod.status?.containerStatuses ?? []) count += status.restartCount;
  return count;
}

/** The largest restart count of any container, sidecars included. Models: controller_utils.go maxContainerRestarts (v1.37). */
export function maxContainerRestarts(pod: Pod): { readonly regular: number; readonly sidecar: number } {
  let regular = 0;
  for (const status of pod.status?.containerStatuses ?? []) regular = Math.max(regular, status.restartCount);
  const sidecars = new Set((pod.spec?.initContainers ?? []).filter(isSidecar).map((container) => container.name));
  let sidecar = 0;
  for (const status of pod.status?.initContainerStatuses ?? []) {
    if (sidecars.has(status.name)) sidecar = Math.max(sidecar, status.restartCount);
  }
  return { regular, sidecar };
}

/** Whether an init container is a sidecar: restarted always, running beside the app. Models: podutil.IsRestartableInitContainer (v1.37). */
export function isSidecar(container: { readonly restartPolicy?: string }): boolean {
  return container.restartPolicy === 'Always';
}
