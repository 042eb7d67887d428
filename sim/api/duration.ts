/** Durations as kubectl prints them in columns such as AGE. */

const msPerSecond = 1000;

interface Parts {
  readonly seconds: number;
  readonly minutes: number;
  readonly hours: number;
}

function partsOf(ms: number): Parts {
  const seconds = Math.trunc(ms / msPerSecond);
  return { seconds, minutes: Math.trunc(seconds / 60), hours: Math.trunc(seconds / 3600) };
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}

/**
 * The AGE form: one unit, two while the larger one is still small.
 * @param ms milliseconds; below -1 s it prints `<invalid>`, as clocks may differ by that much.
 * Models: apimachinery pkg/util/duration/duration.go HumanDuration (v1.37).
 */
export function humanDuration(ms: number): string {
  const { seconds, minutes, hours } = partsOf(ms);
  if (seconds < -1) return '<invalid>';
  if (ms < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return pair(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return pair(years, 'y', days % 365, 'd');
  return `${years}y`;
}

/**
 * The single-unit form.
 * @param ms milliseconds; below -1 s it prints `<invalid>`.
 * Models: duration.ShortHumanDuration (v1.37).
 */
export function shortHumanDuration(ms: number): string {
  const { seconds, minutes, hours } = partsOf(ms);
  if (seconds < -1) return '<invalid>';
  if (ms < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (minutes < 60) return `${minutes}m`;
  if (hours < 24) return `${hours}h`;
  if (hours < 24 * 365) return `${Math.trunc(hours / 24)}d`;
  return `${Math.trunc(hours / 24 / 365)}y`;
}
