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
  /** Steps asked for meanwhile, to be made after the last seek. */
  steps: readonly StepKind[];
  error: unknown;
}

/** Steps that wait: enough for keys pressed quickly, few enough that a key held down stops soon after it is let go. */
const stepsMax = 4;

const onward = [
  { guard: 'hasNext', target: 'seeking', reenter: true, actions: 'takeNext' },
  { guard: 'hasSteps', target: 'stepping', reenter: true, actions: 'takeStep' },
  { target: 'still' },
] as const;

/**
 * Travel in time: at most one seek or step is in flight. While the user drags, only the last place asked for is sought next; steps asked
 * for meanwhile follow one after the other.
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
    hasSteps: ({ context }) => context.steps.length > 0,
  },
  actions: {
    aim: assign(({ event }) => (event.type === 'seek.asked' ? { target: event.at, error: null } : {})),
    remember: assign(({ event }) => (event.type === 'seek.asked' ? { next: event.at, steps: [] } : {})),
    takeNext: assign(({ context }) => ({ target: context.next ?? context.target, next: null })),
    choose: assign(({ event }) => (event.type === 'step.asked' ? { kind: event.kind, error: null } : {})),
    addStep: assign(({ context, event }) =>
      event.type === 'step.asked' ? { steps: [...context.steps, event.kind].slice(0, stepsMax) } : {},
    ),
    takeStep: assign(({ context }) => ({ kind: context.steps[0] ?? context.kind, steps: context.steps.slice(1) })),
    forget: assign({ error: null }),
  },
}).createMachine({
  id: 'playback',
  context: ({ input }) => ({ orders: input, target: 0, next: null, kind: 'message', steps: [], error: null }),
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
      on: { 'seek.asked': { actions: 'remember' }, 'step.asked': { actions: 'addStep' } },
      invoke: {
        src: 'seek',
        input: ({ context }) => ({ orders: context.orders, at: context.target }),
        onDone: onward,
        onError: { target: 'still', actions: assign({ error: ({ event }) => event.error, next: null, steps: [] }) },
      },
    },
    stepping: {
      on: { 'seek.asked': { actions: 'remember' }, 'step.asked': { actions: 'addStep' } },
      invoke: {
        src: 'step',
        input: ({ context }) => ({ orders: context.orders, kind: context.kind }),
        onDone: onward,
        onError: { target: 'still', actions: assign({ error: ({ event }) => event.error, next: null, steps: [] }) },
      },
    },
  },
});
