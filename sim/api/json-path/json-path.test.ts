import { describe, expect, it } from 'vitest';
import { findResults, parseJsonPath, printResults, relaxedJsonPath } from './index.ts';

const store = {
  name: 'jsonpath',
  book: [
    { category: 'reference', author: 'Nigel Rees', title: 'Sayings of the Centurey', price: 8.95 },
    { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword of Honour', price: 12.99 },
    { category: 'fiction', author: 'Herman Melville', title: 'Moby Dick', price: 8.99 },
  ],
  bicycle: [
    { color: 'red', price: 19.95, isNew: true },
    { color: 'green', price: 20.01, isNew: false },
  ],
  labels: { engieer: 10, 'web/html': 15, 'k8s-app': 20 },
  employees: { jason: 'manager', dan: 'clerk', jan: 3 },
};

const nodes = {
  kind: 'List',
  items: [
    { kind: 'None', metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': '127.0.0.1' } }, ready: true },
    { kind: 'None', metadata: { name: '127.0.0.2', labels: { 'kubernetes.io/hostname': '127.0.0.2' } }, ready: false },
  ],
};

function print(template: string, value: unknown, allowMissingKeys = false): string {
  return printResults(findResults(parseJsonPath(template), value, { allowMissingKeys }));
}

describe('a template', () => {
  it.each([
    ['plain', 'hello jsonpath', 'hello jsonpath'],
    ['variable', 'hello {.name}', 'hello jsonpath'],
    ['dict', "{.labels['web/html']}", '15'],
    ['dict of a field with a dash', '{.labels.k8s-app}', '20'],
    ['nested', '{.book[*].author}', 'Nigel Rees Evelyn Waugh Herman Melville'],
    ['all items', '{.bicycle[*].color}', 'red green'],
    ['slice', '{.book[0:2].author}', 'Nigel Rees Evelyn Waugh'],
    ['slice with a step', '{.book[0:3:2].author}', 'Nigel Rees Herman Melville'],
    ['last', '{.book[-1:].title}', 'Moby Dick'],
    ['index from the end', '{.book[-2].title}', 'Sword of Honour'],
    ['all but the last', '{.book[:-1].title}', 'Sayings of the Centurey Sword of Honour'],
    ['indexes', '{.book[0,2].author}', 'Nigel Rees Herman Melville'],
    ['union of paths', "{.book[0]['author', 'title']}", 'Nigel Rees Sayings of the Centurey'],
    ['recursive', '{..price}', '19.95 20.01 8.95 12.99 8.99'],
    ['filter by number', '{.bicycle[?(@.price < 20)].color}', 'red'],
    ['filter by text', "{.book[?(@.category=='reference')].title}", 'Sayings of the Centurey'],
    ['filter by text with a bracket', "{.book[?(@.title=='a)')].title}", ''],
    ['filter by truth', '{.bicycle[?(@.isNew==true)].price}', '19.95'],
    ['filter by presence', '{.bicycle[?(@.isNew)].color}', 'red green'],
    ['filter and not equal', '{.bicycle[?(@.color!="red")].color}', 'green'],
    ['map', '{.employees}', '{"dan":"clerk","jan":3,"jason":"manager"}'],
    ['wildcard', '{.employees.*}', 'clerk 3 manager'],
    ['root', '{$.name}', 'jsonpath'],
  ])('%s', (_, template, expected) => {
    expect(print(template, store)).toBe(expected);
  });

  it.each([
    ['range over items', '{range .items[*]}{.metadata.name}{"\\n"}{end}', '127.0.0.1\n127.0.0.2\n'],
    ['range with text', '{range .items[*]}[{.metadata.name}, {.ready}] {end}', '[127.0.0.1, true] [127.0.0.2, false] '],
    ['text after a range', '{range .items[*]}{.kind}{end}-{.kind}', 'NoneNone-List'],
    ['escaped dots', '{.items[0].metadata.labels.kubernetes\\.io/hostname}', '127.0.0.1'],
    ['several paths', "{.items[*]['metadata.name', 'kind']}", '127.0.0.1 127.0.0.2 None None'],
    ['filter on a nested field', '{.items[?(@.metadata.name=="127.0.0.2")].ready}', 'false'],
  ])('%s', (_, template, expected) => {
    expect(print(template, nodes)).toBe(expected);
  });

  it('escapes what HTML minds inside JSON', () => {
    expect(print('{.a}', { a: { b: '<&>' } })).toBe('{"b":"\\u003c\\u0026\\u003e"}');
  });
});

describe('errors', () => {
  it.each([
    ['{.name', 'unclosed action'],
    ['{.hello-world[}', 'unterminated array'],
    ['{.book[a]}', 'invalid array index a'],
    ['{"abc}', 'unterminated quoted string'],
    ['{.book[?(.price < 10)}', 'unclosed array expect ]'],
    ['{.book[?(.price < 10]}', 'unterminated filter'],
    ['{....}', 'invalid multiple recursive descent'],
    ['{end}', 'not in range, nothing to end'],
    ['{*}', "unrecognized character in action: U+002A '*'"],
    ['{hello}', 'unrecognized identifier hello'],
    ['{.missing}', 'missing is not found'],
    ['{.book[5]}', 'array index out of bounds: index 5, length 3'],
    ['{.name[0]}', 'string is not array or slice'],
  ])('%s: %s', (template, message) => {
    expect(() => print(template, store)).toThrow(message);
  });

  it('a missing field is nothing when that is allowed', () => {
    expect(print('{.missing.more}-', store, true)).toBe('-');
  });
});

describe('relaxedJsonPath', () => {
  it.each(['metadata.name', '.metadata.name', '{metadata.name}', '{.metadata.name}'])('reads %s', (path) => {
    expect(relaxedJsonPath(path)).toBe('{.metadata.name}');
  });

  it('refuses half a brace', () => {
    expect(() => relaxedJsonPath('{.metadata.name')).toThrow('unexpected path string');
  });
});
