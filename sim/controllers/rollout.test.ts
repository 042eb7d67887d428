import { describe, expect, it } from 'vitest';
import type { Deployment, EndpointSlice, Pod, ReplicaSet } from '../api/types.ts';
import { isPodActive, isPodReady } from '../api/pod-status.ts';
import { ControllerWorld } from '../testing/controller-world.ts';

function deployment(replicas: number, image = 'web:1', spec: object = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] } },
      ...spec,
    },
  };
}

const where = { group: 'apps', resource: 'deployments', namespace: 'default', name: 'web' } as const;

function setImage(world: ControllerWorld, image: string): void {
  const body = { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } };
  world.request({ verb: 'patch', ...where, body });
}

const activePods = (world: ControllerWorld): Pod[] => world.list<Pod>('pods').filter(isPodActive);
const web = (world: ControllerWorld): Deployment => world.get<Deployment>('deployments', 'web', 'apps')!;
const sets = (world: ControllerWorld): ReplicaSet[] => world.list<ReplicaSet>('replicasets', 'apps');
const condition = (world: ControllerWorld, type: string): [string, string | undefined] => {
  const found = web(world).status?.conditions?.find((one) => one.type === type);
  return [found?.status ?? '', found?.reason];
};

/** Runs in small steps and says the fewest ready and the most existing pods that were seen. */
function watch(world: ControllerWorld, seconds: number): { ready: number; most: number } {
  let ready = Infinity;
  let most = 0;
  for (let n = 0; n < seconds * 100; n++) {
    world.run(0.01);
    const pods = activePods(world);
    ready = Math.min(ready, pods.filter(isPodReady).length);
    most = Math.max(most, pods.length);
  }
  return { ready, most };
}

describe('a running Deployment', () => {
  it('gets its pods, its status, its revision and its events', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(5);
    expect(activePods(world).filter(isPodReady)).toHaveLength(3);
    const [set] = sets(world);
    const name = set?.metadata?.name ?? '';
    expect(set?.status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3, observedGeneration: 1 });
    expect(web(world).status).toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 });
    expect(web(world).metadata?.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
    expect(condition(world, 'Progressing')).toEqual(['True', 'NewReplicaSetAvailable']);
    expect(condition(world, 'Available')).toEqual(['True', 'MinimumReplicasAvailable']);
    expect(world.events('web')).toEqual([['ScalingReplicaSet', `Scaled up replica set ${name} from 0 to 3`]]);
    expect(world.events(name).map(([reason]) => reason)).toEqual(Array(3).fill('SuccessfulCreate'));
    expect(world.engine.isSettled).toBe(true);
  });

  it('rolls out within its bounds at every instant and goes back to an old set', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(deployment(10), 'deployments', 'apps');
    world.run(5);
    setImage(world, 'web:2');
    const { ready, most } = watch(world, 20);
    expect(ready).toBeGreaterThanOrEqual(8);
    expect(most).toBeLessThanOrEqual(13);
    expect(activePods(world).every((pod) => pod.spec?.containers[0]?.image === 'web:2')).toBe(true);
    setImage(world, 'web:1');
    world.run(30);
    expect(sets(world)).toHaveLength(2);
    expect(web(world).metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    expect(activePods(world).every((pod) => pod.spec?.containers[0]?.image === 'web:1')).toBe(true);
    expect(world.engine.isSettled).toBe(true);
  });

  it('stalls on a broken image with five new and eight old pods, and says so at the deadline', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(deployment(10, 'web:1', { progressDeadlineSeconds: 60 }), 'deployments', 'apps');
    world.run(5);
    setImage(world, 'broken');
    world.run(30);
    const images = activePods(world).map((pod) => pod.spec?.containers[0]?.image);
    expect(images.filter((image) => image === 'broken')).toHaveLength(5);
    expect(images.filter((image) => image === 'web:1')).toHaveLength(8);
    expect(condition(world, 'Progressing')[0]).toBe('True');
    world.run(40);
    expect(condition(world, 'Progressing')).toEqual(['False', 'ProgressDeadlineExceeded']);
    expect(world.engine.isSettled).toBe(true);
  });

  it('recreates: no new pod before the last old one is gone', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(3, 'web:1', { strategy: { type: 'Recreate' } }), 'deployments', 'apps');
    world.run(5);
    setImage(world, 'web:2');
    for (let n = 0; n < 1000; n++) {
      world.run(0.01);
      const images = new Set(world.list<Pod>('pods').map((pod) => pod.spec?.containers[0]?.image));
      expect(images.size).toBeLessThanOrEqual(1);
    }
    expect(activePods(world).filter(isPodReady)).toHaveLength(3);
    expect(activePods(world)[0]?.spec?.containers[0]?.image).toBe('web:2');
  });

  it('pauses: a new template waits, a new size does not', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(5);
    world.request({ verb: 'patch', ...where, body: { spec: { paused: true, replicas: 5 } } });
    setImage(world, 'web:2');
    world.run(5);
    expect(sets(world)).toHaveLength(1);
    expect(activePods(world)).toHaveLength(5);
    expect(condition(world, 'Progressing')).toEqual(['Unknown', 'DeploymentPaused']);
    world.request({ verb: 'patch', ...where, body: { spec: { paused: false } } });
    world.run(20);
    expect(activePods(world).every((pod) => pod.spec?.containers[0]?.image === 'web:2')).toBe(true);
  });

  it('waits for minReadySeconds', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(2, 'web:1', { minReadySeconds: 10 }), 'deployments', 'apps');
    world.run(6);
    expect(web(world).status).toMatchObject({ readyReplicas: 2 });
    expect(web(world).status?.availableReplicas ?? 0).toBe(0);
    world.run(10);
    expect(web(world).status?.availableReplicas).toBe(2);
  });
});

