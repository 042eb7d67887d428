/** A pod's record while one event is handled: it may be changed, and machines' events wait in its queue until it is driven. */
import type { MachineEvent } from '../engine/machine.ts';
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

/** A container's record while it may be changed. */
export type ContainerDraft = Mutable<ContainerRecord>;

export interface PodDraft extends Mutable<PodRecord> {
  containers: Record<string, ContainerDraft>;
  /** The object as the API last showed it. */
  readonly pod: Pod;
  readonly queue: QueuedEvent[];
  /** The status is to be reported although no sync asks for it. */
  wantsStatus: boolean;
  /** Nothing more is kept of the pod. */
  isForgotten: boolean;
}

/** A draft of a record. */
export function draftOf(record: PodRecord, pod: Pod): PodDraft {
  const draft = recordOf(record) as Mutable<PodDraft>;
  draft.containers = draftsOf(record.containers);
  draft.pod = pod;
  draft.queue = [];
  draft.wantsStatus = false;
  draft.isForgotten = false;
  return draft;
}

function draftsOf(containers: PodRecord['containers']): Record<string, ContainerDraft> {
  const drafts: Record<string, ContainerDraft> = {};
  for (const name in containers) drafts[name] = containerDraft(containers[name] as ContainerRecord);
  return drafts;
}

function containerDraft(record: ContainerRecord): ContainerDraft {
  return {
    name: record.name,
    role: record.role,
    machine: record.machine,
    attempts: record.attempts,
    current: record.current,
    last: record.last,
    wait: record.wait,
    backoff: record.backoff,
    probes: record.probes,
    stopBy: record.stopBy,
  };
}

/**
 * A copy of a record, or the record that a draft has become. It is written out field by field: copies are made at every event of every
 * pod, and so all records keep one shape.
 */
export function recordOf(record: PodRecord): Mutable<PodRecord> {
  return {
    uid: record.uid,
    namespace: record.namespace,
    name: record.name,
    key: record.key,
    worker: record.worker,
    containers: record.containers,
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

/** The draft of a container; throws when the pod has none of that name. */
export function containerOf(draft: PodDraft, name: string): ContainerDraft {
  const container = draft.containers[name];
  if (container === undefined) throw new Error(`Pod ${draft.key}: no container "${name}"`);
  return container;
}
