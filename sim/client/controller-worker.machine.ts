/**
 * One worker of a controller: takes a key, syncs it, waits for the API, and puts the key aside or back.
 *
 * Owner: a controller, one instance for each of its workers. It sends `key.taken` when the queue gave it a key, `request.sent` for each call
 * that the sync waits for, `response.received`, and at the end `sync.finished` or `sync.failed`.
 *
 * Actions to carry out: `syncKey` (begin, or go on after an answer), `forgetKey` (its failures are forgotten), `requeueKey` (back into the
 * queue after the limiter's wait), `markDone` (the key may be handed out again), `takeNext` (ask the queue).
 *
 * `idle.done` and `idle.requeued` say how the last sync ended; they are as idle as `idle.empty`.
 *
 * Models: pkg/controller/deployment/deployment_controller.go processNextWorkItem and handleErr, client-go util/workqueue (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';

export interface ControllerWorkerContext {
  /** The key at work, `namespace/name`; empty when idle for the first time. */
  readonly key: string;
  /** Requests of this sync so far. */
  readonly requests: number;
  /** Why the last sync failed; empty when it did not. */
  readonly error: string;
}

export type ControllerWorkerEvent =
  | { readonly type: 'key.taken'; readonly key: string }
  | { readonly type: 'request.sent' }
  | { readonly type: 'response.received' }
  | { readonly type: 'sync.finished' }
  | { readonly type: 'sync.failed'; readonly error: string };

export type ControllerWorkerAction = (typeof effects)[number];

type Context = ControllerWorkerContext;
type Event = ControllerWorkerEvent;

const effects = ['syncKey', 'forgetKey', 'requeueKey', 'markDone', 'takeNext'] as const;

const implementations = {
  guards: {},
  updates: {
    setKey: (context: Context, event: Event): Context =>
      event.type === 'key.taken' ? { key: event.key, requests: 0, error: '' } : context,
    countRequest: (context: Context): Context => ({ ...context, requests: context.requests + 1 }),
    setError: (context: Context, event: Event): Context =>
      event.type === 'sync.failed' ? { ...context, error: event.error } : context,
  },
  delays: {},
  effects,
};

/** The definition; drawn by the inspector. */
export const controllerWorkerMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'controllerWorker',
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: {
      initial: 'empty',
      on: { 'key.taken': { target: 'syncing', actions: 'setKey' } },
      states: {
        empty: {},
        done: { entry: ['forgetKey', 'markDone', 'takeNext'] },
        requeued: { entry: ['requeueKey', 'markDone', 'takeNext'] },
      },
    },
    syncing: {
      entry: 'syncKey',
      on: {
        'request.sent': { target: 'waitingForApi', actions: 'countRequest' },
        'sync.finished': 'idle.done',
        'sync.failed': { target: 'idle.requeued', actions: 'setError' },
      },
    },
    waitingForApi: {
      on: {
        'request.sent': { actions: 'countRequest' },
        'response.received': 'syncing',
        'sync.finished': 'idle.done',
        'sync.failed': { target: 'idle.requeued', actions: 'setError' },
      },
    },
  },
});

/** The table that a controller steps. */
export const controllerWorkerTable = compileMachine<Context, Event, ControllerWorkerAction>(
  controllerWorkerMachine,
  implementations,
);

/** Context of a worker that has had no key yet. */
export function newControllerWorker(): ControllerWorkerContext {
  return { key: '', requests: 0, error: '' };
}
