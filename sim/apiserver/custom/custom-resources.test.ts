import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/engine.ts';
import type { CustomResourceDefinition, KubeObject, Status } from '../../api/types.ts';
import { setWorldSettings } from '../../api/world.ts';
import { defaultWorld, settingsOf } from '../../scenario/formats/default-world.ts';
import { apiServerHandlers, handle } from '../server.ts';
import type { ApiRequest, ApiResponse, ObjectList } from '../types.ts';
import { customResources, printerColumnsOf } from './custom-resources.ts';

type Ask = (request: ApiRequest) => ApiResponse;
type Loose = KubeObject & { readonly spec?: Record<string, unknown>; readonly status?: Record<string, unknown> };

const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' } as const;
const gateways = { group: 'gateway.example.com', resource: 'gateways', namespace: 'default' } as const;

const spec = {
  type: 'object',
  required: ['className'],
  properties: {
    className: {
      type: 'string',
      minLength: 1,
      'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'class is immutable' }],
    },
    replicas: { type: 'integer', default: 1, minimum: 0 },
    listeners: {
      type: 'array',
      maxItems: 4,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name', 'port'],
        properties: {
          name: { type: 'string' },
          port: { type: 'integer', minimum: 1, maximum: 65535 },
          protocol: { type: 'string', enum: ['HTTP', 'TCP'], default: 'HTTP' },
        },
      },
    },
  },
};
const status = {
  type: 'object',
  properties: { replicas: { type: 'integer' }, selector: { type: 'string' }, ready: { type: 'boolean' } },
};
const openAPIV3Schema = { type: 'object', properties: { spec, status } };
const subresources = {
  status: {},
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.status.selector',
  },
};

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gateways.gateway.example.com' },
  spec: {
    group: 'gateway.example.com',
    scope: 'Namespaced',
    names: { plural: 'gateways', kind: 'Gateway', shortNames: ['gtw'], categories: ['gateway-api'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema },
        subresources,
        additionalPrinterColumns: [{ name: 'Class', type: 'string', jsonPath: '.spec.className' }],
        selectableFields: [{ jsonPath: '.spec.className' }],
      },
      { name: 'v1beta1', served: true, storage: false, deprecated: true, schema: { openAPIV3Schema }, subresources },
    ],
  },
};

function start(): { ask: Ask; engine: Engine } {
  const engine = new Engine({ seed: 1, handlers: apiServerHandlers, freeze: true });
  const ask = (request: ApiRequest): ApiResponse => {
    let response: ApiResponse = { code: 0, body: {} };
    engine.runAs('user', (sim) => {
      response = handle(sim, request);
    });
    return response;
  };
  engine.runAs('world', (sim) => setWorldSettings(sim, settingsOf(defaultWorld())));
  ask({ verb: 'create', resource: 'namespaces', body: { metadata: { name: 'default' } } });
  return { ask, engine };
}

/** A server with the definition, whose names are accepted. */
function established(): { ask: Ask; engine: Engine } {
  const started = start();
  const { ask } = started;
  expect(
    ask({ verb: 'create', ...definitions, body: definition, options: { fieldValidation: 'Strict' } }),
  ).toMatchObject({ code: 201 });
  const conditions = [{ type: 'Established', status: 'True' }];
  const name = definition.metadata.name;
  const patch = { verb: 'patch', ...definitions, name, subresource: 'status' } as const;
  expect(ask({ ...patch, body: { status: { conditions } } }).code).toBe(200);
  return started;
}

function gateway(name: string, given: object): object {
  return {
    apiVersion: 'gateway.example.com/v1',
    kind: 'Gateway',
    metadata: { name },
    spec: { className: 'a', ...given },
  };
}
const objectOf = ({ body }: ApiResponse): Loose => body as Loose;
const messageOf = ({ body }: ApiResponse): string => (body as Status).message ?? '';

