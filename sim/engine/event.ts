/** Virtual time: whole microseconds since the world's epoch. */
export type Micros = number;

/** Component index times 2^31 plus that component's counter; a safe integer. */
export type EventId = number;

/** The id as a key: what `String(id)` gives, in two halves, since engines take long to write whole numbers beyond 31 bits. */
export function idText(id: EventId): string {
  if (id < halfOfId) return String(id);
  const high = Math.floor(id / halfOfId);
  const low = id - high * halfOfId;
  return `${high}${String(low + halfOfId).slice(1)}`;
}
const halfOfId = 1_000_000_000;

/** No cause: the world's own start. */
export const noCause: EventId = 0;

/** One thing that will happen. Plain data: `payload` holds no functions and is never changed. */
export interface SimEvent {
  readonly id: EventId;
  readonly at: Micros;
  /** Among events of one instant, lower goes first. */
  readonly priority: number;
  /** Which handler takes it. */
  readonly kind: string;
  /** Index of the component that scheduled it. */
  readonly source: number;
  /** Index of the component that it happens to. */
  readonly target: number;
  /** Which life of the target it is meant for; one that was meant for an earlier life is dropped. */
  readonly incarnation: number;
  readonly payload: unknown;
  /** The message, note or action in the trace that led to it. */
  readonly cause: EventId;
  /** A message of the trace: what its handler does is caused by it. */
  readonly isMessage: boolean;
  /** Outside hash and trace; `run` without an end does not wait for it. */
  readonly quiet: boolean;
}

/** Priorities of events in one instant. */
export const priorities = { user: -10, normal: 0, late: 10 } as const;

export const microsPerMilli = 1000;
export const microsPerSecond = 1_000_000;
export const idStride = 2147483648;
