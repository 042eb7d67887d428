/** The controllers' clock: instants as the pure rules and the API's times count them. */
import type { Sim } from '../engine/engine.ts';
import { formatTime, instantOf, type Micros } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';

/** Now, in microseconds since 1970. */
export function instantNow(sim: Sim): Micros {
  return instantOf(sim.now, worldSettings(sim).epochMs);
}

/** The instant of a virtual time, in microseconds since 1970. */
export function instantAt(sim: Sim, at: Micros): Micros {
  return instantOf(at, worldSettings(sim).epochMs);
}

/** The virtual time of an instant. */
export function virtualTimeOf(sim: Sim, instant: Micros): Micros {
  return instant - instantOf(0, worldSettings(sim).epochMs);
}

/** Now, as API objects carry times. */
export function apiTimeNow(sim: Sim): string {
  return formatTime(sim.now, worldSettings(sim).epochMs);
}
