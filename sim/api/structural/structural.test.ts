import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '../validation/field-error.ts';
import { applySchemaDefaults } from './default.ts';
import type { JsonSchema } from './json-schema.ts';
import { prune } from './prune.ts';
import { checkStructural } from './structural-rules.ts';
import { validateValue } from './validate.ts';
import { checkRules } from './validation-rules.ts';

const object = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...more,
});
const textsOf = (value: unknown, schema: JsonSchema, old?: unknown): string[] =>
  validateValue(value, old, schema).map(fieldErrorText);
const rulesOf = (value: unknown, schema: JsonSchema, old?: unknown): string[] =>
  checkRules(value, old, schema).map(fieldErrorText);

describe('pruning', () => {
  const schema = object({
    spec: object({
      host: { type: 'string' },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      ports: { type: 'array', items: object({ port: { type: 'integer' } }) },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
    }),
  });

  it('drops what the schema does not name, below lists and maps too, and keeps metadata', () => {
    const given = {
      apiVersion: 'a/v1',
      kind: 'A',
      metadata: { name: 'x' },
      spec: { host: 'h', other: 1, ports: [{ port: 1, name: 'p' }], labels: { any: 'v' }, free: { deep: { x: 1 } } },
    };
    const { value, unknown } = prune(given, schema);
    expect(unknown).toEqual(['spec.other', 'spec.ports[0].name']);
    expect(value).toEqual({
      apiVersion: 'a/v1',
      kind: 'A',
      metadata: { name: 'x' },
      spec: { host: 'h', ports: [{ port: 1 }], labels: { any: 'v' }, free: { deep: { x: 1 } } },
    });
  });

  it('returns the very object when nothing goes', () => {
    const given = { spec: { host: 'h' } };
    expect(prune(given, schema).value).toBe(given);
  });

  it('keeps the fields of every object in an embedded resource', () => {
    const embedding = object({ template: object({ spec: object({}) }, { 'x-kubernetes-embedded-resource': true }) });
    const template = { apiVersion: 'v1', kind: 'Pod', metadata: { labels: {} }, spec: {} };
    expect(prune({ template }, embedding).unknown).toEqual([]);
  });
});

describe('defaults of a schema', () => {
  const schema = object({
    spec: object({ replicas: { type: 'integer', default: 1 }, note: { type: 'string', nullable: true, default: 'n' } }),
    mode: object({ level: { type: 'string', default: 'low' } }, { default: {} }),
  });

  it('fill missing fields, inside defaults too, but no missing objects', () => {
    expect(applySchemaDefaults({ spec: {} }, schema)).toEqual({
      spec: { replicas: 1, note: 'n' },
      mode: { level: 'low' },
    });
    expect(applySchemaDefaults({}, schema)).toEqual({ mode: { level: 'low' } });
  });

  it('replace null where null is not allowed', () => {
    const given = { spec: { replicas: null, note: null }, mode: { level: 'high' } };
    expect(applySchemaDefaults(given, schema)).toEqual({ spec: { replicas: 1, note: null }, mode: { level: 'high' } });
  });
});

