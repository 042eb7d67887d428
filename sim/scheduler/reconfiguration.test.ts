import { describe, expect, it } from 'vitest';
import type { Json } from '../api/types.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import { Simulation } from '../scenario/simulation.ts';
import type { SchedulerConfiguration } from './configuration.ts';
import { decisionOf } from './decisions.ts';
import { queuedPod, queuedPods } from './queue.ts';
import { schedulerSettings } from './settings.ts';

const seconds = 1_000_000;

function clusterWith(...specs: { readonly name: string; readonly [field: string]: Json }[]): Simulation {
  const simulation = new Simulation({ seed: 1, world: defaultWorld({ topology: { workers: 2 } }), freeze: true });
  const objects = specs.map(({ name, ...spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m' } } }], ...spec },
  }));
  simulation.act({ action: 'apply', objects });
  simulation.run(5 * seconds);
  return simulation;
}

function configure(simulation: Simulation, configuration: SchedulerConfiguration): void {
  simulation.act({ action: 'configureScheduler', configuration });
  simulation.run(simulation.now + 5 * seconds);
}

const mine = { profiles: [{}, { schedulerName: 'mine' }] };

describe('a scheduler that is started again with another configuration', () => {
  it('takes up pods whose profile is new, and lets go of those whose profile is gone', () => {
    const simulation = clusterWith({ name: 'a', schedulerName: 'mine' });
    expect(queuedPods(simulation.engine)).toEqual([]);
    configure(simulation, mine);
    expect(decisionOf(simulation.engine, 'default/a')?.nodeName).toMatch(/^worker-/);

    const waiting = clusterWith({ name: 'b', nodeSelector: { disk: 'ssd' } });
    configure(waiting, { profiles: [{ schedulerName: 'mine' }] });
    expect(queuedPods(waiting.engine)).toEqual([]);
  });

  it('tries what waits anew, as one who knows of no earlier attempt', () => {
    const simulation = clusterWith({ name: 'a', nodeSelector: { disk: 'ssd' } });
    expect(queuedPod(simulation.engine, 'default/a')?.machine.context.attempts).toBe(1);
    configure(simulation, { profiles: [{ plugins: { filter: { disabled: [{ name: 'NodeAffinity' }] } } }] });
    expect(decisionOf(simulation.engine, 'default/a')?.nodeName).toMatch(/^worker-/);
  });

  it('lets pods stay that have a node', () => {
    const simulation = clusterWith({ name: 'a' });
    const before = decisionOf(simulation.engine, 'default/a');
    configure(simulation, mine);
    expect(decisionOf(simulation.engine, 'default/a')).toEqual(before);
    expect([...schedulerSettings(simulation.engine).profiles.keys()]).toEqual(['default-scheduler', 'mine']);
  });

  it('is part of the session: the same actions give the same trace', () => {
    const run = (): string => {
      const simulation = clusterWith({ name: 'a', schedulerName: 'mine' });
      configure(simulation, mine);
      return simulation.engine.trace.digest();
    };
    expect(run()).toBe(run());
  });
});
