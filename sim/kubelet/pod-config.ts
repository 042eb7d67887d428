/**
 * Pods that appear, change and vanish in the kubelet's watch.
 *
 * Models: pkg/kubelet/kubelet.go HandlePodAdditions, HandlePodUpdates, HandlePodRemoves, pkg/kubelet/kubelet_pods.go
 * HandlePodCleanups (v1.37).
 */
import type { Sim } from '../engine/engine.ts';
import { start, step, type MachineState } from '../engine/machine.ts';
import { microsPerSecond } from '../engine/event.ts';
import { formatTime, instantOf, parseTime } from '../api/time.ts';
import { podRequests } from '../api/pod-resources.ts';
import { isPodTerminal, isPodTerminating } from '../api/pod-status.ts';
import { worldSettings } from '../api/world.ts';
import type { RuntimeContainer, RuntimePod } from '../api/cri.ts';
import type { Pod } from '../api/types.ts';
import { containerTable, newContainer, type ContainerContext, type ContainerEvent } from './container.machine.ts';
import { callRuntime } from './cri-client.ts';
import { commit, withPod } from './driver.ts';
import { draftOf, raiseContainer, raiseWorker, type PodDraft } from './draft.ts';
import { foundPods } from './found-pods.ts';
import { effectiveGraceMicros } from './pod-grace.ts';
import { newPodWorker, podWorkerTable } from './pod-worker.machine.ts';
import { nodeNameOf, podRecords, rolesOf, type ContainerRecord, type PodRecord } from './records.ts';
import { specOf } from './specs.ts';
import { sourceRefs } from './sources.ts';
import { performWorkerAction } from './worker-actions.ts';

/** A pod was bound to this machine, or the kubelet sees it for the first time since it came up. */
export function podAdded(sim: Sim, pod: Pod): void {
  const uid = pod.metadata?.uid ?? '';
  const node = nodeNameOf(sim.self);
  if (podRecords(sim).get(node, uid) !== undefined) return;
  const found = foundPods(sim).get(node, uid);
  if (found !== undefined) foundPods(sim).delete(node, uid);
  const draft = draftOf(newRecord(sim, pod, found), pod);
  const { context } = draft.worker;
  if (isPodTerminal(pod)) draft.worker = { value: 'finished.kept', context };
  else if (!isPodTerminating(pod)) {
    watchDeadline(sim, pod);
    for (const action of start(podWorkerTable, context).actions) performWorkerAction(sim, draft, action);
  } else if (found !== undefined) draft.worker = { value: 'syncing.running', context };
  if (isPodTerminating(pod)) raiseDeleted(draft, pod);
  commit(sim, draft);
}

function watchDeadline(sim: Sim, pod: Pod): void {
  const seconds = pod.spec?.activeDeadlineSeconds;
  if (seconds === undefined) return;
  const { epochMs } = worldSettings(sim);
  const now = instantOf(sim.now, epochMs);
  const startedAt = pod.status?.startTime === undefined ? now : parseTime(pod.status.startTime);
  const left = Math.max(0, startedAt + seconds * microsPerSecond - now);
  sim.after(left, 'kubelet.deadlinePassed', { uid: pod.metadata?.uid ?? '' });
}

function raiseDeleted(draft: PodDraft, pod: Pod): void {
  raiseWorker(draft, { type: 'pod.deleted', graceMicros: effectiveGraceMicros(pod) });
}

function newRecord(sim: Sim, pod: Pod, found: RuntimePod | undefined): PodRecord {
  const { uid = '', namespace = '', name = '' } = pod.metadata ?? {};
  const context = newPodWorker(sourceRefs(pod).length > 0, pod.spec?.initContainers?.length ?? 0);
  const worker = start(podWorkerTable, found === undefined ? context : { ...context, hasSandbox: true }).state;
  const containers: Record<string, ContainerRecord> = {};
  for (const { name: container, role } of rolesOf(pod)) {
    containers[container] = newContainerRecord(pod, container, role, found?.containers[container] ?? null);
  }
  const startTime = pod.status?.startTime ?? formatTime(sim.now, worldSettings(sim).epochMs);
  return {
    uid,
    namespace,
    name,
    worker,
    containers,
    sandbox: found?.sandbox ?? null,
    pulls: {},
    pullBackoffs: {},
    timers: {},
    startQueue: [],
    stopping: [],
    wantsSync: false,
    requests: podRequests(pod),
    isInitialized: false,
    startTime,
    missingSources: 0,
    mountFailures: 0,
    status: null,
    sent: null,
    isPatching: false,
    wantsDelete: false,
    stopDeadline: null,
    removed: null,
  };
}

