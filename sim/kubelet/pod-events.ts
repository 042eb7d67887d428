/** Events about pods and their containers, as the kubelet words them. */
import type { Sim } from '../engine/engine.ts';
import type { Pod } from '../api/types.ts';
import { recordEvent, type EventType } from '../client/event-recorder.ts';

/** Records an event about a pod. */
export function podEvent(sim: Sim, pod: Pod, type: EventType, reason: string, message: string): void {
  recordEvent(sim, typed(pod), type, reason, message);
}

/** Records an event about one container of a pod. */
export function containerEvent(
  sim: Sim,
  pod: Pod,
  container: string,
  type: EventType,
  reason: string,
  message: string,
): void {
  const isInit = pod.spec?.initContainers?.some(({ name }) => name === container) === true;
  recordEvent(sim, typed(pod), type, reason, message, `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`);
}

/** Objects from lists carry no kind; events need it. */
function typed(pod: Pod): Pod {
  return pod.kind === 'Pod' && pod.apiVersion === 'v1' ? pod : { ...pod, apiVersion: 'v1', kind: 'Pod' };
}
