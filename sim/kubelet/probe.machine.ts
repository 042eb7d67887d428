/**
 * One probe of one container: when it runs, and what it has last decided.
 *
 * Owner: the kubelet's prober, one instance for each probe of each container. It sends
 * - `container.started` for every new container (id), `container.stopped` when it no longer runs;
 * - `startup.passed` when the container's `started` has become true (liveness and readiness wait for it);
 * - `probe.succeeded`, `probe.failed` or `probe.errored` for each run, once a period and only in `probing` (see {@link isProbing});
 * - `pod.terminating` ends liveness and startup probes; `probe.removed` ends any.
 *
 * Actions to carry out: `publishSuccess`, `publishFailure`, `publishUnknown`: the decided result has changed. Failure of liveness or startup
 * makes the kubelet kill the container, and holds the probe until there is a new one; so does success of startup.
 *
 * Counts of equal results in a row outlive the container, as in the kubelet.
 *
 * Models: pkg/kubelet/prober/worker.go doProbe (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';
import { isIn, leafName } from '../engine/machine.ts';
import type { MachineState } from '../engine/machine.ts';

export type ProbeType = 'startup' | 'readiness' | 'liveness';
export type ProbeResult = 'success' | 'failure' | 'unknown';

export interface ProbeContext {
  readonly type: ProbeType;
  readonly initialDelayMicros: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** The container has a startup probe that has not passed yet. */
  readonly waitsForStartup: boolean;
  /** What is published for a container that has just started. */
  readonly initialResult: ProbeResult;
  /** The last single result, and how often it came in a row. */
  readonly lastResult: ProbeResult;
  readonly resultRun: number;
}

export type ProbeEvent =
  | { readonly type: 'container.started'; readonly waitsForStartup: boolean }
  | { readonly type: 'container.stopped' }
  | { readonly type: 'startup.passed' }
  | { readonly type: 'probe.succeeded' }
  | { readonly type: 'probe.failed' }
  | { readonly type: 'probe.errored' }
  | { readonly type: 'pod.terminating' }
  | { readonly type: 'probe.removed' };

export type ProbeAction = (typeof effects)[number];

type Context = ProbeContext;
type Event = ProbeEvent;

const effects = ['publishSuccess', 'publishFailure', 'publishUnknown'] as const;

function runWith(context: Context, result: ProbeResult): number {
  return context.lastResult === result ? context.resultRun + 1 : 1;
}

function counted(context: Context, result: ProbeResult): Context {
  return { ...context, lastResult: result, resultRun: runWith(context, result) };
}

function isPassed(context: Context): boolean {
  return runWith(context, 'success') >= context.successThreshold;
}

function isFailed(context: Context): boolean {
  return runWith(context, 'failure') >= context.failureThreshold;
}

const implementations = {
  guards: {
    hasInitialDelay: ({ initialDelayMicros }: Context) => initialDelayMicros > 0,
    isWaitingForStartup: (context: Context) => context.waitsForStartup,
    isStartSuccess: ({ initialResult }: Context) => initialResult === 'success',
    isStartFailure: ({ initialResult }: Context) => initialResult === 'failure',
    isPassed,
    isPassedForGood: (context: Context) => context.type === 'startup' && isPassed(context),
    isFailed,
    isFailedForGood: (context: Context) => context.type !== 'readiness' && isFailed(context),
    isNotReadiness: ({ type }: Context) => type !== 'readiness',
  },
  updates: {
    noteStartup: (context: Context, event: Event): Context =>
      event.type === 'container.started' ? { ...context, waitsForStartup: event.waitsForStartup } : context,
    passStartup: (context: Context): Context =>
      context.waitsForStartup ? { ...context, waitsForStartup: false } : context,
    countSuccess: (context: Context): Context => counted(context, 'success'),
    countFailure: (context: Context): Context => counted(context, 'failure'),
    resetRun: (context: Context): Context => ({ ...context, resultRun: 0 }),
  },
  delays: { initialDelay: (context: Context) => context.initialDelayMicros },
  effects,
};

