import {
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PortForward,
  Watch,
} from '@kubernetes/client-node';
import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type Serving } from './serve.ts';

/** What long-lived clients rely on: that they are told when they have missed something, and can go on from there. */

const namespace = 'default';
const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
let serving: Serving;
let config: KubeConfig;
let core: CoreV1Api;

beforeAll(async () => {
  const io = { out: () => undefined, err: () => undefined, input: () => '' };
  serving = await serve(['--pace', '1000', '--nodes', '1', 'assets/examples/web.yaml'], io);
  config = new KubeConfig();
  config.loadFromFile(serving.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
}, 60_000);

afterAll(() => serving.stop());

const create = (name: string): Promise<V1ConfigMap> =>
  core.createNamespacedConfigMap({ namespace, body: { metadata: { name }, data: { key: 'value' } } });

interface Seen {
  readonly type: string;
  readonly object: KubernetesObject & { code?: number };
}

/** Everything that a watch tells until its server ends it. */
function watched(query: Record<string, string>): Promise<Seen[]> {
  const seen: Seen[] = [];
  return new Promise((resolve, reject) => {
    new Watch(config)
      .watch(
        configMaps,
        query,
        (type: string, object: Seen['object']) => void seen.push({ type, object }),
        () => resolve(seen),
      )
      .catch(reject);
  });
}

/** Waits until what is known now is compacted: five minutes are kept, and looked at every five minutes when somebody writes. */
async function compacted(): Promise<void> {
  const before = serving.simulation.now;
  await create(`old-${before}`);
  await expect.poll(() => serving.simulation.now - before, { timeout: 20_000 }).toBeGreaterThan(700_000_000);
  await create(`new-${before}`);
}

describe('watches', () => {
  it('end when their time is over, with a last bookmark for those who asked', async () => {
    await create('before');
    const seen = await watched({ timeoutSeconds: '1', allowWatchBookmarks: 'true', labelSelector: 'never=there' });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.every(({ type }) => type === 'BOOKMARK')).toBe(true);
    const revisions = seen.map(({ object }) => Number(object.metadata?.resourceVersion));
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  });

  it('begin with what is there for those who ask, and say where that ends', async () => {
    const seen = await watched({
      timeoutSeconds: '1',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
    });
    const end = seen.findIndex(({ type }) => type === 'BOOKMARK');
    expect(seen.slice(0, end).some(({ object }) => object.metadata?.name === 'before')).toBe(true);
    expect(seen[end]?.object.metadata?.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('that begin at a revision which is compacted are told so', async () => {
    const { metadata } = await core.listNamespacedConfigMap({ namespace });
    await compacted();
    const seen = await watched({ resourceVersion: metadata?.resourceVersion ?? '', timeoutSeconds: '1' });
    expect(seen).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
  });
});

describe('an informer', () => {
  it('lists again when what it knows is compacted, and misses nothing', async () => {
    let lists = 0;
    const informer = makeInformer(config, configMaps, () => {
      lists++;
      return core.listNamespacedConfigMap({ namespace });
    });
    const names: string[] = [];
    informer.on('add', ({ metadata }) => void names.push(metadata?.name ?? ''));
    informer.on('error', () => undefined); // That it was stopped is told as an error.
    await create('first');
    await informer.start();
    await expect.poll(() => names).toContain('first');
    await informer.stop();
    await create('missed');
    await compacted();
    await informer.start();
    await expect.poll(() => names, { timeout: 10_000 }).toContain('missed');
    await create('after');
    await expect.poll(() => names, { timeout: 10_000 }).toContain('after');
    expect(lists).toBe(2);
    await informer.stop();
  });
});

describe('pods', () => {
  it('have no ports that could be forwarded, and the client is told why', async () => {
    const { items } = await core.listNamespacedPod({ namespace });
    const name = items[0]?.metadata?.name ?? '';
    const streams = [new PassThrough(), new PassThrough(), new PassThrough()] as const;
    const forwarding = new PortForward(config).portForward(namespace, name, [80], ...streams);
    await expect(forwarding).rejects.toMatchObject({ message: expect.stringContaining('501') as string });
  });

  it('run commands that read what is typed', async () => {
    const { items } = await core.listNamespacedPod({ namespace });
    const name = items[0]?.metadata?.name ?? '';
    const [output, input] = [new PassThrough(), new PassThrough()];
    const ended = new Promise((resolve, reject) => {
      new Exec(config).exec(namespace, name, 'nginx', ['cat'], output, null, input, false, resolve).catch(reject);
    });
    input.write('typed\n');
    input.end();
    await expect(ended).resolves.toMatchObject({ status: 'Success' });
    expect(String(output.read())).toBe('typed\n');
  });
});

describe('releases of Helm', () => {
  it('are kept in Secrets of their own type, found by label', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const labels = { owner: 'helm', name: 'web', status: 'deployed', version: '1' };
    await api.create({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'helm.sh/release.v1',
      metadata: { name: 'sh.helm.release.v1.web.v1', namespace, labels },
      data: { release: Buffer.from('H4sIAAAAAAAA').toString('base64') },
    } as KubernetesObject);
    const { items } = await core.listSecretForAllNamespaces({
      labelSelector: 'name=web,owner=helm,status in (deployed,superseded)',
      fieldSelector: 'type=helm.sh/release.v1',
    });
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['sh.helm.release.v1.web.v1']);
  });
});
