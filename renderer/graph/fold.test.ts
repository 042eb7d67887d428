import { describe, expect, test } from 'vitest';
import { foldLevel, levelAt, showsAtLeast } from './fold.ts';

describe('levels of folding', () => {
  test.each([
    [0.01, 'pool'],
    [0.1, 'square'],
    [0.3, 'dots'],
    [0.5, 'small'],
    [1, 'tile'],
    [2.5, 'open'],
  ] as const)('zoom %f shows %s', (zoom, level) => {
    expect(levelAt(zoom)).toBe(level);
  });

  test('a level holds until the zoom has passed its border by a tenth', () => {
    expect(foldLevel(0.66, 'tile')).toBe('tile');
    expect(foldLevel(0.62, 'tile')).toBe('small');
    expect(foldLevel(0.74, 'small')).toBe('small');
    expect(foldLevel(0.78, 'small')).toBe('tile');
  });

  test('a jump over several levels does not hold', () => {
    expect(foldLevel(0.1, 'tile')).toBe('square');
  });

  test('wide cards unfold to dots earlier, tiles do not', () => {
    expect(levelAt(0.15, 1)).toBe('square');
    expect(levelAt(0.15, 2)).toBe('dots');
    expect(levelAt(0.6, 2)).toBe('small');
  });

  test('levels are ordered from pools to open pods', () => {
    expect(showsAtLeast('tile', 'small')).toBe(true);
    expect(showsAtLeast('square', 'dots')).toBe(false);
  });
});
