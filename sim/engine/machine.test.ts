import { describe, expect, it } from 'vitest';
import { initialTransition, setup, transition } from 'xstate';
import { describeMachine, setupOf } from './machine-definition.ts';
import { compileMachine } from './machine-table.ts';
import { canStep, isIn, leafName, start, step } from './machine.ts';
import type { MachineEvent } from './machine.ts';

interface Context {
  readonly count: number;
}
type Event =
  | { type: 'inner.left' }
  | { type: 'inner.restarted' }
  | { type: 'inner.noted' }
  | { type: 'probe.failed' }
  | { type: 'probe.passed' }
  | { type: 'outer.reset' }
  | { type: 'count.raised'; by: number }
  | { type: 'part.finished' }
  | { type: 'all.ended' };

const implementations = {
  guards: {
    isHigh: ({ count }: Context) => count >= 3,
    isBig: (_: Context, event: Event) => event.type === 'count.raised' && event.by > 10,
  },
  updates: {
    add: (context: Context, event: Event): Context =>
      event.type === 'count.raised' ? { ...context, count: context.count + event.by } : context,
    clear: (context: Context): Context => ({ ...context, count: 0 }),
  },
  delays: { short: ({ count }: Context) => 1000 + count },
  effects: [
    'enterRoot',
    'leaveRoot',
    'enterA',
    'leaveA',
    'enterX',
    'leaveX',
    'enterY',
    'leaveY',
    'note',
    'enterB',
    'finish',
  ] as const,
};

const machine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'sample',
  context: ({ input }) => input,
  initial: 'a',
  entry: 'enterRoot',
  exit: 'leaveRoot',
  on: {
    'outer.reset': { target: '.a', reenter: true, actions: 'clear' },
    'all.ended': '.end',
    'probe.*': { actions: 'note' },
  },
  states: {
    a: {
      initial: 'x',
      entry: 'enterA',
      exit: 'leaveA',
      on: {
        'inner.restarted': '.x',
        'inner.left': { target: 'b', actions: 'note' },
        'count.raised': [{ guard: 'isBig', target: 'b', reenter: true, actions: 'add' }, { actions: 'add' }],
        'probe.failed': { target: 'a', reenter: true },
      },
      states: {
        x: {
          entry: 'enterX',
          exit: 'leaveX',
          on: { 'inner.noted': 'x', 'inner.left': 'y' },
          after: { short: 'y' },
          always: { guard: 'isHigh', target: 'y', actions: 'clear' },
        },
        y: { entry: 'enterY', exit: 'leaveY', on: { 'probe.failed': {}, '*': { target: 'x' } } },
      },
    },
    b: {
      entry: 'enterB',
      initial: 'working',
      onDone: { target: 'a.y', actions: 'finish' },
      states: { working: { on: { 'part.finished': 'ready' } }, ready: { type: 'final' } },
    },
    end: { type: 'final', exit: 'note' },
  },
});
const table = compileMachine<Context, Event, (typeof implementations.effects)[number]>(machine, implementations);

const afterEvent = 'xstate.after.short.sample.a.x';

function statePath(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[key, child]] = Object.entries(value as object) as [[string, unknown]];
  return `${key}.${statePath(child)}`;
}

