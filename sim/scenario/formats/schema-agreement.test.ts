import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { defaultWorld } from './default-world.ts';
import { checkAgainst } from './json-schema.ts';
import { formatSchema } from './validate.ts';

const isValid = new Ajv2020({ strict: false }).compile(formatSchema);

type Fields = Record<string, unknown>;

const key = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const documents: readonly Fields[] = [
  { apiVersion: 'kubarium.dev/v1', kind: 'World', spec: { ...defaultWorld({ topology: { workers: 2 } }) } },
  { apiVersion: 'kubarium.dev/v1', kind: 'World', spec: { topology: { workers: 4 }, rateLimits: 'unlimited' } },
  {
    apiVersion: 'kubarium.dev/v1',
    kind: 'WorkloadModel',
    metadata: { name: 'm' },
    spec: { images: ['a'], ports: [{ port: 80, protocol: 'TCP', application: 'http' }], behaviour: 'serve' },
  },
  {
    apiVersion: 'kubarium.dev/v1',
    kind: 'Script',
    spec: {
      steps: [
        { at: 0, action: { action: 'scale', ...key, replicas: 3 } },
        { afterMicros: 5, waitFor: [{ query: { kind: 'Pod', measure: 'count' }, op: '==', value: 3 }] },
      ],
    },
  },
  {
    apiVersion: 'kubarium.dev/v1',
    kind: 'Session',
    engineVersion: '1',
    seed: 1,
    world: { ...defaultWorld({ topology: { workers: 1 } }) },
    actions: [{ at: 1, action: { action: 'sendRequest', url: 'http://web' } }],
    bookmarks: [{ at: 1, label: 'x' }],
    branches: [{ id: 'b', parent: '', at: 0, actions: [] }],
    until: 5,
    traceHash: '',
  },
];

/** A generator with a fixed seed: the test is the same every time. */
function draws(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * bound);
  };
}

const replacements: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e18,
  '',
  'x',
  'TCP',
  [],
  {},
  [1],
  { a: 1 },
  'unlimited',
  '9'.repeat(400),
];

/** Changes one place of a document: replaces a value, drops a field, or adds one. */
function mutate(value: unknown, draw: (bound: number) => number): unknown {
  if (Array.isArray(value) && value.length > 0 && draw(4) > 0) {
    const index = draw(value.length);
    return value.map((item: unknown, at) => (at === index ? mutate(item, draw) : item));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || draw(8) === 0) {
    return replacements[draw(replacements.length)];
  }
  const entries = Object.entries(value);
  const index = draw(entries.length + 1);
  if (index === entries.length) return { ...value, extra: 1 };
  if (draw(5) === 0) return Object.fromEntries(entries.filter((_, at) => at !== index));
  return Object.fromEntries(entries.map(([name, item], at) => [name, at === index ? mutate(item, draw) : item]));
}

describe('the checker of the formats', () => {
  it('accepts and refuses what ajv accepts and refuses', () => {
    const draw = draws(7);
    let refused = 0;
    for (let round = 0; round < 4000; round++) {
      const document = documents[round % documents.length];
      const candidate = round < documents.length ? document : mutate(document, draw);
      const own = checkAgainst(candidate, formatSchema, formatSchema).length === 0;
      if (own !== isValid(candidate)) {
        expect.fail(`ours ${String(own)}, ajv ${String(!own)}: ${JSON.stringify(candidate).slice(0, 500)}`);
      }
      if (!own) refused++;
    }
    expect(refused).toBeGreaterThan(2000);
  });
});
