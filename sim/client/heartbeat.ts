/**
 * Renewals of Leases that nobody waits for, in closed form.
 *
 * A heartbeat is a record of when it began, its period, and when it stopped. No event happens while it beats. Who looks at the object
 * computes the last beat; who waits for beats to fail is told when one stops or goes on.
 */
import { assert } from '../engine/assert.ts';
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { leaseSeriesKey } from '../apiserver/lease.ts';
import { startQuietWrites, stopQuietWrites } from '../etcd/revision.ts';

const heartbeatObserversName = numbered('client/heartbeatObservers');
const heartbeatsName = numbered('client/heartbeats');

/** One heartbeat: beats at `since`, `since + period`, … up to and including `stoppedAt` (null while it goes on). */
export interface Heartbeat {
  readonly since: Micros;
  readonly period: Micros;
  readonly stoppedAt: Micros | null;
}

/** Payload of the event that observers get when a heartbeat stops or goes on. */
export interface HeartbeatChange {
  readonly leaseKey: string;
  readonly isBeating: boolean;
  /** Virtual time of the last beat. */
  readonly lastRenewal: Micros;
}

interface Observer {
  readonly kind: string;
}

const heartbeats = (sim: Sim) => sim.store.map<Heartbeat>(heartbeatsName);
const observers = (sim: Sim) => sim.store.map<Observer>(heartbeatObserversName);

/** The store counts the renewals as quiet writes of this series, and shows the last one to whoever reads the Lease. */
function seriesOf(leaseKey: string): string {
  const [namespace = '', name = ''] = leaseKey.split('/');
  return leaseSeriesKey(namespace, name);
}

/**
 * Begins a heartbeat with a beat now, or goes on with one that had stopped.
 *
 * @param leaseKey `namespace/name` of the object that it renews
 * @param periodMicros time between beats
 */
export function startHeartbeat(sim: Sim, leaseKey: string, periodMicros: Micros): void {
  assert(periodMicros > 0, `heartbeat ${leaseKey}: expected a period > 0, got ${periodMicros}`);
  const before = heartbeats(sim).get(leaseKey);
  heartbeats(sim).set(leaseKey, { since: sim.now, period: periodMicros, stoppedAt: null });
  startQuietWrites(sim, seriesOf(leaseKey), periodMicros);
  if (before === undefined || before.stoppedAt !== null) tell(sim, leaseKey, true, sim.now);
}

/** Ends a heartbeat: later beats do not happen. Does nothing when it does not beat. */
export function stopHeartbeat(sim: Sim, leaseKey: string): void {
  const beating = heartbeats(sim).get(leaseKey);
  if (beating === undefined || beating.stoppedAt !== null) return;
  const stopped = { ...beating, stoppedAt: sim.now };
  heartbeats(sim).set(leaseKey, stopped);
  stopQuietWrites(sim, seriesOf(leaseKey));
  tell(sim, leaseKey, false, lastBeat(stopped, sim.now));
}

/**
 * Virtual time of the last beat at or before `at`.
 *
 * @returns `undefined` when the key has never had a heartbeat, or not yet at that time
 */
export function lastHeartbeat(sim: Sim, leaseKey: string, at: Micros): Micros | undefined {
  const heartbeat = heartbeats(sim).get(leaseKey);
  if (heartbeat === undefined || at < heartbeat.since) return undefined;
  return lastBeat(heartbeat, at);
}

/** Whether the heartbeat goes on. */
export function isBeating(sim: Sim, leaseKey: string): boolean {
  return heartbeats(sim).get(leaseKey)?.stoppedAt === null;
}

function lastBeat({ since, period, stoppedAt }: Heartbeat, at: Micros): Micros {
  const end = stoppedAt !== null && stoppedAt < at ? stoppedAt : at;
  return since + Math.floor((end - since) / period) * period;
}

/**
 * Tells a component of every heartbeat that stops or goes on, by an event of `kind` with a {@link HeartbeatChange}. Heartbeats that beat
 * already are not told.
 */
export function observeHeartbeats(sim: Sim, component: string, kind: string): void {
  observers(sim).set(component, { kind });
}

function tell(sim: Sim, leaseKey: string, isBeating: boolean, lastRenewal: Micros): void {
  const change: HeartbeatChange = { leaseKey, isBeating, lastRenewal };
  for (const [component, { kind }] of observers(sim).sortedEntries()) sim.after(0, kind, change, { target: component });
}
