import type { ClusterView } from '../cluster-view.ts';
import type { DomainCounts } from '../domain-counts.ts';
import type { PodCounts } from '../pod-counts.ts';
import type { Topology } from '../topology.ts';

/** What makes up the numbers of one topology. */
interface Sums {
  readonly topology: Topology;
  readonly parts: { readonly counts: DomainCounts; readonly factor: number }[];
  /** What a cycle supposes besides, by domain. */
  readonly supposed: Map<number, number>;
}

/**
 * Numbers by domain of several topologies, put together of counts that are kept from cycle to cycle.
 * Models: plugins/interpodaffinity/filtering.go topologyToMatchedTermCount (v1.37).
 */
export class TopologyCounts {
  readonly #cluster: ClusterView;
  readonly #byKey = new Map<string, Sums>();
  #total = 0;

  constructor(cluster: ClusterView) {
    this.#cluster = cluster;
  }

  /** No pod was counted in any domain. Holds only where all factors are 1. */
  get isEmpty(): boolean {
    return this.#total === 0;
  }

  /** Topology keys that were counted. */
  keys(): Iterable<string> {
    return this.#byKey.keys();
  }

  /** Adds the numbers of all domains, times `factor`. @returns whether any pod was counted */
  addAll(topologyKey: string, counts: PodCounts, factor: number): boolean {
    if (counts.total === 0) return false;
    const sums = this.#sumsOf(topologyKey);
    const byDomain = counts.byDomain(sums.topology, []);
    if (byDomain.total === 0) return false;
    sums.parts.push({ counts: byDomain, factor });
    this.#total += byDomain.total * factor;
    return true;
  }

  /** Adds to the domain of one node. */
  add(topologyKey: string, index: number, by: number): void {
    const { topology, supposed } = this.#sumsOf(topologyKey);
    const domain = topology.domains[index] as number;
    if (domain === -1) return;
    supposed.set(domain, (supposed.get(domain) ?? 0) + by);
    this.#total += by;
  }

  /** The number in a node's domain; 0 when it has none. */
  countAt(topologyKey: string, index: number): number {
    const sums = this.#byKey.get(topologyKey);
    return sums === undefined ? 0 : numberAt(sums, index);
  }

  /** The sum over all topologies for one node. */
  sumAt(index: number): number {
    let sum = 0;
    for (const sums of this.#byKey.values()) sum += numberAt(sums, index);
    return sum;
  }

  /** Whether the node is in a domain with a number above 0. */
  isMetAt(index: number): boolean {
    for (const sums of this.#byKey.values()) if (numberAt(sums, index) > 0) return true;
    return false;
  }

  #sumsOf(key: string): Sums {
    let sums = this.#byKey.get(key);
    if (sums === undefined) {
      sums = { topology: this.#cluster.topology(key), parts: [], supposed: new Map() };
      this.#byKey.set(key, sums);
    }
    return sums;
  }
}

function numberAt({ topology, parts, supposed }: Sums, index: number): number {
  const domain = topology.domains[index] as number;
  if (domain === -1) return 0;
  let number = supposed.size === 0 ? 0 : (supposed.get(domain) ?? 0);
  for (const { counts, factor } of parts) number += counts.countOf(domain) * factor;
  return number;
}
