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
 * @param keptFree places that no flag covers as long as there is another one.
 * @returns a rectangle for each wish, in the same order; `null` where other flags leave no room.
 */
export function placeFlags(wishes: readonly FlagWish[], view: Rect, keptFree: readonly Rect[] = []): (Rect | null)[] {
  const placed: Rect[] = [];
  return wishes.map((wish) => {
    const options = candidates(wish).filter(
      (rect) => isInside(rect, view) && !placed.some((other) => intersects(rect, other)),
    );
    const place = options.find((rect) => !keptFree.some((other) => intersects(rect, other))) ?? options[0] ?? null;
    if (place !== null) placed.push(place);
    return place;
  });
}

function candidates({ at, width, isVertical, prefersLeft }: FlagWish): Rect[] {
  const place = (x: number, y: number): Rect => ({ x, y, w: width, h: height });
  const right = place(at.x + away, at.y - height / 2);
  const left = place(at.x - away - width, at.y - height / 2);
  const above = place(at.x - width / 2, at.y - away - height);
  const below = place(at.x - width / 2, at.y + away);
  const shifted = [0.1, -1.1, 0.7, -1.7].map((by) => at.y + height * by);
  const further = [at.x + away, at.x - away - width].flatMap((x) => shifted.map((y) => place(x, y)));
  if (prefersLeft) return [left, right, above, below];
  return isVertical ? [right, left, ...further, above, below] : [above, below, right, left, ...further];
}

const isInside = (rect: Rect, view: Rect): boolean =>
  rect.x >= view.x && rect.y >= view.y && rect.x + rect.w <= view.x + view.w && rect.y + rect.h <= view.y + view.h;
