import { intersects } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';

/** A flag that wants a place beside its glyph. */
export interface FlagWish {
  readonly at: Point;
  readonly width: number;
  readonly isVertical: boolean;
  /** It would rather stand at the left. */
  readonly prefersLeft?: boolean;
}

const height = 18;
const away = 12;

/**
 * Finds a place for each flag: beside the glyph on upright wires, above it on level ones, or else where neither another flag nor the edge
 * of the view is in the way.
 *
 * @param keptFree places that no flag should cover.
 * @returns a rectangle for each wish, in the same order.
 */
export function placeFlags(wishes: readonly FlagWish[], view: Rect, keptFree: readonly Rect[] = []): Rect[] {
  const placed: Rect[] = [];
  for (const wish of wishes) {
    const options = candidates(wish);
    const free = options.find(
      (rect) => isInside(rect, view) && ![...placed, ...keptFree].some((other) => intersects(rect, other)),
    );
    const inside = options.find((rect) => isInside(rect, view)) ?? options[0];
    placed.push(free ?? inside ?? { x: wish.at.x, y: wish.at.y, w: wish.width, h: height });
  }
  return placed;
}

function candidates({ at, width, isVertical, prefersLeft }: FlagWish): Rect[] {
  const place = (x: number, y: number): Rect => ({ x, y, w: width, h: height });
  const right = place(at.x + away, at.y - height / 2);
  const left = place(at.x - away - width, at.y - height / 2);
  const above = place(at.x - width / 2, at.y - away - height);
  const below = place(at.x - width / 2, at.y + away);
  const further = [place(at.x + away, at.y - height * 1.7), place(at.x + away, at.y + height * 0.7)];
  if (prefersLeft) return [left, right, above, below];
  return isVertical ? [right, left, ...further, above, below] : [above, below, right, left, ...further];
}

const isInside = (rect: Rect, view: Rect): boolean =>
  rect.x >= view.x && rect.y >= view.y && rect.x + rect.w <= view.x + view.w && rect.y + rect.h <= view.y + view.h;
