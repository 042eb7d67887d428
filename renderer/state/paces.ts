import type { Pace } from '../../sim/protocol.ts';

/** Factors of real time that can be chosen. */
export const factors = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 100, 300, 1000] as const;

/** Seconds a hop that can be chosen at study pace. */
export const hopSeconds = [0.2, 0.4, 0.7, 1, 1.5, 2.5] as const;

export const studyPaceDefault: Pace = { mode: 'study', secondsPerHop: 0.7 };

/** True when two paces are the same. */
export function isSamePace(a: Pace, b: Pace): boolean {
  if (a.mode === 'study') return b.mode === 'study' && a.secondsPerHop === b.secondsPerHop;
  return b.mode === 'factor' && a.factor === b.factor;
}

function neighbour(values: readonly number[], value: number, direction: 1 | -1): number {
  const sorted = direction === 1 ? values : [...values].reverse();
  return sorted.find((candidate) => (candidate - value) * direction > 1e-9) ?? value;
}

/** The next faster (`1`) or slower (`-1`) pace of the same mode; the same pace at the end of the row. */
export function neighbourPace(pace: Pace, direction: 1 | -1): Pace {
  if (pace.mode === 'factor') return { mode: 'factor', factor: neighbour(factors, pace.factor, direction) };
  const slower = direction === 1 ? -1 : 1;
  return { mode: 'study', secondsPerHop: neighbour(hopSeconds, pace.secondsPerHop, slower) };
}
