import type { Element, Frame, Micros } from '../../sim/protocol.ts';

/**
 * What the stage, its tree and the finder read: the elements as of the last frame, and the frames themselves.
 *
 * `elements` is one map that frames change in place; `version` is reactive and grows with each change.
 */
export interface StageFeed {
  readonly elements: ReadonlyMap<string, Element>;
  /** Grows by one whenever `elements` has changed; reading it in an effect or derivation subscribes to changes. */
  readonly version: number;
  /** The last frame, reactive. */
  readonly frame: Frame | null;
  /** Calls `listener` with every frame after it has been applied; returns the function that ends it. */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Virtual time at this moment, carried on from the last frame by its rate; not reactive, for animation frames. */
  clock(): Micros;
}

/** A numbered ink disc of the causal chain, and the element on which it stands. */
export interface Disc {
  readonly n: number;
  readonly elementId: string;
}
