import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { Draws } from './attempt.ts';

const startName = numbered('scheduler/nextStart');

/** Index of the node at which the next search begins. @param count of all nodes */
export function searchStart(sim: Sim, count: number): number {
  return count === 0 ? 0 : (sim.store.cell<number>(startName).get() ?? 0) % count;
}

export function setSearchStart(sim: Sim, index: number): void {
  sim.store.cell<number>(startName).set(index);
}

/** The draws of a pod's n-th attempt. */
export function drawsOf(sim: Sim, uid: string, attempt: number): Draws {
  return {
    tie: () => sim.random('tie', uid, attempt),
    preemption: () => sim.random('preemption', uid, attempt),
  };
}
