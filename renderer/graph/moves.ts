import type { PodElement } from '../../sim/protocol.ts';
import { between } from './geometry.ts';
import type { Rect } from './geometry.ts';
import { easeOut } from './ease.ts';

/** How long a tile takes to its new place, and how long it takes to come or to go, in milliseconds. */
export const moveMs = 320;
const fadeMs = 180;

interface Move {
  /** Where it comes from; null when it was not there before. */
  readonly from: Rect | null;
  readonly startedAt: number;
}

/** A pod that is gone, for as long as it fades. */
export interface Ghost {
  readonly pod: PodElement;
  readonly rect: Rect;
  readonly startedAt: number;
}

/** Tiles on their way to new places, and tiles that come and go. */
export class Moves {
  readonly #moves = new Map<string, Move>();
  #ghosts: Ghost[] = [];
  /** Zero where motion is not wanted. */
  durationMs = moveMs;

  get isEmpty(): boolean {
    return this.#moves.size === 0 && this.#ghosts.length === 0;
  }

  ids(): Iterable<string> {
    return this.#moves.keys();
  }

  has = (id: string): boolean => this.#moves.has(id);

  /** Something goes from one place to another. */
  start(id: string, from: Rect, to: Rect, now: number): void {
    if (this.durationMs <= 0 || (from.x === to.x && from.y === to.y)) return;
    this.#moves.set(id, { from, startedAt: now });
  }

  /** Something is there that was not there before. */
  appear(id: string, now: number): void {
    if (this.durationMs > 0) this.#moves.set(id, { from: null, startedAt: now });
  }

  /** Something is no longer there. */
  vanish(pod: PodElement, rect: Rect, now: number): void {
    if (this.durationMs > 0) this.#ghosts.push({ pod, rect, startedAt: now });
  }

  clear(): void {
    this.#moves.clear();
    this.#ghosts = [];
  }

  /** Where a tile is on its way to `to`. */
  at(id: string, to: Rect, now: number): Rect {
    const move = this.#moves.get(id);
    if (!move?.from) return to;
    return between(move.from, to, easeOut(Math.min(1, (now - move.startedAt) / this.durationMs)));
  }

  /** How opaque a tile is that has just come: 0 to 1. */
  alphaOf(id: string, now: number): number {
    const move = this.#moves.get(id);
    return move?.from === null ? Math.min(1, Math.max(0, (now - move.startedAt) / fadeMs)) : 1;
  }

  /** The tiles that are going, each with how opaque it still is. */
  ghosts(now: number): { ghost: Ghost; alpha: number }[] {
    return this.#ghosts.map((ghost) => ({ ghost, alpha: Math.max(0, 1 - (now - ghost.startedAt) / fadeMs) }));
  }

  /** Ends the moves whose time is over. @returns their ids. */
  finish(now: number): string[] {
    const done: string[] = [];
    for (const [id, move] of this.#moves) {
      if (now - move.startedAt >= (move.from === null ? fadeMs : this.durationMs)) done.push(id);
    }
    for (const id of done) this.#moves.delete(id);
    this.#ghosts = this.#ghosts.filter((ghost) => now - ghost.startedAt < fadeMs);
    return done;
  }
}
