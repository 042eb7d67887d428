import type { KubeObject } from '../types.ts';

/** What the API server itself makes of an object of a kind, between its defaults and its validation. */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** The status of a new object. Left out: the kind has none, or takes it from its client. */
  readonly initialStatus?: unknown;
  readonly create?: (object: T) => T;
  readonly update?: (object: T, old: T) => T;
  /** Fields whose change counts as a new generation; `spec` when left out. */
  readonly generationFields?: readonly string[];
}

/** Strategies by `apiVersion Kind`. */
export type StrategiesByKind = Readonly<Record<string, Strategy>>;

/** A strategy that is written for one kind, for the table of all. The caller has decoded the object, so its shape is the kind's. */
export function strategyFor<T extends KubeObject>(strategy: Strategy<T>): Strategy {
  return strategy as unknown as Strategy;
}
