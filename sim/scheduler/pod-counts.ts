import { DomainCounts } from './domain-counts.ts';
import { hasAllLabels, type Topology } from './topology.ts';

/** Sums by domain of one topology, over the nodes that have all the labels. */
interface DomainTable {
  readonly topology: Topology;
  readonly needed: readonly Topology[];
  readonly counts: DomainCounts;
}

/**
 * Some pods by node, and by domain of the topologies that were asked for: all kept in step pod by pod, so that a cycle need not go over the
 * nodes.
 */
export class PodCounts {
  readonly #byNode: Int32Array;
  #total = 0;
  readonly #tables = new Map<string, DomainTable>();

  constructor(nodeCount: number) {
    this.#byNode = new Int32Array(nodeCount);
  }

  /** By node index. */
  get byNode(): Int32Array {
    return this.#byNode;
  }

  /** On all nodes. */
  get total(): number {
    return this.#total;
  }

  add(index: number, pods: number): void {
    this.#byNode[index] = (this.#byNode[index] as number) + pods;
    this.#total += pods;
    for (const { topology, needed, counts } of this.#tables.values()) {
      const domain = topology.domains[index] as number;
      if (domain !== -1 && hasAllLabels(needed, index)) counts.add(domain, pods);
    }
  }

  /**
   * The pods in each domain; not to be changed by the caller.
   *
   * @param needed only nodes that have these labels as well count, and make domains
   */
  byDomain(topology: Topology, needed: readonly Topology[]): DomainCounts {
    const id = needed.length === 0 ? topology.key : `${topology.key} ${needed.map(({ key }) => key).join(' ')}`;
    const known = this.#tables.get(id);
    if (known?.topology === topology && needed.every((one, n) => one === known.needed[n])) return known.counts;
    const counts = new DomainCounts(topology.size);
    topology.domains.forEach((domain, index) => {
      if (domain !== -1 && hasAllLabels(needed, index)) counts.add(domain, this.#byNode[index] as number);
    });
    this.#tables.set(id, { topology, needed, counts });
    return counts;
  }
}