describe('a machine stepped by its table', () => {
  it('does as XState for every sequence of four events', () => {
    const types = [
      'inner.left',
      'inner.restarted',
      'inner.noted',
      'probe.failed',
      'probe.passed',
      'outer.reset',
      'part.finished',
      'all.ended',
      afterEvent,
    ];
    const events: MachineEvent[] = [
      ...types.map((type) => ({ type })),
      { type: 'count.raised', by: 2 } as MachineEvent,
      { type: 'count.raised', by: 20 } as MachineEvent,
    ];
    const walk = (
      snapshot: ReturnType<typeof initialTransition>[0],
      state: { value: string; context: Context },
      depth: number,
    ): void => {
      for (const event of events) {
        const [next, actions] = transition(machine, snapshot as never, event as Event);
        const result = step(table, state, event);
        expect({ value: result.state.value, context: result.state.context, actions: result.actions }).toEqual({
          value: statePath(next.value),
          context: next.context,
          actions: actions.map((a) => a.type).filter((name) => !name.startsWith('xstate.')),
        });
        if (depth > 1 && next.status === 'active') walk(next as never, result.state, depth - 1);
      }
    };
    const [snapshot] = initialTransition(machine, { count: 0 });
    walk(snapshot as never, start(table, { count: 0 }).state, 4);
  });

  it('enters the initial state from the outside in and arms its timers with the delay of the context', () => {
    const { state, actions, timers } = start(table, { count: 1 });
    expect(state).toEqual({ value: 'a.x', context: { count: 1 } });
    expect(actions).toEqual(['enterRoot', 'enterA', 'enterX']);
    expect(timers).toEqual([{ type: 'arm', event: afterEvent, delay: 'short', delayMicros: 1001 }]);
  });

  it('gives back the same state object when nothing changes', () => {
    const { state } = start(table, { count: 0 });
    expect(step(table, state, { type: 'nobody.asked' }).state).toBe(state);
    expect(step(table, state, { type: 'probe.passed' })).toEqual({ state, actions: ['note'], timers: [] });
    expect(step(table, state, { type: 'probe.passed' }).state).toBe(state);
  });

  it('lets an inner state forbid what its parents would do', () => {
    const state = { value: 'a.y', context: { count: 0 } };
    expect(step(table, state, { type: 'probe.failed' })).toEqual({ state, actions: [], timers: [] });
  });

  it('cancels the timers of the states that it leaves', () => {
    const { state } = start(table, { count: 0 });
    expect(step(table, state, { type: 'inner.left' }).timers).toEqual([{ type: 'cancel', event: afterEvent }]);
  });

  it('takes no more events in its final state', () => {
    const end = step(table, start(table, { count: 0 }).state, { type: 'all.ended' }).state;
    expect(end.value).toBe('end');
    expect(canStep(table, end, { type: 'outer.reset' })).toBe(false);
    expect(step(table, end, { type: 'outer.reset' }).state).toBe(end);
  });

  it('refuses a state that it does not have, naming those that it has', () => {
    expect(() => step(table, { value: 'z', context: { count: 0 } }, { type: 'all.ended' })).toThrow(
      /expected a state of a\.x.*got "z"/,
    );
  });

  it('fails loudly when eventless transitions do not end', () => {
    const guards = { isOn: () => true };
    const loop = setup({ guards }).createMachine({
      id: 'loop',
      initial: 'p',
      states: { p: { always: { guard: 'isOn', target: 'q' } }, q: { always: { guard: 'isOn', target: 'p' } } },
    });
    const looping = compileMachine(loop, { guards, updates: {}, delays: {}, effects: [] });
    expect(() => start(looping, {})).toThrow(/rest after 100 eventless transitions/);
  });
});

describe('what a table cannot hold', () => {
  it.each([
    ['parallel states', { type: 'parallel', states: { p: {}, q: {} } }, /no parallel/],
    ['history states', { initial: 'p', states: { p: {}, h: { type: 'history' } } }, /no parallel or history/],
    ['inline actions', { initial: 'p', states: { p: { entry: () => undefined } } }, /by name/],
    [
      'inline guards',
      { initial: 'p', states: { p: { on: { go: { guard: () => true, target: 'p' } } } } },
      /guard by name/,
    ],
    ['delays as numbers', { initial: 'p', states: { p: { after: { 1000: 'p' } } } }, /delays by name/],
    ['unknown actions', { initial: 'p', states: { p: { entry: 'unheard' } } }, /neither an update nor an effect/],
  ])('refuses %s', (_, config, message) => {
    const made = setup({}).createMachine({ id: 'bad', ...config } as never);
    expect(() => compileMachine(made, { guards: {}, updates: {}, delays: {}, effects: [] })).toThrow(message);
  });
});

describe('a machine as a chart', () => {
  it('lists nested states by dotted id and labels timers, eventless transitions and completion', () => {
    const chart = describeMachine(machine);
    expect(chart.initial).toBe('a');
    expect(chart.states).toContainEqual({ id: 'a.x', parent: 'a', label: 'x' });
    expect(chart.transitions).toContainEqual({ from: 'a.x', to: 'a.y', event: 'after short' });
    expect(chart.transitions).toContainEqual({ from: 'a.x', to: 'a.y', event: 'isHigh' });
    expect(chart.transitions).toContainEqual({ from: 'b', to: 'a.y', event: 'done' });
    expect(chart.transitions).toContainEqual({ from: 'a', to: 'b', event: 'inner.left' });
  });
});

describe('state ids', () => {
  it('tell whether one state lies in another', () => {
    const state = { value: 'waiting.ImagePullBackOff', context: {} };
    expect(isIn(state, 'waiting')).toBe(true);
    expect(isIn(state, 'wait')).toBe(false);
    expect(isIn(state, 'waiting.ImagePullBackOff')).toBe(true);
    expect(leafName(state)).toBe('ImagePullBackOff');
  });
});
