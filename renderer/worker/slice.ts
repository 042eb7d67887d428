/** Work is done in slices so that messages are heard in between: a slice ends when its time is over. */
export class Slice {
  readonly #now: () => number;
  readonly #lengthMs: number;
  #endsAt = 0;
  #asked = 0;
  #isOver = false;

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
    this.#isOver = false;
  }

  /** True from the moment on at which the slice's time is over; cheap enough to be asked after each event. */
  readonly isOver = (): boolean => {
    this.#asked += 1;
    if (this.#asked % clockEvery === 0) this.#isOver ||= this.#now() >= this.#endsAt;
    return this.#isOver;
  };
}

/** Reading the clock costs as much as an event. */
const clockEvery = 32;
