/** Syncs that are due later, at most one for each key: an earlier time replaces a later one, and none stays behind when it is not needed. */
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';
import { controllerComponent, enqueue } from '../client/controller.ts';

const timersName = numbered('controllerManager/timers');

interface DueSync {
  readonly controller: string;
  readonly key: string;
}

/**
 * Puts a key into a controller's queue after a time, unless that happens sooner anyway.
 * Models: client-go util/workqueue delaying_queue.go AddAfter (v1.37).
 */
export function syncAfter(sim: Sim, controller: string, key: string, delay: Micros): void {
  const component = controllerComponent(sim, controller);
  const timers = sim.store.multimap<Timer>(timersName);
  const waiting = timers.get(component, key);
  const wait = Math.max(0, Math.ceil(delay));
  if (waiting !== undefined) {
    if (waiting.at <= sim.now + wait) return;
    sim.cancel(waiting);
  }
  const due: DueSync = { controller, key };
  timers.set(component, key, sim.after(wait, 'controllerManager.syncDue', due, { target: component }));
}

/** Takes back what {@link syncAfter} planned. */
export function cancelSync(sim: Sim, controller: string, key: string): void {
  const component = controllerComponent(sim, controller);
  const timers = sim.store.multimap<Timer>(timersName);
  const waiting = timers.get(component, key);
  if (waiting === undefined) return;
  sim.cancel(waiting);
  timers.delete(component, key);
}

/** When a key's planned sync happens, `undefined` when none is planned. */
export function syncDueAt(sim: Sim, controller: string, key: string): Micros | undefined {
  return sim.store.multimap<Timer>(timersName).get(controllerComponent(sim, controller), key)?.at;
}

export const timerHandlers = {
  'controllerManager.syncDue': (sim: Sim, { controller, key }: DueSync): void => {
    sim.store.multimap<Timer>(timersName).delete(sim.self, key);
    enqueue(sim, controller, key);
  },
};
