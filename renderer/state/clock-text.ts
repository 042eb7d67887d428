import type { Micros } from '../../sim/protocol.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** Parts of a virtual instant: `0:32` and `480`, with hours only when there are any; before the world's start with a minus: `−4:58`. */
export function clockParts(at: Micros): { whole: string; millis: string } {
  const ms = Math.abs(Math.floor(at / 1000));
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const whole = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return { whole: at < 0 ? `−${whole}` : whole, millis: String(ms % 1000).padStart(3, '0') };
}

/** A virtual instant in full: `0:32.480`. */
export function clockText(at: Micros): string {
  const { whole, millis } = clockParts(at);
  return `${whole}.${millis}`;
}

/** A virtual instant to a tenth of a second, as the causal chain shows it: `0:32.4`. */
export function clockTenths(at: Micros): string {
  const { whole, millis } = clockParts(at);
  return `${whole}.${millis.slice(0, 1)}`;
}

/** A length of virtual time in words: `480 ms`, `14 s`, `5 min 20 s`, `2 h 5 min`. */
export function spanText(micros: Micros): string {
  if (micros < 1000) return `${Math.max(0, Math.round(micros))} µs`;
  const ms = Math.round(micros / 1000);
  if (ms < 1000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A size in the binary units of Kubernetes: `512 B`, `1.4 KiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  if (kib < 1024) return `${kib.toFixed(kib < 10 ? 1 : 0)} KiB`;
  return `${(kib / 1024).toFixed(1)} MiB`;
}

/** A rate of real time as the selector shows it: `0.1`, `1`, `1000`. */
export function factorText(factor: number): string {
  return factor < 1 ? factor.toFixed(1) : String(Math.round(factor));
}
