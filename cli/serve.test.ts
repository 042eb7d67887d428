import {
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  PatchStrategy,
  Watch,
  type KubernetesObject,
} from '@kubernetes/client-node';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type Serving } from './serve.ts';

/** A fast cluster behind a gateway, and a client that knows it by its kubeconfig alone. */
let serving: Serving;
let config: KubeConfig;

beforeAll(async () => {
  const io = { out: () => undefined, err: () => undefined, input: () => '' };
  serving = await serve(['--pace', '100', 'assets/examples/web.yaml'], io);
  config = new KubeConfig();
  config.loadFromFile(serving.kubeconfig);
}, 60_000);

afterAll(() => serving.stop());

const namespace = 'default';

function configMap(name: string, data: Record<string, string>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data } as KubernetesObject;
}

describe('client-node', () => {
  it('lists what the cluster has', async () => {
    const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace });
    expect(items.map((pod) => pod.status?.phase)).toEqual(['Running', 'Running', 'Running']);
  });

  it('creates, changes and deletes', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const made = await api.create(configMap('made', { a: '1' }));
    expect(made.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    await api.patch(
      configMap('made', { b: '2' }),
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    );
    const core = config.makeApiClient(CoreV1Api);
    expect((await core.readNamespacedConfigMap({ name: 'made', namespace })).data).toEqual({ a: '1', b: '2' });
    await api.delete(configMap('made', {}));
    await expect(core.readNamespacedConfigMap({ name: 'made', namespace })).rejects.toMatchObject({ code: 404 });
  });

  it('applies on the server’s side and is told of conflicts', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const apply = (manager: string, value: string): Promise<unknown> =>
      api.patch(
        configMap('owned', { key: value }),
        undefined,
        undefined,
        manager,
        false,
        PatchStrategy.ServerSideApply,
      );
    await apply('one', 'x');
    await expect(apply('two', 'y')).rejects.toMatchObject({ code: 409 });
  });

  it('is refused in Kubernetes’ own words', async () => {
    const invalid = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'Bad_Name', namespace }, spec: {} };
    await expect(KubernetesObjectApi.makeApiClient(config).create(invalid)).rejects.toMatchObject({ code: 422 });
  });

  it('runs commands in containers', async () => {
    const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace });
    const pod = items[0]?.metadata?.name ?? '';
    const output = new PassThrough();
    const run = (...command: string[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        new Exec(config).exec(namespace, pod, 'nginx', command, output, output, null, false, resolve).catch(reject);
      });
    await expect(run('hostname')).resolves.toMatchObject({ status: 'Success' });
    await expect(run('sh', '-c', 'exit 3')).resolves.toMatchObject({
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
    expect(String(output.read())).toBe(`${pod}\n`);
  });

  it('follows logs to the end of their container', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const command = ['sh', '-c', 'for i in 1 2 3; do sleep 20; echo tick $i; done'];
    const spec = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command }] };
    await api.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'ticking', namespace },
      spec,
    } as KubernetesObject);
    const core = config.makeApiClient(CoreV1Api);
    const phase = async (): Promise<string> =>
      (await core.readNamespacedPod({ name: 'ticking', namespace })).status?.phase ?? '';
    while ((await phase()) !== 'Running') await new Promise((next) => setTimeout(next, 20));
    const lines = new PassThrough();
    let text = '';
    lines.on('data', (piece: Buffer) => (text += String(piece)));
    await new Log(config).log(namespace, 'ticking', 'c', lines, { follow: true });
    await new Promise((resolve) => lines.once('end', resolve));
    expect(text).toBe('tick 1\ntick 2\ntick 3\n');
  });

  it('watches what happens', async () => {
    const seen: string[] = [];
    const apps = config.makeApiClient(AppsV1Api);
    const ended = new Promise<void>((resolve, reject) => {
      new Watch(config)
        .watch(
          '/api/v1/namespaces/default/pods',
          {},
          (type: string) => void seen.push(type),
          (error: unknown) => (seen.includes('DELETED') ? resolve() : reject(error as Error)),
        )
        .then(async (stream) => {
          await apps.patchNamespacedDeployment({
            name: 'web',
            namespace,
            body: [{ op: 'replace', path: '/spec/replicas', value: 1 }],
          });
          while (!seen.includes('DELETED')) await new Promise((next) => setTimeout(next, 20));
          stream.abort();
        }, reject);
    });
    await ended;
    expect(seen.slice(0, 3)).toEqual(['ADDED', 'ADDED', 'ADDED']);
  });
});

describe('the gateway', () => {
  it('keeps its kubeconfig to its owner', () => {
    expect(statSync(serving.kubeconfig).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['without a token', {}, 401],
    ['for a web page', { authorization: 'Bearer x', origin: 'https://example.com' }, 403],
    ['with a token that nobody gave', { authorization: 'Bearer x' }, 401],
  ])('answers nothing %s', async (_, headers, code) => {
    const ca = Buffer.from(config.getCurrentCluster()?.caData ?? '', 'base64');
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      request(`${serving.url}/api/v1/pods`, { ca, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(code);
  });

  it('takes what is created for a write, whatever its plural sounds like', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const schema = { openAPIV3Schema: { type: 'object' } };
    await api.create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'previews.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { plural: 'previews', kind: 'Preview' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    } as KubernetesObject);
    const before = serving.simulation.actions.length;
    const preview = { apiVersion: 'example.com/v1', kind: 'Preview', metadata: { name: 'p' } };
    await expect
      .poll(() =>
        api.create(preview).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(serving.simulation.actions.length).toBeGreaterThan(before);
  });

  it('speaks HTTP/1.1 with a certificate for this machine', () => {
    expect(readFileSync(serving.kubeconfig, 'utf8')).toContain('certificate-authority-data');
  });
});
