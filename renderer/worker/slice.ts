/** Work is done in slices so that messages are heard in between: a slice ends when its time is over. */
export class Slice {
  readonly #now: () => number;
  readonly #lengthMs: number;
  #endsAt = 0;
  #asked = 0;

  /**
   * @param now milliseconds of the host's clock
   * @param lengthMs length of a slice
   */
  constructor(now: () => number, lengthMs: number) {
    this.#now = now;
    this.#lengthMs = lengthMs;
  }

  begin(): void {
    this.#endsAt = this.#now() + this.#lengthMs;
    this.#asked = 0;
  }

  /** True when the slice's time is over; cheap enough to be asked after each event. */
  readonly isOver = (): boolean => {
    this.#asked += 1;
    return this.#asked % clockEvery === 0 && this.#now() >= this.#endsAt;
  };
}

/** Reading the clock costs as much as an event. */
const clockEvery = 32;
