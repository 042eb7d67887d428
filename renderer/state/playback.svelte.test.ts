import { createActor } from 'xstate';
import { describe, expect, it } from 'vitest';
import type { StepKind } from '../../sim/protocol.ts';
import { neighbourPace } from './paces.ts';
import { FakeSimulator } from '../testing/fake.ts';
import { playbackMachine } from './playback.machine.ts';
import { Playback } from './playback.svelte.ts';
import { Session } from './session.svelte.ts';

/** Orders whose seeks are settled by hand. */
function orders(): {
  sought: number[];
  stepped: StepKind[];
  done: (() => void)[];
  seek: (at: number) => Promise<void>;
  step: (kind: StepKind) => Promise<void>;
} {
  const sought: number[] = [];
  const stepped: StepKind[] = [];
  const done: (() => void)[] = [];
  return {
    sought,
    stepped,
    done,
    seek: (at) => {
      sought.push(at);
      return new Promise((resolve) => done.push(resolve));
    },
    step: (kind) => {
      stepped.push(kind);
      return Promise.resolve();
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('playback', () => {
  it('has one seek in flight, and then goes only to the last place asked for', async () => {
    const hand = orders();
    const actor = createActor(playbackMachine, { input: hand });
    actor.start();
    for (const at of [10, 20, 30, 40]) actor.send({ type: 'seek.asked', at });
    expect(hand.sought).toEqual([10]);
    hand.done[0]?.();
    await settle();
    expect(hand.sought).toEqual([10, 40]);
    hand.done[1]?.();
    await settle();
    expect(actor.getSnapshot().value).toBe('still');
  });

  it('makes steps that are asked for on the way when it has arrived, a few at most', async () => {
    const hand = orders();
    const actor = createActor(playbackMachine, { input: hand });
    actor.start();
    actor.send({ type: 'seek.asked', at: 10 });
    for (let press = 0; press < 9; press += 1) actor.send({ type: 'step.asked', kind: 'message' });
    expect(hand.stepped).toEqual([]);
    hand.done[0]?.();
    await settle();
    expect(hand.stepped).toEqual(['message', 'message', 'message', 'message']);
    expect(actor.getSnapshot().value).toBe('still');
  });

  it('forgets steps that wait when another instant is asked for', async () => {
    const hand = orders();
    const actor = createActor(playbackMachine, { input: hand });
    actor.start();
    actor.send({ type: 'seek.asked', at: 10 });
    actor.send({ type: 'step.asked', kind: 'message' });
    actor.send({ type: 'seek.asked', at: 20 });
    actor.send({ type: 'step.asked', kind: 'stateChange' });
    hand.done[0]?.();
    await settle();
    expect(hand.stepped).toEqual([]);
    hand.done[1]?.();
    await settle();
    expect(hand.sought).toEqual([10, 20]);
    expect(hand.stepped).toEqual(['stateChange']);
  });

  it('is still again after a failed seek and remembers why', async () => {
    const actor = createActor(playbackMachine, {
      input: { seek: () => Promise.reject(new Error('gone')), step: () => Promise.resolve() },
    });
    actor.start();
    actor.send({ type: 'seek.asked', at: 5 });
    await settle();
    expect(actor.getSnapshot().value).toBe('still');
    expect(actor.getSnapshot().context.error).toEqual(new Error('gone'));
  });

  it('moves the pace to its neighbour and stops at the ends', () => {
    expect(neighbourPace({ mode: 'factor', factor: 1 }, 1)).toEqual({ mode: 'factor', factor: 2 });
    expect(neighbourPace({ mode: 'factor', factor: 1000 }, 1)).toEqual({ mode: 'factor', factor: 1000 });
    expect(neighbourPace({ mode: 'study', secondsPerHop: 0.7 }, 1)).toEqual({ mode: 'study', secondsPerHop: 0.4 });
    expect(neighbourPace({ mode: 'study', secondsPerHop: 0.7 }, -1)).toEqual({ mode: 'study', secondsPerHop: 1 });
  });
});

describe('pace', () => {
  it('adds up keys that are pressed before the first one is confirmed', async () => {
    const simulator = new FakeSimulator();
    const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
    await session.request({ type: 'new', name: 'x', workers: 3, seed: 1 });
    const playback = new Playback(session);
    const all = [playback.setPace({ mode: 'factor', factor: 1 }), playback.shiftPace(1), playback.shiftPace(1)];
    expect(playback.pace).toEqual({ mode: 'factor', factor: 5 });
    await Promise.all(all);
    expect(session.state?.pace).toEqual({ mode: 'factor', factor: 5 });
    expect(playback.pace).toEqual({ mode: 'factor', factor: 5 });
  });
});

describe('travel', () => {
  it('lasts until the picture of the instant is there', async () => {
    const simulator = new FakeSimulator();
    const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
    await session.request({ type: 'new', name: 'x', workers: 3, seed: 1 });
    const playback = new Playback(session);
    playback.seek(0);
    await settle();
    expect(playback.isTravelling).toBe(true);
    await session.request({ type: 'pause' });
    expect(playback.isTravelling).toBe(false);
  });

  it('ends when the simulator refuses', async () => {
    const session = new Session(() => new FakeSimulator(), { now: () => 0, nextPicture: (callback) => callback() });
    const playback = new Playback(session);
    session.request = () => Promise.reject(new Error('no'));
    playback.step();
    expect(playback.isTravelling).toBe(true);
    await settle();
    expect(playback.isTravelling).toBe(false);
  });
});

describe('travel by keys', () => {
  it('adds up spans that are asked for before the first one has arrived', async () => {
    const simulator = new FakeSimulator();
    const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
    await session.request({ type: 'new', name: 'x', workers: 3, seed: 1 });
    await session.request({ type: 'pace', pace: { mode: 'factor', factor: 1 } });
    await session.request({ type: 'play' });
    simulator.advance(1000);
    await session.request({ type: 'pause' });
    const playback = new Playback(session);
    const end = session.now;
    for (let press = 0; press < 3; press += 1) playback.seekBy(-100_000);
    await settle();
    expect(session.now).toBe(end - 300_000);
  });
});