describe('validation by a schema', () => {
  it('speaks as the API server does', () => {
    const spec = object(
      {
        replicas: { type: 'integer', minimum: 1, maximum: 10 },
        host: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 5 },
        mode: { type: 'string', enum: ['a', 'b'] },
        at: { type: 'string', format: 'date-time' },
        port: { 'x-kubernetes-int-or-string': true },
        hosts: { type: 'array', minItems: 1, items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      },
      { required: ['host'] },
    );
    const schema = object({ spec });
    expect(textsOf({ spec: { replicas: 0, host: 'A', mode: 'c' } }, schema)).toEqual([
      'spec.host: Invalid value: "A": spec.host in body should be at least 2 chars long',
      `spec.host: Invalid value: "A": spec.host in body should match '^[a-z]+$'`,
      'spec.mode: Unsupported value: "c": supported values: "a", "b"',
      'spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1',
    ]);
    expect(textsOf({ spec: { replicas: 'x', at: 'now', port: true, hosts: ['a', 'a'] } }, schema)).toEqual([
      'spec.host: Required value',
      'spec.at: Invalid value: "now": spec.at in body must be of type date-time: "now"',
      'spec.hosts[1]: Duplicate value: "a"',
      'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
      'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    ]);
    expect(textsOf({ spec: { host: 'abc', replicas: null } }, schema)).toEqual([
      'spec.replicas: Invalid value: "null": spec.replicas in body must be of type integer: "null"',
    ]);
  });

  it('blames nothing that stays as it was', () => {
    const schema = object({
      spec: object({ a: { type: 'string', maxLength: 1 }, b: { type: 'string', maxLength: 1 } }),
    });
    const old = { spec: { a: 'long', b: 'x' } };
    expect(textsOf({ spec: { a: 'long', b: 'y' } }, schema, old)).toEqual([]);
    expect(textsOf({ spec: { a: 'longer', b: 'y' } }, schema, old)).toEqual([
      'spec.a: Too long: may not be more than 1 bytes',
    ]);
  });

  it('wants exactly one of oneOf', () => {
    const schema = object(
      { a: { type: 'string' }, b: { type: 'string' } },
      { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    );
    expect(textsOf({ a: 'x' }, schema)).toEqual([]);
    expect(textsOf({}, schema)[0]).toContain('must validate one and only one schema (oneOf). Found none valid');
    expect(textsOf({ a: 'x', b: 'y' }, schema)[0]).toContain('Found 2 valid alternatives');
  });
});

describe('validation rules', () => {
  const withRule = (rule: string, more: object = {}): JsonSchema =>
    object({
      spec: object(
        { min: { type: 'integer' }, max: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
        { 'x-kubernetes-validations': [{ rule, ...more }] },
      ),
    });

  it('are evaluated with self, and their message is told', () => {
    const schema = withRule('self.min <= self.max', { message: 'min must not exceed max' });
    expect(rulesOf({ spec: { min: 1, max: 2 } }, schema)).toEqual([]);
    expect(rulesOf({ spec: { min: 3, max: 2 } }, schema)).toEqual([
      'spec: Invalid value: "object": min must not exceed max',
    ]);
  });

  it('name the rule when there is no message, the field by fieldPath, and use messageExpression', () => {
    expect(rulesOf({ spec: { min: 3, max: 2 } }, withRule('self.min <= self.max', { fieldPath: '.min' }))).toEqual([
      'spec.min: Invalid value: "object": failed rule: self.min <= self.max',
    ]);
    const told = withRule('self.min <= self.max', { messageExpression: "'min is ' + string(self.min)" });
    expect(rulesOf({ spec: { min: 3, max: 2 } }, told)).toEqual(['spec: Invalid value: "object": min is 3']);
  });

  it('about a change hold only where there was something before', () => {
    const schema = withRule('self.max >= oldSelf.max');
    expect(rulesOf({ spec: { max: 1 } }, schema)).toEqual([]);
    expect(rulesOf({ spec: { max: 1 } }, schema, { spec: { max: 2 } })).toHaveLength(1);
  });

  it('know macros, lists and texts', () => {
    const schema = withRule("self.tags.all(t, t.matches('^[a-z]+$')) && self.tags.isSorted() && size(self.tags) < 3");
    expect(rulesOf({ spec: { tags: ['a', 'b'] } }, schema)).toEqual([]);
    expect(rulesOf({ spec: { tags: ['b', 'a'] } }, schema)).toHaveLength(1);
  });

  it('fail with the error of the evaluation', () => {
    expect(rulesOf({ spec: { min: 1 } }, withRule('self.min < self.max'))[0]).toContain(
      'no such key: max evaluating rule: self.min < self.max',
    );
  });
});

describe('structural schemas', () => {
  const problems = (schema: JsonSchema): string[] => checkStructural(schema, 'schema').map(fieldErrorText);

  it('name types everywhere', () => {
    expect(problems({ properties: { a: {} } })).toEqual([
      'schema.type: Required value: must not be empty at the root',
      'schema.properties[a].type: Required value: must not be empty for specified object fields',
    ]);
    expect(problems(object({ a: { type: 'array', items: {} } }))).toEqual([
      'schema.properties[a].items.type: Required value: must not be empty for specified array items',
    ]);
    expect(problems(object({ a: { type: 'array' } }))).toEqual([
      'schema.properties[a].items: Required value: must be specified',
    ]);
  });

  it('do not give types in value checks, nor what is not supported', () => {
    expect(problems(object({ a: { type: 'string', anyOf: [{ type: 'string' }] } }))).toEqual([
      'schema.properties[a].anyOf[0].type: Forbidden: must be empty to be structural',
    ]);
    expect(problems(object({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }))[0]).toContain(
      'uniqueItems cannot be set to true',
    );
    const intOrString: JsonSchema = {
      'x-kubernetes-int-or-string': true,
      anyOf: [{ type: 'integer' }, { type: 'string' }],
    };
    expect(problems(object({ a: intOrString }))).toEqual([]);
  });

  it('have defaults that fit', () => {
    expect(problems(object({ a: { type: 'integer', default: 'x' } }))).toEqual([
      'schema.properties[a].default: Invalid value: "string": schema.properties[a].default in body must be of type integer: "string"',
    ]);
  });

  it('have rules that can be read', () => {
    const rule = { type: 'string', 'x-kubernetes-validations': [{ rule: 'self.size( > 1' }, { rule: 'nosuch(self)' }] };
    const texts = problems(object({ a: rule }));
    expect(texts).toHaveLength(2);
    expect(texts[1]).toContain('compilation failed: ');
  });

  it('key map-like lists by required properties', () => {
    const items = object({ name: { type: 'string' } });
    const list: JsonSchema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items,
    };
    expect(problems(object({ a: list }))).toEqual([
      'schema.properties[a].items.properties[name].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    ]);
  });
});
