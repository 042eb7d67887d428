/**
 * How many pods each domain of a topology has, with the least of them and their sum at hand.
 *
 * Counts only ever change by a few at a time after the start, so the least is followed by how many domains have each count.
 */
export class DomainCounts {
  /** By the number of the domain; `undefined` for one that takes no part. */
  readonly #counts: (number | undefined)[];
  readonly #domainsByCount: Map<number, number>;
  #size = 0;
  #least = 0;
  #total = 0;

  /** @param domains how many domains the topology has; none takes part until it is added to */
  constructor(domains: number) {
    this.#counts = new Array<number | undefined>(domains).fill(undefined);
    this.#domainsByCount = new Map();
  }

  /** Number of domains that take part. */
  get size(): number {
    return this.#size;
  }

  /** The smallest count; infinite when there is no domain. */
  get least(): number {
    return this.#size === 0 ? Infinity : this.#least;
  }

  /** Pods in all domains. */
  get total(): number {
    return this.#total;
  }

  /** 0 for a domain that takes no part. */
  countOf(domain: number): number {
    return this.#counts[domain] ?? 0;
  }

  /** Adds pods to a domain, which takes part from now on even if it has none. */
  add(domain: number, pods: number): void {
    const before = this.#counts[domain];
    const now = (before ?? 0) + pods;
    this.#total += pods;
    if (before === undefined) this.#size++;
    else this.#domainsByCount.set(before, (this.#domainsByCount.get(before) as number) - 1);
    this.#counts[domain] = now;
    this.#domainsByCount.set(now, (this.#domainsByCount.get(now) ?? 0) + 1);
    if (now < this.#least || this.#size === 1) this.#least = now;
    while ((this.#domainsByCount.get(this.#least) ?? 0) === 0) this.#least++;
  }

  copy(): DomainCounts {
    const copy = new DomainCounts(0);
    copy.#counts.push(...this.#counts);
    for (const [count, domains] of this.#domainsByCount) copy.#domainsByCount.set(count, domains);
    copy.#size = this.#size;
    copy.#least = this.#least;
    copy.#total = this.#total;
    return copy;
  }
}
