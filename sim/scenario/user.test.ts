import { describe, expect, it } from 'vitest';
import type { ConfigMap, Deployment, Node, Pod } from '../api/types.ts';
import { deploymentManifest, UserWorld, type Manifest } from '../testing/user-world.ts';

const web = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } as const;
const apply = (...objects: Manifest[]) => ({ action: 'apply', objects }) as const;
const deployment = (world: UserWorld): Deployment => world.get<Deployment>('deployments', 'web', 'apps')!;

describe('apply', () => {
  it('creates, says unchanged for the same again, and configured for another', () => {
    const world = new UserWorld();
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.27')));
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.27')));
    world.act(apply(deploymentManifest('web', 2, 'nginx:1.27')));
    expect(world.results()).toEqual([
      'deployment.apps/web created',
      'deployment.apps/web unchanged',
      'deployment.apps/web configured',
    ]);
    expect(deployment(world).spec?.replicas).toBe(2);
  });

  it('removes what the last manifest had, and leaves what others wrote', () => {
    const world = new UserWorld();
    const config = (data: Record<string, string>): Manifest => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data,
    });
    world.act(apply(config({ a: '1', b: '2' })));
    const key = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings' };
    world.act({ action: 'patch', patchType: 'merge', patch: { data: { other: 'x' } }, ...key });
    world.act(apply(config({ a: '3' })));
    expect(world.get<ConfigMap>('configmaps', 'settings')?.data).toEqual({ a: '3', other: 'x' });
  });

  it('merges containers by name: one that somebody else added stays', () => {
    const world = new UserWorld();
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.27')));
    const sidecar = { spec: { template: { spec: { containers: [{ name: 'sidecar', image: 'redis:7' }] } } } };
    world.act({ action: 'patch', patchType: 'strategic', patch: sidecar, ...web });
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.28')));
    const images = deployment(world).spec?.template.spec?.containers.map(({ image }) => image);
    expect(images?.toSorted()).toEqual(['nginx:1.28', 'redis:7']);
  });

  it('goes on after an object that the server refuses, with the words of the server', () => {
    const world = new UserWorld();
    const wrong = { ...deploymentManifest('bad', 1, 'nginx'), spec: { replicas: 1, sizes: 3 } };
    const unknown = { apiVersion: 'example.dev/v1', kind: 'Gadget', metadata: { name: 'x' } };
    world.act(apply(wrong, unknown, deploymentManifest('web', 1, 'nginx:1.27')));
    const [first, second, third] = world.results();
    expect(first).toContain('strict decoding error: unknown field "spec.sizes"');
    expect(second).toBe('error: no matches for kind "Gadget" in version "example.dev/v1"');
    expect(third).toBe('deployment.apps/web created');
  });

  it('reads a text, and tells where it cannot', () => {
    const world = new UserWorld();
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ok}\n---\nkind: [\n';
    world.act({ action: 'applyText', text, fileName: 'two.yaml' });
    expect(world.results()[0]).toMatch(/^error: two\.yaml:\d+:\d+: /);
    expect(world.results()[1]).toBe('configmap/ok created');
  });
});

describe('other commands', () => {
  it('set an image by a strategic patch, and refuse a container that is not there', () => {
    const world = new UserWorld();
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.27')));
    world.act({ action: 'setImage', container: 'c', image: 'nginx:1.28', ...web });
    world.act({ action: 'setImage', container: 'nobody', image: 'nginx:1.29', ...web });
    expect(world.results().slice(1)).toEqual([
      'deployment.apps/web image updated',
      'error: unable to find container named "nobody"',
    ]);
    const [container] = deployment(world).spec?.template.spec?.containers ?? [];
    expect(container).toMatchObject({ name: 'c', image: 'nginx:1.28', ports: [{ containerPort: 80 }] });
    expect(world.list<Pod>('pods').map(({ spec }) => spec?.containers[0]?.image)).toEqual(['nginx:1.28']);
  });

  it('scale through the scale subresource, and refuse a wrong number', () => {
    const world = new UserWorld();
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.27')));
    world.act({ action: 'scale', replicas: 3, ...web });
    world.act({ action: 'scale', replicas: -1, ...web });
    expect(world.results()[1]).toBe('deployment.apps/web scaled');
    expect(world.results()[2]).toContain('Invalid');
    expect(world.list<Pod>('pods')).toHaveLength(3);
  });

  it('patch as JSON: a test that fails changes nothing', () => {
    const world = new UserWorld();
    world.act(apply(deploymentManifest('web', 1, 'nginx:1.27')));
    const patchType = 'json';
    const replicas = { op: 'replace', path: '/spec/replicas', value: 2 };
    world.act({
      action: 'patch',
      patchType,
      patch: [{ op: 'test', path: '/spec/replicas', value: 7 }, replicas],
      ...web,
    });
    expect(deployment(world).spec?.replicas).toBe(1);
    world.act({ action: 'patch', patchType, patch: [replicas], ...web });
    expect(deployment(world).spec?.replicas).toBe(2);
    world.act({ action: 'patch', patchType, patch: [{ ...replicas, value: 'many' }], ...web });
    expect(world.results().slice(1)).toEqual([
      'Error from server (Invalid): the server rejected our request due to an error in our request',
      'deployment.apps/web patched',
      expect.stringContaining('json: cannot unmarshal string into Go struct field'),
    ]);
  });

  it('add a node that becomes Ready, and take it away again', () => {
    const world = new UserWorld();
    world.act({ action: 'addNode', machine: { name: 'extra', cpu: '8' } });
    const node = world.get<Node>('nodes', 'extra');
    expect(node?.status?.capacity?.['cpu']).toBe('8');
    expect(node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    world.act({ action: 'removeNode', node: 'extra' });
    expect(world.get<Node>('nodes', 'extra')).toBeUndefined();
  });
});
