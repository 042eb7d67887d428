/**
 * One container of a pod, over all its restarts: from the first wait to the last exit.
 *
 * Owner: the kubelet, one instance for each container of a pod (init containers too). It sends
 * - `container.admitted` when the pod is taken; `pod.initialized` when its init containers have passed;
 * - `start.requested` when it is this container's turn (the machine asks for the image);
 * - the outcome of each step: `image.pulled`, `image.failed` (ErrImagePull …), `image.backedOff`, `container.configFailed`,
 *   `container.created`, `container.createFailed`, `container.started`, `container.startFailed`, `container.exited`;
 * - what the probes decided: `probe.startupPassed`, `probe.startupFailed`, `probe.readinessPassed`, `probe.readinessFailed`,
 *   `probe.livenessFailed`; `hook.finished` when preStop has ended;
 * - `stop.requested` when it must end (`graceMicros`), again to shorten the grace;
 * - after an exit, if the restart policy says so, `restart.delayed` with the wait that is left (0: none).
 *
 * Actions to carry out: `ensureImage`, `createContainer`, `startContainer` (CRI), `startProbes`, `stopProbes`, `runPreStop`,
 * `sendStopSignal`, `sendKill`, `recordExit` (lastState, restart count), `requestSync` (the back-off is over: sync the pod).
 *
 * Readiness without a probe holds from the start of the process; `running.starting` is `started: false`. `stopped`: the pod ends while
 * this container has no process (it never started, or waited for its next start).
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer and killContainer, pkg/kubelet/kubelet_pods.go
 * convertToAPIContainerStatuses (v1.37).
 * Differs: the wait in CrashLoopBackOff ends to the microsecond; the kubelet sees it at its next sync of the pod.
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';
import { isIn, leafName } from '../engine/machine.ts';
import type { MachineState } from '../engine/machine.ts';

export interface ContainerContext {
  readonly hasStartupProbe: boolean;
  readonly hasReadinessProbe: boolean;
  readonly hasPreStop: boolean;
  /** Times that the runtime has created it. */
  readonly createdCount: number;
  /** Exit code and reason of the last end. */
  readonly exitCode: number;
  readonly reason: string;
  /** What is left of the grace: preStop may use it up, then SIGTERM has it, but at least the kubelet's minimum of 2 s. */
  readonly graceMicros: number;
  /** What is left of the crash loop's wait. */
  readonly backoffMicros: number;
}

export type ContainerEvent =
  | { readonly type: 'container.admitted'; readonly waitsForInit: boolean }
  | { readonly type: 'pod.initialized' }
  | { readonly type: 'start.requested' }
  | { readonly type: 'image.pulled' }
  | { readonly type: 'image.failed'; readonly reason: ImageWait }
  | { readonly type: 'image.backedOff' }
  | { readonly type: 'container.configFailed' }
  | { readonly type: 'container.created' }
  | { readonly type: 'container.createFailed' }
  | { readonly type: 'container.started' }
  | { readonly type: 'container.startFailed' }
  | { readonly type: 'container.exited'; readonly exitCode: number; readonly reason: string }
  | { readonly type: 'probe.startupPassed' }
  | { readonly type: 'probe.startupFailed'; readonly graceMicros: number }
  | { readonly type: 'probe.readinessPassed' }
  | { readonly type: 'probe.readinessFailed' }
  | { readonly type: 'probe.livenessFailed'; readonly graceMicros: number }
  | { readonly type: 'stop.requested'; readonly graceMicros: number }
  | { readonly type: 'hook.finished'; readonly graceMicros: number }
  | { readonly type: 'restart.delayed'; readonly backoffMicros: number };

/** Reasons of a wait for the image. */
export type ImageWait = 'ErrImagePull' | 'ErrImageNeverPull' | 'InvalidImageName';

export type ContainerAction = (typeof effects)[number];

/** Models: pkg/kubelet/kuberuntime/kuberuntime_container.go minimumGracePeriodInSeconds. */
const minimumGraceMicros = 2_000_000;

