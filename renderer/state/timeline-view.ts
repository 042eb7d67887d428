import type { Micros, TimelineMark, TimelineSkip, TimelineSpan } from '../../sim/protocol.ts';
import type { TimeScale } from './time-scale.ts';
import { firstAt } from './timeline-store.ts';

/** Virtual time that is drawn. */
export interface TimeWindow {
  readonly from: Micros;
  readonly until: Micros;
}

const niceSteps = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10];

/** The next round number of microseconds at or above `micros`, so that the axis rescales seldom. */
export function niceCeil(micros: Micros): Micros {
  const floor = 2_000_000;
  if (micros <= floor) return floor;
  const power = 10 ** Math.floor(Math.log10(micros));
  const step = niceSteps.find((candidate) => candidate * power >= micros) ?? 10;
  return Math.round(step * power);
}

/** The window that shows everything: from zero to a little beyond the end, skipped time not counted. */
export function wholeWindow(end: Micros, skips: readonly TimelineSkip[]): TimeWindow {
  const skipped = skips.reduce((sum, skip) => sum + Math.max(0, Math.min(skip.until, end) - skip.from), 0);
  const live = Math.max(0, end - skipped);
  return { from: 0, until: end + niceCeil(live * 1.06) - live };
}

/** The window after zooming by `factor` around an instant; never wider than the whole, never below a millisecond. */
export function zoomed(window: TimeWindow, at: Micros, factor: number, whole: TimeWindow): TimeWindow | null {
  const from = at - (at - window.from) / factor;
  const until = at + (window.until - at) / factor;
  if (until - from >= whole.until - whole.from) return null;
  if (until - from < 1000) return window;
  return shifted({ from: Math.round(from), until: Math.round(until) }, 0, whole);
}

/** The window moved by so many microseconds, within the whole. */
export function shifted(window: TimeWindow, by: Micros, whole: TimeWindow): TimeWindow {
  const length = window.until - window.from;
  const from = Math.round(Math.max(whole.from, Math.min(whole.until - length, window.from + by)));
  return { from, until: from + length };
}

/** Pixel columns that carry at least one of a lane's marks, each once: what a thousand marks look like. */
export function columns(marks: readonly TimelineMark[], scale: TimeScale, window: TimeWindow): number[] {
  const result: number[] = [];
  for (let i = firstAt(marks, window.from); i < marks.length; i += 1) {
    const at = marks[i]?.at ?? 0;
    if (at > window.until) break;
    const x = Math.round(scale.x(at) * 2) / 2;
    if (result.at(-1) !== x) result.push(x);
  }
  return result;
}

/** How many marks of a lane lie in each bin of `binPx`, as a share of the fullest. */
export function density(
  marks: readonly TimelineMark[],
  scale: TimeScale,
  left: number,
  width: number,
  binPx: number,
): number[] {
  const bins = new Array<number>(Math.max(1, Math.ceil(width / binPx))).fill(0);
  for (let i = firstAt(marks, scale.at(left)); i < marks.length; i += 1) {
    const bin = Math.floor((scale.x(marks[i]?.at ?? 0) - left) / binPx);
    if (bin >= bins.length) break;
    if (bin >= 0) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const most = Math.max(...bins);
  return most === 0 ? bins : bins.map((count) => count / most);
}

/** A label of the axis or of a lane, with its place. */
export interface Label {
  readonly key: string;
  readonly text: string;
  readonly x: number;
  readonly mark: TimelineMark;
  /** False when there is no room for the words: only the sign is drawn. */
  readonly isWritten: boolean;
}

/** Marks of a lane with words where they fit, the later ones giving way. */
export function labels(
  marks: readonly TimelineMark[],
  scale: TimeScale,
  window: TimeWindow,
  right: number,
  max: number,
): Label[] {
  const own = marks.slice(firstAt(marks, window.from), firstAt(marks, window.until + 1)).slice(-max);
  const result: Label[] = [];
  let free = -Infinity;
  own.forEach((mark, index) => {
    const x = scale.x(mark.at);
    const next = own[index + 1];
    const room = (next === undefined ? right : scale.x(next.at)) - x - 16;
    const isWritten = x >= free && room >= Math.min(60, mark.text.length * 5);
    if (isWritten) free = x + 14 + Math.min(room, mark.text.length * 5.2);
    const most = Math.max(3, Math.floor(room / 5));
    const text = mark.text.length > most ? `${mark.text.slice(0, most - 1)}…` : mark.text;
    result.push({ key: String(mark.id), text, x, mark, isWritten });
  });
  return result;
}

/** Rows for the pods' bars: each pod its own row while they are few; `null` when they are too many. */
export function spanRows(spans: readonly TimelineSpan[], rowsMax: number): ReadonlyMap<string, number> | null {
  const rows = new Map<string, number>();
  const freeAt: (Micros | null)[] = [];
  const endOf = new Map<string, Micros | null>();
  for (const span of spans) {
    const known = endOf.get(span.elementId);
    if (known === null) continue;
    endOf.set(span.elementId, span.until === null ? null : Math.max(known ?? 0, span.until));
  }
  for (const span of spans) {
    if (rows.has(span.elementId)) continue;
    let row = freeAt.findIndex((until) => until !== null && until <= span.from);
    if (row === -1) row = freeAt.length;
    if (row >= rowsMax) return null;
    freeAt[row] = endOf.get(span.elementId) ?? null;
    rows.set(span.elementId, row);
  }
  return rows;
}
