import { describe, expect, it } from 'vitest';
import { parseLabelSelector } from './label-selector-parser.ts';
import { compileLabelMap, compileLabelSelector, selects } from './label-selector.ts';
import type { LabelSelector } from './types.ts';

describe('compiled selectors', () => {
  it('an absent selector picks nothing, an empty one everything', () => {
    expect(selects(compileLabelSelector(undefined), { a: 'b' })).toBe(false);
    expect(selects(compileLabelSelector({}), undefined)).toBe(true);
    expect(selects(compileLabelMap(undefined), { a: 'b' })).toBe(true);
  });

  it('all labels and expressions must hold', () => {
    const selector: LabelSelector = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    };
    const compiled = compileLabelSelector(selector);
    expect(compileLabelSelector(selector)).toBe(compiled);
    expect(selects(compiled, { app: 'web', tier: 'back' })).toBe(true);
    expect(selects(compiled, { app: 'web', tier: 'back', canary: '' })).toBe(false);
    expect(selects(compiled, { app: 'web' })).toBe(false);
  });

  it('names that every object inherits are no labels', () => {
    expect(selects(compileLabelMap({ constructor: 'x' }), {})).toBe(false);
    expect(selects(compileLabelSelector({ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }), {})).toBe(
      false,
    );
  });
});

describe('the text syntax', () => {
  it.each([
    ['x in ()', { x: '' }, true],
    ['x=,z= ', { x: '', z: '' }, true],
    ['x notin (abc,,def)', { x: '' }, false],
    ['in,notin in (in)', { in: '1', notin: 'in' }, true],
    ['x>5', { x: 'five' }, false],
    ['x>9223372036854775806', { x: '9223372036854775807' }, true],
  ])('%s', (text, labels, expected) => {
    const { selector, error } = parseLabelSelector(text);
    expect(error).toBeUndefined();
    expect(selector !== undefined && selects(selector, labels)).toBe(expected);
  });

  it.each([
    ['x=a y=b', "found 'y', expected: ',' or 'end of string'"],
    ['!x=a', "found '=', expected: ',' or 'end of string'"],
    ['a in (xyz),', "found '', expected: identifier after ','"],
    [',x', "found ',', expected: !, identifier, or 'end of string'"],
    ['a in', "found '', expected: '('"],
    ['x>9223372036854775808', 'the value must be an integer'],
    ['-a=b', 'Invalid value: "-a"'],
  ])('%s is refused', (text, sentence) => {
    expect(parseLabelSelector(text).error).toContain(sentence);
  });
});
