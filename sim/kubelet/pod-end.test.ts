import { describe, expect, it } from 'vitest';
import { NodeWorld } from '../testing/node-world.ts';
import { isPoweredOn, powerOff, powerOn, restartKubelet } from './node-power.ts';
import { isBeating } from '../client/heartbeat.ts';
import type { PodSpec } from '../api/types.ts';
import type { WorkloadModelSpec } from '../workload/model.ts';

const web = { name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] };
const stubborn: WorkloadModelSpec = { name: 'stubborn', images: ['stubborn'], stopMicros: 60_000_000 };
const sidecar = (name: string) => ({ name, image: 'nginx:1.27', restartPolicy: 'Always' });

function cri(world: NodeWorld): string[] {
  return world
    .trace((verb) => /^(Stop|Remove|Run|Create|Start|DEL|ADD)/.test(verb))
    .filter((row) => row.startsWith('kubelet') || row.includes('cni'));
}

function started(
  name: string,
  spec: Partial<PodSpec> & Pick<PodSpec, 'containers'>,
  models: WorkloadModelSpec[] = [],
): NodeWorld {
  const world = new NodeWorld({ models });
  world.createPod(name, spec);
  world.runFor(15);
  expect(world.pod(name)?.status?.phase).toBe('Running');
  return world;
}

describe('termination', () => {
  it('asks the containers, takes the network down, writes the last status, and deletes the object', () => {
    const world = started('web', { containers: [web] });
    world.deletePod('web');
    world.runFor(0.05);
    expect(world.pod('web')?.metadata?.deletionTimestamp).toBeDefined();
    world.runFor(5);
    expect(world.pod('web')).toBeUndefined();
    expect(world.events('web')).toContain('Killing: Stopping container c');
    expect(cri(world).slice(-4)).toEqual([
      'kubelet/worker-1 -> containerd/worker-1: StopContainer default/web',
      'kubelet/worker-1 -> containerd/worker-1: StopPodSandbox default/web',
      'containerd/worker-1 -> cni/worker-1: DEL default/web',
      'kubelet/worker-1 -> containerd/worker-1: RemovePodSandbox default/web',
    ]);
    expect(world.engine.store.multimap('kubelet/pods').count('worker-1')).toBe(0);
    expect(world.engine.store.multimap('containerd/pods').count('worker-1')).toBe(0);
  });

  it('kills a process that does not end within its grace', () => {
    const world = started('web', { terminationGracePeriodSeconds: 5, containers: [{ ...web, image: 'stubborn:1' }] }, [
      stubborn,
    ]);
    world.deletePod('web');
    world.runFor(4.5);
    expect(world.pod('web')).toBeDefined();
    world.runFor(2);
    expect(world.pod('web')).toBeUndefined();
    expect(world.trace((verb) => verb === 'StopContainer').filter((row) => row.startsWith('kubelet'))).toHaveLength(2);
  });

  it('ends sidecars after the containers, the last one first', () => {
    const initContainers = [sidecar('one'), sidecar('two')] as unknown as NonNullable<PodSpec['initContainers']>;
    const world = started('web', { initContainers, containers: [web] });
    const from = world.engine.trace.count;
    world.deletePod('web');
    world.runFor(5);
    const stopped: string[] = [];
    for (let n = from; n < world.engine.trace.count; n++) {
      const row = world.engine.trace.row(n);
      if (row?.verb === 'StopContainer' && row.from.startsWith('kubelet')) stopped.push(row.text.split(':')[0] ?? '');
    }
    expect(stopped).toEqual(['c', 'two', 'one']);
  });

  it('runs the preStop hook first, out of the same grace', () => {
    const lifecycle = { preStop: { sleep: { seconds: 3 } } };
    const world = started('web', { containers: [{ ...web, lifecycle }] });
    world.deletePod('web');
    world.runFor(2.5);
    expect(world.trace((verb) => verb === 'StopContainer')).toHaveLength(0);
    world.runFor(2);
    expect(world.pod('web')).toBeUndefined();
  });

  it('still ends the containers of a pod that was deleted by force', () => {
    const world = started('web', { containers: [web] });
    world.deletePod('web', 0);
    world.runFor(0.001);
    expect(world.pod('web')).toBeUndefined();
    world.runFor(5);
    expect(cri(world).at(-1)).toBe('kubelet/worker-1 -> containerd/worker-1: RemovePodSandbox default/web');
    expect(world.engine.store.multimap('kubelet/pods').count('worker-1')).toBe(0);
  });

  it('of a pod whose sandbox is only being made gives its address back', () => {
    const world = new NodeWorld();
    world.createPod('web', { containers: [web] });
    world.runFor(0.02);
    world.deletePod('web');
    world.runFor(5);
    expect(world.pod('web')).toBeUndefined();
    expect(world.trace((verb) => verb === 'DEL')).toHaveLength(1);
    expect(world.engine.store.multimap('containerd/addresses').count('worker-1')).toBe(0);
  });
});

