/** Which pods each Service selects, kept as pods and Services change, so that a sync looks at its own pods alone. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelMap, selects } from '../../api/label-selector.ts';
import { isPodReady, isPodTerminal } from '../../api/pod-status.ts';
import type { Labels, Pod, Service } from '../../api/types.ts';
import { keyOf, processOf, type Change } from '../../client/informer.ts';
import { listers } from '../informers.ts';
import { selectorOf } from './labels.ts';
import { podAddresses, shouldPodBeInEndpoints } from './member.ts';

const membersName = numbered('endpointslice/members');

const none: readonly string[] = [];

function groupOf(sim: Sim, key: string): string {
  return `${processOf(sim.self)}|${key}`;
}

/** The pods that a Service selects, in no particular order. */
export function podsOfService(sim: Sim, serviceKey: string): Pod[] {
  const pods: Pod[] = [];
  sim.store.multimap<Pod>(membersName).forEach(groupOf(sim, serviceKey), (pod) => pods.push(pod));
  return pods;
}

/** Services that select some labels, in the order of their names. */
function servicesFor(sim: Sim, namespace: string, labels: Labels | undefined): string[] {
  const keys: string[] = [];
  listers.services.forEachIn(sim, 'selectingByNamespace', namespace, (service) => {
    const selector = selectorOf(service);
    if (selector !== undefined && selects(compileLabelMap(selector), labels)) keys.push(keyOf(service));
  });
  return keys.sort();
}

/** Finds a Service's pods anew when its selector is new or changed. */
export function followService(sim: Sim, change: Change<Service>): void {
  const key = keyOf(change.object);
  const before = change.type === 'added' ? undefined : selectorOf(change.old);
  const after = change.type === 'deleted' ? undefined : selectorOf(change.object);
  if (deepEqual(before, after)) return;
  const namespace = change.object.metadata?.namespace ?? '';
  const members = sim.store.multimap<Pod>(membersName);
  const group = groupOf(sim, key);
  const gone: string[] = [];
  members.forEach(group, (_, podKey) => gone.push(podKey));
  for (const podKey of gone) members.delete(group, podKey);
  if (after === undefined) return;
  const selector = compileLabelMap(after);
  listers.pods.forEachIn(sim, 'byNamespace', namespace, (pod) => {
    if (selects(selector, pod.metadata?.labels)) members.set(group, keyOf(pod), pod);
  });
}

/**
 * Takes a pod into the Services that select it and out of others.
 *
 * @returns keys of the Services whose endpoints may change by it: none for a pod that has no address yet
 */
export function followPod(sim: Sim, change: Change<Pod>): readonly string[] {
  const pod = change.object;
  const namespace = pod.metadata?.namespace ?? '';
  if (listers.services.countIn(sim, 'selectingByNamespace', namespace) === 0) return none;
  const areLabelsNew = change.type !== 'updated' || !deepEqual(change.old.metadata?.labels, pod.metadata?.labels);
  const members = sim.store.multimap<Pod>(membersName);
  const podKey = keyOf(pod);
  if (change.type === 'updated' && !areLabelsNew) {
    const services = servicesFor(sim, namespace, pod.metadata?.labels);
    for (const key of services) members.set(groupOf(sim, key), podKey, pod);
    return isEndpointChanged(change.old, pod) ? services : [];
  }
  const before = change.type === 'added' ? [] : servicesFor(sim, namespace, change.old.metadata?.labels);
  const after = change.type === 'deleted' ? [] : servicesFor(sim, namespace, pod.metadata?.labels);
  for (const key of before) if (!after.includes(key)) members.delete(groupOf(sim, key), podKey);
  for (const key of after) members.set(groupOf(sim, key), podKey, pod);
  if (change.type === 'added' && !shouldPodBeInEndpoints(pod, true)) return [];
  return [...new Set([...before, ...after])].sort();
}

/** Models: k8s.io/endpointslice util/controller_utils.go podEndpointsChanged (v1.37). */
function isEndpointChanged(old: Pod, pod: Pod): boolean {
  if (!shouldPodBeInEndpoints(old, true) && !shouldPodBeInEndpoints(pod, true)) return false;
  return (
    old.metadata?.deletionTimestamp !== pod.metadata?.deletionTimestamp ||
    isPodReady(old) !== isPodReady(pod) ||
    isPodTerminal(old) !== isPodTerminal(pod) ||
    old.spec?.nodeName !== pod.spec?.nodeName ||
    old.spec?.hostname !== pod.spec?.hostname ||
    old.spec?.subdomain !== pod.spec?.subdomain ||
    !deepEqual(podAddresses(old), podAddresses(pod))
  );
}
