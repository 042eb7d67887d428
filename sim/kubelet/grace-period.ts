/** How long a pod or a container gets to end by itself, and in which order containers are asked to. */
import { isSidecar } from '../api/pod-status.ts';
import type { Container, Pod } from '../api/types.ts';

/** Models: pkg/kubelet/pod_workers.go calculateEffectiveGracePeriod: never below this. */
const minGraceSeconds = 1;
/** The API's default. Models: api core/v1 DefaultTerminationGracePeriodSeconds (v1.37). */
const defaultGraceSeconds = 30;

/**
 * The grace of a pod that is being stopped.
 * @param overrideSeconds asked for by who stops it (an eviction, a force deletion), `undefined` for none.
 * Models: pkg/kubelet/pod_workers.go calculateEffectiveGracePeriod (v1.37).
 */
export function effectiveGraceSeconds(pod: Pod, overrideSeconds: number | undefined): number {
  const own = pod.spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds;
  return Math.max(minGraceSeconds, overrideSeconds ?? pod.metadata?.deletionGracePeriodSeconds ?? own);
}

/**
 * The grace of a single container that failed its liveness or startup probe: the probe's own, else the pod's.
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go setTerminationGracePeriod (v1.37).
 */
export function probeKillGraceSeconds(pod: Pod, container: Container, probe: 'LivenessProbe' | 'StartupProbe'): number {
  const onDeletion = pod.metadata?.deletionGracePeriodSeconds;
  if (onDeletion !== undefined) return onDeletion;
  const failed = probe === 'StartupProbe' ? container.startupProbe : container.livenessProbe;
  return failed?.terminationGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}

/** When a container is asked to stop. */
export interface TerminationTurn {
  readonly name: string;
  /** All of these have to have stopped first, but it is asked at the end of the grace at the latest. */
  readonly after: readonly string[];
}

/**
 * The order in which the containers of a pod are asked to stop: app containers and ordinary init containers at once, then sidecars in
 * reverse order of the spec, each once all that were listed after it have stopped.
 * Models: pkg/kubelet/kuberuntime/kuberuntime_termination_order.go newTerminationOrdering (v1.37).
 */
export function terminationOrder(pod: Pod): TerminationTurn[] {
  const initContainers = pod.spec?.initContainers ?? [];
  const atOnce = [...initContainers.filter((container) => !isSidecar(container)), ...(pod.spec?.containers ?? [])];
  const turns = atOnce.map(({ name }): TerminationTurn => ({ name, after: [] }));
  const earlier = (pod.spec?.containers ?? []).map(({ name }) => name);
  for (const { name } of initContainers.filter(isSidecar).reverse()) {
    turns.push({ name, after: [...earlier] });
    earlier.push(name);
  }
  return turns;
}
