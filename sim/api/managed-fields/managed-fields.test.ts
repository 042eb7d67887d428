import { describe, expect, it } from 'vitest';
import { definitionForKind } from '../schema/schema.ts';
import type { DefinitionSchema } from '../schema/notation.ts';
import type { KubeObject } from '../types.ts';
import { configErrors } from './check-config.ts';
import { applyConfig, trackUpdate, type Applied, type Write } from './managed-fields.ts';
import type { ManagedFieldsEntry } from './managers.ts';
import { objectShape } from './shape.ts';
import { zeroObject } from './zero-object.ts';

type Loose = KubeObject & { [key: string]: unknown };

const deployment = definitionForKind('apps/v1', 'Deployment') as DefinitionSchema;

function write(manager: string, operation: 'Apply' | 'Update', subresource = '', now = 't1'): Write {
  const writer = { manager, operation, apiVersion: 'apps/v1', subresource };
  return { writer, shape: objectShape(deployment), now, hasStatus: true };
}

function web(more: object = {}): Loose {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'nginx', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }] },
      },
      ...more,
    },
  };
}

function entries(object: KubeObject): ManagedFieldsEntry[] {
  return (object.metadata?.managedFields ?? []) as ManagedFieldsEntry[];
}

function applied(result: Applied): Loose {
  if ('conflicts' in result) throw new Error(JSON.stringify(result.conflicts));
  return result.object as Loose;
}

function paths(result: Applied): string[] {
  return 'conflicts' in result ? result.conflicts.map(({ by, path }) => `${by.manager} ${path}`) : [];
}

