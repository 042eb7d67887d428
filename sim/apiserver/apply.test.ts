import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject } from '../api/types.ts';
import type { ManagedFieldsEntry } from '../api/managed-fields/managers.ts';
import { handle } from './server.ts';
import { HttpWorld } from '../testing/http-world.ts';

const path = '/apis/apps/v1/namespaces/default/deployments';
const web = `${path}/web`;

function config(spec: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] },
      },
      ...spec,
    },
  };
}

function managers(object: KubeObject): string[] {
  const entries = (object.metadata?.managedFields ?? []) as ManagedFieldsEntry[];
  return entries.map(({ manager = '', operation = '', subresource = '' }) =>
    [manager, operation, ...(subresource === '' ? [] : [subresource])].join(' '),
  );
}

describe('server-side apply', () => {
  it('creates with 201, changes with 200, and leaves the object as it is when nothing changes', () => {
    const world = new HttpWorld();
    const created = world.patch(`${web}?fieldManager=kubectl`, 'apply', config());
    expect(created.code).toBe(201);
    const first = HttpWorld.object<Deployment>(created);
    expect(managers(first)).toEqual(['kubectl Apply']);
    expect(first.spec?.revisionHistoryLimit).toBe(10);
    const again = world.patch(`${web}?fieldManager=kubectl`, 'apply', config());
    expect(HttpWorld.object(again).metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    const changed = world.patch(`${web}?fieldManager=kubectl`, 'apply', config({ replicas: 4 }));
    expect(changed.code).toBe(200);
    expect(HttpWorld.object<Deployment>(changed)).toMatchObject({ spec: { replicas: 4 }, metadata: { generation: 2 } });
  });

  it('refuses to take what kubectl edit has written, unless forced', () => {
    const world = new HttpWorld();
    world.patch(`${web}?fieldManager=kubectl`, 'apply', config());
    world.patch(`${web}?fieldManager=kubectl-edit`, 'strategic', { spec: { replicas: 5 } });
    const refused = world.patch(`${web}?fieldManager=kubectl&force=false`, 'apply', config());
    expect(refused.code).toBe(409);
    expect(refused.body).toMatchObject({
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-edit" using apps/v1',
            field: '.spec.replicas',
          },
        ],
      },
    });
    const forced = world.patch(`${web}?fieldManager=kubectl&force=true`, 'apply', config());
    expect(HttpWorld.object<Deployment>(forced).spec?.replicas).toBe(3);
    expect(managers(HttpWorld.object(forced))).toEqual(['kubectl Apply']);
  });

  it('lists several conflicts by manager', () => {
    const world = new HttpWorld();
    world.patch(`${web}?fieldManager=a`, 'apply', config({ paused: true }));
    const other = config({ replicas: 1, paused: false });
    expect(HttpWorld.status(world.patch(`${web}?fieldManager=b`, 'apply', other)).message).toBe(
      'Apply failed with 2 conflicts: conflicts with "a":\n- .spec.paused\n- .spec.replicas',
    );
  });

  it('records updates by manager and subresource', () => {
    const world = new HttpWorld();
    world.post(`${path}?fieldManager=kubectl-create`, config());
    world.patch(`${web}/scale?fieldManager=kubectl-scale`, 'merge', { spec: { replicas: 7 } });
    world.patch(`${web}?fieldManager=kubectl-label`, 'merge', { metadata: { labels: { tier: 'front' } } });
    const status = { status: { replicas: 7, observedGeneration: 2 } };
    world.patch(`${web}/status?fieldManager=tester`, 'merge', status);
    const object = HttpWorld.object<Deployment>(world.get(web));
    expect(managers(object).sort()).toEqual([
      'kubectl-create Update',
      'kubectl-label Update',
      'kubectl-scale Update scale',
      'tester Update status',
    ]);
    const entries = (object.metadata?.managedFields ?? []) as ManagedFieldsEntry[];
    const created = entries.find(({ manager }) => manager === 'kubectl-create');
    expect(created?.fieldsV1?.['f:spec']).not.toHaveProperty('f:replicas');
    expect(created?.fieldsV1?.['f:spec']).toHaveProperty('f:progressDeadlineSeconds');
  });

  it('keeps the objects of components without managers, and records components on objects of users', () => {
    const world = new HttpWorld();
    world.post(`${path}?fieldManager=kubectl-create`, config());
    const unnamed = world.ask('PATCH', web, {
      type: 'application/merge-patch+json',
      body: '{"spec":{"replicas":2}}',
      headers: { 'user-agent': 'curl/8.0' },
    });
    expect(managers(HttpWorld.object(unnamed))).toContain('curl Update');
    const user = { name: 'system:serviceaccount:kube-system:deployment-controller', groups: [] };
    const target = { group: 'apps', resource: 'deployments', namespace: 'default' } as const;
    world.engine.runAs('kube-controller-manager/cp-1', (sim) => {
      const body = { metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } } };
      handle(sim, { verb: 'patch', ...target, name: 'web', body }, user);
      const own = { ...config(), metadata: { name: 'own' } };
      handle(sim, { verb: 'create', ...target, body: own }, user);
    });
    expect(managers(HttpWorld.object(world.get(web)))).toContain('kube-controller-manager Update');
    expect(managers(HttpWorld.object(world.get(`${path}/own`)))).toEqual([]);
  });

  it('refuses a configuration that does not fit', () => {
    const world = new HttpWorld();
    const message = (body: object, target = `${web}?fieldManager=a`): unknown =>
      HttpWorld.status(world.patch(target, 'apply', body)).message;
    expect(message(config({ foo: 1 }))).toBe(
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
    );
    expect(message({ ...config(), apiVersion: 'apps/v2' })).toBe(
      'Incorrect version specified in apply patch. Specified patch version: apps/v2, expected: apps/v1',
    );
    expect(message({ ...config(), metadata: { name: 'other' } })).toBe(
      'the name of the object (other) does not match the name on the URL (web)',
    );
    expect(message({ ...config(), metadata: { name: 'web', managedFields: [] } })).toBe(
      'metadata.managedFields must be nil',
    );
  });

  it('moves ownership as kubectl does when it migrates from client-side apply', () => {
    const world = new HttpWorld();
    world.post(`${path}?fieldManager=kubectl-client-side-apply`, config());
    const object = HttpWorld.object(world.get(web));
    const entries = (object.metadata?.managedFields ?? []) as ManagedFieldsEntry[];
    const moved = entries.map((entry) => ({ ...entry, manager: 'kubectl', operation: 'Apply' }));
    const operations = [
      { op: 'replace', path: '/metadata/managedFields', value: moved },
      { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata?.resourceVersion },
    ];
    const patched = HttpWorld.object(world.patch(`${web}?fieldManager=kubectl`, 'json', operations));
    expect(managers(patched)).toEqual(['kubectl Apply']);
  });

  it('writes nothing on a dry run', () => {
    const world = new HttpWorld();
    expect(world.patch(`${web}?fieldManager=a&dryRun=All`, 'apply', config()).code).toBe(201);
    expect(world.get(web).code).toBe(404);
  });
});
