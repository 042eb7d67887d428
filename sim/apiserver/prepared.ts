import type { Micros } from '../engine/event.ts';
import type { KubeObject, Status } from '../api/types.ts';
import type { Txn } from '../etcd/etcd.ts';
import type { WebhookCall } from './door/admission/webhooks/call.ts';
import type { ApiResponse } from './types.ts';

/** The gates behind authorization that can say no. */
export type Gate = 'admit' | 'validate' | 'persist';

/** A refusal with the gate that spoke it. */
export interface Refused {
  readonly type: 'refused';
  readonly gate: Gate;
  /** What spoke at that gate: the name of an admission plugin, empty for the gate itself. */
  readonly rule: string;
  readonly status: Status;
}

/** Admission waits for something that is about to exist, and looks again. */
export interface Postponed {
  readonly type: 'postponed';
  readonly afterMicros: Micros;
  /** Looks before it is given up, the first one included. */
  readonly looksMax: number;
  /** What is answered then. */
  readonly refusal: Refused;
}

/** Admission waits for what webhooks answer, and looks again when all have. */
export interface Calling {
  readonly type: 'calling';
  readonly gate: 'admit' | 'validate';
  readonly calls: readonly WebhookCall[];
}

/** What the gates made of a request: a refusal, a wait, an answer, or writes for etcd. */
export type Prepared =
  | Refused
  | Postponed
  | Calling
  | { readonly type: 'answer'; readonly response: ApiResponse }
  | {
      readonly type: 'write';
      readonly txns: readonly Txn[];
      /** HTTP code of success. */
      readonly code: number;
      /** Answer in place of the written object. */
      readonly answer: ApiResponse | null;
      /** Version in which the written object is answered, when it is another than the one that is kept. */
      readonly shownAs?: string;
      /** What the client is told besides. */
      readonly warnings?: readonly string[];
    };

export function refused(gate: Gate, status: Status, rule = ''): Refused {
  return { type: 'refused', gate, rule, status };
}

export function answer(code: number, body: ApiResponse['body']): Prepared {
  return { type: 'answer', response: { code, body } };
}

/** One object to write. @param expectedRevision the revision it was made from, 0 for a new key */
export function put(prefix: string, key: string, object: KubeObject, expectedRevision: number): Txn {
  return { op: 'put', prefix, key, object, expectedRevision };
}
