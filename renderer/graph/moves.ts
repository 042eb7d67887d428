import { between } from './geometry.ts';
import type { Rect } from './geometry.ts';
import { easeOut } from './ease.ts';

/** How long a tile takes to its new place, in milliseconds. */
export const moveMs = 320;

interface Move {
  readonly from: Rect;
  readonly startedAt: number;
}

/** Tiles on their way to new places. */
export class Moves {
  readonly #moves = new Map<string, Move>();
  /** Zero where motion is not wanted. */
  durationMs = moveMs;

  get size(): number {
    return this.#moves.size;
  }

  ids(): Iterable<string> {
    return this.#moves.keys();
  }

  has = (id: string): boolean => this.#moves.has(id);

  start(id: string, from: Rect, to: Rect, now: number): void {
    if (this.durationMs <= 0 || (from.x === to.x && from.y === to.y)) return;
    this.#moves.set(id, { from, startedAt: now });
  }

  clear(): void {
    this.#moves.clear();
  }

  /** Where a tile is on its way to `to`. */
  at(id: string, to: Rect, now: number): Rect {
    const move = this.#moves.get(id);
    if (!move) return to;
    return between(move.from, to, easeOut(Math.min(1, (now - move.startedAt) / this.durationMs)));
  }

  /** Ends the moves whose time is over. @returns their ids. */
  finish(now: number): string[] {
    const done: string[] = [];
    for (const [id, move] of this.#moves) if (now - move.startedAt >= this.durationMs) done.push(id);
    for (const id of done) this.#moves.delete(id);
    return done;
  }
}
