import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../api/types.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import type { ApiResponse } from '../apiserver/types.ts';
import { createRequest, DoorWorld, messageOf, pod } from './door-world.ts';

const group = 'admissionregistration.k8s.io';
const models = 'kubarium.dev/admission';

interface Options {
  readonly model?: object;
  readonly webhook?: object;
  readonly configuration?: string;
}

/** A cluster with the pods of a webhook called `guard`, its Service and its configuration. */
function guarded(kind: 'Mutating' | 'Validating', { model = {}, webhook = {} }: Options): DoorWorld {
  const world = new DoorWorld();
  addGuard(world, kind, 'guard', model, webhook);
  return world;
}

function addGuard(
  world: DoorWorld,
  kind: 'Mutating' | 'Validating',
  name: string,
  model: object,
  webhook: object,
): void {
  const metadata = {
    name,
    namespace: 'default',
    labels: { app: name },
    annotations: { [models]: JSON.stringify(model) },
  };
  world.create('', 'pods', { ...pod(name), metadata } as KubeObject);
  world.create('', 'services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: name }, ports: [{ port: 443, targetPort: 80 }] },
  } as KubeObject);
  world.run(10);
  const service = { name, namespace: 'default', path: '/check' };
  const rules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['pods'] },
  ];
  const one = {
    name: `${name}.example.com`,
    clientConfig: { service },
    rules,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...webhook,
  };
  world.create(group, `${kind.toLowerCase()}webhookconfigurations`, {
    apiVersion: `${group}/v1`,
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: [one],
  } as KubeObject);
}

function makePod(world: DoorWorld, name: string, metadata: object = {}, options: object = {}): ApiResponse {
  const body = pod(name);
  return world.ask('user', {
    ...createRequest('', 'pods', { ...body, metadata: { ...body.metadata, ...metadata } }),
    options,
  });
}

