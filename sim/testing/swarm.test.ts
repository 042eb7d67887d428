/**
 * A thousand random short worlds with faults; what must hold is checked all the way.
 *
 * One world again: `SWARM_SEED=123 npx vitest run sim/testing/swarm.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { Broken } from './invariants.ts';
import { SwarmWorld } from './swarm.ts';

const worlds = 1000;
const worldsPerTest = 100;

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
    }, 120_000);
  }
});
