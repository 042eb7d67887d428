import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../api/types.ts';
import { commit, rangeStored } from '../etcd/etcd.ts';
import { runtimePods } from '../runtime/state.ts';
import { Broken, Invariants } from './invariants.ts';
import { deploymentManifest, UserWorld } from './user-world.ts';

const prefix = '/registry/pods';

function runningWorld(): { world: UserWorld; invariants: Invariants } {
  const world = new UserWorld({ topology: { workers: 2 } });
  world.act({ action: 'apply', objects: [deploymentManifest('web', 2, 'nginx:1.27')] });
  const invariants = new Invariants(world.simulation.engine);
  invariants.checkWrites();
  invariants.checkState();
  return { world, invariants };
}

/** Writes to etcd past the API server. */
function tamper(world: UserWorld, change: (pod: Pod) => Pod): void {
  world.simulation.engine.runAs('world', (sim) => {
    const stored = rangeStored(sim, prefix).find(({ object }) => object.metadata?.labels?.['app'] === 'web');
    const { name, namespace } = stored?.object.metadata ?? {};
    const key = `${namespace ?? ''}/${name ?? ''}`;
    const object = change(stored?.object as Pod) as KubeObject;
    commit(sim, { op: 'put', prefix, key, object, expectedRevision: stored?.modRevision ?? 0 });
  });
}

describe('the invariants notice', () => {
  it('a pod that changes its node', () => {
    const { world, invariants } = runningWorld();
    tamper(world, (pod) => ({ ...pod, spec: { ...pod.spec, nodeName: 'elsewhere' } }) as Pod);
    expect(() => invariants.checkWrites()).toThrow(Broken);
  });

  it('an observed generation that was never there', () => {
    const { world, invariants } = runningWorld();
    tamper(world, (pod) => ({ ...pod, metadata: { ...pod.metadata, generation: 0 } }));
    expect(() => invariants.checkWrites()).toThrow('above generation 0');
  });

  it('more requests than a node has', () => {
    const { world, invariants } = runningWorld();
    const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100' } } }];
    tamper(world, (pod) => ({ ...pod, spec: { ...pod.spec, containers } }) as Pod);
    expect(() => invariants.checkState()).toThrow(' of cpu, it has 4000');
  });

  it('an address that two pods have', () => {
    const { world, invariants } = runningWorld();
    const [first, second] = world.list<Pod>('pods');
    const podIP = [first, second].map((pod) => pod?.status?.podIP);
    tamper(world, (pod) => ({
      ...pod,
      status: { ...pod.status, podIP: podIP.find((ip) => ip !== pod.status?.podIP)! },
    }));
    expect(() => invariants.checkState()).toThrow('both have');
  });

  it('a pod that lives on two machines', () => {
    const { world, invariants } = runningWorld();
    const { engine } = world.simulation;
    const [here] = runtimePods(engine).sortedValues('worker-1');
    runtimePods(engine).set('worker-2', here!.uid, here!);
    expect(() => invariants.checkState()).toThrow('lives on worker-1 and on worker-2');
  });
});
