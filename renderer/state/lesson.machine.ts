import { assign, setup } from 'xstate';

interface LessonContext {
  /** Index of the step, from 0. */
  step: number;
  stepCount: number;
  /** Steps that wait for something, by index. */
  waits: readonly boolean[];
  /** Steps that ask something, by index. */
  asks: readonly boolean[];
  /** Chosen option of this step's question. */
  chosen: number | null;
}

export type LessonEvent =
  | { type: 'step.nextAsked' }
  | { type: 'step.backAsked' }
  | { type: 'condition.met' }
  | { type: 'question.answered'; option: number }
  | { type: 'lesson.left' }
  | { type: 'lesson.resumed' };

export interface LessonInput {
  step: number;
  waits: readonly boolean[];
  asks: readonly boolean[];
}

/** A lesson from its first step to its end: each step first waits for the cluster, then may ask, then lets one go on. */
export const lessonMachine = setup({
  types: {
    context: {} as LessonContext,
    events: {} as LessonEvent,
    input: {} as LessonInput,
  },
  guards: {
    isWaiting: ({ context }) => context.waits[context.step] ?? false,
    isAsking: ({ context }) => context.asks[context.step] ?? false,
    isLast: ({ context }) => context.step === context.stepCount - 1,
    isFirst: ({ context }) => context.step === 0,
  },
  actions: {
    goOn: assign(({ context }) => ({ step: Math.min(context.step + 1, context.stepCount - 1), chosen: null })),
    goBack: assign(({ context }) => ({ step: Math.max(0, context.step - 1), chosen: null })),
    choose: assign(({ event }) => (event.type === 'question.answered' ? { chosen: event.option } : {})),
  },
}).createMachine({
  id: 'lesson',
  context: ({ input }) => ({ ...input, stepCount: input.waits.length, chosen: null }),
  initial: 'entering',
  states: {
    entering: {
      always: [{ guard: 'isWaiting', target: 'watching' }, { guard: 'isAsking', target: 'asking' }, { target: 'told' }],
    },
    watching: {
      on: {
        'condition.met': [{ guard: 'isAsking', target: 'asking' }, { target: 'told' }],
        'step.nextAsked': [{ guard: 'isAsking', target: 'asking' }, { target: 'told' }],
      },
    },
    asking: {
      on: { 'question.answered': { target: 'told', actions: 'choose' } },
    },
    told: {
      on: {
        'step.nextAsked': [
          { guard: 'isLast', target: 'finished' },
          { target: 'entering', actions: 'goOn' },
        ],
      },
    },
    left: { on: { 'lesson.resumed': { target: 'entering' } } },
    finished: {},
  },
  on: {
    'step.backAsked': [
      { guard: 'isFirst', target: '.entering' },
      { target: '.entering', actions: 'goBack' },
    ],
    'lesson.left': { target: '.left' },
  },
});
