import { createActor } from 'xstate';
import { describe, expect, it } from 'vitest';
import { neighbourPace } from './paces.ts';
import { FakeSimulator } from '../testing/fake.ts';
import { playbackMachine } from './playback.machine.ts';
import { Playback } from './playback.svelte.ts';
import { Session } from './session.svelte.ts';

/** Orders whose seeks are settled by hand. */
function orders(): {
  sought: number[];
  done: (() => void)[];
  seek: (at: number) => Promise<void>;
  step: () => Promise<void>;
} {
  const sought: number[] = [];
  const done: (() => void)[] = [];
  return {
    sought,
    done,
    seek: (at) => {
      sought.push(at);
      return new Promise((resolve) => done.push(resolve));
    },
    step: () => Promise.resolve(),
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
