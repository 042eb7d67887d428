import type { Micros, TimelineSkip } from '../../sim/protocol.ts';

/** Width of a stretch of skipped time, whatever its length (LOOK.md section 5, Deck). */
export const skipWidthPx = 96;

/** One stretch of the axis: times from `from` to `until` lie evenly between `x` and `x + width`. */
export interface Stretch {
  readonly from: Micros;
  readonly until: Micros;
  readonly x: number;
  readonly width: number;
  readonly isSkip: boolean;
}

/** A mapping between virtual time and pixels that shortens skipped time. */
export interface TimeScale {
  readonly stretches: readonly Stretch[];
  /** Pixels from the left for an instant; beyond the ends it goes on at the scale of the end. */
  x(at: Micros): number;
  /** Instant at a pixel, in whole microseconds, never below the start. */
  at(x: number): Micros;
}

interface Piece {
  from: Micros;
  until: Micros;
  isSkip: boolean;
}

function pieces(from: Micros, until: Micros, skips: readonly TimelineSkip[]): Piece[] {
  const result: Piece[] = [];
  let at = from;
  for (const skip of skips) {
    const start = Math.max(skip.from, at);
    const end = Math.min(skip.until, until);
    if (end <= start) continue;
    if (start > at) result.push({ from: at, until: start, isSkip: false });
    result.push({ from: start, until: end, isSkip: true });
    at = end;
  }
  if (until > at || result.length === 0) result.push({ from: at, until: Math.max(until, at + 1), isSkip: false });
  return result;
}

/**
 * Lays virtual time from `from` to `until` over `width` pixels that begin at `left`.
 *
 * Each skip that is longer than its share gets a fixed width, less when many skips would leave no room for the rest.
 */
export function timeScale(
  from: Micros,
  until: Micros,
  skips: readonly TimelineSkip[],
  left: number,
  width: number,
): TimeScale {
  const total = Math.max(1, until - from);
  const worthwhile = skips.filter((skip) => ((skip.until - skip.from) / total) * width > skipWidthPx / 2);
  const parts = pieces(from, until, worthwhile);
  const skipCount = parts.filter((part) => part.isSkip).length;
  const eachSkip = skipCount === 0 ? 0 : Math.min(skipWidthPx, (width * 0.6) / skipCount);
  const liveMicros = parts.reduce((sum, part) => sum + (part.isSkip ? 0 : part.until - part.from), 0);
  const perMicro = liveMicros > 0 ? (width - eachSkip * skipCount) / liveMicros : 0;
  let x = left;
  const stretches = parts.map((part): Stretch => {
    const own = part.isSkip ? eachSkip : (part.until - part.from) * perMicro;
    const stretch = { ...part, x, width: own };
    x += own;
    return stretch;
  });
  return { stretches, x: (at) => toPixel(stretches, at), at: (px) => toInstant(stretches, px) };
}

function toPixel(stretches: readonly Stretch[], at: Micros): number {
  let nearest = stretches[0];
  for (const stretch of stretches) {
    if (at >= stretch.from) nearest = stretch;
  }
  if (nearest === undefined) return 0;
  return nearest.x + ((at - nearest.from) / (nearest.until - nearest.from)) * nearest.width;
}

function toInstant(stretches: readonly Stretch[], px: number): Micros {
  let nearest = stretches[0];
  for (const stretch of stretches) {
    if (px >= stretch.x) nearest = stretch;
  }
  if (nearest === undefined || nearest.width === 0) return nearest?.from ?? 0;
  const part = Math.max(0, (px - nearest.x) / nearest.width);
  return Math.round(nearest.from + part * (nearest.until - nearest.from));
}

const stepsMicros = [
  1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1e6, 2e6, 5e6, 10e6, 15e6, 30e6, 60e6, 120e6,
  300e6, 600e6, 1800e6, 3600e6, 7200e6, 21600e6, 43200e6, 86400e6,
];

/** Instants that get a label: round ones, at least `minPx` apart, none inside skipped time. */
export function axisTicks(scale: TimeScale, minPx: number): Micros[] {
  const live = scale.stretches.filter((stretch) => !stretch.isSkip && stretch.width > 0);
  const first = live[0];
  if (first === undefined) return [];
  const perPx = (first.until - first.from) / first.width;
  const step = stepsMicros.find((micros) => micros / perPx >= minPx) ?? 86400e6 * 7;
  const ticks: Micros[] = [];
  for (const stretch of live) {
    for (let at = Math.ceil(stretch.from / step) * step; at <= stretch.until && ticks.length < 500; at += step) {
      const last = ticks.at(-1);
      if (last === undefined || scale.x(at) - scale.x(last) >= minPx * 0.7) ticks.push(at);
    }
  }
  return ticks;
}
