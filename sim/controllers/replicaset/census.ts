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

/** What the census sees of a pod. */
export interface PodFacts {
  readonly owner: string;
  readonly labels: Labels;
  /** Text that equal label sets share. */
  readonly labelsKey: string;
  readonly state: 'active' | 'terminating' | 'finished';
  readonly isReady: boolean;
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

/** The facts of a pod. */
export function podFacts(pod: Pod): PodFacts {
  const labels = pod.metadata?.labels ?? noLabels;
  return {
    owner: controllerOf(pod)?.uid ?? '',
    labels,
    labelsKey: labelsKeyOf(labels),
    state: isPodTerminal(pod) ? 'finished' : isPodTerminating(pod) ? 'terminating' : 'active',
    isReady: isPodReady(pod),
  };
}

/** Whether two versions of a pod are the same to its ReplicaSet. */
export function isSameToOwner(a: PodFacts, b: PodFacts): boolean {
  return a.owner === b.owner && a.labelsKey === b.labelsKey && a.state === b.state && a.isReady === b.isReady;
}

/** Counts a change of a pod. */
export function countChange(sim: Sim, change: Change<Pod>): void {
  const before = change.type === 'added' ? undefined : podFacts(change.old);
  const after = change.type === 'deleted' ? undefined : podFacts(change.object);
  if (before !== undefined && after !== undefined && isSameToOwner(before, after)) return;
  if (before !== undefined) count(sim, before, -1);
  if (after !== undefined) count(sim, after, 1);
}

function count(sim: Sim, { owner, labels, labelsKey, state, isReady }: PodFacts, by: 1 | -1): void {
  if (owner === '' || state === 'finished') return;
  const census = sim.store.multimap<Census>(censusName);
  const group = `${processOf(sim.self)}|${owner}`;
  const before = census.get(group, labelsKey) ?? { labels, active: 0, ready: 0, terminating: 0 };
  const isActive = state === 'active';
  const after: Census = {
    labels: before.labels,
    active: before.active + (isActive ? by : 0),
    ready: before.ready + (isActive && isReady ? by : 0),
    terminating: before.terminating + (isActive ? 0 : by),
  };
  if (after.active === 0 && after.terminating === 0) census.delete(group, labelsKey);
  else census.set(group, labelsKey, after);
}

/** The counts of an owner's pods, one entry for each set of labels. */
export function censusOf(sim: Sim, ownerUid: string): Census[] {
  return sim.store.multimap<Census>(censusName).sortedValues(`${processOf(sim.self)}|${ownerUid}`);
}
