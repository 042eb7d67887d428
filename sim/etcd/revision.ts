import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';

/**
 * Writes that happen all the time and that nobody looks at, such as lease renewals, in closed form: how many of them there have been
 * by some time follows from when each series began and its period.
 */
interface QuietSeries {
  readonly since: Micros;
  readonly periodMicros: Micros;
  /** When it was stopped; null while it runs. */
  readonly endedAt: Micros | null;
}

/** All running series of one period (in micros): starts reduced to (quotient, remainder) so that counting takes a binary search. */
interface QuietGroup {
  readonly periodMicros: Micros;
  /** Remainders of the starts by the period, ascending. */
  readonly remainders: readonly number[];
  /** Sum of the quotients of the starts by the period. */
  readonly quotientSum: number;
}

/** Real writes, and quiet ones of series that have ended. */
const writtenName = numbered('etcd/written');
const seriesName = numbered('etcd/quietSeries');
const groupsName = numbered('etcd/quietGroups');

/** etcd's revision now: real writes and quiet ones together. It only grows. */
export function currentRevision(sim: Sim): number {
  return written(sim) + quietWrites(sim);
}

/** Counts one real write and returns its revision. */
export function nextRevision(sim: Sim): number {
  sim.store.cell<number>(writtenName).set(written(sim) + 1);
  return currentRevision(sim);
}

/**
 * Begins a series of quiet writes of one key: the first is due one period from now.
 * Without effect when the key has a series already.
 */
export function startQuietWrites(sim: Sim, key: string, periodMicros: Micros): void {
  const series = sim.store.map<QuietSeries>(seriesName);
  if (series.get(key)?.endedAt === null) return;
  series.set(key, { since: sim.now, periodMicros, endedAt: null });
  const group = groupOf(sim, periodMicros);
  const remainder = modulo(sim.now, periodMicros);
  const at = upperBound(group.remainders, remainder);
  replaceGroup(sim, {
    periodMicros,
    remainders: [...group.remainders.slice(0, at), remainder, ...group.remainders.slice(at)],
    quotientSum: group.quotientSum + Math.floor(sim.now / periodMicros),
  });
}

/** Ends a series; its writes so far stay counted. */
export function stopQuietWrites(sim: Sim, key: string): void {
  const series = sim.store.map<QuietSeries>(seriesName);
  const ended = series.get(key);
  if (ended?.endedAt !== null) return;
  const before = quietWrites(sim);
  series.set(key, { ...ended, endedAt: sim.now });
  const { periodMicros } = ended;
  const group = groupOf(sim, periodMicros);
  const at = upperBound(group.remainders, modulo(ended.since, periodMicros)) - 1;
  replaceGroup(sim, {
    periodMicros,
    remainders: [...group.remainders.slice(0, at), ...group.remainders.slice(at + 1)],
    quotientSum: group.quotientSum - Math.floor(ended.since / periodMicros),
  });
  sim.store.cell<number>(writtenName).set(written(sim) + before - quietWrites(sim));
}

/** Time of the last write of a series, also of one that was stopped; `undefined` when it has none. */
export function lastQuietWrite(sim: Sim, key: string): Micros | undefined {
  const series = sim.store.map<QuietSeries>(seriesName).get(key);
  if (series === undefined) return undefined;
  const until = series.endedAt ?? sim.now;
  const periods = Math.floor((until - series.since) / series.periodMicros);
  return periods === 0 ? undefined : series.since + periods * series.periodMicros;
}

function written(sim: Sim): number {
  return sim.store.cell<number>(writtenName).get() ?? 0;
}

/** Quiet writes of all running series up to now. */
function quietWrites(sim: Sim): number {
  let count = 0;
  for (const { periodMicros, remainders, quotientSum } of groupsOf(sim)) {
    const notYet = remainders.length - upperBound(remainders, modulo(sim.now, periodMicros));
    count += remainders.length * Math.floor(sim.now / periodMicros) - notYet - quotientSum;
  }
  return count;
}

function groupsOf(sim: Sim): readonly QuietGroup[] {
  return sim.store.cell<readonly QuietGroup[]>(groupsName).get() ?? noGroups;
}
const noGroups: readonly QuietGroup[] = [];

function groupOf(sim: Sim, periodMicros: Micros): QuietGroup {
  const known = groupsOf(sim).find((group) => group.periodMicros === periodMicros);
  return known ?? { periodMicros, remainders: [], quotientSum: 0 };
}

function replaceGroup(sim: Sim, group: QuietGroup): void {
  const others = groupsOf(sim).filter(({ periodMicros }) => periodMicros !== group.periodMicros);
  const groups = [...others, group].sort((a, b) => a.periodMicros - b.periodMicros);
  sim.store.cell<readonly QuietGroup[]>(groupsName).set(groups);
}

/** Remainder from 0 up, also before time zero. */
function modulo(time: Micros, period: Micros): number {
  return time - Math.floor(time / period) * period;
}

/** Index of the first number above `value` in an ascending list. */
function upperBound(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
