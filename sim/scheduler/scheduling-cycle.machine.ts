/**
 * A pod's way through the scheduler: the queue, the scheduling cycle, the binding cycle.
 *
 * Owner: the scheduler, one instance for each pod that is not bound. It sends
 * - in the queue: `pod.popped` (from `active`, or from `backoff` when the active queue is empty), `backoff.elapsed` (at the queue's flush of
 *   every second), `cluster.changed` (a queueing hint says that it may fit now; also `pod.updated` in effect) and `unschedulable.expired` (the
 *   flush after 5 minutes), both with whether its back-off still runs, `gates.removed`;
 * - in the cycle: `nodes.found` with their number (and the node's name when it is the only one: then nothing is scored), `nodes.notFound`,
 *   `node.chosen`, `preemption.nominated`, `preemption.failed`;
 * - once the pod is assumed: `pod.reserved`, `reserve.failed`, `permit.allowed`, `permit.waited`, `permit.denied`, `pod.bound`;
 * - `cycle.failed` for an error that is no refusal, in either cycle (a conflict at binding …); `pod.deleted` at any time.
 *
 * Actions to carry out: `enqueueActive`, `enqueueBackoff`, `enqueueUnschedulable`, `enqueueGated`, `runFilters` (PreFilter, Filter),
 * `runPostFilter` (preemption), `runScores` (PreScore, Score, NormalizeScore), `assumePod` (in the cache, then Reserve), `runPermit`,
 * `bindPod` (PreBind, POST binding), `forgetPod` (Unreserve and out of the cache), `reportGated`, `reportUnschedulable` (event
 * FailedScheduling, condition PodScheduled=False), `reportError`, `reportScheduled` (event Scheduled), `dropPod` (out of every queue).
 *
 * What changes in the cluster while the pod is in its cycle may have made it fit: then it goes to `backoff`, not to `unschedulable`.
 *
 * Models: pkg/scheduler/schedule_one.go ScheduleOne, schedulingCycle, bindingCycle, handleSchedulingFailure;
 * pkg/scheduler/backend/queue/scheduling_queue.go AddUnschedulableIfNotPresent (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';

export interface SchedulingCycleContext {
  readonly isGated: boolean;
  /** Times that it has been taken from the queue. */
  readonly attempts: number;
  /** The node chosen in this attempt. */
  readonly nodeName: string;
  /** The node where preemption makes room for it. */
  readonly nominatedNodeName: string;
  /** Something that may help it has changed since it was popped. */
  readonly hasClusterChanged: boolean;
}

export type SchedulingCycleEvent =
  | { readonly type: 'pod.popped' }
  | { readonly type: 'backoff.elapsed' }
  | { readonly type: 'cluster.changed'; readonly isBackingOff: boolean }
  | { readonly type: 'unschedulable.expired'; readonly isBackingOff: boolean }
  | { readonly type: 'gates.removed' }
  | { readonly type: 'nodes.found'; readonly count: number; readonly nodeName: string }
  | { readonly type: 'nodes.notFound' }
  | { readonly type: 'node.chosen'; readonly nodeName: string }
  | { readonly type: 'pod.reserved' }
  | { readonly type: 'reserve.failed' }
  | { readonly type: 'permit.allowed' }
  | { readonly type: 'permit.waited' }
  | { readonly type: 'permit.denied' }
  | { readonly type: 'preemption.nominated'; readonly nodeName: string }
  | { readonly type: 'preemption.failed' }
  | { readonly type: 'cycle.failed' }
  | { readonly type: 'pod.bound' }
  | { readonly type: 'pod.deleted' };

export type SchedulingCycleAction = (typeof effects)[number];

type Context = SchedulingCycleContext;
type Event = SchedulingCycleEvent;

const effects = [
  'enqueueActive',
  'enqueueBackoff',
  'enqueueUnschedulable',
  'enqueueGated',
  'runFilters',
  'runPostFilter',
  'runScores',
  'assumePod',
  'runPermit',
  'bindPod',
  'forgetPod',
  'reportGated',
  'reportUnschedulable',
  'reportError',
  'reportScheduled',
  'dropPod',
] as const;

