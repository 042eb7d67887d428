import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';

const lastDecisionName = numbered('scheduler/lastDecision');

/** The last decision about a pod, kept for whoever asks why. Everything else about it is worked out again when asked for. */
export interface Decision {
  readonly nodeName: string;
  readonly examined: number;
  readonly feasible: number;
  /** Best total score, and how many nodes shared it. */
  readonly score: number;
  readonly ties: number;
  readonly message: string;
  /** When it was made. */
  readonly at: Micros;
  /** Index of the node at which the search began. */
  readonly start: number;
}

const decisionsName = numbered('scheduler/decisions');

/** The decision about a pod, by `namespace/name`. */
export function decisionOf(sim: Sim, key: string): Decision | undefined {
  return sim.store.map<Decision>(decisionsName).get(key);
}

export function rememberDecision(sim: Sim, key: string, decision: Decision): void {
  sim.store.map<Decision>(decisionsName).set(key, decision);
  sim.store.cell<string>(lastDecisionName).set(key);
}

/** The pod that was decided about last, by `namespace/name`; it may be gone. */
export function lastDecisionKey(sim: Sim): string | undefined {
  return sim.store.cell<string>(lastDecisionName).get();
}

export function forgetDecision(sim: Sim, key: string): void {
  sim.store.map<Decision>(decisionsName).delete(key);
}
