import { describe, expect, it } from 'vitest';
import { HttpWorld } from '../../testing/http-world.ts';

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

describe('discovery', () => {
  it('lists groups, versions and resources the old way', () => {
    const world = new HttpWorld();
    expect(world.get('/api').body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    expect(world.get('/apis').body).toMatchObject({
      kind: 'APIGroupList',
      groups: expect.arrayContaining([
        {
          name: 'apps',
          versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
          preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
        },
      ]),
    });
    expect(world.get('/api/v1').body).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: expect.arrayContaining([
        expect.objectContaining({ name: 'pods', singularName: 'pod', kind: 'Pod', shortNames: ['po'] }),
        expect.objectContaining({ name: 'pods/eviction', kind: 'Eviction', group: 'policy', version: 'v1' }),
        expect.objectContaining({ name: 'pods/status', kind: 'Pod' }),
      ]),
    });
    expect(world.get('/apis/apps/v1').body).toMatchObject({ apiVersion: 'v1', groupVersion: 'apps/v1' });
    expect(world.get('/apis/apps').body).toMatchObject({ kind: 'APIGroup', name: 'apps' });
    expect(world.get('/apis/nothing/v1').code).toBe(404);
  });

  it('aggregates everything for those who ask, preferred versions first', () => {
    const answer = new HttpWorld().ask('GET', '/apis?timeout=32s', { accept: aggregated });
    expect(answer.headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    const { items } = answer.body as { items: { metadata: { name: string }; versions: { version: string }[] }[] };
    const autoscaling = items.find(({ metadata }) => metadata.name === 'autoscaling');
    expect(autoscaling?.versions.map(({ version }) => version)).toEqual(['v2', 'v1']);
    const core = new HttpWorld().ask('GET', '/api', { accept: aggregated });
    expect(core.body).toMatchObject({ items: [{ versions: [{ version: 'v1', freshness: 'Current' }] }] });
  });
});

describe('version and health', () => {
  it('answers as clients expect', () => {
    const world = new HttpWorld();
    expect(world.get('/version?timeout=32s').body).toMatchObject({ major: '1', minor: '37', compiler: 'gc' });
    for (const path of ['/healthz', '/livez', '/readyz']) {
      expect(world.get(path)).toMatchObject({ code: 200, body: 'ok', headers: { 'content-type': 'text/plain' } });
    }
    expect(world.get('/nothing').code).toBe(404);
    expect(world.get('/livez/ping').body).toBe('ok');
    expect(world.get('/livez/nothing').code).toBe(404);
    expect(world.get('/readyz?verbose').body).toMatch(/^\[\+\]ping ok\n[^]*\[\+\]shutdown ok\nreadyz check passed\n$/);
  });
});

describe('OpenAPI', () => {
  it('says what every field means, but of schemas in definitions, of which Kubernetes says nothing either', () => {
    const world = new HttpWorld();
    const index = world.get('/openapi/v3').body as { paths: Record<string, { serverRelativeURL: string }> };
    type Described = { description?: string; properties?: Record<string, { description?: string }> };
    const silent: string[] = [];
    for (const { serverRelativeURL } of Object.values(index.paths)) {
      const document = world.get(serverRelativeURL).body as { components: { schemas: Record<string, Described> } };
      for (const [name, { description, properties = {} }] of Object.entries(document.components.schemas)) {
        if (/JSONSchemaProps|ExternalDocumentation/.test(name)) continue;
        if (description === undefined) silent.push(name);
        for (const [field, said] of Object.entries(properties)) {
          if (said.description === undefined) silent.push(`${name}.${field}`);
        }
      }
    }
    expect(silent).toEqual([]);
  });

  it('names kinds that are only asked, so that they can be explained', () => {
    const document = new HttpWorld().get('/openapi/v3/apis/authorization.k8s.io/v1').body as { paths: object };
    expect(document.paths).toHaveProperty(['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'post']);
  });

  it('is one whole document as v2, for those who read JSON', () => {
    const world = new HttpWorld();
    const v2 = world.ask('GET', '/openapi/v2', { accept: 'application/json' }).body as {
      swagger: string;
      definitions: Record<string, { properties: Record<string, object> }>;
    };
    expect(v2.swagger).toBe('2.0');
    expect(v2.definitions['io.k8s.api.apps.v1.Deployment']?.properties['spec']).toMatchObject({
      $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentSpec',
    });
    expect(v2.definitions['io.k8s.apimachinery.pkg.api.resource.Quantity']).toMatchObject({ type: 'string' });
    expect(JSON.stringify(v2)).not.toContain('#/components/');
  });

  it('says that the server validates fields, and how lists merge', () => {
    const world = new HttpWorld();
    const index = world.get('/openapi/v3').body as { paths: Record<string, { serverRelativeURL: string }> };
    const url = index.paths['apis/apps/v1']?.serverRelativeURL ?? '';
    expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]+$/);
    const document = world.get(url).body as {
      paths: Record<string, { patch: { parameters: { name: string }[] } }>;
      components: { schemas: Record<string, { properties: Record<string, object>; required?: string[] }> };
    };
    const patch = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch;
    expect(patch?.parameters.map(({ name }) => name)).toContain('fieldValidation');
    const { schemas } = document.components;
    expect(schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
      'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    });
    expect(schemas['io.k8s.api.core.v1.PodSpec']?.required).toEqual(['containers']);
    expect(schemas['io.k8s.api.core.v1.PodSpec']?.properties['containers']).toMatchObject({
      type: 'array',
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    });
  });

  it('is as good as empty in its second version, which clients read as protobuf', () => {
    const { body, headers } = new HttpWorld().ask('GET', '/openapi/v2', {
      accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
    });
    const bytes = [...(body as string)].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0'));
    expect(bytes.join(' ')).toBe('0a 03 32 2e 30 12 08 0a 03 73 69 6d 12 01 31');
    expect(headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  });
});
