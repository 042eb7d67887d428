import { describe, expect, it } from 'vitest';
import { defaultWorld } from './formats/default-world.ts';
import { Hindsight } from './hindsight.ts';
import { Simulation } from './simulation.ts';

const seconds = 1_000_000;

function ranSimulation(): Simulation {
  const simulation = new Simulation({ seed: 3, world: defaultWorld({ topology: { workers: 2 } }) });
  const pod = (name: string) =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    }) as const;
  simulation.act({ action: 'apply', objects: [pod('a')] });
  simulation.run(5 * seconds);
  simulation.act({ action: 'apply', objects: [pod('b')] });
  simulation.run(10 * seconds);
  return simulation;
}

describe('Hindsight', () => {
  it('shows earlier instants as they were, back and forth, and leaves the simulation where it is', () => {
    const simulation = ranSimulation();
    const digest = simulation.engine.trace.digest();
    const hindsight = new Hindsight(simulation);
    const other = ranSimulation();
    for (const at of [2 * seconds, 7 * seconds, 7_500_000, 1 * seconds]) {
      other.seek(at);
      const then = hindsight.at(at);
      expect(then?.now).toBe(at);
      expect(then?.trace.digest()).toBe(other.engine.trace.digest());
    }
    expect(simulation.now).toBe(10 * seconds);
    expect(simulation.engine.trace.digest()).toBe(digest);
  });

  it('follows when the user makes another future', () => {
    const simulation = ranSimulation();
    const hindsight = new Hindsight(simulation);
    hindsight.at(8 * seconds);
    simulation.seek(2 * seconds);
    simulation.act({ action: 'delete', apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'a' });
    simulation.run(9 * seconds);
    const digest = simulation.engine.trace.digest();
    expect(hindsight.at(9 * seconds)?.trace.digest()).toBe(digest);
  });

  it('knows nothing of the time before the first instant', () => {
    expect(new Hindsight(ranSimulation()).at(-1)).toBeUndefined();
  });
});
