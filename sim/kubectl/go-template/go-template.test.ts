import { describe, expect, it } from 'vitest';
import { executeGoTemplate } from './execute.ts';
import { parseGoTemplate } from './parse.ts';

const list = {
  items: [
    { metadata: { name: 'web', labels: { app: 'web', tier: 'front' } }, spec: { replicas: 3 }, ready: true },
    { metadata: { name: 'db' }, spec: { replicas: 1 }, ready: false },
  ],
};

function print(template: string, value: unknown = list): string {
  return executeGoTemplate(parseGoTemplate(template), value);
}

describe('a template', () => {
  it.each([
    ['ranges over items', '{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'web\ndb\n'],
    ['ranges with index and element', '{{range $i, $e := .items}}{{$i}}={{$e.metadata.name}} {{end}}', '0=web 1=db '],
    [
      'ranges over sorted keys',
      '{{range $k, $v := (index .items 0).metadata.labels}}{{$k}}:{{$v}},{{end}}',
      'app:web,tier:front,',
    ],
    ['decides', '{{range .items}}{{if .ready}}up{{else}}down{{end}} {{end}}', 'up down '],
    [
      'decides among several',
      '{{range .items}}{{if eq .spec.replicas 3}}a{{else if lt .spec.replicas 2}}b{{end}}{{end}}',
      'ab',
    ],
    ['formats', '{{range .items}}{{printf "%-5s|%03d;" .metadata.name .spec.replicas}}{{end}}', 'web  |003;db   |001;'],
    ['pipes', '{{.items | len | printf "%d items"}}', '2 items'],
    ['trims', 'a {{- len .items -}} b', 'a2b'],
    ['says no value', '{{(index .items 1).metadata.labels}}', '<no value>'],
    ['reads keys with special characters', '{{index .a "x.y/z"}}', '1', { a: { 'x.y/z': 1 } }],
    ['knows the root in a range', '{{range .items}}{{len $.items}}{{end}}', '22'],
    ['keeps variables', '{{$n := 0}}{{range .items}}{{$n = .spec.replicas}}{{end}}{{$n}}', '1'],
    ['uses with', '{{with (index .items 0)}}{{.metadata.name}}{{end}}', 'web'],
    ['has an else for an empty range', '{{range .none}}x{{else}}empty{{end}}', 'empty'],
    ['combines conditions', '{{if and .a (or .b .c)}}yes{{end}}', 'yes', { a: 1, c: true }],
    ['decodes', '{{.data.password | base64decode}}', 'geheim€', { data: { password: 'Z2VoZWlt4oKs' } }],
    ['prints maps as Go does', '{{.m}}', 'map[a:1 b:[x y]]', { m: { b: ['x', 'y'], a: 1 } }],
    ['leaves comments out', 'a{{/* nothing */}}b', 'ab'],
  ] as [string, string, string, unknown?][])('%s', (_, template, expected, value) => {
    expect(print(template, value ?? list)).toBe(expected);
  });

  it.each([
    ['{{range .items}}', 'unexpected EOF'],
    ['{{.a', 'unclosed action'],
    ['{{nosuch .a}}', 'function "nosuch" not defined'],
    ['{{define "x"}}{{end}}', 'define is not supported'],
    ['{{$x}}', 'undefined variable "$x"'],
    ['{{index .items 5}}', 'slice index out of range'],
    ['{{.items.name}}', "can't evaluate field name"],
  ])('%s is refused: %s', (template, message) => {
    expect(() => print(template)).toThrow(message);
  });
});
