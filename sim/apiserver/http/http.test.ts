import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/engine.ts';
import { defaultWorld, settingsOf } from '../../scenario/formats/default-world.ts';
import { setWorldSettings } from '../../api/world.ts';
import { apiServerHandlers, handle } from '../server.ts';
import { bodyText, handleHttp, isHttpResponse, readHttp, writeWatchEvent, type HttpResponse } from './http.ts';
import type { HttpCall } from './http.ts';

function world(): Engine {
  const engine = new Engine({ seed: 1, handlers: apiServerHandlers, freeze: true });
  engine.runAs('world', (sim) => {
    setWorldSettings(sim, settingsOf(defaultWorld({})));
    for (const name of ['default', 'shop']) {
      handle(sim, { verb: 'create', resource: 'namespaces', body: { metadata: { name } } });
    }
  });
  return engine;
}

interface Ask {
  readonly accept?: string;
  readonly type?: string;
  readonly body?: unknown;
}

function ask(engine: Engine, method: string, target: string, { accept, type, body }: Ask = {}): HttpResponse {
  let response: HttpResponse | undefined;
  const headers = {
    ...(accept === undefined ? {} : { accept }),
    ...(type === undefined ? {} : { 'content-type': type }),
  };
  engine.runAs('user', (sim) => (response = handleHttp(sim, { method, target, headers, body })));
  return response as HttpResponse;
}

const pods = '/api/v1/namespaces/default/pods';
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
};

describe('HTTP entry', () => {
  it('creates from JSON, from YAML and from an object', () => {
    const engine = world();
    expect(ask(engine, 'POST', pods, { type: 'application/json', body: JSON.stringify(pod) }).code).toBe(201);
    const yaml = 'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: settings\ndata:\n  a: "1"\n';
    const created = ask(engine, 'POST', '/api/v1/namespaces/shop/configmaps', { type: 'application/yaml', body: yaml });
    expect(created.body).toMatchObject({ kind: 'ConfigMap', metadata: { namespace: 'shop' }, data: { a: '1' } });
    const decoded = { type: 'application/vnd.kubernetes.protobuf', body: { ...pod, metadata: { name: 'two' } } };
    expect(ask(engine, 'POST', pods, decoded).code).toBe(201);
  });

  it('answers a Table or partial objects when the client asks for them', () => {
    const engine = world();
    ask(engine, 'POST', pods, { body: pod });
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const table = ask(engine, 'GET', `${pods}?limit=500`, { accept }).body;
    expect(table).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      rows: [
        {
          cells: expect.arrayContaining(['web']),
          object: { kind: 'PartialObjectMetadata', metadata: { name: 'web' } },
        },
      ],
    });
    const partial = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    expect(ask(engine, 'GET', pods, { accept: partial }).body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ metadata: { name: 'web' } }],
    });
    expect(ask(engine, 'GET', pods, { accept: 'image/png' }).code).toBe(406);
  });

  it('refuses unknown paths, methods, media types and texts with a Status', () => {
    const engine = world();
    const codes = [
      ask(engine, 'GET', '/apis/apps/v2/deployments'),
      ask(engine, 'GET', '/api/v1/pods/web'),
      ask(engine, 'PUT', pods),
      ask(engine, 'POST', pods, { type: 'text/html', body: '<p>' }),
      ask(engine, 'POST', pods, { body: '{"kind":' }),
      ask(engine, 'PATCH', `${pods}/web`, { type: 'application/json', body: '{}' }),
      ask(engine, 'GET', `${pods}?fieldSelector=%zz`),
    ];
    expect(codes.map(({ code }) => code)).toEqual([404, 404, 405, 415, 400, 415, 400]);
    for (const { body } of codes) expect(body).toMatchObject({ kind: 'Status', reason: expect.stringMatching(/./) });
    expect(codes[4]?.body).toMatchObject({
      message:
        'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"kind":)',
    });
  });

  it('checks options as the server does', () => {
    const engine = world();
    const message = (target: string, method = 'GET', more: Ask = {}): unknown =>
      (ask(engine, method, target, more).body as { message?: string }).message;
    expect(message(`${pods}?resourceVersionMatch=Exact`)).toBe(
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
    expect(message(`${pods}?limit=x`)).toBe('strconv.ParseInt: parsing "x": invalid syntax');
    expect(message(`${pods}?dryRun=Some`, 'POST', { body: pod })).toBe(
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
    );
    expect(message(`${pods}/web`, 'DELETE', { body: '{"propagationPolicy":"Slow"}' })).toBe(
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Slow": supported values: "Foreground", "Background", "Orphan", "nil"',
    );
    expect(message(`${pods}/web`, 'PATCH', { type: 'application/apply-patch+yaml', body: 'a: 1' })).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  });

  it('reads a watch as a call, and writes its events in the form asked for', () => {
    const engine = world();
    engine.runAs('user', (sim) => {
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
      const read = readHttp(sim, {
        method: 'GET',
        target: `${pods}?watch=true&labelSelector=app%3Dweb&resourceVersion=5&timeoutSeconds=30`,
        headers: { accept, authorization: 'Bearer abc' },
      });
      expect(isHttpResponse(read)).toBe(false);
      const call = read as HttpCall;
      expect(call.request).toMatchObject({
        verb: 'watch',
        resource: 'pods',
        namespace: 'default',
        credentials: { token: 'abc' },
        options: { labelSelector: 'app=web', resourceVersion: '5', timeoutSeconds: 30 },
      });
      const event = { type: 'ADDED', object: pod, revision: 6 } as const;
      const first = writeWatchEvent(sim, call, event, true);
      const second = writeWatchEvent(sim, call, event, false);
      expect(first.object).toMatchObject({
        kind: 'Table',
        columnDefinitions: expect.arrayContaining([expect.objectContaining({ name: 'Name' })]),
      });
      expect(second.object).toMatchObject({
        kind: 'Table',
        columnDefinitions: [],
        rows: [{ cells: expect.arrayContaining(['web']) }],
      });
    });
  });

  it('reads what is asked of logs and commands', () => {
    world().runAs('user', (sim) => {
      const options = (target: string): unknown =>
        (readHttp(sim, { method: 'GET', target: `${pods}/web/${target}`, headers: {} }) as HttpCall).request.options;
      expect(options('log?container=c&tailLines=10&previous=true&follow=false')).toEqual({
        log: { container: 'c', tailLines: 10, previous: true },
      });
      expect(options('exec?command=ls&command=-l&stdout=true')).toEqual({ exec: { command: ['ls', '-l'] } });
      expect(options('status')).toEqual({});
    });
  });

  it('indents only for those who ask', () => {
    const response = { code: 200, headers: {}, body: { kind: 'Pod' } };
    expect(bodyText(response, false)).toBe('{"kind":"Pod"}\n');
    expect(bodyText(response, true)).toBe('{\n  "kind": "Pod"\n}\n');
  });
});
