import { expect, test } from 'vitest';
import { assignSlots, slotCount } from './slots.ts';

test('a pod keeps its slot when another one goes', () => {
  const before = assignSlots(new Map(), ['a', 'b', 'c']);
  const after = assignSlots(before, ['a', 'c']);
  expect([...after]).toEqual([
    ['a', 0],
    ['c', 2],
  ]);
});

test('a new pod takes the first free slot', () => {
  const before = new Map([
    ['a', 0],
    ['c', 2],
  ]);
  expect(assignSlots(before, ['a', 'c', 'd', 'e'])).toEqual(
    new Map([
      ['a', 0],
      ['c', 2],
      ['d', 1],
      ['e', 3],
    ]),
  );
});

test('the count reaches to the highest slot in use', () => {
  expect(slotCount(new Map([['a', 4]]))).toBe(5);
  expect(slotCount(new Map())).toBe(0);
});
