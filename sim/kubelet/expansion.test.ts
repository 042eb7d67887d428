import { describe, expect, it } from 'vitest';
import { expand } from './expansion.ts';

const variables = { A: 'a', REF: '$(A)', EMPTY: '' };

describe('references in values', () => {
  it.each([
    ['$(A)', 'a'],
    ['x-$(A)-y', 'x-a-y'],
    ['$(A)$(A)', 'aa'],
    ['$(EMPTY)', ''],
    ['$(REF)', '$(A)'],
    ['$(NONE)', '$(NONE)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$(A', '$(A'],
    ['$A', '$A'],
    ['cost: 5$', 'cost: 5$'],
    ['$()', '$()'],
  ])('turn %s into %s', (input, output) => {
    expect(expand(input, variables)).toBe(output);
  });
});
