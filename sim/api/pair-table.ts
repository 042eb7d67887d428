/**
 * Values by two texts, such as apiVersion and kind. Two searches for texts that are at hand cost less than one for a text that has to be put
 * together first.
 */
export class PairTable<V> {
  readonly #bySecond = new Map<string, Map<string, V>>();

  /** @param entries of equal pairs the last one counts */
  constructor(entries: Iterable<readonly [first: string, second: string, value: V]>) {
    for (const [first, second, value] of entries) {
      let byFirst = this.#bySecond.get(second);
      if (byFirst === undefined) this.#bySecond.set(second, (byFirst = new Map<string, V>()));
      byFirst.set(first, value);
    }
  }

  get(first: string, second: string): V | undefined {
    return this.#bySecond.get(second)?.get(first);
  }
}

/** The table of a record whose keys are `first second`, such as `apps/v1 Deployment`. */
export function pairTable<V>(record: Readonly<Record<string, V>>): PairTable<V> {
  return new PairTable(
    Object.entries(record).map(([key, value]) => {
      const space = key.indexOf(' ');
      return [key.slice(0, space), key.slice(space + 1), value] as const;
    }),
  );
}
