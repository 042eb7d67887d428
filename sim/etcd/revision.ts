import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';

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

/** All running series of one period: starts reduced to (quotient, remainder) so that counting takes a binary search. */
interface QuietGroup {
  /** Remainders of the starts by the period, ascending. */
  readonly remainders: readonly number[];
  /** Sum of the quotients of the starts by the period. */
  readonly quotientSum: number;
}

const counterName = 'etcd/revision';
const seriesName = 'etcd/quietSeries';
const groupsName = 'etcd/quietGroups';

interface Counter {
  /** Real writes, and quiet ones of series that have ended. */
  readonly written: number;
}

/** etcd's revision now: real writes and quiet ones together. It only grows. */
export function currentRevision(sim: Sim): number {
  return written(sim) + quietWrites(sim);
}

/** Counts one real write and returns its revision. */
export function nextRevision(sim: Sim): number {
  sim.store.map<Counter>(counterName).set('counter', { written: written(sim) + 1 });
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
  const groups = sim.store.map<QuietGroup>(groupsName);
  const group = groups.get(String(periodMicros)) ?? { remainders: [], quotientSum: 0 };
  const remainder = modulo(sim.now, periodMicros);
  const at = upperBound(group.remainders, remainder);
  groups.set(String(periodMicros), {
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
  const groups = sim.store.map<QuietGroup>(groupsName);
  const name = String(ended.periodMicros);
  const group = groups.get(name) as QuietGroup;
  const at = upperBound(group.remainders, modulo(ended.since, ended.periodMicros)) - 1;
  groups.set(name, {
    remainders: [...group.remainders.slice(0, at), ...group.remainders.slice(at + 1)],
    quotientSum: group.quotientSum - Math.floor(ended.since / ended.periodMicros),
  });
  sim.store.map<Counter>(counterName).set('counter', { written: written(sim) + before - quietWrites(sim) });
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
  return sim.store.map<Counter>(counterName).get('counter')?.written ?? 0;
}

/** Quiet writes of all running series up to now. */
function quietWrites(sim: Sim): number {
  let count = 0;
  sim.store.map<QuietGroup>(groupsName).forEach(({ remainders, quotientSum }, name) => {
    const period = Number(name);
    const notYet = remainders.length - upperBound(remainders, modulo(sim.now, period));
    count += remainders.length * Math.floor(sim.now / period) - notYet - quotientSum;
  });
  return count;
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
