/**
 * How many pods each topology domain has, with the least of them at hand.
 *
 * Counts only ever change by one at a time after the start, so the least is followed by how many domains have each count.
 */
export class DomainCounts {
  readonly #counts = new Map<string, number>();
  readonly #domainsByCount: number[] = [];
  #least = 0;

  /** Number of domains. */
  get size(): number {
    return this.#counts.size;
  }

  /** The smallest count; infinite when there is no domain. */
  get least(): number {
    return this.#counts.size === 0 ? Infinity : this.#least;
  }

  countOf(domain: string): number {
    return this.#counts.get(domain) ?? 0;
  }

  /** Adds pods to a domain, which is one from now on even if it has none. */
  add(domain: string, pods: number): void {
    const before = this.#counts.get(domain);
    const now = (before ?? 0) + pods;
    if (before !== undefined) this.#domainsByCount[before] = (this.#domainsByCount[before] as number) - 1;
    this.#counts.set(domain, now);
    this.#domainsByCount[now] = (this.#domainsByCount[now] ?? 0) + 1;
    if (now < this.#least || this.#counts.size === 1) this.#least = now;
    while ((this.#domainsByCount[this.#least] ?? 0) === 0) this.#least++;
  }
}
