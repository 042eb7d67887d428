/** Indexes of the pods that wait: by the plugins that refused them, and by the end of their back-off. */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';

const rejectorsName = numbered('scheduler/unschedulableByPlugin');
const unschedulableName = numbered('scheduler/unschedulableCount');
const backoffName = numbered('scheduler/backoffBySecond');
const microsPerSecond = 1_000_000;

/** Stands for the plugins of a pod that no plugin refused: every change may help it. */
export const anyPlugin = '*';

/** Files a pod of the unschedulable pool under the plugins that refused it. @param after `null` when it is no longer there */
export function fileByRejectors(
  sim: Sim,
  key: string,
  before: readonly string[] | null,
  after: readonly string[] | null,
): void {
  if (before === after) return;
  const index = sim.store.multimap<true>(rejectorsName);
  for (const plugin of groupsOf(before)) index.delete(plugin, key);
  for (const plugin of groupsOf(after)) index.set(plugin, key, true);
  const change = (after === null ? 0 : 1) - (before === null ? 0 : 1);
  if (change !== 0) sim.store.cell<number>(unschedulableName).set(unschedulableCount(sim) + change);
}

/** Number of pods in the unschedulable pool: could be counted in the index, but each change of the cluster asks. */
export function unschedulableCount(sim: Sim): number {
  return sim.store.cell<number>(unschedulableName).get() ?? 0;
}

function groupsOf(plugins: readonly string[] | null): readonly string[] {
  if (plugins === null) return [];
  return plugins.length === 0 ? [anyPlugin] : plugins;
}

/** Keys of the pods of the unschedulable pool that a plugin refused, sorted. */
export function podsRefusedBy(sim: Sim, plugin: string): readonly string[] {
  const index = sim.store.multimap<true>(rejectorsName);
  if (index.count(plugin) === 0) return none;
  const keys: string[] = [];
  index.forEach(plugin, (_, key) => keys.push(key));
  return keys.sort();
}

const none: readonly string[] = [];

/** Files a pod that backs off under the second in which that ends. Models: backoff_queue.go backoffQOrderingWindowDuration (v1.37). */
export function fileForBackoff(sim: Sim, key: string, before: Micros | null, after: Micros | null): void {
  if (before === after) return;
  const index = sim.store.multimap<true>(backoffName);
  if (before !== null) index.delete(secondOf(before), key);
  if (after !== null) index.set(secondOf(after), key, true);
}

/** A second as text that sorts as the number does. */
function secondOf(time: Micros): string {
  return String(Math.floor(time / microsPerSecond) + 1_000_000_000_000);
}

/** Keys of the pods whose back-off ends in the earliest second, sorted; empty when none backs off. */
export function nextBackoffPods(sim: Sim): readonly string[] {
  const index = sim.store.multimap<true>(backoffName);
  const [second] = index.groups();
  if (second === undefined) return none;
  const keys: string[] = [];
  index.forEach(second, (_, key) => keys.push(key));
  return keys.sort();
}
