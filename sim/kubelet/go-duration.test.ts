import { describe, expect, it } from 'vitest';
import { goDuration } from './go-duration.ts';

describe('a Go duration', () => {
  it.each([
    [0, '0s'],
    [87_400, '87ms'],
    [1_500_000, '1.5s'],
    [10_000_000, '10s'],
    [80_000_000, '1m20s'],
    [300_000_000, '5m0s'],
    [2_103_000, '2.103s'],
  ])('of %i micros is %s', (micros, text) => {
    expect(goDuration(micros)).toBe(text);
  });
});
