import { centreOf } from './geometry.ts';
import type { Rect } from './geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Something that the keyboard can go to. */
export interface Stop {
  readonly id: string;
  readonly rect: Rect;
}

/** Stops in reading order: by rows from the top, in a row from the left. */
export function readingOrder(stops: readonly Stop[]): Stop[] {
  return [...stops].sort((a, b) => {
    const rowA = Math.round(a.rect.y / 40);
    const rowB = Math.round(b.rect.y / 40);
    return rowA - rowB || a.rect.x - b.rect.x || (a.id < b.id ? -1 : 1);
  });
}

/**
 * The nearest stop in a direction, or null when there is none: what lies off to the side counts as further away than it is.
 */
export function nextStop(stops: readonly Stop[], from: Rect, direction: Direction): Stop | null {
  const start = centreOf(from);
  let best: Stop | null = null;
  let bestCost = Infinity;
  for (const stop of stops) {
    const at = centreOf(stop.rect);
    const dx = at.x - start.x;
    const dy = at.y - start.y;
    const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    const aside = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx);
    if (ahead <= 1) continue;
    const cost = ahead + aside * 2.5;
    if (cost < bestCost) {
      bestCost = cost;
      best = stop;
    }
  }
  return best;
}