type Context = ContainerContext;
type Event = ContainerEvent;

const effects = [
  'ensureImage',
  'createContainer',
  'startContainer',
  'startProbes',
  'stopProbes',
  'runPreStop',
  'sendStopSignal',
  'sendKill',
  'recordExit',
  'requestSync',
] as const;

const implementations = {
  guards: {
    isWaitingForInit: (_: Context, event: Event) => event.type === 'container.admitted' && event.waitsForInit,
    isNeverPull: (_: Context, event: Event) => event.type === 'image.failed' && event.reason === 'ErrImageNeverPull',
    isInvalidName: (_: Context, event: Event) => event.type === 'image.failed' && event.reason === 'InvalidImageName',
    hasStartupProbe: (context: Context) => context.hasStartupProbe,
    hasReadinessProbe: (context: Context) => context.hasReadinessProbe,
    hasPreStop: (context: Context) => context.hasPreStop,
    hasBackoff: (_: Context, event: Event) => event.type === 'restart.delayed' && event.backoffMicros > 0,
    isExitZero: (context: Context) => context.exitCode === 0,
    isOutOfMemory: (context: Context) => context.reason === 'OOMKilled',
  },
  updates: {
    countCreated: (context: Context): Context => ({ ...context, createdCount: context.createdCount + 1 }),
    setGrace: (context: Context, event: Event): Context =>
      'graceMicros' in event ? { ...context, graceMicros: event.graceMicros } : context,
    spendGrace: (context: Context): Context => ({ ...context, graceMicros: 0 }),
    setExit: (context: Context, event: Event): Context =>
      event.type === 'container.exited' ? { ...context, exitCode: event.exitCode, reason: event.reason } : context,
    setStartFailure: (context: Context): Context => ({ ...context, exitCode: 128, reason: 'StartError' }),
    setBackoff: (context: Context, event: Event): Context =>
      event.type === 'restart.delayed' ? { ...context, backoffMicros: event.backoffMicros } : context,
  },
  delays: {
    hookGrace: (context: Context) => context.graceMicros,
    stopGrace: (context: Context) => Math.max(minimumGraceMicros, context.graceMicros),
    backoff: (context: Context) => context.backoffMicros,
  },
  effects,
};

/** Where a started process goes: the startup probe first, then readiness. */
const whenStarted = [
  { guard: 'hasStartupProbe', target: '#container.running.starting' },
  { guard: 'hasReadinessProbe', target: '#container.running.notReady' },
  { target: '#container.running.ready' },
] as const;

const whenStartupPassed = [{ guard: 'hasReadinessProbe', target: 'notReady' }, { target: 'ready' }] as const;

