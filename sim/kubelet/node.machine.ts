/**
 * A machine and its kubelet: from power on to Ready, and all ways out of it.
 *
 * Owner: the machine's kubelet. It sends
 * - `machine.poweredOn`, `machine.poweredOff` (at once, nothing is told), `machine.shutdownRequested` (graceful);
 * - `node.registered` or `node.registerFailed` for the POST of its Node;
 * - `conditions.passed` and `conditions.failed` (with the reason) when what Ready depends on has changed: runtime, CNI, PLEG, disks;
 * - `network.lost` and `network.restored` when the machine is cut off from the API server: it works on, but nobody hears it, and after the
 *   grace period the control plane shows it as Unknown;
 * - `pods.terminated` when a graceful shutdown has stopped all pods.
 *
 * Actions to carry out: `startKubelet` (stop what was before: no pod of this machine survives a power cut), `registerNode` (POST), `updateStatus`
 * (PATCH of the Node's conditions), `startPods` (begin to watch and sync pods), `stopKubelet`, `terminatePods`, `haltMachine` (processes,
 * leases and network of this machine end now).
 *
 * Models: pkg/kubelet/kubelet_node_status.go registerWithAPIServer, nodestatus/setters.go ReadyCondition, nodeshutdown (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';
import { isIn, leafName } from '../engine/machine.ts';
import type { MachineState } from '../engine/machine.ts';

export interface NodeContext {
  readonly bootMicros: number;
  readonly shutdownGraceMicros: number;
  /** Wait before the next try to register. */
  readonly registerRetryMicros: number;
  /** Reason and message of the Ready condition. */
  readonly reason: string;
  readonly message: string;
  /** What Ready depends on holds, whether or not anybody hears of it. */
  readonly isHealthy: boolean;
}

export type NodeEvent =
  | { readonly type: 'machine.poweredOn' }
  | { readonly type: 'machine.poweredOff' }
  | { readonly type: 'machine.shutdownRequested' }
  | { readonly type: 'node.registered' }
  | { readonly type: 'node.registerFailed' }
  | { readonly type: 'conditions.passed' }
  | { readonly type: 'conditions.failed'; readonly reason: string; readonly message: string }
  | { readonly type: 'network.lost' }
  | { readonly type: 'network.restored' }
  | { readonly type: 'pods.terminated' };

export type NodeAction = (typeof effects)[number];

/** Models: pkg/kubelet/kubelet_node_status.go registerWithAPIServer: 100 ms doubling to 7 s. */
const registerRetryMicrosMin = 100_000;
const registerRetryMicrosMax = 7_000_000;

type Context = NodeContext;
type Event = NodeEvent;

const effects = [
  'startKubelet',
  'registerNode',
  'updateStatus',
  'startPods',
  'stopKubelet',
  'terminatePods',
  'haltMachine',
] as const;

const networkNotReady =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
  'message:Network plugin returns error: cni plugin not initialized';
const notReadyYet = { reason: 'KubeletNotReady', message: networkNotReady };
const ready = { reason: 'KubeletReady', message: 'kubelet is posting ready status' };

const implementations = {
  guards: { isHealthy: (context: Context) => context.isHealthy },
  updates: {
    beginBoot: (context: Context): Context => ({
      ...context,
      ...notReadyYet,
      isHealthy: false,
      registerRetryMicros: registerRetryMicrosMin,
    }),
    growRetry: (context: Context): Context => ({
      ...context,
      registerRetryMicros: Math.min(registerRetryMicrosMax, context.registerRetryMicros * 2),
    }),
    noteHealthy: (context: Context): Context => ({ ...context, ...ready, isHealthy: true }),
    noteUnhealthy: (context: Context, event: Event): Context =>
      event.type === 'conditions.failed'
        ? { ...context, reason: event.reason, message: event.message, isHealthy: false }
        : context,
    noteShutdown: (context: Context): Context => ({
      ...context,
      reason: 'KubeletNotReady',
      message: 'node is shutting down',
      isHealthy: false,
    }),
  },
  delays: {
    boot: (context: Context) => context.bootMicros,
    registerRetry: (context: Context) => context.registerRetryMicros,
    shutdownGrace: (context: Context) => context.shutdownGraceMicros,
  },
  effects,
};

/** The definition; drawn by the inspector. */
export const nodeMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'node',
  context: ({ input }) => input,
  initial: 'off',
  states: {
    off: { on: { 'machine.poweredOn': { target: 'on', actions: 'beginBoot' } } },
    on: {
      initial: 'booting',
      exit: 'haltMachine',
      on: {
        'machine.poweredOff': 'off',
        'machine.shutdownRequested': '.shuttingDown',
        'conditions.passed': { actions: 'noteHealthy' },
        'conditions.failed': { actions: 'noteUnhealthy' },
      },
      states: {
        booting: { after: { boot: { target: 'registering', actions: 'startKubelet' } } },
        registering: {
          initial: 'asking',
          on: { 'node.registered': { target: 'connected', actions: 'startPods' } },
          states: {
            asking: {
              entry: 'registerNode',
              on: { 'node.registerFailed': { target: 'waiting', actions: 'growRetry' } },
            },
            waiting: { after: { registerRetry: 'asking' } },
          },
        },
        connected: {
          initial: 'choosing',
          on: { 'network.lost': 'unreachable' },
          states: {
            choosing: { always: [{ guard: 'isHealthy', target: 'ready' }, { target: 'notReady' }] },
            ready: {
              entry: 'updateStatus',
              on: {
                'conditions.failed': { target: 'notReady', actions: 'noteUnhealthy' },
                'conditions.passed': {},
              },
            },
            notReady: {
              entry: 'updateStatus',
              on: {
                'conditions.passed': { target: 'ready', actions: 'noteHealthy' },
                'conditions.failed': { actions: ['noteUnhealthy', 'updateStatus'] },
              },
            },
          },
        },
        unreachable: { on: { 'network.restored': 'connected' } },
        shuttingDown: {
          entry: ['noteShutdown', 'updateStatus', 'terminatePods'],
          exit: 'stopKubelet',
          on: {
            'pods.terminated': '#node.off',
            'machine.shutdownRequested': {},
            'conditions.passed': {},
            'conditions.failed': {},
          },
          after: { shutdownGrace: '#node.off' },
        },
      },
    },
  },
});

/** The table that the kubelet steps. */
export const nodeTable = compileMachine<Context, Event, NodeAction>(nodeMachine, implementations);

/** Context of a machine that is off. Both times are inputs of the world. */
export function newNode(bootMicros: number, shutdownGraceMicros: number): NodeContext {
  return {
    bootMicros,
    shutdownGraceMicros,
    registerRetryMicros: registerRetryMicrosMin,
    ...notReadyYet,
    isHealthy: false,
  };
}

/** The Ready condition that the node itself would report; `Unknown` while it cannot be heard. */
export function readyStatusOf(state: MachineState<NodeContext>): 'True' | 'False' | 'Unknown' {
  if (!isIn(state, 'on') || leafName(state) === 'unreachable') return 'Unknown';
  return leafName(state) === 'ready' ? 'True' : 'False';
}
