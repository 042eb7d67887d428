import { expect, test } from 'vitest';
import { placeFlags } from './flags.ts';
import { nextStop, readingOrder } from './focus.ts';
import { intersects } from './geometry.ts';

const at = (
  id: string,
  x: number,
  y: number,
): { id: string; rect: { x: number; y: number; w: number; h: number } } => ({
  id,
  rect: { x, y, w: 20, h: 20 },
});
const stops = [at('a', 0, 0), at('b', 100, 4), at('c', 200, 0), at('d', 90, 200)];

test('reading order goes by rows from the left', () => {
  expect(readingOrder(stops.toReversed()).map((stop) => stop.id)).toEqual(['a', 'b', 'c', 'd']);
});

test('an arrow goes to the nearest in its direction', () => {
  expect(nextStop(stops, stops[0]!.rect, 'right')?.id).toBe('b');
  expect(nextStop(stops, stops[1]!.rect, 'down')?.id).toBe('d');
  expect(nextStop(stops, stops[3]!.rect, 'up')?.id).toBe('b');
  expect(nextStop(stops, stops[0]!.rect, 'left')).toBeNull();
});

test('flags of neighbours do not cover each other', () => {
  const wishes = [0, 6, 12].map((dy) => ({ at: { x: 100, y: 100 + dy }, width: 80, isVertical: true }));
  const places = placeFlags(wishes, { x: 0, y: 0, w: 400, h: 400 }).filter((place) => place !== null);
  expect(places).toHaveLength(3);
  places.forEach((place, index) => {
    for (const other of places.slice(index + 1)) expect(intersects(place, other)).toBe(false);
  });
});

test('a flag stays in view', () => {
  const [place] = placeFlags([{ at: { x: 395, y: 100 }, width: 80, isVertical: true }], { x: 0, y: 0, w: 400, h: 400 });
  expect(place!.x + place!.w).toBeLessThanOrEqual(400);
});