describe('a running ReplicaSet', () => {
  it('replaces a pod as soon as it is on its way out, and shrinks', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(3), 'deployments', 'apps');
    world.run(5);
    const [victim] = activePods(world);
    world.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: victim?.metadata?.name ?? '' });
    world.run(0.05);
    expect(world.list('pods')).toHaveLength(4);
    expect(activePods(world)).toHaveLength(3);
    world.run(5);
    world.request({ verb: 'patch', ...where, subresource: 'scale', body: { spec: { replicas: 1 } } });
    world.run(5);
    expect(activePods(world)).toHaveLength(1);
    const set = sets(world)[0];
    expect(set?.status).toMatchObject({ replicas: 1, readyReplicas: 1, availableReplicas: 1 });
  });

  it('takes on a matching pod without a controller and lets go of one whose labels changed', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(2), 'deployments', 'apps');
    world.run(5);
    const [first] = activePods(world);
    const name = first?.metadata?.name ?? '';
    const path = { resource: 'pods', namespace: 'default', name } as const;
    world.request({ verb: 'patch', ...path, body: { metadata: { labels: { app: 'debug' } } } });
    world.run(5);
    expect(world.get<Pod>('pods', name)?.metadata?.ownerReferences ?? []).toEqual([]);
    expect(activePods(world)).toHaveLength(3);
    world.request({ verb: 'patch', ...path, body: { metadata: { labels: { app: 'web' } } } });
    world.run(5);
    expect(activePods(world)).toHaveLength(2);
  });

  it('stops at the first batch that fails, says why, and tries again later and later', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    const refused = deployment(8);
    (refused.spec!.template.spec as { priorityClassName?: string }).priorityClassName = 'nope';
    world.apply(refused, 'deployments', 'apps');
    world.run(1);
    const [set] = sets(world);
    const failure = set?.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate' });
    expect(failure?.message).toContain('no PriorityClass with name nope was found');
    expect(condition(world, 'ReplicaFailure')).toEqual(['True', 'FailedCreate']);
    const events = world.events(set?.metadata?.name ?? '');
    expect(new Set(events.map(([reason]) => reason))).toEqual(new Set(['FailedCreate']));
    const creations = (): number => world.engine.trace.count;
    const before = creations();
    world.run(10);
    const early = creations() - before;
    world.run(100);
    expect(creations() - before - early).toBeLessThan(early * 2);
    expect(activePods(world)).toEqual([]);
  });

  it('uses another hash when the name of its set is taken by another owner', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(deployment(1), 'deployments', 'apps');
    world.run(5);
    const [first] = sets(world);
    const path = { group: 'apps', resource: 'deployments', namespace: 'default', name: 'web' };
    world.request({ verb: 'delete', ...path, options: { propagationPolicy: 'Orphan' } });
    world.run(1);
    const labels = { app: 'other' };
    const name = first?.metadata?.name ?? '';
    world.request({ verb: 'delete', group: 'apps', resource: 'replicasets', namespace: 'default', name });
    world.run(5);
    const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'other' }] } };
    const other = {
      metadata: { name, namespace: 'default' },
      spec: { replicas: 0, selector: { matchLabels: labels }, template },
    };
    world.apply(other, 'replicasets', 'apps');
    world.apply(deployment(1), 'deployments', 'apps');
    world.run(5);
    expect(web(world).status?.collisionCount).toBe(1);
    expect(sets(world)).toHaveLength(2);
    expect(web(world).status?.availableReplicas).toBe(1);
  });

  it('creates a thousand pods without looking at all of them again and again', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(deployment(1000), 'deployments', 'apps');
    world.run(10);
    expect(activePods(world).filter(isPodReady)).toHaveLength(1000);
    expect(web(world).status?.availableReplicas).toBe(1000);
  });
});

describe('EndpointSlices', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
  const slices = (world: ControllerWorld): EndpointSlice[] =>
    world.list<EndpointSlice>('endpointslices', 'discovery.k8s.io');

  it('list the ready pods of a Service, a hundred a slice', () => {
    const world = new ControllerWorld({ nodes: ['worker-1', 'worker-2'] });
    world.apply(service, 'services');
    world.apply(deployment(250), 'deployments', 'apps');
    world.run(10);
    const endpoints = slices(world).flatMap((slice) => slice.endpoints);
    expect(endpoints).toHaveLength(250);
    expect(endpoints.every(({ conditions }) => conditions?.ready === true)).toBe(true);
    expect(slices(world)).toHaveLength(3);
    expect(slices(world)[0]?.metadata?.labels).toMatchObject({ 'kubernetes.io/service-name': 'web' });
  });

  it('drop a pod from the ready ones as soon as it terminates', () => {
    const world = new ControllerWorld({ nodes: ['worker-1'] });
    world.apply(service, 'services');
    world.apply(deployment(2), 'deployments', 'apps');
    world.run(5);
    const [victim] = activePods(world);
    world.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: victim?.metadata?.name ?? '' });
    world.run(0.1);
    const gone = slices(world)[0]?.endpoints.find(({ targetRef }) => targetRef?.name === victim?.metadata?.name);
    expect(gone?.conditions).toEqual({ ready: false, serving: true, terminating: true });
    world.run(5);
    expect(slices(world)[0]?.endpoints).toHaveLength(2);
  });
});
