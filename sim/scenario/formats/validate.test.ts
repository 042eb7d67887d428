import { describe, expect, it } from 'vitest';
import { defaultWorld } from './default-world.ts';
import { readJsonText } from './json-text.ts';
import { formatProblems, formatSchema, readScriptText, readSessionText } from './validate.ts';

function problems(value: unknown): string[] {
  return formatProblems(value).map(({ path, message }) => `${path}: ${message}`);
}

function world(spec: Record<string, unknown>): unknown {
  return { apiVersion: 'kubarium.dev/v1', kind: 'World', spec };
}

function session(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    apiVersion: 'kubarium.dev/v1',
    kind: 'Session',
    engineVersion: '0.1.0',
    seed: 1,
    world: defaultWorld(),
    actions: [
      { at: 0, action: { action: 'scale', apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', replicas: 3 } },
    ],
    bookmarks: [],
    branches: [],
    until: 1_000_000,
    traceHash: '0123456789abcdef',
    ...changes,
  };
}

describe('World', () => {
  it('may leave out everything, or say it all', () => {
    expect(problems(world({}))).toEqual([]);
    expect(problems(world({ ...defaultWorld({ topology: { workers: 5000 } }) }))).toEqual([]);
    expect(
      problems(world({ topology: { workers: 10 }, rateLimits: 'unlimited', latencies: { watchMicros: 5 } })),
    ).toEqual([]);
  });

  it('says what was expected and what was found', () => {
    const spec = {
      topology: { workers: [{ name: 'A' }, { name: 'w', cpu: 'lots' }] },
      latencies: { watchMicros: -1, wathMicros: 1 },
      rateLimits: 'fast',
      epoch: 'today',
    };
    expect(problems(world(spec))).toEqual([
      'spec.topology.workers[0].name: expected A DNS name in lower case, got "A"',
      'spec.topology.workers[1].cpu: expected A Kubernetes quantity, such as 500m or 16Gi, got "lots"',
      'spec.latencies.watchMicros: expected a number from 0 to 1000000000, got -1',
      'spec.latencies.wathMicros: unknown field',
      'spec.rateLimits: expected one of "kubernetes", "unlimited", got "fast"',
      'spec.epoch: expected RFC 3339 time in UTC, got "today"',
    ]);
    expect(problems(world({ topology: { workers: 'many' } }))).toEqual([
      'spec.topology.workers: expected a whole number or a list, got "many"',
    ]);
  });

  it('has machines with names of their own and a real date', () => {
    expect(
      problems(world({ epoch: '2026-02-30T00:00:00Z', topology: { workers: [{ name: 'a' }, { name: 'a' }] } })),
    ).toEqual([
      'spec.epoch: parsing time "2026-02-30T00:00:00Z": day out of range',
      'spec.topology.workers[1].name: expected a name of its own, got "a" again',
    ]);
  });

  it('is bounded', () => {
    expect(problems(world({ topology: { workers: 5001 } }))).toEqual([
      'spec.topology.workers: expected a number from 0 to 5000, got 5001',
    ]);
  });
});

describe('WorkloadModel', () => {
  it('needs images, and is ready after it started', () => {
    const model = (spec: Record<string, unknown>): unknown => ({
      apiVersion: 'kubarium.dev/v1',
      kind: 'WorkloadModel',
      metadata: { name: 'm' },
      spec,
    });
    expect(problems(model({ images: ['x'], startMicros: 5, readyMicros: 6 }))).toEqual([]);
    expect(problems(model({}))).toEqual(['spec.images: expected a list, got nothing']);
    expect(problems(model({ images: ['x'], startMicros: 5, readyMicros: 4 }))).toEqual([
      'spec.readyMicros: expected at least startMicros, 5, got 4',
    ]);
  });
});

describe('Session', () => {
  it('is accepted as it is saved', () => {
    expect(readSessionText(JSON.stringify(session())).problems).toEqual([]);
  });

  it('knows its actions', () => {
    expect(problems(session({ actions: [{ at: 0, action: { action: 'explode' } }] }))[0]).toMatch(
      /^actions\[0\]\.action\.action: expected one of "apply", .*, got "explode"$/,
    );
    expect(problems(session({ actions: [{ at: 0, action: { action: 'nodePower', node: 'w' } }] }))).toEqual([
      'actions[0].action.on: expected true or false, got nothing',
    ]);
  });

  it('has actions in order and branches that leave something', () => {
    const power = { action: 'nodePower', node: 'w', on: true };
    const actions = [
      { at: 5, action: power },
      { at: 4, action: power },
    ];
    const branches = [
      { id: 'a', parent: 'b', at: 0, actions: [] },
      { id: 'a', parent: '', at: 0, actions: [] },
    ];
    expect(problems(session({ actions, branches }))).toEqual([
      'actions[1].at: expected at least 5, the time of the action before, got 4',
      'branches[0].parent: expected an earlier branch, got "b"',
      'branches[1].id: expected an id of its own, got "a" again',
    ]);
  });

  it('is bounded in size and number of actions', () => {
    const power = { at: 0, action: { action: 'nodePower', node: 'w', on: true } };
    expect(problems(session({ actions: Array(100_001).fill(power) }))).toEqual([
      'actions: expected from 0 to 100000 items, got "100001 items"',
    ]);
    expect(problems(session({ actions: Array(100_000).fill(power) }))).toEqual([]);
  });

  it('shows at most fifty problems', () => {
    expect(problems(session({ actions: Array(1000).fill({}) }))).toHaveLength(50);
  });
});

describe('damaged and hostile files', () => {
  const complaint = (text: string): string => {
    const read = readJsonText(text);
    return 'message' in read ? `${read.line}:${read.column} ${read.message}` : 'fine';
  };

  it('are refused with line and column', () => {
    expect(complaint('{"a": 1,\n "b" 2}')).toBe('2:6 expected ":", got "2}"');
    expect(complaint('{"a": [1, 2')).toBe('1:12 expected "," or the end of the list, got the end of the file');
    expect(complaint('')).toBe('1:1 expected a value, got the end of the file');
    expect(complaint('{"a": 1}}')).toBe('1:9 expected the end of the file, got "}"');
    expect(complaint('{"a": "x\ny"}')).toBe('1:7 expected a value, got "\\"x\\ny\\"}"');
    expect(complaint('PK\u0003\u0004\u0000')).toBe('1:5 the file is binary, not text');
    expect(complaint('[1, 2, ]')).toBe('1:8 expected a value, got "]"');
    expect(complaint('{"a": 1, "b": [true, null, -1.5e3, "\\u00e9"]}')).toBe('fine');
  });

  it('may not reach the prototype, nor go deep', () => {
    expect(complaint('{"a": {\n"__proto__": {"x": 1}}}')).toBe('2:1 key "__proto__" is not allowed');
    expect(complaint(`${'['.repeat(200)}${']'.repeat(200)}`)).toBe('1:1 nested deeper than 100 levels');
    expect(complaint('['.repeat(1_000_000))).toContain('got the end of the file');
  });

  it('of another kind are told apart', () => {
    expect(readSessionText(JSON.stringify(world({}))).problems).toEqual([
      { path: 'kind', message: 'expected "Session", got "World"', line: 1, column: 33 },
    ]);
    expect(problems({ apiVersion: 'kubarium.dev/v2', kind: 'World', spec: {} })).toEqual([
      'apiVersion: expected "kubarium.dev/v1", got "kubarium.dev/v2"',
    ]);
    expect(problems(null)).toHaveLength(1);
  });
});

describe('Script', () => {
  it('is read from YAML, with problems at their lines', () => {
    const text = [
      'apiVersion: kubarium.dev/v1',
      'kind: Script',
      'spec:',
      '  steps:',
      '    - at: 0',
      '      action: {action: applyText, text: ""}',
      '    - afterMicros: soon',
      '      expect:',
      '        - {query: {kind: Pod, measure: count}, op: "==", value: 3}',
    ].join('\n');
    expect(readScriptText(text, 's.yaml').problems).toEqual([
      { path: 'spec.steps[1].afterMicros', message: 'expected a whole number, got "soon"', line: 7, column: 7 },
    ]);
    expect(readScriptText(text.replace('soon', '5'), 's.yaml').problems).toEqual([]);
    expect(readScriptText('a: [', 's.yaml').problems[0]?.line).toBe(1);
  });
});

describe('the schema', () => {
  it('refers only to what it defines', () => {
    const references = JSON.stringify(formatSchema).match(/#\/\$defs\/\w+/g) ?? [];
    for (const reference of references) expect(formatSchema.$defs?.[reference.slice('#/$defs/'.length)]).toBeDefined();
  });
});
