/** Collects the lines of a description and aligns them at the end. */
import { parseTime } from '../../api/time.ts';
import type { Micros } from '../../api/time.ts';
import { alignTabs, describeTabs } from '../text/tab-writer.ts';

const indent = '  ';

/** Models: kubectl pkg/describe/describe.go PrefixWriter (v1.37). */
export class DescriptionWriter {
  /** Present instant in micros since 1970, for ages. */
  readonly now: Micros;
  readonly #parts: string[] = [];

  constructor(now: Micros) {
    this.now = now;
  }

  /** Text as it is. */
  raw(text: string): void {
    this.#parts.push(text);
  }

  /** A line, indented by two spaces a level; tabs in it separate columns. */
  line(level: number, text: string): void {
    this.#parts.push(`${indent.repeat(level)}${text}\n`);
  }

  /** A line of a name and its value in the next column. */
  field(level: number, name: string, value: string | number | boolean): void {
    this.line(level, `${name}:\t${value}`);
  }

  /** Heads, a line of dashes under each, and rows. */
  table(level: number, heads: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    this.line(level, heads.join('\t'));
    this.line(level, heads.map((head) => '-'.repeat(head.length)).join('\t'));
    for (const row of rows) this.line(level, row.join('\t'));
  }

  /** What was written, with tabs. */
  get unaligned(): string {
    return this.#parts.join('');
  }

  /** What was written, aligned. */
  get text(): string {
    return alignTabs(this.unaligned, describeTabs);
  }
}

const weekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const microsPerDay = 86_400_000_000;

/**
 * A time as descriptions show it: `Sat, 31 Jan 2026 12:00:00 +0000`. An absent time is the first instant of year one, as in Go.
 * Models: Go's time.RFC1123Z. Differs: always UTC, for a simulated cluster has no place.
 */
export function dateText(time: string | null | undefined): string {
  if (time === undefined || time === null || time === '') return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const weekday = weekdays[((Math.floor(parseTime(time) / microsPerDay) % 7) + 7) % 7] ?? '';
  const month = months[Number(time.slice(5, 7)) - 1] ?? '';
  return `${weekday}, ${time.slice(8, 10)} ${month} ${time.slice(0, 4)} ${time.slice(11, 19)} +0000`;
}

/** A list as Go's %v writes it: `[a b]`. */
export function goList(items: readonly (string | number)[] | null | undefined): string {
  return `[${(items ?? []).join(' ')}]`;
}