/** The definition; drawn by the inspector. */
export const containerMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'container',
  context: ({ input }) => input,
  initial: 'none',
  states: {
    none: {
      on: {
        'container.admitted': [
          { guard: 'isWaitingForInit', target: 'waiting.PodInitializing' },
          { target: 'waiting.ContainerCreating' },
        ],
        'stop.requested': 'stopped',
      },
    },
    waiting: {
      initial: 'ContainerCreating',
      on: {
        'start.requested': { actions: 'ensureImage' },
        'image.pulled': { actions: 'createContainer' },
        'image.failed': [
          { guard: 'isNeverPull', target: '.ErrImageNeverPull' },
          { guard: 'isInvalidName', target: '.InvalidImageName' },
          { target: '.ErrImagePull' },
        ],
        'image.backedOff': '.ImagePullBackOff',
        'container.configFailed': '.CreateContainerConfigError',
        'container.createFailed': '.CreateContainerError',
        'container.created': 'created',
        'stop.requested': 'stopped',
      },
      states: {
        PodInitializing: { on: { 'pod.initialized': 'ContainerCreating' } },
        ContainerCreating: {},
        ErrImagePull: {},
        ImagePullBackOff: {},
        ErrImageNeverPull: {},
        InvalidImageName: {},
        CreateContainerConfigError: {},
        CreateContainerError: {},
        RunContainerError: { on: { 'restart.delayed': { target: 'CrashLoopBackOff', actions: 'setBackoff' } } },
        CrashLoopBackOff: {
          on: { 'start.requested': {} },
          after: { backoff: { target: 'ContainerCreating', actions: 'requestSync' } },
        },
      },
    },
    created: {
      entry: ['countCreated', 'startContainer'],
      on: {
        'container.started': [...whenStarted],
        'container.startFailed': { target: 'waiting.RunContainerError', actions: ['setStartFailure', 'recordExit'] },
        'container.exited': { target: 'exited', actions: 'setExit' },
        'stop.requested': { target: 'stopping', actions: 'setGrace' },
      },
    },
    running: {
      initial: 'notReady',
      entry: 'startProbes',
      exit: 'stopProbes',
      on: {
        'container.exited': { target: 'exited', actions: 'setExit' },
        'stop.requested': { target: 'stopping', actions: 'setGrace' },
        'probe.livenessFailed': { target: 'stopping', actions: 'setGrace' },
        'probe.startupFailed': { target: 'stopping', actions: 'setGrace' },
      },
      states: {
        starting: { on: { 'probe.startupPassed': [...whenStartupPassed] } },
        notReady: { on: { 'probe.readinessPassed': 'ready' } },
        ready: { on: { 'probe.readinessFailed': 'notReady' } },
      },
    },
    stopping: {
      initial: 'choosing',
      on: { 'container.exited': { target: 'exited', actions: 'setExit' } },
      states: {
        choosing: {
          always: [
            { guard: 'hasPreStop', target: 'preStop', actions: 'runPreStop' },
            { target: 'terminating', actions: 'sendStopSignal' },
          ],
        },
        preStop: {
          on: {
            'hook.finished': { target: 'terminating', actions: ['setGrace', 'sendStopSignal'] },
            'stop.requested': { target: 'preStop', reenter: true, actions: 'setGrace' },
          },
          after: { hookGrace: { target: 'terminating', actions: ['spendGrace', 'sendStopSignal'] } },
        },
        terminating: {
          on: { 'stop.requested': { target: 'terminating', reenter: true, actions: 'setGrace' } },
          after: { stopGrace: 'killing' },
        },
        killing: { entry: 'sendKill' },
      },
    },
    exited: {
      initial: 'choosing',
      entry: 'recordExit',
      on: {
        'restart.delayed': [
          { guard: 'hasBackoff', target: 'waiting.CrashLoopBackOff', actions: 'setBackoff' },
          { target: 'waiting.ContainerCreating', actions: ['setBackoff', 'requestSync'] },
        ],
      },
      states: {
        choosing: {
          always: [
            { guard: 'isExitZero', target: 'Completed' },
            { guard: 'isOutOfMemory', target: 'OOMKilled' },
            { target: 'Error' },
          ],
        },
        Completed: {},
        Error: {},
        OOMKilled: {},
      },
    },
    stopped: { type: 'final' },
  },
});

/** The table that the owner steps. */
export const containerTable = compileMachine<Context, Event, ContainerAction>(containerMachine, implementations);

/** Context of a container that has never been created. */
export function newContainer(has: {
  startupProbe: boolean;
  readinessProbe: boolean;
  preStop: boolean;
}): ContainerContext {
  return {
    hasStartupProbe: has.startupProbe,
    hasReadinessProbe: has.readinessProbe,
    hasPreStop: has.preStop,
    createdCount: 0,
    exitCode: 0,
    reason: '',
    graceMicros: 0,
    backoffMicros: 0,
  };
}

/** The `restartCount` of its status. */
export function restartCountOf(state: MachineState<ContainerContext>): number {
  return Math.max(0, state.context.createdCount - 1);
}

/** The reason of its `waiting` status, or empty when it does not wait. */
export function waitingReasonOf(state: MachineState<ContainerContext>): string {
  if (state.value === 'none' || state.value === 'created') return 'ContainerCreating';
  return isIn(state, 'waiting') ? leafName(state) : '';
}
