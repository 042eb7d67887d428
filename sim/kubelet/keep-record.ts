/** Writes of pod records, which keep in step what the pods of a machine hold of its resources. */
import type { Sim } from '../engine/engine.ts';
import { isIn } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import type { ResourceAmounts } from '../api/pod-resources.ts';
import { podRecords, type PodRecord } from './records.ts';

/** What the pods that were taken, and are not over, hold of a machine. */
export interface Held {
  readonly pods: number;
  readonly amounts: ResourceAmounts;
}

const nothing: Held = { pods: 0, amounts: {} };
const heldName = numbered('kubelet/held');

/** What is held of a machine. */
export function heldOf(sim: Sim, node: string): Held {
  return sim.store.map<Held>(heldName).get(node) ?? nothing;
}

/** Puts a pod's record in place of the one before. */
export function keepRecord(sim: Sim, node: string, record: PodRecord): void {
  const before = podRecords(sim).replace(node, record.uid, record);
  if (before?.worker === record.worker) return;
  const held = before !== undefined && holds(before);
  if (held !== holds(record)) change(sim, node, record.requests, held ? -1 : 1);
}

/** Forgets a pod's record. */
export function dropRecord(sim: Sim, node: string, uid: string): void {
  const before = podRecords(sim).get(node, uid);
  if (before === undefined) return;
  podRecords(sim).delete(node, uid);
  if (holds(before)) change(sim, node, before.requests, -1);
}

function holds({ worker }: PodRecord): boolean {
  return isIn(worker, 'syncing') || isIn(worker, 'terminating');
}

function change(sim: Sim, node: string, requests: ResourceAmounts, by: 1 | -1): void {
  const { pods, amounts } = heldOf(sim, node);
  const next: Record<string, number> = { ...amounts };
  for (const resource in requests) next[resource] = (next[resource] ?? 0) + by * (requests[resource] ?? 0);
  sim.store.map<Held>(heldName).set(node, { pods: pods + by, amounts: next });
}