/** The definition; drawn by the inspector. */
export const probeMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'probe',
  context: ({ input }) => input,
  initial: 'idle',
  on: {
    'container.started': { target: '.starting', actions: 'noteStartup' },
    'container.stopped': { target: '.idle', actions: 'publishFailure' },
    'startup.passed': { actions: 'passStartup' },
    'pod.terminating': { guard: 'isNotReadiness', target: '.removed' },
    'probe.removed': '.removed',
  },
  states: {
    idle: { on: { 'container.stopped': {} } },
    starting: {
      initial: 'publishing',
      states: {
        publishing: {
          always: [
            { guard: 'isStartSuccess', target: 'choosing', actions: 'publishSuccess' },
            { guard: 'isStartFailure', target: 'choosing', actions: 'publishFailure' },
            { target: 'choosing', actions: 'publishUnknown' },
          ],
        },
        choosing: {
          always: [
            { guard: 'hasInitialDelay', target: 'delayed' },
            { guard: 'isWaitingForStartup', target: 'waitingForStartup' },
            { target: 'opening' },
          ],
        },
        delayed: {
          after: {
            initialDelay: [{ guard: 'isWaitingForStartup', target: 'waitingForStartup' }, { target: 'opening' }],
          },
        },
        waitingForStartup: { on: { 'startup.passed': { target: 'opening', actions: 'passStartup' } } },
        opening: {
          always: [
            { guard: 'isStartSuccess', target: '#probe.probing.success' },
            { guard: 'isStartFailure', target: '#probe.probing.failure' },
            { target: '#probe.probing.unknown' },
          ],
        },
      },
    },
    probing: {
      initial: 'unknown',
      on: {
        'probe.succeeded': [
          {
            guard: 'isPassedForGood',
            target: 'onHold.success',
            actions: ['countSuccess', 'publishSuccess', 'resetRun'],
          },
          { guard: 'isPassed', target: '.success', actions: ['countSuccess', 'publishSuccess'] },
          { actions: 'countSuccess' },
        ],
        'probe.failed': [
          {
            guard: 'isFailedForGood',
            target: 'onHold.failure',
            actions: ['countFailure', 'publishFailure', 'resetRun'],
          },
          { guard: 'isFailed', target: '.failure', actions: ['countFailure', 'publishFailure'] },
          { actions: 'countFailure' },
        ],
      },
      states: {
        unknown: {},
        success: {
          on: {
            'probe.succeeded': [
              { guard: 'isPassedForGood', target: '#probe.onHold.success', actions: ['countSuccess', 'resetRun'] },
              { actions: 'countSuccess' },
            ],
          },
        },
        failure: {
          on: {
            'probe.failed': [
              { guard: 'isFailedForGood', target: '#probe.onHold.failure', actions: ['countFailure', 'resetRun'] },
              { actions: 'countFailure' },
            ],
          },
        },
      },
    },
    onHold: { initial: 'failure', states: { success: {}, failure: {} } },
    removed: { type: 'final' },
  },
});

/** The table that the kubelet steps. */
export const probeTable = compileMachine<Context, Event, ProbeAction>(probeMachine, implementations);

const startValues: Readonly<Record<ProbeType, ProbeResult>> = {
  liveness: 'success',
  readiness: 'failure',
  startup: 'unknown',
};

/** Context of a probe whose container has not started yet. */
export function newProbe(probe: {
  type: ProbeType;
  initialDelayMicros: number;
  successThreshold: number;
  failureThreshold: number;
  initialResult?: ProbeResult;
}): ProbeContext {
  return {
    type: probe.type,
    initialDelayMicros: probe.initialDelayMicros,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
    waitsForStartup: false,
    initialResult: probe.initialResult ?? startValues[probe.type],
    lastResult: 'unknown',
    resultRun: 0,
  };
}

/** True when the probe runs at its next period. */
export function isProbing(state: MachineState<ProbeContext>): boolean {
  return isIn(state, 'probing');
}

/** True when it has decided for good and waits for a new container. */
export function isOnHold(state: MachineState<ProbeContext>): boolean {
  return isIn(state, 'onHold');
}

/** The published result; `null` before the first container. */
export function publishedResultOf(state: MachineState<ProbeContext>): ProbeResult | null {
  if (isIn(state, 'starting')) return state.context.initialResult;
  if (!isIn(state, 'probing') && !isIn(state, 'onHold')) return null;
  const name = leafName(state);
  return name === 'success' || name === 'failure' ? name : 'unknown';
}
