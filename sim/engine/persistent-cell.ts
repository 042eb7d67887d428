/** One value that is saved and restored with the rest of the state: for what is read with every event, such as a counter. */
export class PersistentCell<V> {
  #value: V | undefined = undefined;
  readonly #guard: ((value: V) => void) | undefined;

  /** @param guard called with each value that is put in; tests freeze them there */
  constructor(guard?: (value: V) => void) {
    this.#guard = guard;
  }

  /** The value, or `undefined` before the first one is set. */
  get(): V | undefined {
    return this.#value;
  }

  /** Puts a value in place of the one before. Values are never changed afterwards, only replaced. */
  set(value: V): void {
    this.#guard?.(value);
    this.#value = value;
  }

  /** Goes back to what {@link get} once gave. */
  restore(value: V | undefined): void {
    this.#value = value;
  }
}
