import { describe, expect, it } from 'vitest';
import type { Event, PersistentVolume, Pod } from '../api/types.ts';
import { UserWorld, type Manifest } from '../testing/user-world.ts';
import type { WorldInput } from '../scenario/formats/types.ts';

const machine = { cpu: '2', memory: '4Gi' };

function podManifest(name: string, cpu: string, spec: Manifest = {}, labels: Manifest = {}): Manifest {
  const containers = [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu } } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers, terminationGracePeriodSeconds: 5, ...spec },
  };
}

function priorityClass(name: string, value: number): Manifest {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value };
}

/** A world without add-ons, so that nothing else takes room. */
function worldOf(workers: number, more: WorldInput = {}): UserWorld {
  const addOns = { coreDns: { enabled: false } };
  return new UserWorld({ topology: { workers, machine }, addOns, ...more });
}

const pod = (world: UserWorld, name: string): Pod | undefined => world.get<Pod>('pods', name);
const nodeOf = (world: UserWorld, name: string): string | undefined => pod(world, name)?.spec?.nodeName;
const scheduled = (world: UserWorld, name: string) =>
  pod(world, name)?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
const eventsOf = (world: UserWorld, name: string): string[] =>
  world
    .list<Event>('events')
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason = '' }) => reason);

describe('a pod that fits nowhere', () => {
  const world = worldOf(2);
  world.act({ action: 'apply', objects: [podManifest('big', '3')] }, 30);

  it('is told why, node by node, in its condition and in an event', () => {
    expect(scheduled(world, 'big')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message:
        '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
        'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    });
    expect(eventsOf(world, 'big')).toContain('FailedScheduling');
  });

  it('is tried again when a node comes that is large enough', () => {
    world.act({ action: 'addNode', machine: { name: 'large', cpu: '8' } }, 120);
    expect(nodeOf(world, 'big')).toBe('large');
  });
});

describe('preemption', () => {
  const world = worldOf(1);
  const shell = [
    { name: 'c', image: 'busybox', command: ['sleep', '3600'], resources: { requests: { cpu: '1500m' } } },
  ];
  const stubborn = podManifest('low', '1500m', { containers: shell });
  world.act({ action: 'apply', objects: [priorityClass('high', 1000), stubborn] }, 30);
  const before = nodeOf(world, 'low');
  world.act({ action: 'apply', objects: [podManifest('urgent', '1500m', { priorityClassName: 'high' })] }, 2);
  const nominated = pod(world, 'urgent')?.status?.nominatedNodeName;
  const victim = pod(world, 'low');
  world.settle(60);

  it('lets a pod of less priority end gracefully and names the node meanwhile', () => {
    expect(before).toBe('worker-1');
    expect(nominated).toBe('worker-1');
    expect(victim?.metadata?.deletionTimestamp).toBeDefined();
    expect(victim?.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    });
  });

  it('gives the node to the pod once the victim is gone', () => {
    expect(pod(world, 'low')).toBeUndefined();
    expect(nodeOf(world, 'urgent')).toBe('worker-1');
    expect(eventsOf(world, 'low')).toContain('Preempted');
    expect(pod(world, 'urgent')?.status).not.toHaveProperty('nominatedNodeName');
  });
});

describe('scheduling gates', () => {
  it('keep a pod out of the queue until the last is removed', () => {
    const world = worldOf(1);
    world.act(
      { action: 'apply', objects: [podManifest('gated', '100m', { schedulingGates: [{ name: 'a.io/b' }] })] },
      30,
    );
    expect(nodeOf(world, 'gated')).toBeUndefined();
    const key = { apiVersion: 'v1', kind: 'Pod', name: 'gated' };
    world.act({ action: 'patch', ...key, patchType: 'merge', patch: { spec: { schedulingGates: null } } }, 30);
    expect(nodeOf(world, 'gated')).toBe('worker-1');
  });
});

describe('pod anti-affinity', () => {
  const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' };
  const spec = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };

  it('spreads pods, and the one left over comes in when another leaves', () => {
    const world = worldOf(2);
    const pods = ['a', 'b', 'c'].map((name) => podManifest(name, '100m', spec, { app: 'db' }));
    world.act({ action: 'apply', objects: pods }, 30);
    const names = ['a', 'b', 'c'];
    const waiting = names.find((name) => nodeOf(world, name) === undefined) ?? '';
    expect(scheduled(world, waiting)?.message).toContain("2 node(s) didn't match pod anti-affinity rules");
    const placed = names.find((name) => name !== waiting) ?? '';
    world.act({ action: 'delete', apiVersion: 'v1', kind: 'Pod', name: placed }, 60);
    expect(nodeOf(world, waiting)).toBeDefined();
  });
});

describe('profiles', () => {
  it('are chosen by the scheduler name; a name without a profile waits for another scheduler', () => {
    const most = { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] } };
    const packing = {
      schedulerName: 'packing',
      plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeResourcesFit' }] } },
      pluginConfig: [{ name: 'NodeResourcesFit', args: most }],
    };
    const world = worldOf(3, { schedulerConfiguration: { profiles: [{}, packing] } });
    const names = ['a', 'b', 'c', 'd'];
    world.act(
      { action: 'apply', objects: names.map((name) => podManifest(name, '200m', { schedulerName: 'packing' })) },
      30,
    );
    const nodes = names.map((name) => nodeOf(world, name));
    expect(nodes).toEqual(names.map(() => nodes[0] ?? 'a node'));
    world.act({ action: 'apply', objects: [podManifest('other', '100m', { schedulerName: 'mine' })] }, 30);
    expect(scheduled(world, 'other')).toBeUndefined();
    expect(nodeOf(world, 'other')).toBeUndefined();
  });
});

describe('a claim that waits for its first consumer', () => {
  const classOf = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'local' } };
  const claimKey = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'data' };
  const onNode = {
    required: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-2'] }] },
      ],
    },
  };
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local',
      local: { path: '/mnt/disk' },
      nodeAffinity: onNode,
    },
  };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local', resources: { requests: { storage: '1Gi' } } },
  };

  it('takes its pod to the node of a volume, which is given to it before the pod is bound', () => {
    const world = worldOf(3);
    const storageClass = {
      ...classOf,
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    };
    const user = podManifest('user', '100m', {
      volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
    });
    world.act({ action: 'apply', objects: [storageClass, volume, claim] }, 5);
    const key = { apiVersion: 'v1', kind: 'PersistentVolume', name: 'disk' };
    world.act(
      { action: 'patch', ...key, patchType: 'merge', subresource: 'status', patch: { status: { phase: 'Available' } } },
      5,
    );
    world.act({ action: 'apply', objects: [user] }, 5);
    expect(nodeOf(world, 'user')).toBeUndefined();
    const [disk] = world.list<PersistentVolume>('persistentvolumes', '', '');
    expect(disk?.spec?.claimRef?.name).toBe('data');
    const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
    const patch = { metadata: { annotations }, spec: { volumeName: 'disk' } };
    world.act({ action: 'patch', ...claimKey, patchType: 'merge', patch }, 30);
    expect(nodeOf(world, 'user')).toBe('worker-2');
  });
});