describe('a validating webhook', () => {
  it('is asked over the network at a pod behind its Service, and what it denies is refused in its words', () => {
    const world = guarded('Validating', {
      model: {
        when: '!has(object.metadata.labels) || !("team" in object.metadata.labels)',
        allowed: false,
        message: 'no team',
      },
    });
    const answer = makePod(world, 'a');
    expect(answer.code).toBe(403);
    expect(messageOf(answer)).toBe('admission webhook "guard.example.com" denied the request: no team');
    expect(makePod(world, 'b', { labels: { team: 'x' } }).code).toBe(201);
  });

  it('holds the request at its gate for as long as it takes, and fails it when its time is over', () => {
    const world = guarded('Validating', { model: { takesSeconds: 3 }, webhook: { timeoutSeconds: 2 } });
    const before = world.engine.now;
    const answer = makePod(world, 'a');
    expect(answer.code).toBe(500);
    expect(messageOf(answer)).toBe(
      'Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook: Post "https://guard.default.svc:443/check?timeout=2s": context deadline exceeded',
    );
    expect(world.engine.now - before).toBeGreaterThan(1_990_000);
    expect(requestsInFlight(world.engine)).toEqual([]);
  });

  it('whose pods are down blocks, in Kubernetes’ words, or is passed over when its policy says so', () => {
    const world = guarded('Validating', {});
    addGuard(world, 'Validating', 'soft', {}, { failurePolicy: 'Ignore' });
    for (const name of ['guard', 'soft']) {
      // Deleting its pod passes the webhook itself, which is still there.
      expect(world.ask('user', { verb: 'delete', resource: 'pods', namespace: 'default', name }).code).toBe(200);
      world.run(40);
      if (name === 'guard') {
        expect(messageOf(makePod(world, 'a'))).toBe(
          'Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook: Post "https://guard.default.svc:443/check?timeout=10s": no endpoints available for service "guard"',
        );
        const path = { group, resource: 'validatingwebhookconfigurations', name: 'guard' };
        expect(world.ask('user', { verb: 'delete', ...path }).code).toBe(200);
      }
    }
    expect(makePod(world, 'a').code).toBe(201);
  });

  it('that does not listen, or answers with an error, fails the call', () => {
    const world = guarded('Validating', { model: { httpStatus: 500 } });
    expect(messageOf(makePod(world, 'a'))).toMatch(
      /failed calling webhook "guard.example.com": failed to call webhook: an error on the server/,
    );
    const other = new DoorWorld();
    addGuard(other, 'Validating', 'deaf', {}, {});
    const path = { resource: 'services', namespace: 'default', name: 'deaf' };
    const body = { spec: { ports: [{ port: 443, targetPort: 9443 }] } };
    other.ask('user', { verb: 'patch', patchType: 'merge', ...path, body });
    other.run(5);
    expect(messageOf(makePod(other, 'a'))).toMatch(/: dial tcp 10\.244\.\d+\.\d+:9443: connect: connection refused$/);
  });

  it('tells its warnings to the client', () => {
    const world = guarded('Validating', { model: { warnings: ['soon forbidden'] } });
    expect(makePod(world, 'a').warnings).toEqual(['soon forbidden']);
  });

  it('is not asked for what its rules, selectors or conditions leave out, nor for other configurations', () => {
    const deny = { allowed: false, message: 'no' };
    const left: readonly object[] = [
      { objectSelector: { matchLabels: { guarded: 'yes' } } },
      { namespaceSelector: { matchLabels: { guarded: 'yes' } } },
      { matchConditions: [{ name: 'named', expression: 'object.metadata.name == "other"' }] },
      { rules: [{ apiGroups: ['apps'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'], scope: '*' }] },
    ];
    for (const webhook of left) expect(makePod(guarded('Validating', { model: deny, webhook }), 'a').code).toBe(201);
    const world = guarded('Validating', { model: deny });
    expect(makePod(world, 'a').code).toBe(403);
    const path = { group, resource: 'validatingwebhookconfigurations', name: 'guard' };
    expect(world.ask('user', { verb: 'delete', ...path }).code).toBe(200);
    expect(makePod(world, 'a').code).toBe(201);
  });

  it('that does more than answer is not asked on a dry run', () => {
    const world = guarded('Validating', { webhook: { sideEffects: 'NoneOnDryRun' } });
    expect(makePod(world, 'a', {}, { dryRun: true }).code).toBe(201);
    const path = { group, resource: 'validatingwebhookconfigurations', name: 'guard' } as const;
    // The version of the API that still has webhooks with unknown effects stores them; v1 does not take them any more.
    const patch = { webhooks: [{ name: 'guard.example.com', sideEffects: 'Some' }] };
    expect(world.ask('user', { verb: 'patch', patchType: 'strategic', ...path, body: patch }).code).toBe(422);
  });
});

describe('a mutating webhook', () => {
  const label = (name: string, value: string) => [{ op: 'add', path: `/metadata/labels/${name}`, value }];

  it('changes what is written', () => {
    const world = guarded('Mutating', {
      model: { patch: [{ op: 'add', path: '/spec/containers/-', value: { name: 'proxy', image: 'envoy:1' } }] },
    });
    const made = makePod(world, 'a');
    expect(made.code).toBe(201);
    const containers = (made.body as Pod).spec?.containers ?? [];
    expect(containers.map(({ name }) => name)).toEqual(['c', 'proxy']);
    expect(containers[1]?.imagePullPolicy).toBe('IfNotPresent');
  });

  it('is asked in the order of the configurations’ names, and again when it wants to see later changes', () => {
    const world = new DoorWorld();
    const seen = {
      when: 'has(object.metadata.labels) && "second" in object.metadata.labels',
      patch: label('again', 'yes'),
    };
    addGuard(world, 'Mutating', 'a-first', seen, { reinvocationPolicy: 'IfNeeded' });
    addGuard(world, 'Mutating', 'b-second', { patch: label('second', 'yes') }, {});
    const made = makePod(world, 'x', { labels: { mine: '1' } });
    expect(made.code).toBe(201);
    expect((made.body as Pod).metadata?.labels).toEqual({ mine: '1', second: 'yes', again: 'yes' });
  });

  it('that breaks the object has it refused by validation', () => {
    const world = guarded('Mutating', { model: { patch: [{ op: 'remove', path: '/spec/containers' }] } });
    expect(makePod(world, 'a').code).toBe(422);
  });

  it('takes part in changes and deletions as well', () => {
    const world = guarded('Mutating', {
      model: { when: 'request.operation == "DELETE"', allowed: false, message: 'kept' },
    });
    expect(makePod(world, 'a').code).toBe(201);
    const answer = world.ask('user', { verb: 'delete', resource: 'pods', namespace: 'default', name: 'a' });
    expect(messageOf(answer)).toBe('admission webhook "guard.example.com" denied the request: kept');
  });
});
