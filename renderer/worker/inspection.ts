import type { Detail } from '../../sim/protocol.ts';
import { detailOf } from '../../sim/view/detail/detail.ts';
import type { OpenSession } from './open-session.ts';

/** While time runs, the detail is made anew so often at most. */
const refreshMs = 150;

/** The selected element and what is told of it. */
export class Inspection {
  #elementId: string | null = null;
  #detail: Detail | null = null;
  #madeAtMs = -refreshMs;
  #madeAtEvent = -1;
  #isStale = false;

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
    this.#madeAtMs = -refreshMs;
  }

  /** Makes the detail anew when the simulation has moved on since, but not too often. */
  refresh(session: OpenSession | null, nowMs: number): void {
    this.#isStale = false;
    if (this.#elementId === null || session === null) {
      this.#detail = null;
      return;
    }
    const { engine } = session.simulation;
    if (this.#madeAtEvent === engine.processed) return;
    if (nowMs - this.#madeAtMs < refreshMs) {
      this.#isStale = true;
      return;
    }
    this.#madeAtMs = nowMs;
    this.#madeAtEvent = engine.processed;
    this.#detail = detailOf(engine, this.#elementId);
  }
}
