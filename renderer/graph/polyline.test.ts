import { expect, test } from 'vitest';
import { piece, placeAt, polyline, reversed } from './polyline.ts';

const corner = polyline([
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 30 },
]);

test('points that lie straight between their neighbours are left out', () => {
  const way = polyline([
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 0 },
    { x: 10, y: 0 },
  ]);
  expect(way.points).toHaveLength(2);
  expect(way.length).toBe(10);
});

test('a way that turns back keeps its turning point', () => {
  const way = polyline([
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 4, y: 0 },
  ]);
  expect(way.length).toBe(16);
});

test('the place at a share of the way counts along its pieces', () => {
  expect(placeAt(corner, 0.25)).toMatchObject({ x: 10, y: 0 });
  expect(placeAt(corner, 0.625)).toMatchObject({ x: 10, y: 15, angle: Math.PI / 2 });
  expect(placeAt(corner, 7)).toMatchObject({ x: 10, y: 30 });
});

test('the reversed way ends where the way begins', () => {
  expect(placeAt(reversed(corner), 1)).toMatchObject({ x: 0, y: 0 });
});

test('a piece keeps the corners between its ends', () => {
  expect(piece(corner, 0, 0.5).points).toEqual([
    { x: 0, y: 0, angle: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10, angle: Math.PI / 2 },
  ]);
  expect(piece(corner, 0.5, 1).length).toBe(20);
});
