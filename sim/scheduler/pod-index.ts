import type { Labels, Pod } from '../api/types.ts';
import { podTerms, type AffinityTerm } from './affinity-terms.ts';
import { PodCounts } from './pod-counts.ts';

/** Picks pods by their namespace, labels, claims and deletion alone; two with the same id pick the same ones. */
export interface PodMatcher {
  readonly id: string;
  matches(pod: Pod): boolean;
}

/** What a term of an existing pod asks. */
export type TermRole = 'required' | 'requiredAnti' | 'preferred' | 'preferredAnti';

/** Equal affinity terms of existing pods. */
export interface AffinityGroup {
  readonly role: TermRole;
  readonly term: AffinityTerm;
  /** Weight of a preference; 0 for requirements. */
  readonly weight: number;
  /** The pods that have the term. */
  readonly counts: PodCounts;
}

const mostMatchers = 512;
const noLabels: Labels = {};
const noCounts: readonly PodCounts[] = [];

/** Two pods are the same to every matcher and in their affinity terms, as far as a quick look can tell. */
function isCountedAlike(a: Pod, b: Pod): boolean {
  return (
    a.metadata?.labels === b.metadata?.labels &&
    a.metadata?.namespace === b.metadata?.namespace &&
    a.metadata?.deletionTimestamp === b.metadata?.deletionTimestamp &&
    a.spec?.affinity === b.spec?.affinity &&
    a.spec?.volumes === b.spec?.volumes &&
    (a.metadata?.name === b.metadata?.name || !hasOwnClaims(b))
  );
}

/** Claims made from a template in the spec are named after the pod. */
function hasOwnClaims({ spec }: Pod): boolean {
  return spec?.volumes?.some(({ ephemeral }) => ephemeral !== undefined) === true;
}

/** What counts a pod, and all that are counted alike. */
interface Counting {
  readonly pod: Pod;
  readonly counts: readonly PodCounts[];
}

/**
 * The pods of a cluster by node, what matchers picked of them, and their affinity terms, kept in step pod by pod.
 *
 * It is a copy that can be made again at any time; what it gives does not depend on how it came about.
 */
export class PodIndex {
  readonly #nodeCount: number;
  /** By key, for each node. */
  readonly #byNode: readonly Map<string, Pod>[];
  /** The same, sorted; made when asked for. */
  readonly #lists: (readonly Pod[] | undefined)[];
  readonly #matched = new Map<string, { readonly matcher: PodMatcher; readonly counts: PodCounts }>();
  /** What counts the pods with some labels, as long as no other matcher comes. */
  #countings = new WeakMap<Labels, Counting>();
  readonly #groups = new Map<string, AffinityGroup>();

  constructor(nodeCount: number) {
    this.#nodeCount = nodeCount;
    this.#byNode = Array.from({ length: nodeCount }, () => new Map<string, Pod>());
    this.#lists = new Array<undefined>(nodeCount).fill(undefined);
  }

  /** Puts a pod on a node, where it may have been before in another version. */
  add(key: string, pod: Pod, index: number): void {
    const pods = this.#byNode[index] as Map<string, Pod>;
    const old = pods.get(key);
    pods.set(key, pod);
    this.#lists[index] = undefined;
    if (old !== undefined && isCountedAlike(old, pod)) return;
    if (old !== undefined) this.#count(old, index, -1);
    this.#count(pod, index, 1);
  }

  remove(key: string, index: number): void {
    const pods = this.#byNode[index] as Map<string, Pod>;
    const pod = pods.get(key);
    if (pod === undefined) return;
    pods.delete(key);
    this.#lists[index] = undefined;
    this.#count(pod, index, -1);
  }

  /** Pods on a node, sorted by key. */
  podsOn(index: number): readonly Pod[] {
    return (this.#lists[index] ??= [...(this.#byNode[index] as Map<string, Pod>)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, pod]) => pod));
  }

  counts(matcher: PodMatcher): PodCounts {
    const known = this.#matched.get(matcher.id);
    if (known !== undefined) return known.counts;
    const counts = new PodCounts(this.#nodeCount);
    this.#byNode.forEach((pods, index) => {
      for (const pod of pods.values()) if (matcher.matches(pod)) counts.add(index, 1);
    });
    if (this.#matched.size >= mostMatchers) this.#matched.clear();
    this.#matched.set(matcher.id, { matcher, counts });
    this.#countings = new WeakMap();
    return counts;
  }

  groups(): Iterable<AffinityGroup> {
    return this.#groups.values();
  }

  #count(pod: Pod, index: number, sign: 1 | -1): void {
    for (const counts of this.#countsOf(pod)) counts.add(index, sign);
    const { required, requiredAnti, preferred, preferredAnti } = podTerms(pod);
    for (const term of required) this.#countTerm('required', term, 0, index, sign);
    for (const term of requiredAnti) this.#countTerm('requiredAnti', term, 0, index, sign);
    for (const { term, weight } of preferred) this.#countTerm('preferred', term, weight, index, sign);
    for (const { term, weight } of preferredAnti) this.#countTerm('preferredAnti', term, weight, index, sign);
  }

  #countsOf(pod: Pod): readonly PodCounts[] {
    if (this.#matched.size === 0) return noCounts;
    const labels = pod.metadata?.labels ?? noLabels;
    const known = this.#countings.get(labels);
    if (known !== undefined && isCountedAlike(known.pod, pod)) return known.counts;
    const counts: PodCounts[] = [];
    for (const one of this.#matched.values()) if (one.matcher.matches(pod)) counts.push(one.counts);
    this.#countings.set(labels, { pod, counts });
    return counts;
  }

  #countTerm(role: TermRole, term: AffinityTerm, weight: number, index: number, sign: 1 | -1): void {
    const key = `${role} ${weight} ${term.id}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { role, term, weight, counts: new PodCounts(this.#nodeCount) };
      this.#groups.set(key, group);
    }
    group.counts.add(index, sign);
    if (group.counts.total === 0) this.#groups.delete(key);
  }
}
