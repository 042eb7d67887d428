import { describe, expect, it } from 'vitest';
import { writeYaml } from './write.ts';

describe('writeYaml', () => {
  it.each([
    ['plain text stays plain', 'nginx:1.27', 'nginx:1.27'],
    ['texts that read as something else get double quotes', 'yes', '"yes"'],
    ['numbers as text', '1.27', '"1.27"'],
    ['times', '2026-01-31T00:00:00Z', '"2026-01-31T00:00:00Z"'],
    ['base 60', '12:30:45', '"12:30:45"'],
    ['an empty text', '', '""'],
    ['indicators get single quotes', '*/5 * * * *', "'*/5 * * * *'"],
    ['a colon and a blank', 'a: b', "'a: b'"],
    ['a quote inside plain text', "it's", "it's"],
    ['a quote inside quotes', "'a'", "'''a'''"],
    ['blanks at the edges', ' a', "' a'"],
    ['tabs get double quotes', 'a\tb', '"a\\tb"'],
    ['characters beyond the first plane', '😀', '"\\U0001F600"'],
    ['what is too large for a number is text', '1e400', '1e400'],
  ])('%s', (_, text, expected) => {
    expect(writeYaml({ a: text })).toBe(`a: ${expected}\n`);
  });

  it('writes lines as blocks that keep their ends', () => {
    expect(writeYaml({ a: 'x\ny\n' })).toBe('a: |\n  x\n  y\n');
    expect(writeYaml({ a: 'x\ny' })).toBe('a: |-\n  x\n  y\n');
    expect(writeYaml({ a: 'x\n\n' })).toBe('a: |+\n  x\n\n');
    expect(writeYaml({ a: ['x\n\ny'] })).toBe('a:\n- |-\n  x\n\n  y\n');
    expect(writeYaml({ a: ' x\ny' })).toBe('a: |2-\n   x\n  y\n');
  });

  it('folds long texts at blanks', () => {
    const long = 'x'.repeat(80);
    expect(writeYaml({ a: `${long} y` })).toBe(`a: ${long}\n  y\n`);
    expect(writeYaml({ a: `${long.slice(4)} y` })).toBe(`a: ${long.slice(4)} y\n`);
  });

  it('sorts keys with numbers by value and letters last', () => {
    const keys = { b10: 1, b9: 1, 'a-b': 1, ab: 1, B: 1 };
    expect(writeYaml(keys)).toBe('B: 1\na-b: 1\nab: 1\nb9: 1\nb10: 1\n');
  });

  it('does not indent lists, and indents maps by two', () => {
    const value = { a: [{ c: 1, b: [] }, [1, {}]], m: { n: null, t: true } };
    expect(writeYaml(value)).toBe('a:\n- b: []\n  c: 1\n- - 1\n  - {}\nm:\n  "n": null\n  t: true\n');
  });
});
