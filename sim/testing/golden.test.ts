/**
 * Golden traces: the whole course of small worlds, message by message, in `golden/*.txt`.
 *
 * A change that was meant: `npx vitest run sim/testing/golden.test.ts -u` renews the files; its commit says why they changed.
 */
import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import { Simulation } from '../scenario/simulation.ts';
import { goldenWorlds, type GoldenWorld } from './golden-worlds.ts';
import { digestWithRestores } from './restored-run.ts';
import { traceText } from './trace-text.ts';

const seed = 1;

function simulate({ world, actions }: GoldenWorld, freeze: boolean): Simulation {
  return new Simulation({ seed, world: defaultWorld(world), actions, freeze });
}

describe.each(goldenWorlds)('$name', (golden) => {
  const { name, untilMicros } = golden;
  const first = simulate(golden, true);
  first.run(untilMicros);
  const digest = first.engine.trace.digest();

  it('goes as the golden trace says', async () => {
    await expect(traceText(first.engine)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('goes the same a second time', () => {
    const second = simulate(golden, false);
    second.run(untilMicros);
    expect(second.engine.trace.digest()).toBe(digest);
  });

  it('goes the same when it is saved and restored after every 97th event', () => {
    const run = { seed, world: defaultWorld(golden.world), actions: golden.actions, untilMicros };
    expect(digestWithRestores(run, 97)).toBe(digest);
  });

  it('goes the same after going back and forth in time', () => {
    const travelled = simulate(golden, false);
    const stops = [0.6, 0.2, 0.9, 0.1, 1, 0.5, 0.3].map((part) => Math.floor(untilMicros * part));
    const digests = new Map<number, string>();
    for (const at of [...stops, ...stops]) {
      travelled.seek(at);
      const seen = travelled.engine.trace.digest();
      expect(digests.get(at) ?? seen).toBe(seen);
      digests.set(at, seen);
    }
    travelled.seek(untilMicros);
    expect(travelled.engine.trace.digest()).toBe(digest);
  });
});
