import { describe, expect, it } from 'vitest';
import type { Json } from '../types.ts';
import { readManifests } from './manifests.ts';
import { resolvePlain } from './scalar.ts';
import { writeYaml } from './write.ts';

const head = 'apiVersion: v1\nkind: ConfigMap\n';

function valueOf(body: string): Json {
  const { documents, errors } = readManifests(head + body, 'a.yaml');
  expect(errors).toEqual([]);
  return documents[0]?.value['data'] ?? null;
}

function errorsOf(text: string): string[] {
  return readManifests(text, 'a.yaml').errors.map((error) => `${error.line}:${error.column} ${error.message}`);
}

describe('documents', () => {
  it('are split, and empty ones are skipped', () => {
    const text = `# first\n---\n${head}metadata: {name: a}\n---\n\n# nothing\n--- # second\n${head}metadata: {name: b}\n...\n`;
    const { documents, errors } = readManifests(text, 'a.yaml');
    expect(errors).toEqual([]);
    expect(documents.map((document) => [document.index, document.line])).toEqual([
      [0, 3],
      [1, 10],
    ]);
  });

  it('with an error leave the others whole', () => {
    const text = `${head}data: {a: 1}\n---\na: b: c\n---\n${head}data: {a: 2}\n`;
    const { documents, errors } = readManifests(text, 'a.yaml');
    expect(documents).toHaveLength(2);
    expect(errors.map((error) => [error.line, error.document])).toEqual([[5, 1]]);
  });

  it('come out of lists, typed lists and lists at the top', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${head.replace('\n', '\n  ')}- ${head.replace('\n', '\n  ')}`;
    expect(readManifests(list, 'a').documents.map((document) => document.line)).toEqual([4, 6]);
    const typed = 'apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n';
    expect(readManifests(typed, 'a').documents[0]?.value).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
    });
    const top = '- {apiVersion: v1, kind: Pod}\n- {apiVersion: v1, kind: Pod}\n';
    expect(readManifests(top, 'a').documents).toHaveLength(2);
  });

  it('must be objects with a kind', () => {
    expect(errorsOf('hello')).toEqual(['1:1 expected an object with apiVersion and kind, got a text']);
    expect(errorsOf('\n\nmetadata: {}\n')).toEqual(['3:1 [apiVersion not set, kind not set]']);
    expect(errorsOf('apiVersion: 1\nkind: Pod\n')).toEqual(['1:1 apiVersion is not a text']);
  });

  it('may be JSON, with tabs', () => {
    const text =
      '{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"metadata": {"name": "caf\\u00e9 \\ud83d\\ude00 a\\/b"}\n}\n';
    const { documents, errors } = readManifests(text, 'a.json');
    expect(errors).toEqual([]);
    expect(documents[0]?.value['metadata']).toEqual({ name: 'café 😀 a/b' });
  });

  it('may be JSON with quotes everywhere', () => {
    const data = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, 'v']));
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', data });
    expect(readManifests(text, 'a.json').documents[0]?.value['data']).toEqual(data);
  });

  it('may start with a byte order mark and use Windows line ends', () => {
    const { documents, errors } = readManifests(
      `\ufeff${head}data:\n  a: |\n    x\n    y\n`.replace(/\n/g, '\r\n'),
      'a',
    );
    expect(errors).toEqual([]);
    expect(documents[0]?.value['data']).toEqual({ a: 'x\ny\n' });
  });
});

describe('scalars', () => {
  it('are those of YAML 1.1 without base 60', () => {
    const cases: [string, Json][] = [
      ['yes', true],
      ['off', false],
      ['True', true],
      ['n', false],
      ['~', null],
      ['', null],
      ['Null', null],
      ['0644', 420],
      ['0o17', 15],
      ['0x1F', 31],
      ['0b101', 5],
      ['1_000', 1000],
      ['+12', 12],
      ['-7', -7],
      ['08', 8],
      ['1.5', 1.5],
      ['.5', 0.5],
      ['1e3', 1000],
      ['12:30:45', '12:30:45'],
      ['1.2.3', '1.2.3'],
      ['100m', '100m'],
      ['2026-01-01', '2026-01-01'],
      ['-', '-'],
      ['.', '.'],
      ['0x', '0x'],
      ['truely', 'truely'],
    ];
    for (const [text, value] of cases) expect([text, resolvePlain(text)]).toEqual([text, { value }]);
  });

  it('in quotes are texts', () => {
    expect(valueOf('data:\n  a: "yes"\n  b: \'0644\'\n  c: !!str 12\n')).toEqual({ a: 'yes', b: '0644', c: '12' });
  });

  it('beyond all bounds are refused where they stand', () => {
    expect(errorsOf(`${head}data:\n  a: 1e400\n  b: .inf\n  c: 9223372036854775808\n`)).toEqual([
      '4:6 number 1e400 is out of range',
      '5:6 .inf is no number that JSON can hold',
      '6:6 number 9223372036854775808 is out of range: a whole number has at most 64 bits',
    ]);
    expect(errorsOf(`${head}data: ${'9'.repeat(1_000_000)}`)).toEqual([
      '3:7 number of 1000000 characters is out of range',
    ]);
    expect(valueOf('data: 9007199254740991')).toBe(9_007_199_254_740_991);
  });

  it('with strange tags are refused', () => {
    expect(errorsOf(`${head}data: !!python/object {}\n`)[0]).toContain('is not supported');
  });
});

describe('maps', () => {
  it('have each key once', () => {
    expect(errorsOf(`${head}data:\n  a: 1\n  b: 2\n  a: 3\n`)).toEqual(['6:3 key "a" already set in map']);
  });

  it('have keys that become texts', () => {
    expect(valueOf('data:\n  1: a\n  true: b\n  yes: c\n'.replace('  yes: c\n', ''))).toEqual({ '1': 'a', true: 'b' });
    expect(errorsOf(`${head}data:\n  ? [a]\n  : b\n`)).toEqual(['4:5 a key must be a text']);
    expect(errorsOf(`${head}data:\n  ~: b\n`)).toEqual(['4:3 a key may not be null']);
  });

  it('merge others, their own keys first', () => {
    const body = 'base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\ndata:\n  <<: [*base, *more]\n  a: 0\n';
    expect(valueOf(body)).toEqual({ a: 0, b: 2, c: 4 });
    expect(errorsOf(`${head}data:\n  <<: 5\n`)).toEqual([
      '4:3 map merge requires map or sequence of maps as the value',
    ]);
  });

  it('never touch the prototype', () => {
    expect(errorsOf(`${head}data:\n  __proto__: {polluted: true}\n`)).toEqual(['4:3 key "__proto__" is not allowed']);
    expect(valueOf('data: {constructor: 1, toString: 2}')).toEqual({ constructor: 1, toString: 2 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('anchors', () => {
  it('stand for the same value again', () => {
    expect(valueOf('x: &l {app: web}\ndata:\n  a: *l\n  b: *l\n')).toEqual({ a: { app: 'web' }, b: { app: 'web' } });
  });

  it('unknown or inside themselves are refused', () => {
    expect(errorsOf(`${head}data: *nope\n`)).toEqual(["3:7 unknown anchor 'nope' referenced"]);
    expect(errorsOf(`${head}data: &a\n  b: *a\n`)).toEqual(["4:6 anchor 'a' value contains itself"]);
    expect(errorsOf(`${head}data: &a [*a]\n`)).toEqual(["3:11 anchor 'a' value contains itself"]);
  });

  it('that multiply are refused before they are written out', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(',')}]`);
    const bomb = `${head}l0: &l0 lol\n${levels.join('\n')}\n`;
    expect(errorsOf(bomb)[0]).toContain('document contains excessive aliasing');
    const deep = Array.from({ length: 150 }, (_, i) => `d${i + 1}: &d${i + 1} [*d${i}]`).join('\n');
    expect(errorsOf(`${head}d0: &d0 x\n${deep}\n`)[0]).toContain('nested deeper than 100 levels');
    const merged = Array.from({ length: 40 }, (_, i) => `m${i + 1}: &m${i + 1} {<<: [*m${i}, *m${i}], k${i}: 1}`).join(
      '\n',
    );
    expect(errorsOf(`${head}m0: &m0 {a: 1}\n${merged}\n`)[0]).toContain('excessive aliasing');
  });
});

