/**
 * A node's heartbeat: the kubelet keeps its Lease in kube-node-lease fresh.
 *
 * Owner: the kubelet. It sends `kubelet.started`, the outcome of each renewal (`lease.renewed`, `lease.failed`), and `kubelet.stopped`.
 *
 * Actions to carry out: `renewLease` (PUT, or POST when there is none). Renewals that succeed are quiet; the timer `renew` may be a quiet
 * event, or be advanced in closed form.
 *
 * Models: k8s.io/component-helpers/apimachinery/lease/controller.go sync and backoffEnsureLease (v1.37).
 * Differs: a failed update is tried again with the back-off at once; the kubelet first tries five times without a wait.
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';

export interface NodeLeaseContext {
  readonly renewMicros: number;
  /** Wait before the next try after a failure. */
  readonly retryMicros: number;
}

export type NodeLeaseEvent =
  | { readonly type: 'kubelet.started' }
  | { readonly type: 'lease.renewed' }
  | { readonly type: 'lease.failed' }
  | { readonly type: 'kubelet.stopped' };

export type NodeLeaseAction = (typeof effects)[number];

/** Models: kubelet-config nodeLeaseDurationSeconds 40, renewed at a quarter of it. */
export const nodeLeaseRenewMicros = 10_000_000;
/** Models: k8s.io/component-helpers/apimachinery/lease/controller.go sleep, maxBackoff. */
const retryMicrosMin = 200_000;
const retryMicrosMax = 7_000_000;

type Context = NodeLeaseContext;

const effects = ['renewLease'] as const;

const implementations = {
  guards: {},
  updates: {
    growRetry: (context: Context): Context => ({
      ...context,
      retryMicros: context.retryMicros === 0 ? retryMicrosMin : Math.min(retryMicrosMax, context.retryMicros * 2),
    }),
    clearRetry: (context: Context): Context => (context.retryMicros === 0 ? context : { ...context, retryMicros: 0 }),
  },
  delays: {
    renew: (context: Context) => context.renewMicros,
    retry: (context: Context) => context.retryMicros,
  },
  effects,
};

/** The definition; drawn by the inspector. */
export const nodeLeaseMachine = setup({
  types: {} as { context: Context; events: NodeLeaseEvent; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'nodeLease',
  context: ({ input }) => input,
  initial: 'stopped',
  states: {
    stopped: { on: { 'kubelet.started': 'beating.renewing' } },
    beating: {
      initial: 'renewing',
      on: { 'kubelet.stopped': { target: 'stopped', actions: 'clearRetry' } },
      states: {
        renewing: {
          entry: 'renewLease',
          on: {
            'lease.renewed': { target: 'held', actions: 'clearRetry' },
            'lease.failed': { target: 'retrying', actions: 'growRetry' },
          },
        },
        held: { after: { renew: 'renewing' } },
        retrying: { after: { retry: 'renewing' } },
      },
    },
  },
});

/** The table that the kubelet steps. */
export const nodeLeaseTable = compileMachine<Context, NodeLeaseEvent, NodeLeaseAction>(
  nodeLeaseMachine,
  implementations,
);

/** Context of a lease that has never been renewed. */
export function newNodeLease(renewMicros = nodeLeaseRenewMicros): NodeLeaseContext {
  return { renewMicros, retryMicros: 0 };
}