function newContainerRecord(
  pod: Pod,
  name: string,
  role: ContainerRecord['role'],
  current: RuntimeContainer | null,
): ContainerRecord {
  const { startupProbe, readinessProbe, lifecycle } = specOf({ pod }, name);
  const context = newContainer({
    startupProbe: startupProbe !== undefined,
    readinessProbe: readinessProbe !== undefined,
    preStop: lifecycle?.preStop !== undefined,
  });
  const fresh = start(containerTable, context).state;
  return {
    name,
    role,
    machine: current === null ? fresh : adopted(fresh, current),
    attempts: current === null ? 0 : current.attempt + 1,
    current,
    last: null,
    wait: null,
    backoff: null,
    probes: {},
    stopBy: null,
  };
}

/** The machine of a container that the runtime has already: brought to where the container is, without doing anything. */
function adopted(
  fresh: MachineState<ContainerContext>,
  { state, exitCode, reason, attempt }: RuntimeContainer,
): MachineState<ContainerContext> {
  const past: ContainerEvent[] = [{ type: 'container.admitted', waitsForInit: false }, { type: 'container.created' }];
  if (state !== 'created') past.push({ type: 'container.started' });
  if (state === 'exited') past.push({ type: 'container.exited', exitCode, reason });
  let machine = fresh;
  for (const event of past) machine = step(containerTable, machine, event).state;
  return { ...machine, context: { ...machine.context, createdCount: attempt + 1 } };
}

/** An object of this machine's pods has changed. The kubelet's own writes change nothing for it. */
export function podUpdated(sim: Sim, old: Pod, pod: Pod): void {
  const isGoing = isPodTerminating(pod);
  const grace = pod.metadata?.deletionGracePeriodSeconds;
  const isNewsOfEnd = isGoing && (!isPodTerminating(old) || grace !== old.metadata?.deletionGracePeriodSeconds);
  const isNewSpec = pod.metadata?.generation !== old.metadata?.generation && !isGoing;
  const hasGates = pod.spec?.readinessGates !== undefined && pod.status?.conditions !== old.status?.conditions;
  if (!isNewsOfEnd && !isNewSpec && !hasGates) return;
  withPod(sim, pod.metadata?.uid ?? '', (draft) => {
    if (isNewsOfEnd) raiseDeleted(draft, pod);
    else if (isNewSpec) {
      addEphemeral(draft, pod);
      raiseWorker(draft, { type: 'spec.changed' });
    } else draft.wantsStatus = true;
  });
}

/** Containers that were added to a running pod, as `kubectl debug` does. */
function addEphemeral(draft: PodDraft, pod: Pod): void {
  for (const { name } of pod.spec?.ephemeralContainers ?? []) {
    if (draft.containers[name] !== undefined) continue;
    draft.containers[name] = newContainerRecord(pod, name, 'ephemeral', null);
    raiseContainer(draft, name, { type: 'container.admitted', waitsForInit: false });
  }
}

/** The API has the pod no more: by the kubelet's own DELETE, or by force. */
export function podDeleted(sim: Sim, pod: Pod): void {
  const uid = pod.metadata?.uid ?? '';
  const node = nodeNameOf(sim.self);
  const record = podRecords(sim).get(node, uid);
  if (record === undefined) return;
  const draft = draftOf({ ...record, removed: pod }, pod);
  raiseWorker(draft, { type: 'pod.removed', graceMicros: effectiveGraceMicros(pod) });
  commit(sim, draft);
}

/** The first list has arrived: what the runtime has and the API has not is removed. */
export function cleanUpOrphans(sim: Sim): void {
  const node = nodeNameOf(sim.self);
  for (const { uid, namespace, name } of foundPods(sim).sortedValues(node)) {
    foundPods(sim).delete(node, uid);
    sim.note({
      verb: 'CleanUp',
      resource: 'pods',
      key: `${namespace}/${name}`,
      text: `the runtime still has pod ${namespace}/${name}, which no longer exists`,
    });
    callRuntime(sim, 'stopPodSandbox', `${namespace}/${name}`, { podUid: uid });
    callRuntime(sim, 'removePodSandbox', `${namespace}/${name}`, { podUid: uid });
  }
}
