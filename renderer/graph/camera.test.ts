import { expect, test } from 'vitest';
import { cameraBetween, fitCamera, toScreen, toWorld, visibleWorld, zoomedAt } from './camera.ts';

const camera = { zoom: 2, x: 30, y: -10 };

test("screen and world are each other's inverse", () => {
  expect(toWorld(camera, toScreen(camera, { x: 7, y: 9 }))).toEqual({ x: 7, y: 9 });
});

test('zooming keeps the point under the pointer where it is', () => {
  const at = { x: 200, y: 120 };
  const world = toWorld(camera, at);
  expect(toScreen(zoomedAt(camera, at, 1.7), world)).toEqual({ x: expect.closeTo(200, 6), y: expect.closeTo(120, 6) });
});

test('the usual cluster fits the designed stage at zoom 1', () => {
  const fitted = fitCamera({ x: 0, y: 48, w: 1192, h: 760 }, { w: 1192, h: 808, top: 48 });
  expect(fitted).toEqual({ zoom: 1, x: 0, y: 0 });
});

test('what is fitted is in view', () => {
  const bounds = { x: -100, y: 50, w: 5000, h: 900 };
  const fitted = fitCamera(bounds, { w: 800, h: 600, top: 48 });
  const view = visibleWorld(fitted, 800, 600);
  expect(view.x).toBeLessThanOrEqual(bounds.x);
  expect(view.x + view.w).toBeGreaterThanOrEqual(bounds.x + bounds.w - 1e-6);
});

test('a flight of the camera begins and ends at its ends', () => {
  const to = { zoom: 0.5, x: 0, y: 5 };
  expect(cameraBetween(camera, to, 1)).toEqual(to);
  expect(cameraBetween(camera, to, 0)).toEqual(camera);
});
