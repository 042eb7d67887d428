/**
 * A thousand random short worlds with faults; what must hold is checked all the way.
 *
 * One world again: `SWARM_SEED=123 npx vitest run sim/testing/swarm.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { Broken } from './invariants.ts';
import { digestWithRestores } from './restored-run.ts';
import { SwarmWorld } from './swarm.ts';

const worlds = 1000;
const worldsPerTest = 100;

/** Plays a world again, through JSON after every 97th event. */
function digests(seed: number): [string, string] {
  const world = new SwarmWorld(seed);
  world.play();
  const { simulation } = world;
  const run = { seed, world: simulation.world, actions: simulation.actions, untilMicros: simulation.now };
  return [simulation.engine.trace.digest(), digestWithRestores(run, 97)];
}

function playWorld(seed: number): string | undefined {
  const world = new SwarmWorld(seed);
  try {
    world.play();
    return undefined;
  } catch (error) {
    const what = error instanceof Broken ? error.message : ((error as Error).stack ?? String(error));
    const at = (world.simulation.now / 1e6).toFixed(6);
    return `seed ${seed} at ${at} s: ${what}\n  replay: SWARM_SEED=${seed} npx vitest run sim/testing/swarm.test.ts`;
  }
}

const only = process.env['SWARM_SEED'];

describe('random worlds with faults keep what must hold', () => {
  if (only !== undefined) {
    it(`seed ${only}`, () => expect(playWorld(Number(only))).toBeUndefined());
    return;
  }
  for (let first = 1; first <= worlds; first += worldsPerTest) {
    const seeds = Array.from({ length: worldsPerTest }, (_, n) => first + n);
    it(`seeds ${first} to ${first + worldsPerTest - 1}`, () => {
      expect(seeds.map(playWorld).filter((failure) => failure !== undefined)).toEqual([]);
      const [played, restored] = digests(first);
      expect(restored).toBe(played);
    }, 120_000);
  }
});
