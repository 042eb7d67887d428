/**
 * A pod's worker in the kubelet: what it does for the pod now, from the first sight of it to the last.
 *
 * Owner: the kubelet, one instance for each pod bound to its node. It sends
 * - `pod.admitted`, or `pod.rejected` (OutOfcpu, NodeAffinity …) when admission has decided;
 * - outcomes: `volumes.mounted`, `volumes.failed`, `sandbox.networkRequested` (the runtime has called CNI ADD), `sandbox.created`,
 *   `sandbox.failed`, `initContainer.passed` (exit 0, or a sidecar that has started), `containers.started` (every app container has been
 *   started once), `container.exited`, `sandbox.changed` (it died: all must be made anew), `spec.changed`;
 * - `phase.ended` when the phase will not change any more (all ended for good, or an init container failed under Never);
 * - `pod.deleted` (deletionTimestamp seen), `pod.evicted`, `pod.removed` (the object is gone from the API);
 * - `grace.shortened`; `containers.stopped`, `sandbox.stopped`, `volumes.unmounted`.
 *
 * Actions to carry out: `admit`, `reportRejected` (phase Failed), `mountVolumes`, `runPodSandbox`, `startInitContainer` (number
 * `context.initIndex`), `startContainers`, `syncContainers` (decide restarts and kills), `reportStatus`, `killContainers` (with
 * `context.graceMicros`), `shortenGrace`, `stopPodSandbox`, `unmountVolumes`, `reportTerminal` (final phase), `deletePodObject` (DELETE with
 * grace 0), `forget`. Crash loops live in the container's machine.
 *
 * Models: pkg/kubelet/pod_workers.go (SyncPod, TerminatingPod, TerminatedPod), pkg/kubelet/kubelet.go SyncPod and SyncTerminatingPod,
 * pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';

export interface PodWorkerContext {
  readonly hasVolumes: boolean;
  readonly initContainerCount: number;
  /** The init container that runs, or would run next. */
  readonly initIndex: number;
  /** A sandbox has been asked for, so there is something to stop. */
  readonly hasSandbox: boolean;
  /** The API wants the object gone. */
  readonly isDeleted: boolean;
  /** The object is gone from the API already. */
  readonly isRemoved: boolean;
  readonly graceMicros: number;
  /** Why it was rejected, evicted or failed; empty otherwise. */
  readonly reason: string;
  readonly message: string;
}

export type PodWorkerEvent =
  | { readonly type: 'pod.admitted' }
  | { readonly type: 'pod.rejected'; readonly reason: string; readonly message: string }
  | { readonly type: 'volumes.mounted' }
  | { readonly type: 'volumes.failed' }
  | { readonly type: 'sandbox.networkRequested' }
  | { readonly type: 'sandbox.created' }
  | { readonly type: 'sandbox.failed' }
  | { readonly type: 'sandbox.changed' }
  | { readonly type: 'initContainer.passed' }
  | { readonly type: 'containers.started' }
  | { readonly type: 'container.exited' }
  | { readonly type: 'spec.changed' }
  | { readonly type: 'phase.ended'; readonly graceMicros: number }
  | { readonly type: 'pod.deleted'; readonly graceMicros: number }
  | { readonly type: 'pod.evicted'; readonly graceMicros: number; readonly reason: string; readonly message: string }
  | { readonly type: 'pod.removed'; readonly graceMicros: number }
  | { readonly type: 'grace.shortened'; readonly graceMicros: number }
  | { readonly type: 'containers.stopped' }
  | { readonly type: 'sandbox.stopped' }
  | { readonly type: 'volumes.unmounted' };

export type PodWorkerAction = (typeof effects)[number];

/** Models: pkg/kubelet/kubelet.go backOffPeriod: wait before the pod is synced again after an error. */
const syncRetryMicros = 10_000_000;

type Context = PodWorkerContext;
type Event = PodWorkerEvent;

const effects = [
  'admit',
  'reportRejected',
  'mountVolumes',
  'runPodSandbox',
  'startInitContainer',
  'startContainers',
  'syncContainers',
  'reportStatus',
  'killContainers',
  'shortenGrace',
  'stopPodSandbox',
  'unmountVolumes',
  'reportTerminal',
  'deletePodObject',
  'forget',
] as const;

const implementations = {
  guards: {
    hasVolumes: (context: Context) => context.hasVolumes,
    hasSandbox: (context: Context) => context.hasSandbox,
    hasInitContainer: ({ initIndex, initContainerCount }: Context) => initIndex < initContainerCount,
    hasMoreInitContainers: ({ initIndex, initContainerCount }: Context) => initIndex + 1 < initContainerCount,
    isDeleted: (context: Context) => context.isDeleted,
    isRemoved: (context: Context) => context.isRemoved,
  },
  updates: {
    noteSandbox: (context: Context): Context => ({ ...context, hasSandbox: true }),
    restartInit: (context: Context): Context => ({ ...context, initIndex: 0 }),
    nextInit: (context: Context): Context => ({ ...context, initIndex: context.initIndex + 1 }),
    noteDeleted: (context: Context): Context => (context.isDeleted ? context : { ...context, isDeleted: true }),
    noteRemoved: (context: Context): Context =>
      context.isRemoved ? context : { ...context, isDeleted: true, isRemoved: true },
    setGrace: (context: Context, event: Event): Context =>
      'graceMicros' in event ? { ...context, graceMicros: event.graceMicros } : context,
    setReason: (context: Context, event: Event): Context =>
      'reason' in event ? { ...context, reason: event.reason, message: event.message } : context,
  },
  delays: { syncRetry: () => syncRetryMicros },
  effects,
};

