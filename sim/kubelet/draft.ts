/** A pod's record while one event is handled: it may be changed, and machines' events wait in its queue until it is driven. */
import type { MachineEvent } from '../engine/machine.ts';
import { withFields } from '../engine/with-fields.ts';
import type { Pod } from '../api/types.ts';
import type { ContainerEvent } from './container.machine.ts';
import type { ImagePullEvent } from './image-pull.machine.ts';
import type { PodWorkerEvent } from './pod-worker.machine.ts';
import type { ContainerRecord, PodRecord } from './records.ts';

/** An event for one of the pod's machines. */
export type QueuedEvent =
  | { readonly machine: 'worker'; readonly event: PodWorkerEvent | MachineEvent }
  | { readonly machine: 'container'; readonly name: string; readonly event: ContainerEvent | MachineEvent }
  | { readonly machine: 'pull'; readonly name: string; readonly event: ImagePullEvent | MachineEvent };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface PodDraft extends Mutable<PodRecord> {
  containers: Record<string, ContainerRecord>;
  /** The object as the API last showed it. */
  readonly pod: Pod;
  readonly queue: QueuedEvent[];
  /** The status is to be reported although no sync asks for it. */
  wantsStatus: boolean;
  /** Nothing more is kept of the pod. */
  isForgotten: boolean;
}

/** A draft of a record. Written out field by field, for it is made at every event of every pod. */
export function draftOf(record: PodRecord, pod: Pod): PodDraft {
  return {
    uid: record.uid,
    namespace: record.namespace,
    name: record.name,
    worker: record.worker,
    containers: { ...record.containers },
    sandbox: record.sandbox,
    pulls: record.pulls,
    pullBackoffs: record.pullBackoffs,
    timers: record.timers,
    startQueue: record.startQueue,
    stopping: record.stopping,
    wantsSync: record.wantsSync,
    requests: record.requests,
    isInitialized: record.isInitialized,
    startTime: record.startTime,
    missingSources: record.missingSources,
    mountFailures: record.mountFailures,
    status: record.status,
    sent: record.sent,
    isPatching: record.isPatching,
    wantsDelete: record.wantsDelete,
    stopDeadline: record.stopDeadline,
    removed: record.removed,
    pod,
    queue: [],
    wantsStatus: false,
    isForgotten: false,
  };
}

/** The record that a draft has become. */
export function recordOf(draft: PodDraft): PodRecord {
  return {
    uid: draft.uid,
    namespace: draft.namespace,
    name: draft.name,
    worker: draft.worker,
    containers: draft.containers,
    sandbox: draft.sandbox,
    pulls: draft.pulls,
    pullBackoffs: draft.pullBackoffs,
    timers: draft.timers,
    startQueue: draft.startQueue,
    stopping: draft.stopping,
    wantsSync: draft.wantsSync,
    requests: draft.requests,
    isInitialized: draft.isInitialized,
    startTime: draft.startTime,
    missingSources: draft.missingSources,
    mountFailures: draft.mountFailures,
    status: draft.status,
    sent: draft.sent,
    isPatching: draft.isPatching,
    wantsDelete: draft.wantsDelete,
    stopDeadline: draft.stopDeadline,
    removed: draft.removed,
  };
}

/** Has the pod's worker take an event. */
export function raiseWorker(draft: PodDraft, event: PodWorkerEvent): void {
  draft.queue.push({ machine: 'worker', event });
}

/** Has one container take an event. */
export function raiseContainer(draft: PodDraft, name: string, event: ContainerEvent): void {
  draft.queue.push({ machine: 'container', name, event });
}

/** Has the pull of an image take an event. */
export function raisePull(draft: PodDraft, image: string, event: ImagePullEvent): void {
  draft.queue.push({ machine: 'pull', name: image, event });
}

/** The record of a container; throws when the pod has none of that name. */
export function containerOf(draft: PodDraft, name: string): ContainerRecord {
  const container = draft.containers[name];
  if (container === undefined) throw new Error(`Pod ${draft.namespace}/${draft.name}: no container "${name}"`);
  return container;
}

/** Changes fields of a container's record. */
export function changeContainer(draft: PodDraft, name: string, change: Partial<ContainerRecord>): void {
  draft.containers[name] = withFields(containerOf(draft, name), change) as ContainerRecord;
}
