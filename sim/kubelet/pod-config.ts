/**
 * Pods that appear, change and vanish in the kubelet's watch.
 *
 * Models: pkg/kubelet/kubelet.go HandlePodAdditions, HandlePodUpdates, HandlePodRemoves, pkg/kubelet/kubelet_pods.go
 * HandlePodCleanups (v1.37).
 */
import { objectKey } from '../api/object-key.ts';
import type { Sim } from '../engine/engine.ts';
import { start, step, type MachineState } from '../engine/machine.ts';
import { microsPerSecond } from '../engine/event.ts';
import { formatTime, instantOf, parseTime } from '../api/time.ts';
import { podRequests } from '../api/pod-resources.ts';
import { isPodTerminal, isPodTerminating } from '../api/pod-status.ts';
import { worldSettings } from '../api/world.ts';
import type { RuntimeContainer, RuntimePod } from '../api/cri.ts';
import { oncePerTemplate } from '../api/once-per-template.ts';
import type { Pod, PodSpec } from '../api/types.ts';
import { containerTable, newContainer, type ContainerContext, type ContainerEvent } from './container.machine.ts';
import { callRuntime } from './cri-client.ts';
import { commit, withPod } from './driver.ts';
import { draftOf, raiseContainer, raiseWorker, type PodDraft } from './draft.ts';
import { foundPods } from './found-pods.ts';
import { effectiveGraceMicros } from './pod-grace.ts';
import { newPodWorker, podWorkerTable, type PodWorkerAction, type PodWorkerContext } from './pod-worker.machine.ts';
import { nodeNameOf, podRecords, rolesOf, type ContainerRecord, type PodRecord } from './records.ts';
import { specOf } from './specs.ts';
import { sourceRefs } from './sources.ts';
import { performWorkerAction } from './worker-actions.ts';

/** A pod was bound to this machine, or the kubelet sees it for the first time since it came up. */
export function podAdded(sim: Sim, pod: Pod): void {
  const uid = pod.metadata?.uid ?? '';
  const node = nodeNameOf(sim.self);
  const { spec } = pod;
  if (spec === undefined || podRecords(sim).get(node, uid) !== undefined) return;
  const found = foundPods(sim).get(node, uid);
  if (found !== undefined) foundPods(sim).delete(node, uid);
  const beginning = beginningOf(spec);
  const draft = draftOf(newRecord(sim, pod, beginning, found), pod);
  const { context } = draft.worker;
  if (isPodTerminal(pod)) draft.worker = { value: 'finished.kept', context };
  else if (!isPodTerminating(pod)) {
    watchDeadline(sim, pod);
    for (const action of beginning.actions) performWorkerAction(sim, draft, action);
  } else if (found !== undefined) draft.worker = { value: 'syncing.running', context };
  if (isPodTerminating(pod)) raiseDeleted(draft, pod);
  commit(sim, draft);
}

/** What all pods of a template begin with. */
interface Beginning {
  readonly worker: MachineState<PodWorkerContext>;
  readonly actions: readonly PodWorkerAction[];
  readonly containers: Readonly<Record<string, ContainerRecord>>;
}

const beginningOf = oncePerTemplate((spec): Beginning => {
  const containers: Record<string, ContainerRecord> = {};
  for (const { name, role } of rolesOf(spec)) containers[name] = newContainerRecord(spec, name, role);
  const context = newPodWorker(sourceRefs({ spec }).length > 0, spec.initContainers?.length ?? 0);
  const { state, actions } = start(podWorkerTable, context);
  return { worker: state, actions, containers };
});

/** The beginning of a pod that the runtime has already. */
function adoptedPod({ worker, actions, containers }: Beginning, found: RuntimePod): Beginning {
  const adopted: Record<string, ContainerRecord> = {};
  for (const [name, record] of Object.entries(containers)) {
    const current = found.containers[name];
    adopted[name] = current === undefined ? record : adoptedContainer(record, current);
  }
  return { worker: { ...worker, context: { ...worker.context, hasSandbox: true } }, actions, containers: adopted };
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

const none: Readonly<Record<string, never>> = {};
const nobody: readonly string[] = [];

function newRecord(sim: Sim, pod: Pod, fresh: Beginning, found: RuntimePod | undefined): PodRecord {
  const { uid = '', namespace = '', name = '' } = pod.metadata ?? {};
  const { worker, containers } = found === undefined ? fresh : adoptedPod(fresh, found);
  return {
    uid,
    namespace,
    name,
    key: objectKey(namespace, name),
    worker,
    containers,
    sandbox: found?.sandbox ?? null,
    pulls: none,
    pullBackoffs: none,
    timers: none,
    startQueue: nobody,
    stopping: nobody,
    wantsSync: false,
    requests: podRequests(pod),
    isInitialized: false,
    startTime: pod.status?.startTime ?? formatTime(sim.now, worldSettings(sim).epochMs),
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

function newContainerRecord(spec: PodSpec, name: string, role: ContainerRecord['role']): ContainerRecord {
  const { startupProbe, readinessProbe, lifecycle } = specOf({ pod: { spec } }, name);
  const context = newContainer({
    startupProbe: startupProbe !== undefined,
    readinessProbe: readinessProbe !== undefined,
    preStop: lifecycle?.preStop !== undefined,
  });
  return {
    name,
    role,
    machine: start(containerTable, context).state,
    attempts: 0,
    current: null,
    last: null,
    wait: null,
    backoff: null,
    probes: none,
    stopBy: null,
  };
}

/** The record of a container that the runtime has already: brought to where the container is, without doing anything. */
function adoptedContainer(fresh: ContainerRecord, current: RuntimeContainer): ContainerRecord {
  return { ...fresh, machine: adopted(fresh.machine, current), attempts: current.attempt + 1, current };
}

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
function addEphemeral(draft: PodDraft, { spec }: Pod): void {
  for (const { name } of spec?.ephemeralContainers ?? []) {
    if (spec === undefined || draft.containers[name] !== undefined) continue;
    draft.containers[name] = newContainerRecord(spec, name, 'ephemeral');
    raiseContainer(draft, name, { type: 'container.admitted', waitsForInit: false });
  }
}

/** The API has the pod no more: by the kubelet's own DELETE, or by force. */
export function podDeleted(sim: Sim, pod: Pod): void {
  const uid = pod.metadata?.uid ?? '';
  const node = nodeNameOf(sim.self);
  const record = podRecords(sim).get(node, uid);
  if (record === undefined) return;
  const draft = draftOf(record, pod);
  draft.removed = pod;
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
