import { describe, expect, it } from 'vitest';
import { isPodActive, isPodReady } from '../api/pod-status.ts';
import type { Deployment, Lease, Namespace, Node, Pod, ReplicaSet } from '../api/types.ts';
import type { EngineData } from '../engine/engine.ts';
import { startHeartbeat, stopHeartbeat } from '../client/heartbeat.ts';
import { candidateOf } from '../client/leader-election.ts';
import { ControllerWorld } from '../testing/controller-world.ts';

function deployment(replicas: number, namespace = 'default'): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'web:1' }] } },
    },
  };
}

function powerOff(world: ControllerWorld, name: string): void {
  world.engine.runAs(`kubelet/${name}`, (sim) => {
    sim.store.map<boolean>('test/deadNodes').set(name, true);
    stopHeartbeat(sim, `kube-node-lease/${name}`);
  });
}

function powerOn(world: ControllerWorld, name: string): void {
  world.engine.runAs(`kubelet/${name}`, (sim) => {
    sim.store.map<boolean>('test/deadNodes').delete(name);
    startHeartbeat(sim, `kube-node-lease/${name}`, 10_000_000);
  });
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:10:00Z' }];
  const path = { resource: 'nodes', subresource: 'status', name } as const;
  world.request({ verb: 'patch', ...path, body: { status: { conditions } } });
}

const node = (world: ControllerWorld, name: string): Node => world.get<Node>('nodes', name)!;
const ready = (world: ControllerWorld, name: string): string =>
  node(world, name).status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? '';
