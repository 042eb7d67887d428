import type { Detail } from '../../sim/protocol.ts';
import { detailOf } from '../../sim/view/detail/detail.ts';
import type { OpenSession } from './open-session.ts';

/** While time runs, the detail is made anew so often at most, and takes no more than a part of the time. */
const refreshMs = 150;
const shareOfTime = 0.1;

/** The selected element and what is told of it. */
export class Inspection {
  readonly #now: () => number;
  #elementId: string | null = null;
  #detail: Detail | null = null;
  #madeAtMs = -Infinity;
  #madeAtEvent = -1;
  #isStale = false;
  #costMs = 0;

  /** @param now milliseconds of the host's clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  get detail(): Detail | null {
    return this.#detail;
  }

  /** True when it should be made again a little later. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** @param elementId `null` for none */
  select(elementId: string | null): void {
    this.#elementId = elementId;
    this.#detail = null;
    this.forget();
  }

  /** What is known is not to be trusted any more: the clock was set, or another future begins. */
  forget(): void {
    this.#madeAtEvent = -1;
    this.#madeAtMs = -Infinity;
  }

  /** Makes the detail anew when the simulation has moved on since, but not too often. */
  refresh(session: OpenSession | null): void {
    this.#isStale = false;
    if (this.#elementId === null || session === null) {
      this.#detail = null;
      return;
    }
    const { engine } = session.simulation;
    if (this.#madeAtEvent === engine.processed) return;
    const begunAt = this.#now();
    if (begunAt - this.#madeAtMs < Math.max(refreshMs, this.#costMs / shareOfTime)) {
      this.#isStale = true;
      return;
    }
    this.#madeAtEvent = engine.processed;
    this.#detail = detailOf(engine, this.#elementId);
    this.#madeAtMs = this.#now();
    this.#costMs = this.#madeAtMs - begunAt;
  }
}