const implementations = {
  guards: {
    isGated: (context: Context) => context.isGated,
    isBackingOff: (_: Context, event: Event) => 'isBackingOff' in event && event.isBackingOff,
    isOnlyNode: (_: Context, event: Event) => event.type === 'nodes.found' && event.count === 1,
    hasClusterChanged: (context: Context) => context.hasClusterChanged,
  },
  updates: {
    beginAttempt: (context: Context): Context => ({
      ...context,
      attempts: context.attempts + 1,
      nodeName: '',
      hasClusterChanged: false,
    }),
    noteChange: (context: Context): Context =>
      context.hasClusterChanged ? context : { ...context, hasClusterChanged: true },
    openGates: (context: Context): Context => ({ ...context, isGated: false }),
    setNode: (context: Context, event: Event): Context =>
      event.type === 'node.chosen' || event.type === 'nodes.found' ? { ...context, nodeName: event.nodeName } : context,
    clearNode: (context: Context): Context => ({ ...context, nodeName: '' }),
    nominate: (context: Context, event: Event): Context =>
      event.type === 'preemption.nominated' ? { ...context, nominatedNodeName: event.nodeName } : context,
  },
  delays: {},
  effects,
};

/** The definition; drawn by the inspector. */
export const schedulingCycleMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'schedulingCycle',
  context: ({ input }) => input,
  initial: 'queued',
  on: { 'pod.deleted': '.removed' },
  states: {
    queued: {
      initial: 'arriving',
      states: {
        arriving: { always: [{ guard: 'isGated', target: 'gated', actions: 'reportGated' }, { target: 'active' }] },
        active: {
          entry: 'enqueueActive',
          on: { 'pod.popped': { target: '#schedulingCycle.scheduling', actions: 'beginAttempt' } },
        },
        backoff: {
          entry: 'enqueueBackoff',
          on: {
            'backoff.elapsed': 'active',
            'pod.popped': { target: '#schedulingCycle.scheduling', actions: 'beginAttempt' },
          },
        },
        unschedulable: {
          entry: 'enqueueUnschedulable',
          on: {
            'cluster.changed': [{ guard: 'isBackingOff', target: 'backoff' }, { target: 'active' }],
            'unschedulable.expired': [{ guard: 'isBackingOff', target: 'backoff' }, { target: 'active' }],
          },
        },
        gated: { entry: 'enqueueGated', on: { 'gates.removed': { target: 'active', actions: 'openGates' } } },
      },
    },
    scheduling: {
      initial: 'filtering',
      on: {
        'cluster.changed': { actions: 'noteChange' },
        'cycle.failed': { target: 'queued.backoff', actions: 'reportError' },
      },
      states: {
        filtering: {
          entry: 'runFilters',
          on: {
            'nodes.found': [
              { guard: 'isOnlyNode', target: '#schedulingCycle.assumed', actions: 'setNode' },
              { target: 'scoring' },
            ],
            'nodes.notFound': 'postFilter',
          },
        },
        postFilter: {
          entry: 'runPostFilter',
          on: {
            'preemption.nominated': { target: '#schedulingCycle.refused', actions: 'nominate' },
            'preemption.failed': '#schedulingCycle.refused',
          },
        },
        scoring: {
          entry: 'runScores',
          on: { 'node.chosen': { target: '#schedulingCycle.assumed', actions: 'setNode' } },
        },
      },
    },
    assumed: {
      initial: 'reserved',
      on: {
        'cluster.changed': { actions: 'noteChange' },
        'cycle.failed': { target: 'queued.backoff', actions: ['forgetPod', 'reportError', 'clearNode'] },
        'pod.deleted': { target: 'removed', actions: 'forgetPod' },
      },
      states: {
        reserved: {
          entry: 'assumePod',
          on: {
            'pod.reserved': 'permit',
            'reserve.failed': { target: '#schedulingCycle.refused', actions: ['forgetPod', 'clearNode'] },
          },
        },
        permit: {
          entry: 'runPermit',
          on: {
            'permit.allowed': 'binding',
            'permit.waited': 'waitingOnPermit',
            'permit.denied': { target: '#schedulingCycle.refused', actions: ['forgetPod', 'clearNode'] },
          },
        },
        waitingOnPermit: {
          on: {
            'permit.allowed': 'binding',
            'permit.denied': { target: '#schedulingCycle.refused', actions: ['forgetPod', 'clearNode'] },
          },
        },
        binding: { entry: 'bindPod', on: { 'pod.bound': '#schedulingCycle.bound' } },
      },
    },
    refused: {
      entry: 'reportUnschedulable',
      always: [{ guard: 'hasClusterChanged', target: 'queued.backoff' }, { target: 'queued.unschedulable' }],
    },
    bound: { entry: 'reportScheduled', type: 'final' },
    removed: { entry: 'dropPod', type: 'final' },
  },
});

/** The table that the scheduler steps. */
export const schedulingCycleTable = compileMachine<Context, Event, SchedulingCycleAction>(
  schedulingCycleMachine,
  implementations,
);

/** Context of a pod that has just been seen without a node. */
export function newSchedulingCycle(isGated: boolean): SchedulingCycleContext {
  return { isGated, attempts: 0, nodeName: '', nominatedNodeName: '', hasClusterChanged: false };
}
