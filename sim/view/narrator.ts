import type { Engine } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { microsPerSecond } from '../engine/event.ts';
import { captionOf } from './caption.ts';
import { busySentence, stillSentence, type TroubledPod } from './situation.ts';

/** Whether the viewer follows each step, or sees time run too fast for that. */
export type Telling = 'steps' | 'whole';

/** After so long without anything to tell, the caption speaks of the cluster as a whole again. */
const stepLastsMicros: Micros = microsPerSecond;
const rowsBackMax = 5_000;

/** Finds the one sentence that says what happens now. */
export class Narrator {
  readonly #engine: Engine;
  readonly #troubled = new Map<string, TroubledPod>();
  #nextRow = 0;
  #step = '';
  #stepAt: Micros = 0;
  #whole = '';
  #wholeAtEvent = -1;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Forgets everything, after a jump in time. */
  reset(): void {
    this.#troubled.clear();
    this.#nextRow = Math.max(this.#engine.trace.first, this.#engine.trace.count - rowsBackMax);
    this.#step = '';
    this.#wholeAtEvent = -1;
  }

  /** Notes what keeps a pod from running; `null` when all is well. */
  setTrouble(podId: string, trouble: TroubledPod | null): void {
    if (trouble === null) this.#troubled.delete(podId);
    else this.#troubled.set(podId, trouble);
  }

  caption(telling: Telling): string {
    const engine = this.#engine;
    this.#followTrace();
    const isFresh = this.#step !== '' && engine.now - this.#stepAt < stepLastsMicros;
    const isStep = telling === 'steps' && isFresh;
    if (isStep && !engine.isSettled) return this.#step;
    if (this.#wholeAtEvent !== engine.processed) {
      this.#wholeAtEvent = engine.processed;
      const troubled = [...this.#troubled.values()];
      this.#whole = engine.isSettled ? stillSentence(engine, troubled) : busySentence(engine, troubled);
    }
    if (this.#whole === '') return this.#step;
    return isStep ? `${this.#step} ${this.#whole}` : this.#whole;
  }

  #followTrace(): void {
    const { trace } = this.#engine;
    const from = Math.max(this.#nextRow, trace.first);
    for (let n = trace.count - 1; n >= from; n--) {
      const row = trace.row(n);
      const caption = row === undefined || row.at < 0 ? '' : captionOf(row);
      if (row === undefined || caption === '') continue;
      this.#step = caption;
      this.#stepAt = row.at;
      break;
    }
    this.#nextRow = trace.count;
  }
}
