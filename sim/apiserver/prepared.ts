import type { KubeObject, Status } from '../api/types.ts';
import type { Txn } from '../etcd/etcd.ts';
import type { ApiResponse } from './types.ts';

/** What the gates made of a request: a refusal with the gate that spoke it, an answer, or writes for etcd. */
export type Prepared =
  | { readonly type: 'refused'; readonly gate: 'admit' | 'validate' | 'persist'; readonly status: Status }
  | { readonly type: 'answer'; readonly response: ApiResponse }
  | {
      readonly type: 'write';
      readonly txns: readonly Txn[];
      /** HTTP code of success. */
      readonly code: number;
      /** Answer in place of the written object. */
      readonly answer: ApiResponse | null;
    };

export function refused(gate: 'admit' | 'validate' | 'persist', status: Status): Prepared {
  return { type: 'refused', gate, status };
}

export function answer(code: number, body: ApiResponse['body']): Prepared {
  return { type: 'answer', response: { code, body } };
}

/** One object to write. @param expectedRevision the revision it was made from, 0 for a new key */
export function put(prefix: string, key: string, object: KubeObject, expectedRevision: number): Txn {
  return { op: 'put', prefix, key, object, expectedRevision };
}
