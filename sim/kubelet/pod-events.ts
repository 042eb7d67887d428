/** Events about pods and their containers, as the kubelet words them. */
import type { Sim } from '../engine/engine.ts';
import { oncePerTemplate } from '../api/once-per-template.ts';
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
  const path = pod.spec === undefined ? undefined : pathsOf(pod.spec).get(container);
  recordEvent(sim, typed(pod), type, reason, message, path ?? `spec.containers{${container}}`);
}

/** What Events call the containers of a pod, by name: one text for all pods of a template. */
const pathsOf = oncePerTemplate(({ initContainers = [], containers }): ReadonlyMap<string, string> => {
  const paths = new Map<string, string>();
  for (const { name } of containers) paths.set(name, `spec.containers{${name}}`);
  for (const { name } of initContainers) paths.set(name, `spec.initContainers{${name}}`);
  return paths;
});

/** Objects from lists carry no kind; events need it. */
function typed(pod: Pod): Pod {
  return pod.kind === 'Pod' && pod.apiVersion === 'v1' ? pod : { ...pod, apiVersion: 'v1', kind: 'Pod' };
}
