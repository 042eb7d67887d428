import type { ConsoleChunk, Detail, Frame, Micros, SessionState } from '../../sim/protocol.ts';
import type { Projection } from '../../sim/view/projector.ts';

/** What a frame tells besides the picture. */
export interface FrameParts {
  readonly now: Micros;
  readonly rate: number;
  /** `null` when no cluster is open. */
  readonly projection: Projection | null;
  readonly session: SessionState;
  readonly detail: Detail | null;
  readonly console: readonly ConsoleChunk[];
}

/** Makes frames: numbers them, and leaves out of them what the page knows already. */
export class Frames {
  #seq = 0;
  #session = '';
  #detail = '';

  /** The next frame tells the session's state and the detail again. */
  forget(): void {
    this.#session = '';
    this.#detail = '';
  }

  make({ now, rate, projection, session, detail, console }: FrameParts): Frame {
    this.#seq += 1;
    const sessionText = JSON.stringify(session);
    const detailText = detail === null ? '' : JSON.stringify(detail);
    const frame: Frame = {
      seq: this.#seq,
      now,
      rate,
      revision: projection?.revision ?? 0,
      caption: projection?.caption ?? '',
      reset: projection?.isWhole ?? true,
      upsert: projection?.upsert ?? [],
      remove: projection?.remove ?? [],
      flights: projection?.flights ?? [],
      stages: projection?.stages ?? [],
      marks: projection?.marks ?? [],
      spans: projection?.spans ?? [],
      skips: projection?.skips ?? [],
      session: sessionText === this.#session ? null : session,
      detail: detailText === this.#detail ? null : detail,
      console: [...console],
    };
    this.#session = sessionText;
    this.#detail = detailText;
    return frame;
  }
}
