/** What a ReplicaSet's last sync still waits to see in the cache, so that it does not do the same twice. */
import type { Sim } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import { processOf } from '../../client/informer.ts';

/** Models: pkg/controller/controller_utils.go ExpectationsTimeout (v1.37). */
const expectationsTimeoutMicros = 300_000_000;

interface Expectation {
  /** Creations that the cache has not shown yet. */
  readonly creations: number;
  readonly at: Micros;
}

const expectationsName = numbered('replicaset/expectations');
const deletionsName = numbered('replicaset/expectedDeletions');

const expectations = (sim: Sim) => sim.store.multimap<Expectation>(expectationsName);
/** Keys of pods whose deletion has been asked for, by ReplicaSet. */
const deletions = (sim: Sim) => sim.store.multimap<boolean>(deletionsName);
const deletionGroup = (sim: Sim, key: string): string => `${processOf(sim.self)}|${key}`;

/** Models: ControllerExpectations.SetExpectations (v1.37). */
export function expectCreations(sim: Sim, key: string, creations: number): void {
  expectations(sim).set(processOf(sim.self), key, { creations, at: sim.now });
}

/** Models: UIDTrackingControllerExpectations.ExpectDeletions (v1.37). */
export function expectDeletions(sim: Sim, key: string, podKeys: readonly string[]): void {
  expectations(sim).set(processOf(sim.self), key, { creations: 0, at: sim.now });
  for (const podKey of podKeys) deletions(sim).set(deletionGroup(sim, key), podKey, true);
}

/** Creations that were seen, or that will not come. */
export function creationsObserved(sim: Sim, key: string, count: number): void {
  const waiting = expectations(sim).get(processOf(sim.self), key);
  if (waiting === undefined || waiting.creations === 0 || count === 0) return;
  const creations = Math.max(0, waiting.creations - count);
  expectations(sim).set(processOf(sim.self), key, { ...waiting, creations });
}

/** A deletion that was seen, or that failed. */
export function deletionObserved(sim: Sim, key: string, podKey: string): void {
  if (deletions(sim).get(deletionGroup(sim, key), podKey) !== undefined) {
    deletions(sim).delete(deletionGroup(sim, key), podKey);
  }
}

/** Whether the set may create and delete: all was seen, or is five minutes old. Models: SatisfiedExpectations (v1.37). */
export function areExpectationsSatisfied(sim: Sim, key: string): boolean {
  const waiting = expectations(sim).get(processOf(sim.self), key);
  if (waiting === undefined || sim.now - waiting.at > expectationsTimeoutMicros) return true;
  return waiting.creations === 0 && deletions(sim).count(deletionGroup(sim, key)) === 0;
}

/** Forgets a set that is gone. */
export function forgetExpectations(sim: Sim, key: string): void {
  expectations(sim).delete(processOf(sim.self), key);
  const group = deletionGroup(sim, key);
  const podKeys: string[] = [];
  deletions(sim).forEach(group, (_, podKey) => podKeys.push(podKey));
  for (const podKey of podKeys) deletions(sim).delete(group, podKey);
}
