/** Manifests and actions that no sane person writes: the server refuses them or lives with them, and nothing breaks. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from '../api/types.ts';
import { readManifests } from '../api/yaml/manifests.ts';
import { random } from '../engine/random.ts';
import type { Action } from '../scenario/formats/types.ts';
import { deploymentManifest, UserWorld, type Manifest } from './user-world.ts';

const folder = new URL('../../assets/examples/', import.meta.url);
const manifests = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => readManifests(readFileSync(new URL(name, folder), 'utf8'), name).documents)
  .map(({ value }) => value);

const oddValues: readonly Json[] = [
  ...[null, -1, 0, 3.5, 1e308, 2 ** 31, 2 ** 53, true, '', 'x', 'a b', '/', '100%', '-5%', '1e9', 'NaN'],
  ...['x'.repeat(300), [], [null], [5], ['x'], [{}], {}, { a: 1 }, { '': '' }],
];

/** Paths to all values inside a manifest but its apiVersion and kind. */
function pathsOf(value: Json, path: readonly string[] = []): string[][] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) => pathsOf((part ?? null) as Json, [...path, key]))
      : [];
  const isHead = path.length === 0 || (path.length === 1 && ['kind', 'apiVersion'].includes(path[0] ?? ''));
  return isHead ? inside : [[...path], ...inside];
}

/** A copy in which the value at a path is another, or none. */
function changed(value: Json, [key, ...rest]: readonly string[], odd: Json | undefined): Json {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as Json[])] : { ...value }) as Record<string, Json>;
  if (rest.length > 0) copy[key] = changed(copy[key] ?? null, rest, odd);
  else if (odd === undefined && !Array.isArray(copy)) delete copy[key];
  else copy[key] = odd ?? null;
  return copy;
}

/** Three examples, each with one or two values that are odd. */
function oddManifests(seed: number): Manifest[] {
  let draws = 0;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random(seed, 'hostile', '', draws++) * list.length)] as T;
  return [1, 2, 3].map(() => {
    let manifest: Json = pick(manifests);
    for (let n = pick([1, 2]); n > 0; n--) {
      manifest = changed(manifest, pick([...pathsOf(manifest), []]), pick([undefined, ...oddValues, ...oddValues]));
    }
    return manifest as Manifest;
  });
}

/** Applies odd manifests twice and deletes them. */
function play(seed: number): void {
  const world = new UserWorld({ topology: { workers: 2 }, addOns: { coreDns: { enabled: false } } }, seed);
  const objects = oddManifests(seed);
  for (let round = 0; round < 2; round++) {
    world.simulation.act({ action: 'apply', objects });
    world.runFor(60);
  }
  for (const { apiVersion, kind, metadata } of objects) {
    const { name } = (metadata ?? {}) as { name?: Json };
    const key = { apiVersion: String(apiVersion), kind: String(kind), name: String(name ?? '') };
    world.simulation.act({ action: 'delete', ...key });
  }
  world.runFor(60);
}

const seedsPerTest = 100;

describe('odd manifests', () => {
  it.each([1, 101, 201, 301])('do no harm: seeds from %i', (first) => {
    for (let seed = first; seed < first + seedsPerTest; seed++) {
      try {
        play(seed);
      } catch (error) {
        throw new Error(`seed ${seed}: ${JSON.stringify(oddManifests(seed))}`, { cause: error });
      }
    }
  });
});

describe('odd actions', () => {
  const web = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const unknown = { apiVersion: 'example.dev/v1', kind: 'Gadget', name: 'x' };
  const actions: readonly Action[] = [
    { action: 'nodePower', node: 'nobody', on: false },
    { action: 'nodePower', node: 'worker-1', on: true },
    { action: 'removeNode', node: 'nobody' },
    { action: 'addNode', machine: { name: 'worker-1' } },
    { action: 'scale', ...unknown, replicas: 3 },
    { action: 'scale', ...web, kind: 'Pod', apiVersion: 'v1', replicas: 3 },
    { action: 'scale', ...web, replicas: 2 ** 31 },
    { action: 'setImage', ...web, image: '' },
    { action: 'setImage', ...unknown, image: 'nginx' },
    { action: 'delete', ...unknown },
    { action: 'delete', apiVersion: 'v1', kind: 'Namespace', name: 'default' },
    { action: 'delete', apiVersion: 'v1', kind: 'Node', name: 'worker-1' },
    { action: 'patch', ...web, patchType: 'json', patch: [{ op: 'remove', path: '/spec' }] },
    { action: 'patch', ...web, patchType: 'json', patch: { not: 'a list' } },
    { action: 'patch', ...web, patchType: 'merge', patch: null },
    { action: 'patch', ...web, patchType: 'merge', patch: { metadata: null } },
    { action: 'patch', ...web, patchType: 'merge', patch: { status: { replicas: 'x' } }, subresource: 'status' },
    { action: 'patch', ...web, patchType: 'merge', patch: {}, subresource: 'nonsense' },
    { action: 'patch', ...web, patchType: 'strategic', patch: { spec: { $patch: 'delete' } } },
    { action: 'create', object: { apiVersion: 'v1', kind: 'Pod' } },
    { action: 'create', object: {} },
    { action: 'applyText', text: '\u0000\u0001' },
    { action: 'applyText', text: '&a [*a, *a]' },
    { action: 'sendRequest', url: '::::' },
    { action: 'sendRequest', url: 'http://web', from: 'pod/default/nobody', count: 3 },
    { action: 'sendRequest', url: 'web:99999', from: 'node/nobody' },
  ];

  it.each(actions.map((action) => [JSON.stringify(action), action] as const))('%s does no harm', (_text, action) => {
    const world = new UserWorld({ topology: { workers: 2 } });
    world.act({ action: 'apply', objects: [deploymentManifest('web', 2, 'nginx:1.27')] });
    world.act(action, 120);
    world.act({ action: 'apply', objects: [deploymentManifest('other', 1, 'nginx:1.27')] }, 120);
    expect(world.results().at(-1)).toMatch(/^deployment\.apps\/other created$/);
  });
});
