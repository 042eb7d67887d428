/**
 * A process that takes part in leader election by a Lease: scheduler and controller manager.
 *
 * Owner: the process. It sends the outcome of each attempt: `lease.acquired` (the write went through: it holds the Lease now), `lease.held`
 * (somebody else holds it and it has not expired), `lease.failed` (error, conflict or no answer in time). The first attempt follows
 * `process.started`; further ones come with the timers `retry` and `renew`. `process.stopped` and `process.crashed` end it.
 *
 * Actions to carry out: `tryAcquireOrRenew` (GET, then POST or PUT of the Lease), `startLeading` (start the control loops), `stopLeading`
 * (the process exits: all its state is lost), `reportLeader` (event LeaderElection "<identity> became leader").
 *
 * Renewing has its own deadline, from the first attempt of a renewal on: when it passes, the process stops leading.
 *
 * Models: client-go tools/leaderelection/leaderelection.go acquire, renew, tryAcquireOrRenew (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';

export interface LeaseHolderContext {
  readonly identity: string;
  /** Wait between attempts, drawn with its jitter by the owner. */
  readonly retryMicros: number;
  /** Time in which a renewal must succeed. */
  readonly renewDeadlineMicros: number;
  /** Who holds the lease as far as this process knows; empty: nobody. */
  readonly leader: string;
  /** Attempts that failed in a row. */
  readonly failures: number;
}

export type LeaseHolderEvent =
  | { readonly type: 'process.started' }
  | { readonly type: 'lease.acquired' }
  | { readonly type: 'lease.held'; readonly by: string }
  | { readonly type: 'lease.failed' }
  | { readonly type: 'process.stopped' }
  | { readonly type: 'process.crashed' };

export type LeaseHolderAction = (typeof effects)[number];

/** Models: pkg/scheduler and kube-controller-manager leader election defaults: retry 2 s, renew deadline 10 s. */
export const leaderElectionRetryMicros = 2_000_000;
export const leaderElectionRenewDeadlineMicros = 10_000_000;

type Context = LeaseHolderContext;
type Event = LeaseHolderEvent;

const effects = ['tryAcquireOrRenew', 'startLeading', 'stopLeading', 'reportLeader'] as const;

const implementations = {
  guards: {},
  updates: {
    noteLeader: (context: Context, event: Event): Context =>
      event.type === 'lease.held' ? { ...context, leader: event.by, failures: 0 } : context,
    noteSelf: (context: Context): Context =>
      context.leader === context.identity && context.failures === 0
        ? context
        : { ...context, leader: context.identity, failures: 0 },
    countFailure: (context: Context): Context => ({ ...context, failures: context.failures + 1 }),
    forgetLeader: (context: Context): Context => ({ ...context, leader: '', failures: 0 }),
  },
  delays: {
    retry: (context: Context) => context.retryMicros,
    renew: (context: Context) => context.retryMicros,
    renewDeadline: (context: Context) => context.renewDeadlineMicros,
  },
  effects,
};

/** The definition; drawn by the inspector. */
export const leaseHolderMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'leaseHolder',
  context: ({ input }) => input,
  initial: 'stopped',
  on: { 'process.crashed': { target: '.stopped', actions: 'forgetLeader' } },
  states: {
    stopped: { on: { 'process.started': 'candidate' } },
    candidate: {
      entry: 'tryAcquireOrRenew',
      on: {
        'lease.acquired': { target: 'leader', actions: ['noteSelf', 'reportLeader'] },
        'lease.held': { target: 'follower', actions: 'noteLeader' },
        'lease.failed': { target: 'follower', actions: 'countFailure' },
        'process.stopped': { target: 'stopped', actions: 'forgetLeader' },
      },
    },
    follower: {
      after: { retry: 'candidate' },
      on: { 'process.stopped': { target: 'stopped', actions: 'forgetLeader' } },
    },
    leader: {
      initial: 'holding',
      entry: 'startLeading',
      exit: 'stopLeading',
      on: { 'process.stopped': { target: 'stopped', actions: 'forgetLeader' } },
      states: {
        holding: { after: { renew: 'renewing' } },
        renewing: {
          initial: 'asking',
          after: { renewDeadline: { target: '#leaseHolder.stopped', actions: 'forgetLeader' } },
          on: { 'lease.acquired': { target: 'holding', actions: 'noteSelf' } },
          states: {
            asking: {
              entry: 'tryAcquireOrRenew',
              on: {
                'lease.failed': { target: 'waiting', actions: 'countFailure' },
                'lease.held': { target: 'waiting', actions: 'noteLeader' },
              },
            },
            waiting: { after: { retry: 'asking' } },
          },
        },
      },
    },
  },
});

/** The table that the owner steps. */
export const leaseHolderTable = compileMachine<Context, Event, LeaseHolderAction>(leaseHolderMachine, implementations);

/** Context of a process that has not started; with the defaults of leader election. */
export function newLeaseHolder(
  identity: string,
  retryMicros = leaderElectionRetryMicros,
  renewDeadlineMicros = leaderElectionRenewDeadlineMicros,
): LeaseHolderContext {
  return { identity, retryMicros, renewDeadlineMicros, leader: '', failures: 0 };
}
