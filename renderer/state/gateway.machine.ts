import { assign, fromPromise, setup } from 'xstate';
import type { GatewayState } from '../host/host.ts';

/** What the machine asks of the surroundings. */
export type GatewayOrder = (isOn: boolean) => Promise<GatewayState>;

export type GatewayOn = Extract<GatewayState, { status: 'on' }>;

export type GatewayEvent =
  | { type: 'switched'; on: boolean }
  /** The surroundings tell of themselves: another caller, or the end. */
  | { type: 'told'; state: GatewayState };

interface GatewayContext {
  order: GatewayOrder;
  /** Where it listens, while it does. */
  on: GatewayOn | null;
  message: string;
}

const off = { target: 'off', actions: 'leave' } as const;

/** The switch for real clients, as the person sees it. */
export const gatewayMachine = setup({
  types: {
    context: {} as GatewayContext,
    events: {} as GatewayEvent,
    input: {} as GatewayOrder,
  },
  actors: {
    order: fromPromise<GatewayState, { order: GatewayOrder; on: boolean }>(({ input }) => input.order(input.on)),
  },
  guards: {
    wantsOn: ({ event }) => event.type === 'switched' && event.on,
    wantsOff: ({ event }) => event.type === 'switched' && !event.on,
    isTold: ({ event }) => event.type === 'told' && event.state.status === 'on',
    isOver: ({ event }) => event.type === 'told' && event.state.status === 'off',
  },
  actions: {
    take: assign(({ event }) => (event.type === 'told' && event.state.status === 'on' ? { on: event.state } : {})),
    leave: assign({ on: null }),
    forget: assign({ on: null, message: '' }),
  },
}).createMachine({
  id: 'gateway',
  context: ({ input }) => ({ order: input, on: null, message: '' }),
  initial: 'off',
  states: {
    off: { on: { switched: { guard: 'wantsOn', target: 'starting', actions: 'forget' } } },
    starting: {
      invoke: {
        src: 'order',
        input: ({ context }) => ({ order: context.order, on: true }),
        onDone: [
          {
            guard: ({ event }) => event.output.status === 'on',
            target: 'on',
            actions: assign(({ event }) => (event.output.status === 'on' ? { on: event.output } : {})),
          },
          {
            target: 'failed',
            actions: assign(({ event }) => ({
              message: event.output.status === 'failed' ? event.output.message : event.output.status,
            })),
          },
        ],
        onError: { target: 'failed', actions: assign({ message: ({ event }) => String(event.error) }) },
      },
    },
    on: {
      on: {
        switched: { guard: 'wantsOff', target: 'stopping' },
        told: [
          { guard: 'isTold', actions: 'take' },
          { guard: 'isOver', ...off },
        ],
      },
    },
    stopping: {
      invoke: {
        src: 'order',
        input: ({ context }) => ({ order: context.order, on: false }),
        onDone: off,
        onError: { target: 'failed', actions: assign({ on: null, message: ({ event }) => String(event.error) }) },
      },
    },
    failed: { on: { switched: { guard: 'wantsOn', target: 'starting', actions: 'forget' } } },
  },
});