describe('a CustomResourceDefinition', () => {
  it('gets names, conversion and stored versions', () => {
    const { body } = start().ask({ verb: 'create', ...definitions, body: definition });
    const created = body as CustomResourceDefinition;
    expect(created.spec.names).toMatchObject({ singular: 'gateway', listKind: 'GatewayList' });
    expect(created.spec.conversion).toEqual({ strategy: 'None' });
    expect(created.status?.storedVersions).toEqual(['v1']);
  });

  it('is refused in the words of the API server', () => {
    const { ask } = start();
    const [version] = definition.spec.versions;
    const wrong = { ...definition.spec, versions: [{ ...version, storage: false }] };
    const body = { ...definition, metadata: { name: 'x' }, spec: wrong };
    expect(messageOf(ask({ verb: 'create', ...definitions, body }))).toBe(
      'CustomResourceDefinition.apiextensions.k8s.io "x" is invalid: [metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group, spec.versions: Invalid value: ["v1"]: must have exactly one version marked as storage version]',
    );
  });

  it('takes nothing over that the server has anyway', () => {
    const { ask, engine } = start();
    const names = { plural: 'ingresses', kind: 'Ingress' };
    const annotations = { 'api-approved.kubernetes.io': 'https://example.com' };
    const body = {
      ...definition,
      metadata: { name: 'ingresses.networking.k8s.io', annotations },
      spec: { ...definition.spec, group: 'networking.k8s.io', names },
    };
    expect(ask({ verb: 'create', ...definitions, body }).code).toBe(201);
    const conditions = [{ type: 'Established', status: 'True' }];
    const patch = {
      verb: 'patch',
      ...definitions,
      name: 'ingresses.networking.k8s.io',
      subresource: 'status',
    } as const;
    ask({ ...patch, body: { status: { conditions } } });
    engine.runAs('user', (sim) => {
      expect(customResources(sim)).toEqual([]);
    });
  });

  it('serves nothing before it is established', () => {
    const { ask } = start();
    ask({ verb: 'create', ...definitions, body: definition });
    expect(ask({ verb: 'list', ...gateways }).code).toBe(404);
  });

  it('stays until its objects are gone, and takes no new ones meanwhile', () => {
    const { ask } = established();
    const gone = objectOf(ask({ verb: 'delete', ...definitions, name: definition.metadata.name }));
    expect(gone.metadata?.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
    const refused = ask({ verb: 'create', ...gateways, body: gateway('a', {}) });
    expect(refused.code).toBe(405);
    expect(messageOf(refused)).toBe('create not allowed while custom resource definition is terminating');
  });
});

describe('a custom resource', () => {
  it('is pruned, filled in and counted', () => {
    const { ask } = established();
    const body = gateway('web', { other: 1, listeners: [{ name: 'http', port: 80 }] });
    const created = objectOf(ask({ verb: 'create', ...gateways, body: { ...body, status: { ready: true } } }));
    expect(created.spec).toEqual({
      className: 'a',
      replicas: 1,
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
    });
    expect(created.status).toBeUndefined();
    expect(created.metadata?.generation).toBe(1);
    const labelled = ask({ verb: 'patch', ...gateways, name: 'web', body: { metadata: { labels: { a: 'b' } } } });
    expect(objectOf(labelled).metadata?.generation).toBe(1);
    const changed = ask({ verb: 'patch', ...gateways, name: 'web', body: { spec: { replicas: 3 } } });
    expect(objectOf(changed).metadata?.generation).toBe(2);
  });

  it('with fields that nobody knows is refused by strict validation', () => {
    const { ask } = established();
    const body = gateway('web', { other: 1 });
    expect(messageOf(ask({ verb: 'create', ...gateways, body, options: { fieldValidation: 'Strict' } }))).toBe(
      'Gateway in version "v1" cannot be handled as a Gateway: strict decoding error: unknown field "spec.other"',
    );
  });

  it('is validated by its schema and its rules', () => {
    const { ask } = established();
    const body = gateway('web', {
      className: '',
      listeners: [
        { name: 'a', port: 0 },
        { name: 'a', port: 1 },
      ],
    });
    expect(messageOf(ask({ verb: 'create', ...gateways, body }))).toBe(
      'Gateway.gateway.example.com "web" is invalid: [spec.className: Invalid value: "": spec.className in body should be at least 1 chars long, spec.listeners[1]: Duplicate value: {"name":"a"}, spec.listeners[0].port: Invalid value: 0: spec.listeners[0].port in body should be greater than or equal to 1]',
    );
    ask({ verb: 'create', ...gateways, body: gateway('web', {}) });
    const changed = ask({ verb: 'patch', ...gateways, name: 'web', body: { spec: { className: 'b' } } });
    expect(messageOf(changed)).toBe(
      'Gateway.gateway.example.com "web" is invalid: spec.className: Invalid value: "b": class is immutable',
    );
  });

  it('keeps its status apart, and is scaled by the paths of its definition', () => {
    const { ask } = established();
    ask({ verb: 'create', ...gateways, body: gateway('web', {}) });
    const where = { ...gateways, name: 'web' };
    ask({ verb: 'patch', ...where, subresource: 'status', body: { status: { replicas: 1, selector: 'app=web' } } });
    const scaled = ask({ verb: 'patch', ...where, subresource: 'scale', body: { spec: { replicas: 5 } } });
    expect(scaled.body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 5 },
      status: { replicas: 1, selector: 'app=web' },
    });
    const read = objectOf(ask({ verb: 'get', ...where }));
    expect(read).toMatchObject({ spec: { replicas: 5 }, status: { selector: 'app=web' }, metadata: { generation: 2 } });
  });

  it('is served in every version and kept in one', () => {
    const { ask, engine } = established();
    const old = { ...gateways, version: 'v1beta1' };
    const body = { ...gateway('web', {}), apiVersion: 'gateway.example.com/v1beta1' };
    const created = ask({ verb: 'create', ...old, body });
    expect(objectOf(created).apiVersion).toBe('gateway.example.com/v1beta1');
    expect(created.warnings).toEqual(['gateway.example.com/v1beta1 Gateway is deprecated']);
    expect(objectOf(ask({ verb: 'get', ...gateways, name: 'web' })).apiVersion).toBe('gateway.example.com/v1');
    const list = ask({ verb: 'list', ...old }).body as ObjectList;
    expect(list).toMatchObject({ kind: 'GatewayList', apiVersion: 'gateway.example.com/v1beta1' });
    expect(list.items[0]?.apiVersion).toBe('gateway.example.com/v1beta1');
    engine.runAs('user', (sim) => {
      expect(customResources(sim).map(({ apiVersion }) => apiVersion)).toEqual([
        'gateway.example.com/v1',
        'gateway.example.com/v1beta1',
      ]);
      expect(printerColumnsOf(sim, 'gateway.example.com', 'v1', 'gateways')?.map(({ name }) => name)).toEqual([
        'Class',
      ]);
      expect(printerColumnsOf(sim, 'gateway.example.com', 'v1beta1', 'gateways')?.[0]?.name).toBe('Age');
    });
  });

  it('is selected by the fields that its definition names', () => {
    const { ask } = established();
    ask({ verb: 'create', ...gateways, body: gateway('a', { className: 'a' }) });
    ask({ verb: 'create', ...gateways, body: gateway('b', { className: 'b' }) });
    const { items } = ask({ verb: 'list', ...gateways, options: { fieldSelector: 'spec.className=b' } })
      .body as ObjectList;
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['b']);
  });

  it('is applied by field: items of a map-like list have one manager each', () => {
    const { ask } = established();
    const apply = (fieldManager: string, spec: object): ApiResponse => {
      const body = { ...gateway('web', spec), metadata: { name: 'web' } };
      return ask({ verb: 'patch', patchType: 'apply', ...gateways, name: 'web', body, options: { fieldManager } });
    };
    expect(apply('one', { listeners: [{ name: 'http', port: 80 }] }).code).toBe(201);
    expect(apply('two', { listeners: [{ name: 'tcp', port: 81 }] }).code).toBe(200);
    const read = objectOf(ask({ verb: 'get', ...gateways, name: 'web' }));
    expect(read.spec?.['listeners']).toHaveLength(2);
    const [first] = read.metadata?.managedFields ?? [];
    expect(first?.fieldsV1).toEqual({
      'f:spec': {
        'f:className': {},
        'f:listeners': { 'k:{"name":"http"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
      },
    });
    expect(messageOf(apply('two', { listeners: [{ name: 'http', port: 90 }] }))).toContain(
      'conflict with "one": .spec.listeners[name="http"].port',
    );
  });

  it('takes no strategic patch', () => {
    const { ask } = established();
    ask({ verb: 'create', ...gateways, body: gateway('a', {}) });
    expect(ask({ verb: 'patch', ...gateways, name: 'a', patchType: 'strategic', body: {} }).code).toBe(415);
  });
});

describe('Events', () => {
  it('of both groups are the same objects', () => {
    const { ask } = start();
    const body = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'default' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: { kind: 'Pod', name: 'web-0', namespace: 'default' },
      note: 'hello',
      reason: 'Greeted',
      action: 'Greeting',
      type: 'Normal',
      reportingController: 'example.com/greeter',
      reportingInstance: 'greeter-1',
    };
    const where = { group: 'events.k8s.io', resource: 'events', namespace: 'default' } as const;
    expect(ask({ verb: 'create', ...where, body })).toMatchObject({ code: 201, body: { note: 'hello' } });
    const core = ask({ verb: 'get', resource: 'events', namespace: 'default', name: 'e' }).body;
    expect(core).toMatchObject({ apiVersion: 'v1', message: 'hello', involvedObject: { name: 'web-0' } });
    const selected = ask({ verb: 'list', ...where, options: { fieldSelector: 'regarding.name=web-0' } })
      .body as ObjectList;
    expect(selected.items).toHaveLength(1);
  });
});