describe('managed fields', () => {
  it('an applier owns the fields that it names, list items by their keys', () => {
    const object = applied(applyConfig(null, web(), false, write('kubectl', 'Apply')));
    expect(entries(object)).toEqual([
      {
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        manager: 'kubectl',
        operation: 'Apply',
        time: 't1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"nginx"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {
                      'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ]);
  });

  it('a created object lists what an empty one of Go does not have, with its maps and lists', () => {
    const object = trackUpdate(null, web(), zeroObject(deployment), write('kubectl-create', 'Update'));
    const [entry] = entries(object);
    expect(entry?.fieldsV1).toEqual({
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': {
        'f:replicas': {},
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"nginx"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
                'f:ports': {
                  '.': {},
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                },
              },
            },
          },
        },
      },
    });
  });

  it('refuses to change what another applier owns, and takes it when forced', () => {
    const live = applied(applyConfig(null, web(), false, write('a', 'Apply')));
    const change = web({ replicas: 5 });
    expect(paths(applyConfig(live, change, false, write('b', 'Apply')))).toEqual(['a .spec.replicas']);
    const forced = applied(applyConfig(live, change, true, write('b', 'Apply', '', 't2')));
    expect((forced['spec'] as { replicas: number }).replicas).toBe(5);
    const [a, b] = entries(forced);
    expect(a?.fieldsV1?.['f:spec']).not.toHaveProperty('f:replicas');
    expect(b?.fieldsV1?.['f:spec']).toHaveProperty('f:replicas');
    expect([a?.time, b?.time]).toEqual(['t1', 't2']);
  });

  it('shares a field that both set to the same value', () => {
    const live = applied(applyConfig(null, web(), false, write('a', 'Apply')));
    const both = applied(applyConfig(live, web(), false, write('b', 'Apply')));
    expect(entries(both)).toHaveLength(2);
    for (const { fieldsV1 } of entries(both)) expect(fieldsV1?.['f:spec']).toHaveProperty('f:replicas');
  });

  it('removes what an applier names no more, unless somebody else owns it', () => {
    const live = applied(applyConfig(null, web({ paused: true, minReadySeconds: 5 }), false, write('a', 'Apply')));
    const shared = applied(
      applyConfig(live, { ...web(), spec: { minReadySeconds: 5 } } as Loose, false, write('b', 'Apply')),
    );
    const less = applied(applyConfig(shared, web(), false, write('a', 'Apply')));
    expect(less['spec']).toMatchObject({ minReadySeconds: 5, replicas: 3 });
    expect(less['spec']).not.toHaveProperty('paused');
  });

  it('keeps fields that defaults filled in', () => {
    const live = applied(applyConfig(null, web(), false, write('a', 'Apply')));
    const defaulted = { ...live, spec: { ...(live['spec'] as object), revisionHistoryLimit: 10 } } as Loose;
    const again = applied(applyConfig(defaulted, web({ replicas: 4 }), false, write('a', 'Apply')));
    expect(again['spec']).toMatchObject({ replicas: 4, revisionHistoryLimit: 10 });
  });

  it('removes a container that is not named any more and keeps those of others', () => {
    const live = applied(applyConfig(null, web(), false, write('a', 'Apply')));
    const side = web({ template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } });
    const two = applied(
      applyConfig(
        live,
        { ...side, spec: { template: (side['spec'] as { template: object }).template } } as Loose,
        false,
        write('b', 'Apply'),
      ),
    );
    type Spec = { template: { spec: { containers: { name: string }[] } } };
    const names = (object: Loose): string[] =>
      (object['spec'] as Spec).template.spec.containers.map(({ name }) => name);
    expect(names(two)).toEqual(['nginx', 'side']);
    const gone = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } } as Loose;
    expect(names(applied(applyConfig(two, gone, false, write('b', 'Apply'))))).toEqual(['nginx']);
  });

  it('an update takes over what it changes', () => {
    const live = applied(applyConfig(null, web(), false, write('a', 'Apply')));
    const scaled = trackUpdate(
      live,
      { ...live, ...web({ replicas: 9 }) } as Loose,
      {},
      write('kubectl-scale', 'Update', 'scale'),
    );
    expect(entries(scaled).map(({ manager, subresource }) => [manager, subresource])).toEqual([
      ['a', undefined],
      ['kubectl-scale', 'scale'],
    ]);
    expect(paths(applyConfig(scaled, web(), false, write('a', 'Apply')))).toEqual(['kubectl-scale .spec.replicas']);
  });

  it('gives what an unmanaged object has to before-first-apply', () => {
    const conflict = applyConfig(web(), web({ replicas: 4 }), false, write('kubectl', 'Apply'));
    expect(paths(conflict)).toEqual(['before-first-apply .spec.replicas']);
    const object = applied(applyConfig(web(), web(), false, write('kubectl', 'Apply')));
    expect(entries(object).map(({ manager }) => manager)).toEqual(['kubectl', 'before-first-apply']);
    expect(
      trackUpdate(web(), web({ replicas: 7 }), {}, write('kubectl-edit', 'Update')).metadata?.managedFields,
    ).toBeUndefined();
  });

  it('takes the managers that a client sends, and forgets all on a reset', () => {
    const live = applied(applyConfig(null, web(), false, write('a', 'Apply')));
    const reset = { ...live, metadata: { ...live.metadata, managedFields: [{}] } } as Loose;
    expect(trackUpdate(live, reset, {}, write('kubectl', 'Update')).metadata?.managedFields).toBeUndefined();
    const renamed = entries(live).map((entry) => ({ ...entry, manager: 'z' }));
    const sent = { ...live, metadata: { ...live.metadata, managedFields: renamed } } as Loose;
    expect(entries(trackUpdate(live, sent, {}, write('kubectl', 'Update'))).map(({ manager }) => manager)).toEqual([
      'z',
    ]);
  });

  it('names fields that the type does not have, and items that stand twice', () => {
    const bad = web({ foo: 1, replicas: 'three' });
    expect(configErrors(bad, objectShape(deployment))).toEqual([
      '.spec.foo: field not declared in schema',
      '.spec.replicas: expected numeric (int or float), got &value.valueUnstructured{Value:"three"}',
    ]);
    const containers = [{ name: 'a' }, { name: 'a' }, { image: 'x' }];
    const twice = web({ template: { spec: { containers } } });
    expect(configErrors(twice, objectShape(deployment))).toEqual([
      '.spec.template.spec.containers: duplicate entries for key [name="a"]',
      '.spec.template.spec.containers: element 2: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)',
    ]);
  });
});
