import { describe, expect, it } from 'vitest';
import type { CustomResourceDefinition, KubeObject } from '../api/types.ts';
import { UserWorld, type Manifest } from '../testing/user-world.ts';

const apply = (...objects: Manifest[]) => ({ action: 'apply', objects }) as const;

function definition(plural: string, kind: string, names: Manifest = {}): Manifest {
  const spec = { type: 'object', properties: { replicas: { type: 'integer', default: 1 } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.stable.example.com` },
    spec: {
      group: 'stable.example.com',
      scope: 'Namespaced',
      names: { plural, kind, ...names },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  };
}
const cron = (name: string): Manifest => ({
  apiVersion: 'stable.example.com/v1',
  kind: 'CronTab',
  metadata: { name },
  spec: {},
});
const definitionIn = (world: UserWorld, plural: string): CustomResourceDefinition | undefined =>
  world.get('customresourcedefinitions', `${plural}.stable.example.com`, 'apiextensions.k8s.io');
const conditionsOf = (definition: CustomResourceDefinition | undefined): string[] =>
  (definition?.status?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason ?? ''}`);

describe('a CustomResourceDefinition in a cluster', () => {
  it('has its names accepted, is established, and then its objects can be applied', () => {
    const world = new UserWorld();
    world.act(apply(definition('crontabs', 'CronTab'), cron('a')));
    expect(world.results()).toEqual([
      'customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com created',
      'crontab.stable.example.com/a created',
    ]);
    expect(conditionsOf(definitionIn(world, 'crontabs'))).toEqual([
      'NamesAccepted=True NoConflicts',
      'Established=True InitialNamesAccepted',
    ]);
    expect(definitionIn(world, 'crontabs')?.status?.acceptedNames).toEqual({
      plural: 'crontabs',
      singular: 'crontab',
      kind: 'CronTab',
      listKind: 'CronTabList',
    });
    expect(world.list<KubeObject>('crontabs', 'stable.example.com')).toMatchObject([{ spec: { replicas: 1 } }]);
    world.act(apply(cron('a')));
    expect(world.results().at(-1)).toBe('crontab.stable.example.com/a unchanged');
  });

  it('does not get names that another one has, until that one is gone', () => {
    const world = new UserWorld();
    world.act(apply(definition('crontabs', 'CronTab', { shortNames: ['ct'] })));
    world.act(apply(definition('counters', 'Counter', { shortNames: ['ct'] })));
    expect(conditionsOf(definitionIn(world, 'counters'))).toEqual([
      'NamesAccepted=False ShortNamesConflict',
      'Established=False NotAccepted',
    ]);
    const first = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
    world.act({ action: 'delete', ...first, name: 'crontabs.stable.example.com' });
    expect(conditionsOf(definitionIn(world, 'counters'))).toEqual([
      'NamesAccepted=True NoConflicts',
      'Established=True InitialNamesAccepted',
    ]);
  });

  it('takes its objects with it, after their finalizers', () => {
    const world = new UserWorld();
    const held = { ...cron('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    world.act(apply(definition('crontabs', 'CronTab'), cron('free'), held));
    const key = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
    world.act({ action: 'delete', ...key, name: 'crontabs.stable.example.com' }, 30);
    const left = definitionIn(world, 'crontabs');
    expect(conditionsOf(left)).toContain('Terminating=True InstanceDeletionInProgress');
    expect(world.list('crontabs', 'stable.example.com')).toHaveLength(1);
    const object = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'held' };
    world.act({ action: 'patch', patchType: 'merge', patch: { metadata: { finalizers: null } }, ...object }, 30);
    expect(definitionIn(world, 'crontabs')).toBeUndefined();
  });

  it('has its objects deleted with their namespace', () => {
    const world = new UserWorld();
    const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    const inShop = { ...cron('a'), metadata: { name: 'a', namespace: 'shop' } };
    world.act(apply(definition('crontabs', 'CronTab'), shop, inShop));
    expect(world.list('crontabs', 'stable.example.com', 'shop')).toHaveLength(1);
    world.act({ action: 'delete', apiVersion: 'v1', kind: 'Namespace', name: 'shop' });
    expect(world.list('crontabs', 'stable.example.com', 'shop')).toEqual([]);
    expect(world.list('namespaces').map(({ metadata }) => metadata?.name)).not.toContain('shop');
  });
});
