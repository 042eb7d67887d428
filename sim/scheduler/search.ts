import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { Draws } from './attempt.ts';
import { nodeOrder } from './node-order.ts';

const startName = numbered('scheduler/nextStart');

/** Index of the node at which the next search begins. */
export function searchStart(sim: Sim): number {
  const count = nodeOrder(sim).length;
  return count === 0 ? 0 : (sim.store.map<number>(startName).get('index') ?? 0) % count;
}

export function setSearchStart(sim: Sim, index: number): void {
  sim.store.map<number>(startName).set('index', index);
}

/** The draws of a pod's n-th attempt. */
export function drawsOf(sim: Sim, uid: string, attempt: number): Draws {
  return {
    tie: () => sim.random('tie', uid, attempt),
    preemption: () => sim.random('preemption', uid, attempt),
  };
}
