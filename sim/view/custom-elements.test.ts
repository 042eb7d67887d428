import { describe, expect, it } from 'vitest';
import { detailOf } from './detail/detail.ts';
import { clusterWith, Picture, pod } from './testing/cluster.ts';

const seconds = 1_000_000;

/** A kind whose plural is that of a built-in one, as Knative's Service has. */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'services.serving.example.com' },
  spec: {
    group: 'serving.example.com',
    scope: 'Namespaced',
    names: { plural: 'services', singular: 'service', kind: 'Service', shortNames: ['ksvc'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
} as const;

const custom = { apiVersion: 'serving.example.com/v1', kind: 'Service', metadata: { name: 'hello' } } as const;
const id = 'services.serving.example.com/default/hello';
const key = { apiVersion: custom.apiVersion, kind: custom.kind, namespace: 'default', name: 'hello' } as const;

describe('custom resources', () => {
  it('are elements like all objects, apart from built-in kinds of the same plural, until they are deleted', () => {
    const simulation = clusterWith([definition, custom]);
    const picture = new Picture(simulation);
    picture.look();
    simulation.run(10 * seconds);
    picture.look();
    expect(picture.elements.get(id)).toMatchObject({
      kind: 'object',
      apiVersion: 'serving.example.com/v1',
      objectKind: 'Service',
      namespace: 'default',
      name: 'hello',
    });
    const fresh = new Picture(simulation);
    fresh.look();
    expect(Object.fromEntries(fresh.elements)).toEqual(Object.fromEntries(picture.elements));
    expect(detailOf(simulation.engine, id)).toMatchObject({ title: 'hello', actions: ['edit', 'delete'] });
    simulation.act({ action: 'delete', ...key });
    simulation.run(20 * seconds);
    picture.look();
    expect(picture.elements.has(id)).toBe(false);
  });

  it('say by their conditions how they are', () => {
    const simulation = clusterWith([definition, custom]);
    simulation.run(10 * seconds);
    const status = { conditions: [{ type: 'Ready', status: 'False' }] };
    simulation.act({ action: 'patch', patchType: 'merge', subresource: 'status', patch: { status }, ...key });
    simulation.run(12 * seconds);
    const picture = new Picture(simulation);
    picture.look();
    expect(picture.elements.get(id)).toMatchObject({ line: 'Ready False', healthy: false });
  });

  it('own what names them as owner', () => {
    const simulation = clusterWith([definition, custom]);
    simulation.run(10 * seconds);
    const owner = { apiVersion: 'serving.example.com/v1', kind: 'Service', name: 'hello' };
    const uid = /uid: (\S+)/.exec(detailOf(simulation.engine, id).yaml)?.[1] ?? '';
    const plain = pod('owned', { image: 'nginx' });
    const metadata = { name: 'owned', ownerReferences: [{ ...owner, uid }] };
    simulation.act({ action: 'apply', objects: [{ ...plain, metadata }] });
    simulation.run(20 * seconds);
    const picture = new Picture(simulation);
    picture.look();
    expect(picture.elements.get('pods/default/owned')).toMatchObject({ ownerIds: [id] });
  });

  it('go with their definition', () => {
    const simulation = clusterWith([definition, custom]);
    simulation.run(10 * seconds);
    const picture = new Picture(simulation);
    picture.look();
    const { apiVersion, kind, metadata } = definition;
    simulation.act({ action: 'delete', apiVersion, kind, name: metadata.name });
    simulation.run(30 * seconds);
    picture.look();
    expect(picture.elements.has(id)).toBe(false);
  });
});
