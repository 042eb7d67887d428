import type { Flight, Micros, TraceId } from '../../sim/protocol.ts';
import { progressOf } from './packets.ts';
import type { Progress } from './packets.ts';

/** How long an arrived message stays at its end, and a dead one where it died, in milliseconds on the screen's clock. */
export const lingerMs = 400;
export const deathMs = 900;
const echoesMax = 400;

interface Echo {
  readonly flight: Flight;
  readonly endedAt: number;
}

/**
 * Follows flights from frame to frame: those in the air by virtual time, and for a moment those that have just ended.
 */
export class FlightLog {
  #flights: readonly Flight[] = [];
  readonly #echoes = new Map<TraceId, Echo>();
  #lastNow: Micros = 0;
  /** What flew when it was last looked at, with how far it had come. */
  #flying = new Map<TraceId, Flight>();

  /** Takes over the flights of a frame. */
  set(flights: readonly Flight[]): void {
    this.#flights = flights;
  }

  /** Forgets everything that lingers: after a jump in time. */
  clear(): void {
    this.#echoes.clear();
    this.#flying.clear();
  }

  get isEmpty(): boolean {
    return this.#flights.length === 0 && this.#echoes.size === 0;
  }

  /** True when something fades by the screen's clock, even while virtual time stands still. */
  get hasEchoes(): boolean {
    return this.#echoes.size > 0;
  }

  /**
   * @param now virtual time.
   * @param clockMs the screen's clock.
   * @returns everything to draw, newest state.
   */
  progress(now: Micros, clockMs: number): Progress[] {
    if (now < this.#lastNow) this.clear();
    this.#lastNow = now;
    const result: Progress[] = [];
    const flying = new Map<TraceId, Flight>();
    for (const flight of this.#flights) {
      const t = progressOf(flight, now);
      if (t >= 1) {
        this.#end(flight, clockMs);
        continue;
      }
      if (now < flight.sentAt) continue;
      flying.set(flight.id, flight);
      result.push({ flight, t, alpha: 1 });
    }
    for (const [id, flight] of this.#flying) if (!flying.has(id) && now >= flight.arrivesAt) this.#end(flight, clockMs);
    this.#flying = flying;
    this.#addEchoes(result, clockMs);
    return result;
  }

  #end(flight: Flight, clockMs: number): void {
    if (this.#echoes.has(flight.id) || this.#echoes.size >= echoesMax) return;
    this.#echoes.set(flight.id, { flight, endedAt: clockMs });
  }

  #addEchoes(result: Progress[], clockMs: number): void {
    const listed = new Set(this.#flights.map((flight) => flight.id));
    for (const [id, echo] of this.#echoes) {
      const span = echo.flight.diedOf === '' ? lingerMs : deathMs;
      const age = clockMs - echo.endedAt;
      if (age < span) {
        result.push({ flight: echo.flight, t: 1, alpha: Math.min(1, (2 * (span - age)) / span) });
        continue;
      }
      // A flight that the frame still lists keeps its mark, so that it does not start to linger again.
      if (!listed.has(id)) this.#echoes.delete(id);
    }
  }
}
