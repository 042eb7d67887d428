/** Dates in UTC, from the virtual clock. */

const weekdays = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const microsPerSecond = 1_000_000;
const secondsPerDay = 86_400;

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly dayOfYear: number;
}

/** Civil date of a day counted from 1970, by the usual eras of 400 years. */
function calendarDate(days: number): CalendarDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfMarchYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfMarchYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const day = dayOfMarchYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const dayOfYear = month > 2 ? dayOfMarchYear + 60 + (isLeap ? 1 : 0) : dayOfMarchYear - 305;
  return { year, month, day, dayOfYear };
}

function pad(value: number, width = 2, fill = '0'): string {
  return String(value).padStart(width, fill);
}

/** Formats an instant (UTC microseconds) as `date +FORMAT` does. */
export function formatDate(clockMicros: number, format: string): string {
  const seconds = Math.floor(clockMicros / microsPerSecond);
  const days = Math.floor(seconds / secondsPerDay);
  const ofDay = seconds - days * secondsPerDay;
  const { year, month, day, dayOfYear } = calendarDate(days);
  const hour = Math.floor(ofDay / 3600);
  const minute = Math.floor((ofDay % 3600) / 60);
  const second = ofDay % 60;
  const weekday = weekdays[((days % 7) + 7) % 7] ?? '';
  const monthName = months[month - 1] ?? '';
  const nanos = (clockMicros - seconds * microsPerSecond) * 1000;
  const fields: Readonly<Record<string, string>> = {
    Y: String(year),
    y: pad(year % 100),
    m: pad(month),
    d: pad(day),
    e: pad(day, 2, ' '),
    j: pad(dayOfYear, 3),
    H: pad(hour),
    I: pad(hour % 12 === 0 ? 12 : hour % 12),
    M: pad(minute),
    S: pad(second),
    p: hour < 12 ? 'AM' : 'PM',
    s: String(seconds),
    N: pad(nanos, 9),
    a: weekday.slice(0, 3),
    A: weekday,
    b: monthName.slice(0, 3),
    B: monthName,
    u: String(((((days + 3) % 7) + 7) % 7) + 1),
    w: String((((days + 4) % 7) + 7) % 7),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
  };
  const composed: Readonly<Record<string, string>> = {
    F: '%Y-%m-%d',
    T: '%H:%M:%S',
    R: '%H:%M',
    D: '%m/%d/%y',
    c: '%a %b %e %H:%M:%S %Y',
    x: '%m/%d/%y',
    X: '%H:%M:%S',
  };
  const whole = format.replace(/%([FTRDcxX])/g, (_, key: string) => composed[key] ?? '');
  return whole.replace(/%([A-Za-z%])/g, (text, key: string) => fields[key] ?? text);
}
