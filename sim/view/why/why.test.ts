import { describe, expect, it } from 'vitest';
import type { WhyChain } from '../../protocol.ts';
import { defaultWorld } from '../../scenario/formats/default-world.ts';
import { Recall } from '../../scenario/recall.ts';
import { Simulation } from '../../scenario/simulation.ts';
import { detailOf } from '../detail/detail.ts';
import { clusterWith, deployment, pod } from '../testing/cluster.ts';
import { rememberBy } from './memory.ts';

const why = (simulation: Simulation, elementId: string): WhyChain => detailOf(simulation.engine, elementId).why;
const titles = (chain: WhyChain): string[] => chain.steps.map((step) => step.title);
const seconds = 1_000_000;

function podsOf(simulation: Simulation, name: string): string[] {
  const keys: string[] = [];
  simulation.engine.store.multimap<unknown>('etcd/objects').forEach('/registry/pods', (_, key) => keys.push(key));
  return keys.filter((key) => key.startsWith(`default/${name}`)).sort();
}

describe('why', () => {
  it('leads a running pod back to what the user did, by way of each decision', () => {
    const simulation = clusterWith([deployment('web', 2)]);
    simulation.run(10 * seconds);
    const chain = why(simulation, `pods/${podsOf(simulation, 'web')[0]}`);
    expect(chain.question).toBe('Why is it running here?');
    expect(titles(chain)).toEqual([
      'You applied Deployment web',
      'Deployment controller made a ReplicaSet',
      'ReplicaSet controller made pods',
      expect.stringMatching(/^Scheduler chose worker-\d$/),
      expect.stringMatching(/^kubelet on worker-\d took it over$/),
      'containerd fetched the image',
      'containerd started the container',
      'kubelet reported it',
    ]);
    expect(chain.steps.at(-1)?.detail).toBe('Running, ready');
    const times = chain.steps.map((step) => step.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('tells a pod of its own way when another pod held up its kubelet', () => {
    const simulation = clusterWith([deployment('web', 9)], { topology: { workers: 1 } });
    simulation.run(20 * seconds);
    for (const key of podsOf(simulation, 'web')) {
      const chain = why(simulation, `pods/${key}`);
      expect(chain.steps[0]?.title).toBe('You applied Deployment web');
      expect(titles(chain)).toContain('Scheduler chose worker-1');
    }
  });

  it('quotes the scheduler when no node fits, and says how much is missing', () => {
    const simulation = clusterWith([pod('big', { image: 'nginx', resources: { requests: { cpu: '64' } } })]);
    simulation.run(10 * seconds);
    const chain = why(simulation, 'pods/default/big');
    expect(chain.question).toBe('Why has it no node?');
    expect(chain.steps.at(-1)?.quote).toContain('3 Insufficient cpu');
    expect(chain.conclusion).toContain('It asks for 64 CPU; the roomiest node has 4 CPU left.');
  });

  it('tells a crash loop once, with how often it happened', () => {
    const crash = pod('crash', { image: 'busybox', command: ['sh', '-c', 'sleep 1; exit 3'] });
    const simulation = clusterWith([crash]);
    simulation.run(45 * seconds);
    const chain = why(simulation, 'pods/default/crash');
    expect(chain.question).toBe('Why is it restarting?');
    expect(titles(chain).slice(-3)).toEqual([
      'containerd started the container',
      'Its container ended',
      'kubelet waits',
    ]);
    expect(chain.steps.at(-2)?.detail).toContain('main, with exit code 3');
    expect(chain.steps.at(-1)?.quote).toContain('back-off');
    expect(chain.conclusion).toMatch(/^The next try is in /);
  });

  it('names the registry when an image is not there', () => {
    const registry = { images: [{ name: 'nope', missing: true }] };
    const simulation = clusterWith([pod('lost', { image: 'nope:1' })], { registry });
    simulation.run(30 * seconds);
    const chain = why(simulation, 'pods/default/lost');
    expect(chain.question).toBe('Why is it not running?');
    expect(chain.steps.map((step) => step.elementId)).toContain('outside/registry');
    expect(titles(chain)).toContain('The registry said no');
  });

  it('says who deleted a pod that is gone', () => {
    const simulation = clusterWith([deployment('web', 2)]);
    simulation.run(10 * seconds);
    const target = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' } as const;
    const before = podsOf(simulation, 'web');
    simulation.act({ action: 'scale', replicas: 1, ...target });
    simulation.run(60 * seconds);
    const [gone] = before.filter((key) => !podsOf(simulation, 'web').includes(key));
    const detail = detailOf(simulation.engine, `pods/${gone}`);
    expect(detail.exists).toBe(false);
    expect(detail.why.question).toBe('Why is it gone?');
    expect(titles(detail.why)[0]).toBe('You scaled web to 1');
    expect(titles(detail.why)).toContain('ReplicaSet controller took pods away');
  });

  it('leads a silent node back to its power', () => {
    const simulation = clusterWith([]);
    simulation.act({ action: 'nodePower', node: 'worker-2', on: false });
    simulation.run(120 * seconds);
    const chain = why(simulation, 'machine/worker-2');
    expect(chain.question).toBe('Why is it not heard of?');
    expect(titles(chain).slice(0, 3)).toEqual([
      'You switched worker-2 off',
      'worker-2 lost its power',
      'Node controller heard nothing',
    ]);
  });

  it('reaches the user’s action although the trace has dropped it', () => {
    const world = defaultWorld({ rateLimits: 'unlimited', topology: { workers: 15 } });
    const simulation = new Simulation({ seed: 1, world, traceRowsMax: 1 });
    simulation.act({ action: 'apply', objects: [deployment('early', 1)] });
    simulation.run(30 * seconds);
    simulation.act({ action: 'apply', objects: [deployment('late', 1_500)] });
    simulation.run(800 * seconds);
    expect(simulation.engine.trace.first).toBeGreaterThan(2_000);
    const id = `pods/${podsOf(simulation, 'early')[0]}`;
    expect(why(simulation, id).steps).toEqual([]);
    rememberBy(simulation.engine, new Recall(simulation));
    expect(titles(why(simulation, id))[0]).toBe('You applied Deployment early');
    expect(titles(why(simulation, 'deployments/default/early'))[0]).toBe('You applied Deployment early');
  });

  it('says of what the world began with that it was there', () => {
    const chain = why(clusterWith([]), 'machine/worker-1');
    expect(chain).toMatchObject({ steps: [], conclusion: 'It was there when time began.' });
  });
});
