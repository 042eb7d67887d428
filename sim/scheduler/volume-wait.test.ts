/** Nodes and volumes that vanish while a pod is on its way to its node. */
import { describe, expect, it } from 'vitest';
import type { Event, PersistentVolume, Pod } from '../api/types.ts';
import { decisionOf } from './decisions.ts';
import { UserWorld, type Manifest } from '../testing/user-world.ts';

const storageClass: Manifest = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local' },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'WaitForFirstConsumer',
};

function volume(name: string, worker: string, storage = '1Gi'): Manifest {
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: [worker] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local',
      local: { path: '/mnt/disk' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
    },
  };
}

function claim(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local', resources: { requests: { storage: '1Gi' } } },
  };
}

function user(name: string, claimName: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [{ name: 'c', image: 'nginx:1.27' }],
      volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }],
    },
  };
}

/** A cluster whose volumes are available; nobody binds claims but who the tests play. */
function worldWith(...volumes: Manifest[]): UserWorld {
  const world = new UserWorld({ topology: { workers: 2 }, addOns: { coreDns: { enabled: false } } });
  world.act({ action: 'apply', objects: [storageClass, ...volumes] }, 2);
  for (const { metadata } of world.list<PersistentVolume>('persistentvolumes', '', '')) {
    const key = { apiVersion: 'v1', kind: 'PersistentVolume', name: metadata?.name ?? '' };
    const patch = { status: { phase: 'Available' } };
    world.act({ action: 'patch', ...key, patchType: 'merge', subresource: 'status', patch }, 2);
  }
  return world;
}

const failuresOf = (world: UserWorld, name: string): string[] =>
  world
    .list<Event>('events')
    .filter(({ involvedObject, reason }) => involvedObject.name === name && reason === 'FailedScheduling')
    .map(({ message = '' }) => message);
const reasonsOf = (world: UserWorld, name: string): string[] =>
  world
    .list<Event>('events')
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason = '' }) => reason);
const scheduled = (world: UserWorld, name: string) =>
  world.get<Pod>('pods', name)?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
const claimed = (world: UserWorld): Record<string, string> =>
  Object.fromEntries(
    world
      .list<PersistentVolume>('persistentvolumes', '', '')
      .map(({ metadata, spec }) => [metadata?.name ?? '', spec?.claimRef?.name ?? '']),
  );

describe('a pod that waits for its volume', () => {
  it('does not share the volume with the next pod, whose claim gets another one', () => {
    const world = worldWith(volume('one', 'worker-1'), volume('two', 'worker-2'));
    const objects = [claim('first'), claim('second'), user('a', 'first'), user('b', 'second')];
    world.act({ action: 'apply', objects }, 5);
    expect(Object.values(claimed(world)).sort()).toEqual(['first', 'second']);
  });

  it('is refused while the only volume is promised to another', () => {
    const world = worldWith(volume('one', 'worker-1'));
    world.act(
      { action: 'apply', objects: [claim('first'), claim('second'), user('a', 'first'), user('b', 'second')] },
      5,
    );
    expect(claimed(world)).toEqual({ one: 'first' });
    expect(scheduled(world, 'b')?.message).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), ' +
        "2 node(s) didn't find available persistent volumes to bind. " +
        'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
  });

  it('is taken back with an event when the volume vanishes', () => {
    const world = worldWith(volume('one', 'worker-1'));
    world.act({ action: 'apply', objects: [claim('first'), user('a', 'first')] }, 1);
    const finalizers = { metadata: { finalizers: null } };
    const key = { apiVersion: 'v1', kind: 'PersistentVolume', name: 'one' };
    world.act({ action: 'delete', ...key }, 0);
    world.act({ action: 'patch', ...key, patchType: 'merge', patch: finalizers }, 20);
    expect(failuresOf(world, 'a')).toContain(
      'running PreBind plugin "VolumeBinding": binding volumes: failed to check binding: ' +
        'could not find v1.PersistentVolume "one": not found',
    );
    expect(scheduled(world, 'a')).toMatchObject({ status: 'False' });
    expect(world.get<Pod>('pods', 'a')?.spec?.nodeName).toBeUndefined();
  });

  it('is taken back with an event when its claim vanishes', () => {
    const world = worldWith(volume('one', 'worker-1'));
    world.act({ action: 'apply', objects: [claim('first'), user('a', 'first')] }, 1);
    const key = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'first' };
    world.act({ action: 'delete', ...key }, 0);
    world.act({ action: 'patch', ...key, patchType: 'merge', patch: { metadata: { finalizers: null } } }, 20);
    expect(failuresOf(world, 'a')).toContain(
      'running PreBind plugin "VolumeBinding": binding volumes: failed to check binding: ' +
        'could not find v1.PersistentVolumeClaim "default/first": not found',
    );
    expect(scheduled(world, 'a')?.message).toContain('persistentvolumeclaim "first" not found');
  });

  it('is taken back with an event when its node vanishes', () => {
    const world = worldWith(volume('one', 'worker-1'));
    world.act({ action: 'apply', objects: [claim('first'), user('a', 'first')] }, 1);
    world.act({ action: 'delete', apiVersion: 'v1', kind: 'Node', name: 'worker-1' }, 3);
    expect(failuresOf(world, 'a')).toContain(
      'running PreBind plugin "VolumeBinding": binding volumes: failed to get node "worker-1": ' +
        'node "worker-1" not found',
    );
    expect(world.get<Pod>('pods', 'a')?.spec?.nodeName).toBeUndefined();
  });

  it('gives up after ten minutes', () => {
    const world = worldWith(volume('one', 'worker-1'));
    world.act({ action: 'apply', objects: [claim('first'), user('a', 'first')] }, 2);
    world.runFor(610);
    expect(failuresOf(world, 'a')).toContain(
      'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    );
  });

  it('leaves nothing behind when it is deleted itself', () => {
    const world = worldWith(volume('one', 'worker-1'));
    world.act({ action: 'apply', objects: [claim('first'), user('a', 'first')] }, 1);
    world.act({ action: 'delete', apiVersion: 'v1', kind: 'Pod', name: 'a' }, 30);
    expect(world.get<Pod>('pods', 'a')).toBeUndefined();
    const { store } = world.simulation.engine;
    expect(store.map('scheduler/volumeWaits').size).toBe(0);
    expect(store.map('scheduler/assumedVolumes').size).toBe(0);
    expect(store.map('scheduler/queuedPods').size).toBe(0);
  });
});

describe('a pod whose node vanishes while it is bound', () => {
  it('is bound all the same, as the API server does not ask for the node, and collected later', () => {
    const world = new UserWorld({ topology: { workers: 1 }, addOns: { coreDns: { enabled: false } } });
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
    const plain: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec };
    const { simulation } = world;
    simulation.act({ action: 'apply', objects: [plain] });
    simulation.run(undefined, () => decisionOf(simulation.engine, 'default/p') !== undefined);
    expect(world.get<Pod>('pods', 'p')?.spec?.nodeName).toBeUndefined();
    world.act({ action: 'delete', apiVersion: 'v1', kind: 'Node', name: 'worker-1' }, 1);
    expect(world.get<Pod>('pods', 'p')?.spec?.nodeName).toBe('worker-1');
    world.runFor(120);
    expect(world.get<Pod>('pods', 'p')).toBeUndefined();
    expect(reasonsOf(world, 'p')).toContain('Scheduled');
    expect(simulation.engine.store.map('scheduler/queuedPods').size).toBe(0);
  });
});
