import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main, start } from './main.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubarium-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const web = 'assets/examples/web.yaml';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, with its output caught. */
function kubarium(args: readonly string[], input = ''): Ran {
  let out = '';
  let err = '';
  const code = main([...args], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    input: () => input,
  });
  return { code, out, err };
}

/** A file in the test's own folder. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Result {
  readonly clock: number;
  readonly revision: number;
  readonly objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly events: readonly unknown[];
  readonly stats: { readonly events: number; readonly messages: number; readonly wallMs: number };
  readonly traceHash: string;
}

function names({ objects }: Result, kind: string): string[] {
  return objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
}

describe('kubectl', () => {
  it('types lines one after the other, and ends with the code of the last', () => {
    const ran = kubarium(['run', web, '--kubectl', 'kubectl get deploy -o name', '--kubectl', 'get pod nope']);
    expect(ran.out).toBe('deployment.apps/web\n');
    expect(ran.err).toBe('Error from server (NotFound): pods "nope" not found\n');
    expect(ran.code).toBe(1);
  });
});

describe('wrong arguments', () => {
  it.each([
    [[], 'which command?'],
    [['frob'], 'unknown command "frob"'],
    [['run'], 'which files or folders?'],
    [['run', 'missing.yaml'], 'missing.yaml: no such file or folder'],
    [['run', web, '--frob'], "Unknown option '--frob'"],
    [['run', web, '--nodes'], "'--nodes <value>' argument missing"],
    [['run', web, '--nodes', 'x'], '--nodes: expected a whole number from 0 to 5000, got "x"'],
    [['run', web, '--nodes', '5001'], '--nodes: expected a whole number from 0 to 5000, got "5001"'],
    [['run', web, '--seed', '-1'], '--seed: expected a value, got another option'],
    [['run', web, '--until', '5'], '--until: expected a duration such as 90s or 10m, got "5"'],
    [['run', web, '-o', 'xml'], '-o: expected one of table, wide, json, yaml, events, trace, got "xml"'],
    [['run', web, '--script', 'missing'], 'missing: no such file'],
    [['replay'], 'expected one .kubarium file'],
    [['replay', 'a', 'b'], 'expected one .kubarium file'],
    [['conformance'], 'which files or folders?'],
    [['conformance', web], 'not JSON'],
  ])('%j give one clear line and exit code 2', (args, message) => {
    const { code, out, err } = kubarium(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^kubarium: .*\n$/);
    expect(err).toContain(message);
  });

  it('name what cannot be written', () => {
    const { code, err } = kubarium(['run', web, '--until', '1s', '--save', join(folder, 'no', 'such', 'folder')]);
    expect(code).toBe(2);
    expect(err).toMatch(/^kubarium: ENOENT.*\n$/);
  });

  it('are explained by --help', () => {
    expect(kubarium(['--help']).out).toContain('usage: kubarium COMMAND');
    expect(kubarium(['run', '--help'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('run', () => {
  it('applies at time zero and runs until nothing is left to do: one JSON object', () => {
    const { code, out, err } = kubarium(['run', web, '-o', 'json']);
    expect([code, err]).toEqual([0, '']);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const result = JSON.parse(out) as Result;
    expect(Object.keys(result)).toEqual(['clock', 'revision', 'objects', 'events', 'stats', 'traceHash']);
    expect(Object.keys(result.stats)).toEqual(['events', 'messages', 'wallMs']);
    expect(result.clock).toBeGreaterThan(1_000_000);
    expect(result.clock).toBeLessThan(60_000_000);
    expect(result.traceHash).toMatch(/^[0-9a-f]{16}$/);
    expect(names(result, 'Node')).toEqual(['cp-1', 'worker-1', 'worker-2', 'worker-3']);
    expect(names(result, 'Deployment')).toEqual(['web', 'coredns']);
    expect(names(result, 'Event')).toEqual([]);
    expect(result.events.length).toBeGreaterThan(5);
  });

  it('is the same for the same seed, and another for another', () => {
    const hash = (seed: string): string =>
      (JSON.parse(kubarium(['run', web, '-o', 'json', '--seed', seed]).out) as Result).traceHash;
    expect(hash('5')).toBe(hash('5'));
    expect(hash('5')).not.toBe(hash('6'));
  });

  it('stops at ten minutes, or when it is told to', () => {
    const clock = (...args: string[]): number =>
      (JSON.parse(kubarium(['run', '-o', 'json', ...args]).out) as Result).clock;
    expect(clock('assets/examples/crash-loop.yaml')).toBe(600_000_000);
    expect(clock('assets/examples/crash-loop.yaml', '--until', '1m30s')).toBe(90_000_000);
    expect(clock(web, '--until', '20m')).toBe(1_200_000_000);
  });

  it('takes as many workers as it is told to', () => {
    const { out } = kubarium(['run', web, '--nodes', '5', '-o', 'table']);
    expect(out.split('\n').filter((line) => /^worker-\d +Ready/.test(line))).toHaveLength(5);
    expect(out).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\n/);
    expect(out).toMatch(/\ndefault +web +3\/3 +3 +3 +\d+s\n/);
  });

  it('reads standard input and folders', () => {
    const input = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-stdin}\n';
    const result = JSON.parse(kubarium(['run', '-', '-o', 'json'], input).out) as Result;
    expect(names(result, 'ConfigMap')).toContain('from-stdin');
    file('one.yaml', input.replace('from-stdin', 'in-folder'));
    expect(names(JSON.parse(kubarium(['run', folder, '-o', 'json']).out) as Result, 'ConfigMap')).toContain(
      'in-folder',
    );
  });

  it('prints the objects as YAML, the events and the trace', () => {
    const yaml = kubarium(['run', web, '-o', 'yaml']).out;
    expect(yaml).toMatch(/^---\napiVersion: v1\n/);
    expect(yaml).toMatch(/\n {2}creationTimestamp: "20/);
    expect(kubarium(['run', web, '-o', 'events']).out).toMatch(
      /^NAMESPACE +LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/,
    );
    const trace = kubarium(['run', web, '-o', 'trace']).out.trimEnd().split('\n');
    expect(trace[0]).toMatch(/^0\.000001 {2}action user -> user {2}apply/);
    expect(trace.at(-1)).toMatch(/^trace hash [0-9a-f]{16}$/);
  });

  it('tells the place of what it cannot read, applies the rest, and ends with 1', () => {
    const path = file('broken.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ok}\n---\nkind: A\nkind: B\n');
    const { code, out, err } = kubarium(['run', path, '-o', 'json']);
    expect(code).toBe(1);
    expect(err).toMatch(/^\S+broken\.yaml:6:1: .*\n$/);
    expect(names(JSON.parse(out) as Result, 'ConfigMap')).toContain('ok');
  });

  it("prints the API server's own words for an unknown field or kind, applies the rest, and ends with 1", () => {
    const path = file(
      'refused.yaml',
      [
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\nfrob: 1',
        'apiVersion: example.dev/v1\nkind: Gadget\nmetadata: {name: x}',
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}',
      ].join('\n---\n'),
    );
    const { code, out, err } = kubarium(['run', path, '-o', 'json']);
    expect(code).toBe(1);
    expect(err.split('\n')).toEqual([
      'Error from server (BadRequest): ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "frob"',
      'error: no matches for kind "Gadget" in version "example.dev/v1"',
      '',
    ]);
    expect(names(JSON.parse(out) as Result, 'ConfigMap')).toContain('good');
  });

  it('takes a world among the manifests', () => {
    const path = file('world.yaml', 'apiVersion: kubarium.dev/v1\nkind: World\nspec: {topology: {workers: 1}}\n');
    expect(names(JSON.parse(kubarium(['run', path, '-o', 'json']).out) as Result, 'Node')).toEqual([
      'cp-1',
      'worker-1',
    ]);
  });

  it('plays a script and says what did not hold', () => {
    const script = (replicas: number): string =>
      file(
        'script.yaml',
        `apiVersion: kubarium.dev/v1
kind: Script
spec:
  steps:
    - waitFor:
        - {query: {kind: Deployment, name: web, measure: status.readyReplicas}, op: '==', value: 3}
      withinMicros: 60000000
    - action: {action: scale, apiVersion: apps/v1, kind: Deployment, name: web, replicas: 5}
    - afterMicros: 30000000
      expect:
        - {query: {kind: Pod, selector: app=web, measure: count}, op: '==', value: ${replicas}}
`,
      );
    expect(kubarium(['run', web, '--script', script(5)])).toMatchObject({ code: 0, err: '' });
    expect(kubarium(['run', web, '--script', script(4)])).toMatchObject({
      code: 1,
      err: 'step 3: Pod app=web count: expected == 4, got 5\n',
    });
    const wrong = file('wrong.yaml', 'apiVersion: kubarium.dev/v1\nkind: Script\nspec:\n  steps: 5\n');
    const { code, err } = kubarium(['run', web, '--script', wrong]);
    expect(code).toBe(1);
    expect(err).toMatch(/wrong\.yaml:4:\d+: spec\.steps: /);
  });
});

describe('replay', () => {
  it('comes to the saved hash; --verify ends with 1 for another hash and with 3 for another engine', () => {
    const path = join(folder, 'saved.kubarium');
    kubarium(['run', web, '--seed', '9', '--until', '30s', '--save', path]);
    const saved = readFileSync(path, 'utf8');
    const { traceHash } = JSON.parse(saved) as { traceHash: string };
    expect(kubarium(['replay', path, '--verify'])).toEqual({
      code: 0,
      out: `replayed 1 action to 30000000 us, trace hash ${traceHash}\n`,
      err: '',
    });
    const otherHash = file('hash.kubarium', saved.replace(traceHash, '0000000000000000'));
    expect(kubarium(['replay', otherHash, '--verify'])).toMatchObject({ code: 1 });
    expect(kubarium(['replay', otherHash])).toMatchObject({ code: 0, err: '' });
    const otherEngine = file('engine.kubarium', saved.replace(/"engineVersion": "[^"]*"/, '"engineVersion": "0.0.1"'));
    const verified = kubarium(['replay', otherEngine, '--verify']);
    expect(verified.code).toBe(3);
    expect(verified.err).toMatch(/saved by engine 0\.0\.1, this is /);
    expect(kubarium(['replay', otherEngine]).code).toBe(0);
  });

  it('tells what is wrong with a file that is no session', () => {
    const { code, out, err } = kubarium(['replay', file('damaged.kubarium', '{"apiVersion":\n')]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/damaged\.kubarium:2:1: /);
  });
});

describe('conformance', () => {
  const suite = (value: string): string =>
    JSON.stringify({
      suite: 'own/suite',
      cases: [
        { name: 'right', check: 'quantity.parse', given: { text: '1Gi' }, expect: { value: '1073741824' } },
        { name: 'wrong', check: 'quantity.parse', given: { text: '1Gi' }, expect: { value } },
        { name: 'new', check: 'no.such', given: {}, expect: {} },
      ],
    });

  it('prints each failure, the passed of each suite, and the sum', () => {
    const { code, out } = kubarium(['conformance', file('suite.json', suite('1'))]);
    expect(code).toBe(1);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe('FAILED own/suite / wrong (quantity.parse)');
    expect(lines[1]).toBe('  expected {"value":"1"}');
    expect(lines[2]).toMatch(/^ {2}got {6}\{"value":"1073741824"/);
    expect(lines.slice(-2)).toEqual(['own/suite: 1 of 3', '1 passed, 2 failed, 0 skipped']);
  });

  it('with --required runs what has to pass, no more', () => {
    const required = file('required.json', JSON.stringify({ kinds: ['quantity.parse'], cases: {} }));
    const vectors = file('vectors.json', suite('1073741824'));
    expect(kubarium(['conformance', vectors, '--required', required])).toEqual({
      code: 0,
      out: 'own/suite: 2 of 2\n2 passed, 0 failed, 0 skipped\n',
      err: '',
    });
  });
});

describe('bench', () => {
  /** Runs the command as the process does, with its output caught. */
  async function started(args: string[]): Promise<Ran> {
    let out = '';
    let err = '';
    const io = {
      out: (text: string) => void (out += text),
      err: (text: string) => void (err += text),
      input: () => '',
    };
    const code = await start(args, io, () => Promise.resolve());
    return { code, out, err };
  }

  it('knows its benchmarks by name', async () => {
    const { code, err } = await started(['bench', 'nope']);
    expect(code).toBe(2);
    expect(err).toContain('no benchmark "nope"');
  });

  it('prints one JSON line a benchmark', async () => {
    const { code, out } = await started(['bench', 'engine-events', '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(result).slice(0, 5)).toEqual(['name', 'n', 'wallMs', 'perSecond', 'peakRssBytes']);
  });
});