describe('machine', () => {
  it('without power does nothing, and its lease is not renewed', () => {
    const world = started('web', { containers: [web] });
    expect(isBeating(world.engine, 'kube-node-lease/worker-1')).toBe(true);
    world.engine.runAs('user', (sim) => powerOff(sim, 'worker-1'));
    expect(isPoweredOn(world.engine, 'worker-1')).toBe(false);
    expect(isBeating(world.engine, 'kube-node-lease/worker-1')).toBe(false);
    world.runFor(60);
    expect(world.pod('web')?.status?.phase).toBe('Running');
  });

  it('with power again runs its pods in new sandboxes', () => {
    const world = started('web', { containers: [web] });
    const before = world.pod('web')?.status?.podIP;
    world.engine.runAs('user', (sim) => powerOff(sim, 'worker-1'));
    world.runFor(60);
    world.engine.runAs('user', (sim) => powerOn(sim, 'worker-1'));
    world.runFor(20);
    const pod = world.pod('web');
    const [status] = pod?.status?.containerStatuses ?? [];
    expect(pod?.status?.phase).toBe('Running');
    expect(status).toMatchObject({ ready: true, restartCount: 1 });
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    expect(pod?.status?.podIP).not.toBe(before);
    expect(world.events('web')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
    expect(world.trace((verb) => verb === 'DEL')).toHaveLength(1);
    expect(isBeating(world.engine, 'kube-node-lease/worker-1')).toBe(true);
  });

  it('with power again finishes what was deleted meanwhile', () => {
    const world = started('web', { containers: [web] });
    world.createPod('gone', { containers: [web] });
    world.runFor(5);
    world.engine.runAs('user', (sim) => powerOff(sim, 'worker-1'));
    world.runFor(10);
    world.deletePod('web');
    world.deletePod('gone', 0);
    world.runFor(10);
    expect(world.pod('web')?.metadata?.deletionTimestamp).toBeDefined();
    world.engine.runAs('user', (sim) => powerOn(sim, 'worker-1'));
    world.runFor(30);
    expect(world.pod('web')).toBeUndefined();
    expect(world.engine.store.multimap('kubelet/pods').count('worker-1')).toBe(0);
    expect(world.engine.store.multimap('containerd/pods').count('worker-1')).toBe(0);
    expect(world.trace((verb) => verb === 'DEL')).toHaveLength(2);
  });

  it('keeps its containers when the kubelet alone is restarted', () => {
    const world = started('web', { containers: [web] });
    const before = world.pod('web')?.status;
    world.engine.runAs('user', (sim) => restartKubelet(sim, 'worker-1'));
    world.runFor(10);
    expect(world.pod('web')?.status).toEqual(before);
    world.deletePod('web');
    world.runFor(5);
    expect(world.pod('web')).toBeUndefined();
  });
});

describe('state', () => {
  it('saved and restored after every 97th event gives the same trace', () => {
    const run = (isSaved: boolean): string => {
      const world = new NodeWorld({
        models: [{ name: 'crash', images: ['crash'], behaviour: 'exit', exitCode: 1, runMicros: 0 }],
      });
      world.createPod('web', { containers: [{ ...web, readinessProbe: { httpGet: { port: 80 } } }] });
      world.createPod('crash', { containers: [{ name: 'c', image: 'crash:1' }] });
      world.runFor(1);
      world.deletePod('web');
      const { engine } = world;
      for (let n = 1; (engine.nextAt ?? Infinity) < 100_000_000; n++) {
        engine.step();
        if (isSaved && n % 97 === 0)
          engine.fromData(JSON.parse(JSON.stringify(engine.toData())) as ReturnType<typeof engine.toData>);
      }
      return engine.trace.digest();
    };
    expect(run(true)).toBe(run(false));
  });
});