/** The definition; drawn by the inspector. */
export const podWorkerMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'podWorker',
  context: ({ input }) => input,
  initial: 'pending',
  states: {
    pending: {
      entry: 'admit',
      on: {
        'pod.admitted': 'syncing',
        'pod.rejected': { target: 'rejected', actions: 'setReason' },
        'pod.deleted': { target: 'finished', actions: 'noteDeleted' },
        'pod.removed': 'removed',
      },
    },
    rejected: {
      entry: 'reportRejected',
      on: { 'pod.deleted': { target: 'finished', actions: 'noteDeleted' }, 'pod.removed': 'removed' },
    },
    syncing: {
      initial: 'choosing',
      on: {
        'spec.changed': { actions: 'syncContainers' },
        'container.exited': { actions: 'syncContainers' },
        'sandbox.changed': { target: '.creatingSandbox', actions: 'restartInit' },
        'phase.ended': { target: 'terminating', actions: 'setGrace' },
        'pod.deleted': { target: 'terminating', actions: ['noteDeleted', 'setGrace'] },
        'pod.evicted': { target: 'terminating', actions: ['setReason', 'setGrace'] },
        'pod.removed': { target: 'terminating', actions: ['noteRemoved', 'setGrace'] },
      },
      states: {
        choosing: {
          always: [{ guard: 'hasVolumes', target: 'waitingForVolumes' }, { target: 'creatingSandbox' }],
        },
        waitingForVolumes: {
          entry: 'mountVolumes',
          on: { 'volumes.mounted': 'creatingSandbox', 'volumes.failed': { actions: 'reportStatus' } },
        },
        creatingSandbox: {
          entry: ['noteSandbox', 'runPodSandbox'],
          on: {
            'sandbox.networkRequested': 'networking',
            'sandbox.created': 'sandboxReady',
            'sandbox.failed': 'sandboxFailed',
          },
        },
        networking: { on: { 'sandbox.created': 'sandboxReady', 'sandbox.failed': 'sandboxFailed' } },
        sandboxFailed: { entry: 'reportStatus', after: { syncRetry: 'creatingSandbox' } },
        sandboxReady: {
          entry: 'reportStatus',
          always: [{ guard: 'hasInitContainer', target: 'initContainers' }, { target: 'startingContainers' }],
        },
        initContainers: {
          entry: 'startInitContainer',
          on: {
            'initContainer.passed': [
              { guard: 'hasMoreInitContainers', target: 'initContainers', reenter: true, actions: 'nextInit' },
              { target: 'startingContainers', actions: 'nextInit' },
            ],
          },
        },
        startingContainers: { entry: 'startContainers', on: { 'containers.started': 'running' } },
        running: { entry: 'reportStatus' },
      },
    },
    terminating: {
      initial: 'choosing',
      on: {
        'pod.deleted': { actions: ['noteDeleted', 'setGrace', 'shortenGrace'] },
        'pod.removed': { actions: ['noteRemoved', 'setGrace', 'shortenGrace'] },
        'grace.shortened': { actions: ['setGrace', 'shortenGrace'] },
      },
      states: {
        choosing: {
          always: [{ guard: 'hasSandbox', target: 'stoppingContainers' }, { target: '#podWorker.terminated' }],
        },
        stoppingContainers: {
          entry: ['reportStatus', 'killContainers'],
          on: { 'containers.stopped': 'stoppingSandbox', 'container.exited': { actions: 'reportStatus' } },
        },
        stoppingSandbox: { entry: 'stopPodSandbox', on: { 'sandbox.stopped': '#podWorker.terminated' } },
      },
    },
    terminated: {
      entry: ['reportTerminal', 'unmountVolumes'],
      on: {
        'volumes.unmounted': 'finished',
        'pod.deleted': { actions: 'noteDeleted' },
        'pod.removed': { actions: 'noteRemoved' },
      },
    },
    finished: {
      initial: 'choosing',
      on: { 'pod.removed': 'removed' },
      states: {
        choosing: {
          always: [
            { guard: 'isRemoved', target: '#podWorker.removed' },
            { guard: 'isDeleted', target: 'deleting' },
            { target: 'kept' },
          ],
        },
        kept: { on: { 'pod.deleted': { target: 'deleting', actions: 'noteDeleted' } } },
        deleting: { entry: 'deletePodObject' },
      },
    },
    removed: { entry: 'forget', type: 'final' },
  },
});

/** The table that the kubelet steps. */
export const podWorkerTable = compileMachine<Context, Event, PodWorkerAction>(podWorkerMachine, implementations);

/** Context of a pod that the kubelet has just seen. */
export function newPodWorker(hasVolumes: boolean, initContainerCount: number): PodWorkerContext {
  return {
    hasVolumes,
    initContainerCount,
    initIndex: 0,
    hasSandbox: false,
    isDeleted: false,
    isRemoved: false,
    graceMicros: 0,
    reason: '',
    message: '',
  };
}
