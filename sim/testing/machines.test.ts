import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import type { AnyStateMachine, SnapshotFrom } from 'xstate';
import { describeMachine } from '../engine/machine-definition.ts';
import { canStep, start, step } from '../engine/machine.ts';
import type { MachineEvent, StepResult, TimerOrder } from '../engine/machine.ts';
import { machinesUnderTest } from './machines.ts';
import type { MachineUnderTest } from './machines.ts';

const sequencesPerContext = 150;
const stepsPerSequence = 60;

/** Whole numbers below `bound`, the same for the same seed: a linear congruential generator, its high bits mixed down. */
function lcg(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    return Math.floor((((mixed ^ (mixed >>> 13)) >>> 0) / 4294967296) * bound);
  };
}

function dotted(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[key, child]] = Object.entries(value as object) as [[string, unknown]];
  return `${key}.${dotted(child)}`;
}

interface XStateAction {
  type: string;
  params?: unknown;
}

function timersOf(actions: XStateAction[]): unknown[] {
  return actions.flatMap((action) => {
    if (action.type === 'xstate.cancel') return [`cancel ${(action.params as { sendId: string }).sendId}`];
    if (action.type !== 'xstate.raise') return [];
    const { event, delay } = action.params as { event: MachineEvent; delay: number };
    return [`arm ${event.type} ${String(delay)}`];
  });
}

function timerTexts(timers: readonly TimerOrder[]): string[] {
  return timers.map((t) => (t.type === 'arm' ? `arm ${t.event} ${String(t.delayMicros)}` : `cancel ${t.event}`));
}

function expectEqual(
  got: StepResult<object>,
  [snapshot, actions]: [{ value: unknown; context: unknown }, XStateAction[]],
  where: string,
): void {
  expect(
    { value: got.state.value, context: got.state.context, actions: got.actions, timers: timerTexts(got.timers) },
    where,
  ).toEqual({
    value: dotted(snapshot.value),
    context: snapshot.context,
    actions: actions.map((a) => a.type).filter((name) => !name.startsWith('xstate.')),
    timers: timersOf(actions),
  });
}

/** One in ten: any event. Otherwise one that the state handles: the least tried there, or any of them. */
function choose(
  handled: readonly MachineEvent[],
  all: readonly MachineEvent[],
  prefix: string,
  tried: Map<string, number>,
  random: (bound: number) => number,
): MachineEvent {
  const countOf = (event: MachineEvent): number => tried.get(prefix + event.type) ?? 0;
  const pool = random(10) === 0 ? all : handled;
  const least = Math.min(...pool.map(countOf));
  const preferred = random(2) === 0 ? pool.filter((event) => countOf(event) === least) : pool;
  const event = preferred[random(preferred.length)]!;
  tried.set(prefix + event.type, countOf(event) + 1);
  return event;
}

/** Steps one random sequence both ways; gives the states that it met. */
function compare(subject: MachineUnderTest, context: object, seed: number, tried: Map<string, number>): Set<string> {
  const machine = subject.machine as AnyStateMachine;
  const random = lcg(seed);
  const met = new Set<string>();
  let pair = initialTransition(machine, context) as [SnapshotFrom<AnyStateMachine>, XStateAction[]];
  let result = start(subject.table, context);
  expectEqual(result, pair, `seed ${String(seed)}, start`);
  const armed = new Set<string>();
  for (let i = 0; i < stepsPerSequence && pair[0].status === 'active'; i += 1) {
    met.add(result.state.value);
    for (const timer of result.timers) {
      if (timer.type === 'arm') armed.add(timer.event);
      else armed.delete(timer.event);
    }
    const choices: MachineEvent[] = [
      ...subject.events,
      ...[...armed].map((type) => ({ type })),
      { type: 'nobody.asked' },
    ];
    const before = result.state;
    const handled = choices.filter((choice) => canStep(subject.table, before, choice));
    const event = choose(handled.length > 0 ? handled : choices, choices, `${before.value} `, tried, random);
    pair = transition(machine, pair[0], event) as [SnapshotFrom<AnyStateMachine>, XStateAction[]];
    result = step(subject.table, before, event);
    expectEqual(result, pair, `seed ${String(seed)}, step ${String(i)}: ${before.value} + ${event.type}`);
  }
  met.add(result.state.value);
  return met;
}

describe.each(machinesUnderTest)('machine $machine.id', (subject) => {
  it('steps by its table as by XState, for random events: state, context, actions and timers', () => {
    const met = new Set<string>();
    const tried = new Map<string, number>();
    subject.contexts.forEach((context, n) => {
      for (let i = 0; i < sequencesPerContext; i += 1) {
        for (const value of compare(subject, context, n * 100_000 + i * 7919 + 1, tried)) met.add(value);
      }
    });
    const resting = [...subject.table.leafByValue.values()].filter(
      (leaf) => !leaf.always.some((row) => row.guard === null),
    );
    expect([...met].sort()).toEqual(resting.map((leaf) => leaf.value).sort());
  });

  it('is described with every state and only known ends of transitions', () => {
    const chart = describeMachine(subject.machine);
    const ids = new Set(chart.states.map((state) => state.id));
    for (const leaf of subject.table.leafByValue.keys()) expect(ids).toContain(leaf);
    expect(ids).toContain(chart.initial);
    for (const { from, to } of chart.transitions) {
      expect(from === '' || ids.has(from)).toBe(true);
      expect(ids).toContain(to);
    }
  });
});
