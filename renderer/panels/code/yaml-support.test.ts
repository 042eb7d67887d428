import { yamlLanguage } from '@codemirror/lang-yaml';
import { describe, expect, it } from 'vitest';
import { withinStack, yaml } from './yaml-support.ts';

const failing = (error: Error): Parameters<typeof withinStack>[0] => ({
  advance: () => {
    throw error;
  },
  stopAt: () => undefined,
  parsedPos: 7,
  stoppedAt: null,
});

/** Calls back where little of the stack is left. */
function deepDown<T>(levels: number, work: () => T): T {
  return levels === 0 ? work() : ([deepDown(levels - 1, work)][0] as T);
}

describe('YAML in an editor', () => {
  it('has the tree of its language', () => {
    const text = 'a: [1, {b: 2}]\n';
    expect(yaml().language.parser.parse(text).toString()).toBe(yamlLanguage.parser.parse(text).toString());
  });

  it('ends without a tree where it nests deeper than the stack goes', () => {
    const parse = withinStack(failing(new RangeError('Maximum call stack size exceeded')));
    expect(parse.advance()?.length).toBe(0);
    expect(parse.parsedPos).toBe(7);
  });

  it('does not throw for any depth, wherever it is called', () => {
    const text = `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`;
    const { parser } = yaml().language;
    for (const levels of [0, 2000, 4000, 6000]) expect(() => deepDown(levels, () => parser.parse(text))).not.toThrow();
  });

  it('hides no other mistake', () => {
    expect(() => withinStack(failing(new TypeError('no'))).advance()).toThrow('no');
  });
});
