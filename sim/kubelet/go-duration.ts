/**
 * A time as Go prints it, cut to milliseconds: `87ms`, `1.5s`, `1m20s`, `5m0s`.
 *
 * Models: Go time.Duration.String. Differs: no hours, which the kubelet's messages do not need, and nothing finer than a millisecond.
 */
import { microsPerMilli, type Micros } from '../engine/event.ts';

export function goDuration(micros: Micros): string {
  const ms = Math.floor(micros / microsPerMilli);
  if (ms < 1000) return ms === 0 ? '0s' : `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const rest = ms - minutes * 60_000;
  const fraction = rest % 1000;
  const decimals = fraction === 0 ? '' : `.${String(fraction).padStart(3, '0').replace(/0+$/, '')}`;
  const seconds = `${Math.floor(rest / 1000)}${decimals}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}
