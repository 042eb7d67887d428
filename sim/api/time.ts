/**
 * API times: RFC 3339 text to and from integer microseconds, without the host's clock or calendar.
 *
 * Pure rules compare instants as `Micros` since 1970-01-01T00:00:00Z, which is what API times parse to. A component turns the
 * engine's virtual time into that with `instantOf(now, epochMs)`.
 */

/** Integer microseconds; exact as a double until the year 2255. */
export type Micros = number;

export const microsPerMs = 1000;
export const microsPerSecond = 1_000_000;
const secondsPerDay = 86_400;

/** Days since 1970-01-01 of a proleptic Gregorian date, by counting years from March so that leap days come last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (monthLengths[month - 1] ?? 0);
}

const timeShape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Reads an RFC 3339 time.
 * @returns microseconds since 1970 in UTC, finer digits cut off, or `undefined` for text that is no time.
 */
export function parseTimeOrUndefined(text: string): Micros | undefined {
  const match = timeShape.exec(text);
  if (match === null) return undefined;
  const number = (index: number): number => Number(match[index] ?? '0');
  const [year, month, day, hour, minute, second] = [number(1), number(2), number(3), number(4), number(5), number(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || number(9) > 23 || number(10) > 59) return undefined;
  const fraction = Number((match[7] ?? '').padEnd(9, '0').slice(0, 6));
  const offsetSeconds = (number(9) * 3600 + number(10) * 60) * (match[8] === '-' ? -1 : 1);
  const seconds = daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second - offsetSeconds;
  return seconds * microsPerSecond + fraction;
}

/** A memo of pure results, so emptying it never changes an answer. */
const instantsByText = new Map<string, Micros>();
const maxMemoised = 20_000;

/**
 * Reads an API time that validation has already accepted.
 * @returns microseconds since 1970 in UTC; throws for text that is no RFC 3339 time.
 */
export function parseTime(text: string): Micros {
  const known = instantsByText.get(text);
  if (known !== undefined) return known;
  const instant = parseTimeOrUndefined(text);
  if (instant === undefined)
    throw new Error(`Time: expected RFC 3339 such as 2026-01-31T12:00:00Z, got ${JSON.stringify(text)}`);
  if (instantsByText.size >= maxMemoised) instantsByText.clear();
  instantsByText.set(text, instant);
  return instant;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Seconds that were written lately, with `Z` at the end: many times are of one instant, and then share one text. A memo of pure results. */
const writtenMax = 256;
const writtenSeconds = new Array<number>(writtenMax).fill(Number.NaN);
const writtenTexts = new Array<string>(writtenMax).fill('');

function writeSeconds(unixSeconds: number): string {
  const place = ((unixSeconds % writtenMax) + writtenMax) % writtenMax;
  if (writtenSeconds[place] !== unixSeconds) {
    writtenSeconds[place] = unixSeconds;
    writtenTexts[place] = computeSeconds(unixSeconds);
  }
  return writtenTexts[place] as string;
}

function computeSeconds(unixSeconds: number): string {
  const days = Math.floor(unixSeconds / secondsPerDay);
  const rest = unixSeconds - days * secondsPerDay;
  const { year, month, day } = civilFromDays(days);
  const date = [String(year).padStart(4, '0'), twoDigits(month), twoDigits(day)].join('-');
  const time = [twoDigits(Math.floor(rest / 3600)), twoDigits(Math.floor(rest / 60) % 60), twoDigits(rest % 60)];
  return [date, 'T', time.join(':'), 'Z'].join('');
}

/** The instant in UTC of a virtual time. @param now microseconds since the world's epoch. @param epochMs that epoch, ms since 1970. */
export function instantOf(now: Micros, epochMs: number): Micros {
  return epochMs * microsPerMs + now;
}

/**
 * Writes an API time: whole seconds, cut off, UTC.
 * @param micros microseconds since `epochMs`. @param epochMs milliseconds since 1970; 0 when `micros` is an instant already.
 * Models: metav1.Time MarshalJSON (v1.37).
 */
export function formatTime(micros: Micros, epochMs = 0): string {
  return writeSeconds(Math.floor(instantOf(micros, epochMs) / microsPerSecond));
}

/** Writes a time with six decimals, as leases and events carry it; arguments as `formatTime`. Models: metav1.MicroTime (v1.37). */
export function formatMicroTime(micros: Micros, epochMs = 0): string {
  const instant = instantOf(micros, epochMs);
  const seconds = Math.floor(instant / microsPerSecond);
  return `${writeSeconds(seconds).slice(0, -1)}.${String(instant - seconds * microsPerSecond).padStart(6, '0')}Z`;
}
