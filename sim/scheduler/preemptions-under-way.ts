import type { Sim } from '../engine/engine.ts';
import type { PersistentMap } from '../engine/persistent-map.ts';
import { numbered } from '../engine/store.ts';

const preemptionsName = numbered('scheduler/preemptions');

/** Evictions of a preemptor that the API server has not answered yet. */
export interface UnderWay {
  readonly open: number;
  /** Keys of the victims. */
  readonly victims: readonly string[];
}

/** By the key of the preemptor. */
export function preemptionsUnderWay(sim: Sim): PersistentMap<UnderWay> {
  return sim.store.map<UnderWay>(preemptionsName);
}

/** Whether the victims of a pod are still being deleted: it must not be tried meanwhile. Models: IsPodRunningPreemption (v1.37). */
export function hasPreemptionUnderWay(sim: Sim, key: string): boolean {
  return preemptionsUnderWay(sim).has(key);
}
