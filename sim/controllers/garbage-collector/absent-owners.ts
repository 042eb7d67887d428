/** Owners that were asked for and do not exist. A UID never comes back, so that an answer holds for ever. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { processOf } from '../../client/informer.ts';

const absentName = numbered('garbageCollector/absentOwners');
/** Models: pkg/controller/garbagecollector NewReferenceCache(100) (v1.37). */
const absentMax = 100;

interface Absent {
  /** Oldest first. */
  readonly keys: readonly string[];
}

function keyOf(uid: string, namespace: string): string {
  return `${namespace}|${uid}`;
}

/** Whether an owner is known not to exist, for objects of a namespace. */
export function isKnownAbsent(sim: Sim, uid: string, namespace: string): boolean {
  const known = sim.store.map<Absent>(absentName).get(processOf(sim.self));
  return known?.keys.includes(keyOf(uid, namespace)) === true;
}

/** Remembers that an owner does not exist. */
export function rememberAbsent(sim: Sim, uid: string, namespace: string): void {
  if (isKnownAbsent(sim, uid, namespace)) return;
  const absent = sim.store.map<Absent>(absentName);
  const keys = absent.get(processOf(sim.self))?.keys ?? [];
  absent.set(processOf(sim.self), { keys: [...keys.slice(1 - absentMax), keyOf(uid, namespace)] });
}