const taints = (world: ControllerWorld, name: string): string[] =>
  (node(world, name).spec?.taints ?? []).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`);
const podsOn = (world: ControllerWorld, name: string): Pod[] =>
  world.list<Pod>('pods').filter((pod) => pod.spec?.nodeName === name);

describe('a node that falls silent', () => {
  it('is Unknown after 50 s, and its pods are replaced after their 300 s and stay until it returns', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2', 'worker-3'] });
    world.apply(deployment(6), 'deployments', 'apps');
    world.run(97);
    expect(taints(world, 'worker-1')).toEqual([]);
    expect(world.engine.isSettled).toBe(true);
    powerOff(world, 'worker-1');
    world.run(40);
    expect(ready(world, 'worker-1')).toBe('True');
    world.run(20);
    expect(ready(world, 'worker-1')).toBe('Unknown');
    expect(taints(world, 'worker-1')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    expect(podsOn(world, 'worker-1').filter(isPodReady)).toEqual([]);
    expect(world.events('worker-1').map(([reason]) => reason)).toEqual(['RegisteredNode', 'NodeNotReady']);
    world.run(278);
    expect(podsOn(world, 'worker-1').filter(isPodActive)).toHaveLength(2);
    world.run(25);
    expect(podsOn(world, 'worker-1').filter(isPodActive)).toEqual([]);
    expect(podsOn(world, 'worker-1')).toHaveLength(2);
    expect(world.list<Pod>('pods').filter((pod) => isPodActive(pod) && isPodReady(pod))).toHaveLength(6);
    powerOn(world, 'worker-1');
    world.run(6);
    expect(taints(world, 'worker-1')).toEqual([]);
    expect(world.engine.isSettled).toBe(true);
  });

  it('keeps its pods when it comes back in time', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2', 'worker-3'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(20);
    const before = podsOn(world, 'worker-1').map((pod) => pod.metadata?.uid);
    powerOff(world, 'worker-1');
    world.run(200);
    expect(taints(world, 'worker-1')).toContain('unreachable:NoExecute');
    powerOn(world, 'worker-1');
    world.run(400);
    expect(podsOn(world, 'worker-1').map((pod) => pod.metadata?.uid)).toEqual(before);
    expect(world.engine.isSettled).toBe(true);
  });

  it('is emptied one after the other, and not at all when most of a small cluster is down', () => {
    const nodes = Array.from({ length: 8 }, (_, n) => `worker-${n + 1}`);
    const world = new ControllerWorld({ nodes });
    world.run(10);
    powerOff(world, 'worker-1');
    powerOff(world, 'worker-2');
    world.run(52);
    const tainted = (): number => nodes.filter((name) => taints(world, name).includes('unreachable:NoExecute')).length;
    expect(tainted()).toBe(1);
    world.run(10);
    expect(tainted()).toBe(2);
    for (const name of ['worker-3', 'worker-4', 'worker-5']) powerOff(world, name);
    world.run(120);
    expect(tainted()).toBe(2);
    expect(nodes.filter((name) => ready(world, name) === 'Unknown')).toHaveLength(5);
  });

  it('evicts nobody when every node is down', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(deployment(2), 'deployments', 'apps');
    world.run(10);
    powerOff(world, 'worker-1');
    powerOff(world, 'worker-2');
    world.run(600);
    expect(taints(world, 'worker-1')).toEqual(['unreachable:NoSchedule']);
    expect(world.list<Pod>('pods').filter(isPodActive)).toHaveLength(2);
  });

  it('loses its pods for good when its Node object is deleted', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(deployment(4), 'deployments', 'apps');
    world.run(10);
    powerOff(world, 'worker-1');
    world.request({ verb: 'delete', resource: 'nodes', name: 'worker-1' });
    world.run(39);
    expect(podsOn(world, 'worker-1')).toHaveLength(2);
    world.run(30);
    expect(podsOn(world, 'worker-1')).toEqual([]);
    expect(world.list<Pod>('pods').filter(isPodReady)).toHaveLength(4);
  });
});

describe('nodes', () => {
  it('get their pod ranges in order and lose the taint of the start', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2', 'worker-3'] });
    expect(['worker-1', 'worker-2', 'worker-3'].map((name) => node(world, name).spec?.podCIDR)).toEqual([
      '10.244.0.0/24',
      '10.244.1.0/24',
      '10.244.2.0/24',
    ]);
    expect(taints(world, 'worker-1')).toEqual([]);
    world.request({ verb: 'patch', resource: 'nodes', name: 'worker-1', body: { spec: { unschedulable: true } } });
    world.run(1);
    expect(taints(world, 'worker-1')).toEqual(['unschedulable:NoSchedule']);
  });
});

describe('the garbage collector', () => {
  const remove = (world: ControllerWorld, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): void => {
    const path = { group: 'apps', resource: 'deployments', namespace: 'default', name: 'web' };
    expect(world.request({ verb: 'delete', ...path, options: { propagationPolicy } }).code).toBe(200);
  };
  const counts = (world: ControllerWorld): number[] => [
    world.list('deployments', 'apps').length,
    world.list('replicasets', 'apps').length,
    world.list('pods').length,
  ];

  it('in background deletes the owner first, then what it owned', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(5);
    remove(world, 'Background');
    expect(counts(world)).toEqual([0, 1, 3]);
    world.run(5);
    expect(counts(world)).toEqual([0, 0, 0]);
    expect(world.engine.isSettled).toBe(true);
  });

  it('in foreground deletes the owner last', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(5);
    remove(world, 'Foreground');
    const seen: number[][] = [];
    for (let n = 0; n < 500; n++) {
      world.run(0.01);
      seen.push(counts(world));
    }
    expect(seen.some(([, , pods]) => pods === 0)).toBe(true);
    for (const [deployments, sets, pods] of seen as [number, number, number][]) {
      if (pods > 0) expect([deployments, sets]).toEqual([1, 1]);
      if (sets > 0) expect(deployments).toBe(1);
    }
    expect(counts(world)).toEqual([0, 0, 0]);
  });

  it('as orphans leaves what was owned', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(5);
    remove(world, 'Orphan');
    world.run(5);
    expect(counts(world)).toEqual([0, 1, 3]);
    expect(world.list<ReplicaSet>('replicasets', 'apps')[0]?.metadata?.ownerReferences ?? []).toEqual([]);
  });

  it('deletes what names an owner that never was, or is in another namespace', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    const owner = (uid: string, name: string) => [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }];
    const map = (name: string, namespace: string, ownerReferences: ReturnType<typeof owner> = []) =>
      world.apply(
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ownerReferences } },
        'configmaps',
      );
    const there = map('there', 'kube-system').metadata?.uid ?? '';
    map('lost', 'default', owner('none', 'nobody'));
    map('far', 'default', owner(there, 'there'));
    map('near', 'kube-system', owner(there, 'there'));
    map('half', 'kube-system', [...owner(there, 'there'), ...owner('none', 'nobody')]);
    world.run(1);
    const names = world.list<{ metadata: { name: string } }>('configmaps').map(({ metadata }) => metadata.name);
    expect(names.filter((name) => !name.startsWith('kube-'))).toEqual(['half', 'near', 'there']);
    const half = world.get<{ metadata: { ownerReferences: object[] } }>('configmaps', 'half', '', 'kube-system');
    expect(half?.metadata.ownerReferences).toHaveLength(1);
  });
});

describe('a namespace', () => {
  it('gets its account and certificate, and takes all with it when it is deleted', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    const team: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
    world.apply(team, 'namespaces');
    world.run(1);
    expect(world.get('serviceaccounts', 'default', '', 'team')).toBeDefined();
    expect(world.get('configmaps', 'kube-root-ca.crt', '', 'team')).toBeDefined();
    world.apply(deployment(2, 'team'), 'deployments', 'apps');
    world.run(5);
    world.request({ verb: 'delete', resource: 'namespaces', name: 'team' });
    world.run(0.2);
    expect(world.get<Namespace>('namespaces', 'team')?.status?.phase).toBe('Terminating');
    world.run(60);
    expect(world.get('namespaces', 'team')).toBeUndefined();
    for (const resource of ['pods', 'configmaps', 'serviceaccounts', 'events']) {
      const left = world.list<{ metadata: { namespace: string } }>(resource);
      expect(left.filter(({ metadata }) => metadata.namespace === 'team')).toEqual([]);
    }
    expect(world.engine.isSettled).toBe(true);
  });
});

describe('leader election', () => {
  it('gives the Lease to the controller manager, which then works and renews it without an event', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    const lease = world.get<Lease>('leases', 'kube-controller-manager', 'coordination.k8s.io', 'kube-system');
    expect(lease?.spec).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(lease?.spec?.holderIdentity).toMatch(/^cp-1_[0-9a-f]{16}$/);
    expect(candidateOf(world.engine, 'kube-controller-manager/cp-1')?.machine.value).toBe('leader.holding');
    const events = world.engine.processed;
    world.run(3000);
    expect(world.engine.processed).toBe(events);
  });
});

describe('the controllers’ state', () => {
  it('is plain data: saved and restored all along, it leads to the same trace', () => {
    const straight = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    const broken = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    for (const world of [straight, broken]) world.apply(deployment(4), 'deployments', 'apps');
    straight.run(6);
    broken.run(0);
    const until = straight.engine.now;
    for (;;) {
      let count = 0;
      const end = broken.engine.run(until, () => ++count === 97);
      if (end === 'time') break;
      broken.engine.fromData(JSON.parse(JSON.stringify(broken.engine.toData())) as EngineData);
    }
    expect(broken.engine.toData().trace.hash).toEqual(straight.engine.toData().trace.hash);
    expect(broken.engine.processed).toBe(straight.engine.processed);
  });
});
