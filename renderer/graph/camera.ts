import { clamp } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';

/** Where the world is seen from: screen = world x zoom + pan, in CSS pixels. */
export interface Camera {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const zoomMin = 0.008;
export const zoomMax = 4;

export const toScreen = (camera: Camera, point: Point): Point => ({
  x: point.x * camera.zoom + camera.x,
  y: point.y * camera.zoom + camera.y,
});

export const toWorld = (camera: Camera, point: Point): Point => ({
  x: (point.x - camera.x) / camera.zoom,
  y: (point.y - camera.y) / camera.zoom,
});

/** The part of the world that a view of this size shows. */
export function visibleWorld(camera: Camera, width: number, height: number): Rect {
  const at = toWorld(camera, { x: 0, y: 0 });
  return { x: at.x, y: at.y, w: width / camera.zoom, h: height / camera.zoom };
}

/** The camera that shows all of a part of the world, in the middle of the room that is left under `top` pixels. */
export function fitCamera(bounds: Rect, view: { w: number; h: number; top: number }): Camera {
  const height = Math.max(1, view.h - view.top);
  const zoom = clamp(Math.min(view.w / bounds.w, height / bounds.h), zoomMin, 2);
  return {
    zoom,
    x: (view.w - bounds.w * zoom) / 2 - bounds.x * zoom,
    y: view.top + (height - bounds.h * zoom) / 2 - bounds.y * zoom,
  };
}

/** The camera zoomed by a factor about a point of the screen. */
export function zoomedAt(camera: Camera, at: Point, factor: number): Camera {
  const zoom = clamp(camera.zoom * factor, zoomMin, zoomMax);
  const world = toWorld(camera, at);
  return { zoom, x: at.x - world.x * zoom, y: at.y - world.y * zoom };
}

/** A camera a part `t` of the way between two: zoom in equal ratios, so that it looks even. */
export function cameraBetween(from: Camera, to: Camera, t: number): Camera {
  if (t >= 1) return to;
  const zoom = from.zoom * (to.zoom / from.zoom) ** t;
  const share = Math.abs(to.zoom - from.zoom) < 1e-6 ? t : (zoom - from.zoom) / (to.zoom - from.zoom);
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return { zoom, x: mix(from.x, to.x), y: mix(from.y, to.y) };
}

export const sameCamera = (a: Camera, b: Camera): boolean =>
  Math.abs(a.zoom - b.zoom) < 1e-6 && Math.abs(a.x - b.x) < 0.01 && Math.abs(a.y - b.y) < 0.01;

/** A rectangle of the world on the screen. */
export const onScreen = (rect: Rect, camera: Camera): Rect => ({
  ...toScreen(camera, rect),
  w: rect.w * camera.zoom,
  h: rect.h * camera.zoom,
});
