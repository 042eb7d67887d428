import type { Point } from './geometry.ts';

/** A way of straight pieces, with its length in world units. */
export interface Polyline {
  readonly points: readonly Point[];
  readonly length: number;
}

/** A place on a way, and the direction of travel there in radians (0 points right). */
export interface PlaceOnWay extends Point {
  readonly angle: number;
}

const distance = (a: Point, b: Point): number =>
  Math.abs(a.x - b.x) + Math.abs(a.y - b.y) === 0 ? 0 : Math.hypot(b.x - a.x, b.y - a.y);

/** Joins points to a way; points that repeat the one before, or lie straight between their neighbours, are left out. */
export function polyline(points: readonly Point[]): Polyline {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last && distance(last, point) < 0.01) continue;
    const before = kept.at(-2);
    if (last && before && isBetween(before, last, point)) kept.pop();
    kept.push(point);
  }
  let length = 0;
  kept.forEach((point, index) => {
    const last = kept[index - 1];
    if (last) length += distance(last, point);
  });
  return { points: kept, length };
}

function isBetween(a: Point, middle: Point, b: Point): boolean {
  const onVertical = Math.abs(a.x - middle.x) < 0.01 && Math.abs(b.x - middle.x) < 0.01;
  const onHorizontal = Math.abs(a.y - middle.y) < 0.01 && Math.abs(b.y - middle.y) < 0.01;
  if (onVertical) return (middle.y - a.y) * (b.y - middle.y) > 0;
  return onHorizontal && (middle.x - a.x) * (b.x - middle.x) > 0;
}

/** The same way, walked from its end. */
export const reversed = (way: Polyline): Polyline => ({ points: way.points.toReversed(), length: way.length });

/**
 * The place a part `t` (0 to 1) of the way along. An empty way gives the origin.
 */
export function placeAt(way: Polyline, t: number): PlaceOnWay {
  const first = way.points[0] ?? { x: 0, y: 0 };
  let left = Math.min(1, Math.max(0, t)) * way.length;
  let angle = 0;
  let from = first;
  for (const to of way.points.slice(1)) {
    const step = distance(from, to);
    angle = Math.atan2(to.y - from.y, to.x - from.x);
    if (left <= step) {
      const share = step === 0 ? 0 : left / step;
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, angle };
    }
    left -= step;
    from = to;
  }
  return { x: from.x, y: from.y, angle };
}

/** The piece of a way between two parts of it (0 to 1 each). */
export function piece(way: Polyline, fromT: number, toT: number): Polyline {
  const start = Math.min(1, Math.max(0, fromT)) * way.length;
  const end = Math.min(1, Math.max(0, toT)) * way.length;
  const points: Point[] = [placeAt(way, fromT)];
  let walked = 0;
  way.points.forEach((point, index) => {
    const last = way.points[index - 1];
    if (last) walked += distance(last, point);
    if (walked > start && walked < end) points.push(point);
  });
  points.push(placeAt(way, toT));
  return polyline(points);
}
