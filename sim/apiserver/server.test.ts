import { describe, expect, it } from 'vitest';
import { Engine, type Handlers, type Sim } from '../engine/engine.ts';
import { setWorldSettings } from '../api/world.ts';
import type { Deployment, Namespace, Pod, Status, KubeObject } from '../api/types.ts';
import { informerHandlers, listerOf, startInformer, type InformerDef } from '../client/informer.ts';
import { requestHandlers, sendRequest, type Reply } from '../client/request.ts';
import { defaultWorld, settingsOf } from '../scenario/formats/default-world.ts';
import { handle, apiServerHandlers } from './server.ts';
import type { ApiRequest, ObjectList } from './types.ts';

const settings = settingsOf(
  defaultWorld({
    epoch: '1970-01-01T00:00:00Z',
    latencies: { apiProcessingMicros: 2000, watchMicros: 1000, jitterFraction: 0 },
  }),
);

const changes: string[] = [];
const podInformer: InformerDef<Pod> = {
  name: 'test.pods',
  resource: 'pods',
  indexes: { app: (pod) => [pod.metadata?.labels?.['app'] ?? ''] },
  onChange: (_, change) => void changes.push(`${change.type} ${change.object.metadata?.name ?? ''}`),
};
const nodePods: InformerDef<Pod> = {
  name: 'node.pods',
  resource: 'pods',
  fieldSelector: (component) => `spec.nodeName=${component.slice('kubelet/'.length)}`,
};

const answers: Reply[] = [];
const handlers: Handlers = {
  ...apiServerHandlers,
  ...requestHandlers,
  ...informerHandlers([podInformer as InformerDef, nodePods as InformerDef]),
  'test.answered': (_: Sim, reply: Reply) => void answers.push(reply),
};

function start(): Engine {
  answers.length = 0;
  changes.length = 0;
  const engine = new Engine({ seed: 1, handlers, freeze: true });
  engine.runAs('world', (sim) => {
    setWorldSettings(sim, settings);
    const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
    handle(sim, { verb: 'create', resource: 'namespaces', body: namespace });
  });
  return engine;
}

function pod(name: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'web' } },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  };
}

function ask(engine: Engine, request: ApiRequest, as = 'user'): Reply['response'] {
  answers.length = 0;
  engine.runAs(as, (sim) => sendRequest(sim, request, { kind: 'test.answered', context: 'c' }));
  engine.run(undefined);
  return (answers[0] as Reply).response;
}

