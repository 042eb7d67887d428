/** A point of the world or of the screen. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An axis-parallel rectangle: left top corner and size. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const rightOf = (rect: Rect): number => rect.x + rect.w;
export const bottomOf = (rect: Rect): number => rect.y + rect.h;
export const centreOf = (rect: Rect): Point => ({ x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 });

/** Grows a rectangle by `by` on each side (shrinks when negative). */
export const grow = (rect: Rect, by: number): Rect => ({
  x: rect.x - by,
  y: rect.y - by,
  w: rect.w + 2 * by,
  h: rect.h + 2 * by,
});

export const contains = (rect: Rect, x: number, y: number): boolean =>
  x >= rect.x && y >= rect.y && x <= rect.x + rect.w && y <= rect.y + rect.h;

export const intersects = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** The smallest rectangle around both. */
export function union(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, w: Math.max(rightOf(a), rightOf(b)) - x, h: Math.max(bottomOf(a), bottomOf(b)) - y };
}

/** The rectangle a part `t` (0 to 1) of the way from one to the other. */
export function between(from: Rect, to: Rect, t: number): Rect {
  const mix = (a: number, b: number): number => a + (b - a) * t;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), w: mix(from.w, to.w), h: mix(from.h, to.h) };
}

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** True when both cover the same place, to a thousandth. */
export function sameRect(a: Rect, b: Rect): boolean {
  const near = (p: number, q: number): boolean => Math.abs(p - q) < 0.001;
  return near(a.x, b.x) && near(a.y, b.y) && near(a.w, b.w) && near(a.h, b.h);
}
