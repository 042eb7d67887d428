import type { Pod } from '../api/types.ts';
import { podTerms, type AffinityTerm } from './affinity-terms.ts';
import { PodCounts } from './pod-counts.ts';

/** Picks pods; two with the same id pick the same ones. */
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
const noPods: readonly Pod[] = [];

/**
 * The pods of a cluster by node, what matchers picked of them, and their affinity terms, kept in step pod by pod.
 *
 * It is a copy that can be made again at any time; what it gives does not depend on how it came about.
 */
export class PodIndex {
  readonly #nodeCount: number;
  readonly #indexOf: (nodeName: string) => number | undefined;
  readonly #byNode = new Map<string, Map<string, Pod>>();
  readonly #lists = new Map<string, readonly Pod[]>();
  readonly #matched = new Map<string, { readonly matcher: PodMatcher; readonly counts: PodCounts }>();
  readonly #groups = new Map<string, AffinityGroup>();

  constructor(nodeCount: number, indexOf: (nodeName: string) => number | undefined) {
    this.#nodeCount = nodeCount;
    this.#indexOf = indexOf;
  }

  add(key: string, pod: Pod, nodeName: string): void {
    let pods = this.#byNode.get(nodeName);
    if (pods === undefined) this.#byNode.set(nodeName, (pods = new Map()));
    const old = pods.get(key);
    if (old !== undefined) this.#count(old, nodeName, -1);
    pods.set(key, pod);
    this.#lists.delete(nodeName);
    this.#count(pod, nodeName, 1);
  }

  remove(key: string, nodeName: string): void {
    const pods = this.#byNode.get(nodeName);
    const pod = pods?.get(key);
    if (pods === undefined || pod === undefined) return;
    pods.delete(key);
    this.#lists.delete(nodeName);
    this.#count(pod, nodeName, -1);
  }

  /** Pods on a node, sorted by key. */
  podsOn(nodeName: string): readonly Pod[] {
    const known = this.#lists.get(nodeName);
    if (known !== undefined) return known;
    const pods = this.#byNode.get(nodeName);
    if (pods === undefined) return noPods;
    const list = [...pods].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pod]) => pod);
    this.#lists.set(nodeName, list);
    return list;
  }

  counts(matcher: PodMatcher): PodCounts {
    const known = this.#matched.get(matcher.id);
    if (known !== undefined) return known.counts;
    const counts = new PodCounts(this.#nodeCount);
    for (const [nodeName, pods] of this.#byNode) {
      const index = this.#indexOf(nodeName);
      if (index === undefined) continue;
      for (const pod of pods.values()) if (matcher.matches(pod)) counts.add(index, 1);
    }
    if (this.#matched.size >= mostMatchers) this.#matched.clear();
    this.#matched.set(matcher.id, { matcher, counts });
    return counts;
  }

  groups(): Iterable<AffinityGroup> {
    return this.#groups.values();
  }

  #count(pod: Pod, nodeName: string, sign: 1 | -1): void {
    const index = this.#indexOf(nodeName);
    if (index === undefined) return;
    for (const { matcher, counts } of this.#matched.values()) {
      if (matcher.matches(pod)) counts.add(index, sign);
    }
    const { required, requiredAnti, preferred, preferredAnti } = podTerms(pod);
    for (const term of required) this.#countTerm('required', term, 0, index, sign);
    for (const term of requiredAnti) this.#countTerm('requiredAnti', term, 0, index, sign);
    for (const { term, weight } of preferred) this.#countTerm('preferred', term, weight, index, sign);
    for (const { term, weight } of preferredAnti) this.#countTerm('preferredAnti', term, weight, index, sign);
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
