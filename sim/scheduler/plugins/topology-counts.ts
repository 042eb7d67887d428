import type { ClusterView } from '../cluster-view.ts';

/**
 * Numbers by domain of several topologies; a domain whose number is 0 is not there.
 * Models: plugins/interpodaffinity/filtering.go topologyToMatchedTermCount (v1.37).
 */
export class TopologyCounts {
  readonly #cluster: ClusterView;
  readonly #byKey = new Map<string, Map<string, number>>();
  #domains = 0;

  constructor(cluster: ClusterView) {
    this.#cluster = cluster;
  }

  get isEmpty(): boolean {
    return this.#domains === 0;
  }

  /** Topology keys that were counted. */
  keys(): string[] {
    return [...this.#byKey.keys()];
  }

  /** Adds the numbers of all nodes, by node index, times `factor`. */
  addAll(topologyKey: string, counts: readonly number[], factor: number): void {
    const values = this.#cluster.labelValues(topologyKey);
    for (let index = 0; index < counts.length; index++) {
      const count = counts[index] as number;
      const domain = count === 0 ? undefined : values[index];
      if (domain !== undefined) this.#change(topologyKey, domain, count * factor);
    }
  }

  /** Adds to the domain of one node. */
  add(topologyKey: string, index: number, by: number): void {
    const domain = this.#cluster.labelValues(topologyKey)[index];
    if (domain !== undefined) this.#change(topologyKey, domain, by);
  }

  /** The number in a node's domain; 0 when it has none. */
  countAt(topologyKey: string, index: number): number {
    const counts = this.#byKey.get(topologyKey);
    if (counts === undefined) return 0;
    const domain = this.#cluster.labelValues(topologyKey)[index];
    return domain === undefined ? 0 : (counts.get(domain) ?? 0);
  }

  #change(topologyKey: string, domain: string, by: number): void {
    let counts = this.#byKey.get(topologyKey);
    if (counts === undefined) this.#byKey.set(topologyKey, (counts = new Map()));
    const before = counts.get(domain);
    const now = (before ?? 0) + by;
    if (before === undefined) this.#domains++;
    if (now !== 0) {
      counts.set(domain, now);
      return;
    }
    counts.delete(domain);
    this.#domains--;
  }
}
