/** Schedules of CronJobs: five fields or a word such as `@daily`. Models: github.com/robfig/cron v3 ParseStandard. */

/** When a CronJob runs. Lists are ascending; a star says that a field of days does not limit the other. */
export type CronSchedule =
  | {
      readonly type: 'fields';
      readonly minutes: readonly number[];
      readonly hours: readonly number[];
      readonly daysOfMonth: readonly number[];
      readonly months: readonly number[];
      /** 0 is Sunday. */
      readonly daysOfWeek: readonly number[];
      readonly isDayOfMonthStar: boolean;
      readonly isDayOfWeekStar: boolean;
    }
  | { readonly type: 'every'; readonly seconds: number };

/** A text that is no schedule; `message` is the sentence that the API server repeats. */
export class CronScheduleError extends Error {}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const monthNames = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fieldBounds: readonly [Bounds, Bounds, Bounds, Bounds, Bounds] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: monthNames },
  { min: 0, max: 6, names: dayNames },
];

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new CronScheduleError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const value = Number(text);
  if (value < 0) throw new CronScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

function parseNumberOrName(text: string, { names = [] }: Bounds): number {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase());
  return named >= 0 ? named : parseNumber(text);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly isStar: boolean;
}

/** One part of a field: `*`, `5`, `1-5`, each with or without `/step`. A number with a step goes on to the end. */
function parseRange(text: string, bounds: Bounds): Range {
  const [range = '', stepText, ...furtherSteps] = text.split('/');
  const [low = '', high, ...furtherEnds] = range.split('-');
  const isStar = low === '*' || low === '?';
  if (!isStar && furtherEnds.length > 0) throw new CronScheduleError(`too many hyphens: ${text}`);
  const start = isStar ? bounds.min : parseNumberOrName(low, bounds);
  let end = isStar ? bounds.max : high === undefined ? start : parseNumberOrName(high, bounds);
  if (furtherSteps.length > 0) throw new CronScheduleError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (!isStar && high === undefined && stepText !== undefined) end = bounds.max;
  if (start < bounds.min) {
    throw new CronScheduleError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  }
  if (end > bounds.max) throw new CronScheduleError(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) {
    throw new CronScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  }
  if (step === 0) throw new CronScheduleError(`step of range should be a positive number: ${text}`);
  return { start, end, step, isStar: isStar && step === 1 };
}

interface Field {
  readonly values: readonly number[];
  readonly isStar: boolean;
}

function parseField(text: string, bounds: Bounds): Field {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parseRange(part, bounds));
  const values: number[] = [];
  for (let value = bounds.min; value <= bounds.max; value++) {
    if (ranges.some(({ start, end, step }) => value >= start && value <= end && (value - start) % step === 0)) {
      values.push(value);
    }
  }
  return { values, isStar: ranges.some((range) => range.isStar) };
}

const secondsByUnit: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** `1h30m` in seconds, at least one. */
function parseEvery(text: string, spec: string): CronSchedule {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new CronScheduleError(`failed to parse duration ${spec}: time: invalid duration ${JSON.stringify(text)}`);
  }
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (secondsByUnit[unit ?? ''] ?? 0), 0);
  return { type: 'every', seconds: Math.max(1, Math.floor(seconds)) };
}

/**
 * Reads a schedule. A zone in front of it (`TZ=…`) is left out here.
 * @throws CronScheduleError for a text that is no schedule.
 */
export function parseCronSchedule(spec: string): CronSchedule {
  if (spec === '') throw new CronScheduleError('empty spec string');
  let text = spec;
  if (/^(CRON_)?TZ=/.test(text)) text = text.slice(text.indexOf(' ') + 1).trim();
  if (text.startsWith('@')) {
    if (text.startsWith('@every ')) return parseEvery(text.slice('@every '.length), spec);
    const fields = descriptors[text];
    if (fields === undefined) throw new CronScheduleError(`unrecognized descriptor: ${text}`);
    text = fields;
  }
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) {
    throw new CronScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fieldBounds.map((bounds, index) =>
    parseField(fields[index] ?? '', bounds),
  ) as [Field, Field, Field, Field, Field];
  return {
    type: 'fields',
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: daysOfMonth.values,
    months: months.values,
    daysOfWeek: daysOfWeek.values,
    isDayOfMonthStar: daysOfMonth.isStar,
    isDayOfWeekStar: daysOfWeek.isStar,
  };
}