describe('API server', () => {
  it('creates an object with name, uid, time and revision, and tells watchers', () => {
    const engine = start();
    engine.runAs('kube-scheduler/cp-1', (sim) => startInformer(sim, podInformer as InformerDef));
    engine.run(undefined);
    const response = ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod('web-0') });
    expect(response.code).toBe(201);
    const created = response.body as Pod;
    expect(created.metadata).toMatchObject({ name: 'web-0', namespace: 'default', generation: 1 });
    expect(created.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.spec?.tolerations?.map((toleration) => toleration.tolerationSeconds)).toEqual([300, 300]);
    expect(created.spec?.serviceAccountName).toBe('default');
    expect(changes).toEqual(['added web-0']);
    engine.runAs('kube-scheduler/cp-1', (sim) => {
      expect(listerOf(podInformer).countIn(sim, 'app', 'web')).toBe(1);
    });
  });

  it('sends a bound pod to its node alone', () => {
    const engine = start();
    engine.runAs('kubelet/worker-1', (sim) => startInformer(sim, nodePods as InformerDef));
    engine.run(undefined);
    ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod('web-0') });
    const target = { kind: 'Node', name: 'worker-1' };
    const bind = {
      verb: 'create',
      resource: 'pods',
      subresource: 'binding',
      namespace: 'default',
      name: 'web-0',
      body: { target },
    } as const;
    expect(ask(engine, bind).code).toBe(201);
    engine.runAs('kubelet/worker-1', (sim) => {
      expect(listerOf(nodePods).get(sim, 'default/web-0')?.spec?.nodeName).toBe('worker-1');
    });
    const again = ask(engine, bind);
    expect((again.body as Status).message).toBe(
      'Operation cannot be fulfilled on pods "web-0": pod web-0 is already assigned to node "worker-1"',
    );
  });

  it('binds a pod by a Binding of its own as well', () => {
    const engine = start();
    const pods = { resource: 'pods', namespace: 'default' } as const;
    ask(engine, { verb: 'create', ...pods, body: pod('web-0') });
    const bind = (name: string) => {
      const body = { metadata: { name }, target: { kind: 'Node', name: 'worker-1' } };
      return ask(engine, { verb: 'create', resource: 'bindings', namespace: 'default', body });
    };
    expect(bind('web-0')).toMatchObject({ code: 201, body: { kind: 'Status', status: 'Success' } });
    expect((ask(engine, { verb: 'get', ...pods, name: 'web-0' }).body as Pod).spec?.nodeName).toBe('worker-1');
    expect(bind('nope').code).toBe(404);
  });

  it('binds no pod that a gate still holds', () => {
    const engine = start();
    const held = pod('web-0');
    const spec = { ...held.spec, schedulingGates: [{ name: 'a.io/b' }] };
    ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: { ...held, spec } });
    const where = { resource: 'pods', subresource: 'binding', namespace: 'default', name: 'web-0' } as const;
    const answer = ask(engine, { verb: 'create', ...where, body: { target: { kind: 'Node', name: 'worker-1' } } });
    expect(answer.body).toMatchObject({
      code: 409,
      message: 'Operation cannot be fulfilled on pods "web-0": pod web-0 has non-empty .spec.schedulingGates',
    });
  });

  it('refuses an update made from an old version, and merges patches', () => {
    const engine = start();
    ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod('web-0') });
    const where = { resource: 'pods', namespace: 'default', name: 'web-0' };
    const read = ask(engine, { verb: 'get', ...where }).body as Pod;
    const patched = ask(engine, { verb: 'patch', ...where, body: { metadata: { labels: { tier: 'front' } } } });
    expect((patched.body as Pod).metadata?.labels).toEqual({ app: 'web', tier: 'front' });
    const stale = ask(engine, { verb: 'update', ...where, body: read });
    expect(stale.code).toBe(409);
    expect((stale.body as Status).reason).toBe('Conflict');
    const same = ask(engine, { verb: 'patch', ...where, body: { metadata: { labels: { tier: 'front' } } } });
    expect((same.body as Pod).metadata?.resourceVersion).toBe((patched.body as Pod).metadata?.resourceVersion);
  });

  it('marks a running pod for its grace and deletes it at grace 0', () => {
    const engine = start();
    ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod('web-0') });
    const where = { resource: 'pods', namespace: 'default', name: 'web-0' };
    ask(engine, { verb: 'create', ...where, subresource: 'binding', body: { target: { name: 'worker-1' } } });
    const marked = ask(engine, { verb: 'delete', ...where }).body as Pod;
    expect(marked.metadata?.deletionGracePeriodSeconds).toBe(30);
    expect(ask(engine, { verb: 'delete', ...where, options: { gracePeriodSeconds: 0 } }).code).toBe(200);
    expect(ask(engine, { verb: 'get', ...where }).code).toBe(404);
  });

  it('refuses objects in a namespace that does not exist, and names that are taken', () => {
    const engine = start();
    const lost = ask(engine, { verb: 'create', resource: 'pods', namespace: 'shop', body: pod('web-0') });
    expect((lost.body as Status).message).toBe('namespaces "shop" not found');
    ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod('web-0') });
    const taken = ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod('web-0') });
    expect((taken.body as Status).message).toBe('pods "web-0" already exists');
    const event = { metadata: { name: 'web-0.1' }, involvedObject: {}, reason: 'Started' } as KubeObject;
    ask(engine, { verb: 'create', resource: 'events', namespace: 'default', body: event });
    const second = ask(engine, { verb: 'create', resource: 'events', namespace: 'default', body: event });
    expect((second.body as Status).message).toBe('events "web-0.1" already exists');
  });

  it('scales through the scale subresource, which raises the generation', () => {
    const engine = start();
    const body: Deployment = {
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      },
    };
    ask(engine, { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'default', body });
    const where = { group: 'apps', resource: 'deployments', namespace: 'default', name: 'web' };
    const scaled = ask(engine, { verb: 'patch', ...where, subresource: 'scale', body: { spec: { replicas: 5 } } });
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
    const read = ask(engine, { verb: 'get', ...where }).body as Deployment;
    expect(read.spec?.replicas).toBe(5);
    expect(read.metadata?.generation).toBe(2);
  });

  it('lists by label and field, sorted by key', () => {
    const engine = start();
    for (const name of ['web-2', 'web-0', 'web-1']) {
      ask(engine, { verb: 'create', resource: 'pods', namespace: 'default', body: pod(name) });
    }
    const all = ask(engine, { verb: 'list', resource: 'pods', options: { labelSelector: 'app=web' } })
      .body as ObjectList;
    expect(all.items.map((item) => item.metadata?.name)).toEqual(['web-0', 'web-1', 'web-2']);
    const one = ask(engine, { verb: 'list', resource: 'pods', options: { fieldSelector: 'metadata.name=web-1' } });
    expect((one.body as ObjectList).items).toHaveLength(1);
    const bad = ask(engine, { verb: 'list', resource: 'pods', options: { fieldSelector: 'spec.foo=1' } });
    expect(bad.code).toBe(400);
  });

  it('holds a client to its rate: 30 at once, then 20 a second', () => {
    const engine = start();
    engine.runAs('kube-controller-manager/cp-1/replicaset', (sim) => {
      for (let n = 0; n < 70; n++) {
        const body: Pod = { ...pod('x'), metadata: { generateName: 'web-' } };
        sendRequest(
          sim,
          { verb: 'create', resource: 'pods', namespace: 'default', body },
          { kind: 'test.answered', context: n },
        );
      }
    });
    engine.run(1_000_000);
    expect(answers.length).toBeGreaterThanOrEqual(48);
    expect(answers.length).toBeLessThanOrEqual(51);
  });
});
