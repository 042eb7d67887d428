import { expect, it } from 'vitest';
import { Slice } from './slice.ts';

it('a slice that is over stays over until the next one begins, however often it is asked', () => {
  let now = 0;
  const slice = new Slice(() => now, 8);
  const asks = (count: number): boolean[] => Array.from({ length: count }, () => slice.isOver());
  slice.begin();
  expect(asks(100)).not.toContain(true);
  now = 8;
  expect(asks(32)).toContain(true);
  expect(asks(50)).not.toContain(false);
  slice.begin();
  expect(slice.isOver()).toBe(false);
});
