import type { KubeObject, Status } from '../api/types.ts';

/** What a request asks for, as the API server's RequestInfo names it, with its body as an object. */
export interface ApiRequest {
  readonly verb: ApiVerb;
  /** API group; the core group when left out. */
  readonly group?: string;
  /** Plural name: `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly body?: unknown;
  readonly patchType?: PatchType;
  readonly options?: RequestOptions;
}

export type ApiVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
/** JSON patch (RFC 6902), merge patch (RFC 7386), strategic merge patch. */
export type PatchType = 'json' | 'merge' | 'strategic';

/** Query parameters and options bodies. */
export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly dryRun?: boolean;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly fieldManager?: string;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** An answer: an object, a list or a Status, with its HTTP code. */
export interface ApiResponse {
  readonly code: number;
  readonly body: KubeObject | ObjectList | Status;
  readonly warnings?: readonly string[];
}

export interface ObjectList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly KubeObject[];
}

/** One event of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly revision: number;
}

/** Says whether an answer is a success. */
export function isSuccess(response: ApiResponse): boolean {
  return response.code < 400;
}

/** The Status of a failure; throws when the answer is none. */
export function failureOf(response: ApiResponse): Status {
  return response.body as Status;
}
