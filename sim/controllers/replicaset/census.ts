/**
 * How many pods each ReplicaSet has, counted as they change, so that a sync of a thousand pods costs no walk over them.
 *
 * Pods of one owner are counted by their labels: nearly always all have the same, and the set's selector is asked once for each kind.
 */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { controllerOf } from '../../api/owner-references.ts';
import { isPodReady, isPodTerminal, isPodTerminating } from '../../api/pod-status.ts';
import type { Labels, Pod } from '../../api/types.ts';
import { processOf, type Change } from '../../client/informer.ts';

/** Pods of one owner that carry the same labels. */
export interface Census {
  readonly labels: Labels;
  /** Neither finished nor on their way out. */
  readonly active: number;
  /** Of the active ones, those that are ready. */
  readonly ready: number;
  /** On their way out and not finished. */
  readonly terminating: number;
}

const censusName = numbered('replicaset/census');
const keyByLabels = new WeakMap<Labels, string>();

/** The labels last asked about: a pod's are asked about several times in a row. */
let lastLabels: Labels | null = null;
let lastLabelsKey = '';

function labelsKeyOf(labels: Labels): string {
  if (labels !== lastLabels) {
    lastLabelsKey = findLabelsKey(labels);
    lastLabels = labels;
  }
  return lastLabelsKey;
}

function findLabelsKey(labels: Labels): string {
  let key = keyByLabels.get(labels);
  if (key === undefined) {
    key = Object.keys(labels)
      .sort()
      .map((name) => `${name}=${labels[name] ?? ''}`)
      .join(',');
    keyByLabels.set(labels, key);
  }
  return key;
}

const noLabels: Labels = {};

function labelsOf(pod: Pod): Labels {
  return pod.metadata?.labels ?? noLabels;
}

function ownerOf(pod: Pod): string {
  return controllerOf(pod)?.uid ?? '';
}

function stateOf(pod: Pod): 'active' | 'terminating' | 'finished' {
  return isPodTerminal(pod) ? 'finished' : isPodTerminating(pod) ? 'terminating' : 'active';
}

/** Whether two versions of a pod are the same to its ReplicaSet. */
export function isSameToOwner(a: Pod, b: Pod): boolean {
  return (
    isPodReady(a) === isPodReady(b) &&
    stateOf(a) === stateOf(b) &&
    (a.metadata?.labels === b.metadata?.labels || labelsKeyOf(labelsOf(a)) === labelsKeyOf(labelsOf(b))) &&
    ownerOf(a) === ownerOf(b)
  );
}

/** Counts a change of a pod that makes a difference to its ReplicaSet. */
export function countChange(sim: Sim, change: Change<Pod>): void {
  if (change.type !== 'added') count(sim, change.old, -1);
  if (change.type !== 'deleted') count(sim, change.object, 1);
}

function count(sim: Sim, pod: Pod, by: 1 | -1): void {
  const owner = ownerOf(pod);
  const state = stateOf(pod);
  if (owner === '' || state === 'finished') return;
  const labels = labelsOf(pod);
  const labelsKey = labelsKeyOf(labels);
  const isActive = state === 'active';
  const census = sim.store.multimap<Census>(censusName);
  const group = `${processOf(sim.self)}|${owner}`;
  const before = census.get(group, labelsKey) ?? { labels, active: 0, ready: 0, terminating: 0 };
  const after: Census = {
    labels: before.labels,
    active: before.active + (isActive ? by : 0),
    ready: before.ready + (isActive && isPodReady(pod) ? by : 0),
    terminating: before.terminating + (isActive ? 0 : by),
  };
  if (after.active === 0 && after.terminating === 0) census.delete(group, labelsKey);
  else census.set(group, labelsKey, after);
}

/** The counts of an owner's pods, one entry for each set of labels. */
export function censusOf(sim: Sim, ownerUid: string): Census[] {
  return sim.store.multimap<Census>(censusName).sortedValues(`${processOf(sim.self)}|${ownerUid}`);
}
