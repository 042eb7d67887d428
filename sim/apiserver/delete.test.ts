import { describe, expect, it } from 'vitest';
import type { Pod, PodDisruptionBudget } from '../api/types.ts';
import { HttpWorld } from '../testing/http-world.ts';
import type { ObjectList } from './types.ts';

const pods = '/api/v1/namespaces/default/pods';
const maps = '/api/v1/namespaces/default/configmaps';
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

function running(world: HttpWorld, name = 'web'): void {
  const body = { metadata: { name, labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  HttpWorld.object(world.post(pods, body));
  world.post(`${pods}/${name}/binding`, { apiVersion: 'v1', kind: 'Binding', target: { kind: 'Node', name: 'n' } });
  const conditions = [{ type: 'Ready', status: 'True' }];
  HttpWorld.object(world.patch(`${pods}/${name}/status`, 'merge', { status: { phase: 'Running', conditions } }));
}

describe('deletion', () => {
  it('holds preconditions against the object', () => {
    const world = new HttpWorld();
    const { metadata } = HttpWorld.object(world.post(maps, { metadata: { name: 'a' } }));
    const wrong = world.delete(`${maps}/a`, { preconditions: { uid: 'x' } });
    expect(wrong.code).toBe(409);
    expect(HttpWorld.status(wrong).message).toBe(
      `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (x) does not match the UID in record (${metadata?.uid ?? ''}). The object might have been deleted and then recreated`,
    );
    const old = world.delete(`${maps}/a`, { preconditions: { resourceVersion: '1' } });
    expect(old.code).toBe(409);
    const right = { preconditions: { uid: metadata?.uid, resourceVersion: metadata?.resourceVersion } };
    expect(world.delete(`${maps}/a`, right).body).toMatchObject({
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid: metadata?.uid },
    });
  });

  it('waits for finalizers, and puts in those of its propagation', () => {
    const world = new HttpWorld();
    world.post(maps, { metadata: { name: 'a' } });
    const marked = HttpWorld.object(world.delete(`${maps}/a`, { propagationPolicy: 'Foreground' }));
    expect(marked.metadata?.finalizers).toEqual(['foregroundDeletion']);
    expect(marked.metadata?.deletionTimestamp).toBeDefined();
    HttpWorld.object(world.patch(`${maps}/a`, 'merge', { metadata: { finalizers: null } }));
    expect(world.get(`${maps}/a`).code).toBe(404);
    world.post(maps, { metadata: { name: 'b' } });
    const orphaning = HttpWorld.object(world.ask('DELETE', `${maps}/b?propagationPolicy=Orphan`));
    expect(orphaning.metadata?.finalizers).toEqual(['orphan']);
  });

  it('takes a running pod only after its grace, which may shrink', () => {
    const world = new HttpWorld();
    running(world);
    const grace = (body?: object): unknown =>
      HttpWorld.object<Pod>(world.delete(`${pods}/web`, body)).metadata?.deletionGracePeriodSeconds;
    expect(grace()).toBe(30);
    expect(grace({ gracePeriodSeconds: 60 })).toBe(30);
    expect(grace({ gracePeriodSeconds: 5 })).toBe(5);
    expect(world.delete(`${pods}/web`, { gracePeriodSeconds: 0 }).code).toBe(200);
    expect(world.get(`${pods}/web`).code).toBe(404);
  });

  it('of a collection picks by selectors and lists what it took; a dry run takes nothing', () => {
    const world = new HttpWorld();
    for (const name of ['a', 'b']) world.post(maps, { metadata: { name, labels: { name } } });
    expect(world.ask('DELETE', `${maps}?dryRun=All`).code).toBe(200);
    const deleted = world.ask('DELETE', `${maps}?labelSelector=name%3Da`).body as ObjectList;
    expect(deleted.items.map(({ metadata }) => metadata?.name)).toEqual(['a']);
    expect((world.get(maps).body as ObjectList).items.map(({ metadata }) => metadata?.name)).toEqual(['b']);
  });

  it('and every other write on a dry run leaves the store as it is', () => {
    const world = new HttpWorld();
    world.post(maps, { metadata: { name: 'a' } });
    const { metadata } = HttpWorld.object(world.get(`${maps}/a`));
    const query = '?dryRun=All';
    expect(world.post(`${maps}${query}`, { metadata: { generateName: 'x-' } }).code).toBe(201);
    expect(
      HttpWorld.object(world.put(`${maps}/a${query}`, { metadata: { name: 'a' }, data: { k: 'v' } })),
    ).toMatchObject({
      data: { k: 'v' },
    });
    expect(world.patch(`${maps}/a${query}`, 'merge', { data: { k: 'v' } }).code).toBe(200);
    expect(world.delete(`${maps}/a`, { dryRun: ['All'] }).code).toBe(200);
    expect(HttpWorld.object(world.get(`${maps}/a`)).metadata?.resourceVersion).toBe(metadata?.resourceVersion);
    expect((world.get(maps).body as ObjectList).items).toHaveLength(1);
  });
});

describe('eviction', () => {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web', namespace: 'default' } };

  function budget(world: HttpWorld, allowed: number): void {
    const spec = { minAvailable: 1, selector: { matchLabels: { app: 'web' } } };
    HttpWorld.object(world.post(budgets, { metadata: { name: 'b' }, spec }));
    if (allowed < 0) return;
    const status = {
      observedGeneration: 1,
      disruptionsAllowed: allowed,
      currentHealthy: 1,
      desiredHealthy: 1,
      expectedPods: 1,
    };
    HttpWorld.object(world.patch(`${budgets}/b/status`, 'merge', { status }));
  }

  it('deletes a pod that no budget covers', () => {
    const world = new HttpWorld();
    running(world);
    const evicted = world.post(`${pods}/web/eviction`, eviction);
    expect(evicted).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect(HttpWorld.object(world.get(`${pods}/web`)).metadata?.deletionTimestamp).toBeDefined();
  });

  it('is refused with 429 while its budget has nothing left, and spends what it has', () => {
    const world = new HttpWorld();
    running(world);
    budget(world, 0);
    expect(world.post(`${pods}/web/eviction`, eviction).body).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget b needs 1 healthy pods and has 1 currently',
          },
        ],
      },
    });
    world.patch(`${budgets}/b/status`, 'merge', { status: { disruptionsAllowed: 1 } });
    expect(world.post(`${pods}/web/eviction`, eviction).code).toBe(201);
    const { status } = HttpWorld.object<PodDisruptionBudget>(world.get(`${budgets}/b`));
    expect(status?.disruptionsAllowed).toBe(0);
    expect(Object.keys(status?.disruptedPods ?? {})).toEqual(['web']);
  });

  it('waits for a budget that nobody has looked at yet', () => {
    const world = new HttpWorld();
    running(world);
    budget(world, -1);
    const refused = world.post(`${pods}/web/eviction`, eviction);
    expect(refused.headers['retry-after']).toBe('10');
    expect(HttpWorld.status(refused).details?.causes?.[0]?.message).toBe(
      'The disruption budget b is still being processed by the server.',
    );
  });
});