describe('files', () => {
  it('that are binary, or hold control characters, are refused at the place', () => {
    expect(errorsOf('a: 1\nb: \u0000')).toEqual(['2:4 the file is binary, not text']);
    expect(errorsOf('a: 1\nb: \u0007')).toEqual(['2:4 control characters are not allowed']);
  });

  it('over the limits are refused', () => {
    expect(errorsOf('#'.repeat(10 * 1024 * 1024 + 1))).toEqual(['1:1 the file is larger than 10 MiB']);
    expect(errorsOf(`${head}---\na: "${'x'.repeat(3 * 1024 * 1024)}"\n`)).toEqual([
      '3:1 document is larger than 3 MiB',
    ]);
  });

  // A second on a quiet machine; what matters is that none of them takes minutes.
  it('that are hostile end in an error soon', () => {
    const size = 3_000_000;
    const nasty = [
      '[',
      '{',
      '- ',
      '? ',
      '&a ',
      '!',
      '- *a\n',
      ':',
      'a: ',
      '|',
      '#\n',
      '\n',
      '\t',
      '-\n',
      ',',
      '%',
      '---\n',
      '{"a":',
      '],[',
      '?\n',
      ': \n',
      "'",
      '"',
      '> ',
      '- - ',
      '[,',
      '*a : ',
    ];
    for (const unit of nasty) {
      const text = unit.repeat(Math.floor(size / unit.length));
      const start = performance.now();
      readManifests(text, 'a.yaml');
      const milliseconds = performance.now() - start;
      expect([unit, milliseconds < 10_000]).toEqual([unit, true]);
    }
    const deep = Array.from({ length: 2400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(errorsOf(deep)[0]).toContain('nested deeper than 100 levels');
  }, 60_000);

  it('may have very many keys', () => {
    const body = Array.from({ length: 50_000 }, (_, i) => `  k${i}: v`).join('\n');
    expect(Object.keys(valueOf(`data:\n${body}\n`) ?? {})).toHaveLength(50_000);
  }, 60_000);
});

describe('positions', () => {
  it('lead from the path of an error to the line', () => {
    const text = [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  labels: {app.kubernetes.io/name: web}',
      'spec:',
      '  replicas: -1',
      '  template:',
      '    spec:',
      '      containers:',
      '      - name: a',
      '      - name: b',
      '        image: nginx',
      'data:',
      '  tls.crt: x',
    ].join('\n');
    const locate = readManifests(text, 'a.yaml').documents[0]?.locate;
    expect(locate?.('spec.replicas')).toEqual({ line: 6, column: 3 });
    expect(locate?.('spec.template.spec.containers[1].image')).toEqual({ line: 12, column: 9 });
    expect(locate?.('spec.template.spec.containers[1].ports[0].name')).toEqual({ line: 11, column: 9 });
    expect(locate?.('spec.strategy.type')).toEqual({ line: 5, column: 1 });
    expect(locate?.('metadata.labels.app.kubernetes.io/name')).toEqual({ line: 4, column: 12 });
    expect(locate?.('data[tls.crt]')).toEqual({ line: 14, column: 3 });
    expect(locate?.('')).toEqual({ line: 1, column: 1 });
  });

  it('follow anchors to where the field was written', () => {
    const text = 'apiVersion: v1\nkind: Pod\nx: &x\n  image: 5\nspec: *x\n';
    expect(readManifests(text, 'a').documents[0]?.locate('spec.image')).toEqual({ line: 4, column: 3 });
  });
});

describe('writeYaml', () => {
  it('sorts keys, quotes what would be read otherwise, and is read back the same', () => {
    const value = {
      kind: 'Pod',
      apiVersion: 'v1',
      data: { a: 'yes', b: '0644', c: '12', d: 'x\ny\n', e: ['n', null, 1.5], f: '', g: '1e3', h: '08', i: '~' },
    };
    const text = writeYaml(value);
    expect(text.split('\n').slice(0, 2)).toEqual(['apiVersion: v1', 'data:']);
    expect(readManifests(text, 'a').documents[0]?.value).toEqual(value);
  });
});
