import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';

const byNodeName = numbered('scheduler/nominatedByNode');
const nodesName = numbered('scheduler/nominatedNodes');

/**
 * Notes which node is being emptied for a pod; an empty name takes the note back.
 * Models: pkg/scheduler/backend/queue/nominator.go (v1.37).
 */
export function nominate(sim: Sim, key: string, nodeName: string): void {
  const nodes = sim.store.map<string>(nodesName);
  const before = nodes.get(key) ?? '';
  if (before === nodeName) return;
  const byNode = sim.store.multimap<true>(byNodeName);
  if (before !== '') byNode.delete(before, key);
  if (nodeName === '') nodes.delete(key);
  else {
    nodes.set(key, nodeName);
    byNode.set(nodeName, key, true);
  }
}

/** Keys of the pods that wait for a node, sorted. */
export function nominatedPodKeys(sim: Sim, nodeName: string): string[] {
  const keys: string[] = [];
  sim.store.multimap<true>(byNodeName).forEach(nodeName, (_, key) => keys.push(key));
  return keys.sort();
}

export function hasNominatedPods(sim: Sim): boolean {
  return sim.store.map<string>(nodesName).size > 0;
}
