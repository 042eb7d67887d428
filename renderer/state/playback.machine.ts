import { assign, fromPromise, setup } from 'xstate';
import type { Micros, StepKind } from '../../sim/protocol.ts';

/** What the machine asks of the simulator. */
export interface PlaybackOrders {
  seek(at: Micros): Promise<void>;
  step(kind: StepKind): Promise<void>;
}

export type PlaybackEvent =
  { type: 'seek.asked'; at: Micros } | { type: 'step.asked'; kind: StepKind } | { type: 'failed.seen' };

interface PlaybackContext {
  orders: PlaybackOrders;
  /** Where the seek in flight goes to. */
  target: Micros;
  /** Where the hand has gone meanwhile; `null`: nowhere else. */
  next: Micros | null;
  kind: StepKind;
  error: unknown;
}

/**
 * Travel in time: at most one seek or step is in flight; while the user drags, only the last place asked for is sought next.
 */
export const playbackMachine = setup({
  types: {
    context: {} as PlaybackContext,
    events: {} as PlaybackEvent,
    input: {} as PlaybackOrders,
  },
  actors: {
    seek: fromPromise<void, { orders: PlaybackOrders; at: Micros }>(({ input }) => input.orders.seek(input.at)),
    step: fromPromise<void, { orders: PlaybackOrders; kind: StepKind }>(({ input }) => input.orders.step(input.kind)),
  },
  guards: {
    hasNext: ({ context }) => context.next !== null,
  },
  actions: {
    aim: assign(({ event }) => (event.type === 'seek.asked' ? { target: event.at, next: null, error: null } : {})),
    remember: assign(({ event }) => (event.type === 'seek.asked' ? { next: event.at } : {})),
    takeNext: assign(({ context }) => ({ target: context.next ?? context.target, next: null })),
    choose: assign(({ event }) => (event.type === 'step.asked' ? { kind: event.kind, error: null } : {})),
    forget: assign({ error: null }),
  },
}).createMachine({
  id: 'playback',
  context: ({ input }) => ({ orders: input, target: 0, next: null, kind: 'message', error: null }),
  initial: 'still',
  states: {
    still: {
      on: {
        'seek.asked': { target: 'seeking', actions: 'aim' },
        'step.asked': { target: 'stepping', actions: 'choose' },
        'failed.seen': { actions: 'forget' },
      },
    },
    seeking: {
      on: { 'seek.asked': { actions: 'remember' } },
      invoke: {
        src: 'seek',
        input: ({ context }) => ({ orders: context.orders, at: context.target }),
        onDone: [{ guard: 'hasNext', target: 'seeking', reenter: true, actions: 'takeNext' }, { target: 'still' }],
        onError: { target: 'still', actions: assign({ error: ({ event }) => event.error, next: null }) },
      },
    },
    stepping: {
      on: { 'seek.asked': { actions: 'remember' } },
      invoke: {
        src: 'step',
        input: ({ context }) => ({ orders: context.orders, kind: context.kind }),
        onDone: [{ guard: 'hasNext', target: 'seeking', actions: 'takeNext' }, { target: 'still' }],
        onError: { target: 'still', actions: assign({ error: ({ event }) => event.error, next: null }) },
      },
    },
  },
});
