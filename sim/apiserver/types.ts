import type { AttachOptions, ExecOptions, LogOptions, StreamPiece } from '../api/pod-streams.ts';
import type { KubeObject, Status } from '../api/types.ts';
import type { WebhookAnswers } from './door/admission/webhooks/call.ts';

/** What a request asks for, as the API server's RequestInfo names it, with its body as an object. */
export interface ApiRequest {
  readonly verb: ApiVerb;
  /** API group; the core group when left out. */
  readonly group?: string;
  /** API version that the client speaks; the resource's own when left out. */
  readonly version?: string;
  /** Plural name: `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly body?: unknown;
  readonly patchType?: PatchType;
  readonly options?: RequestOptions;
  /** A path that is no resource's, such as `/version` or `/apis/apps/v1`; then `resource` is empty. */
  readonly path?: string;
  /** What a client outside the cluster says of itself; components are known by their name. */
  readonly credentials?: Credentials;
  /** Fields that stood twice in the body's text, as strict decoding names them. */
  readonly duplicateFields?: readonly string[];
  /** What webhooks have said of it so far: written by the API server alone, while admission waits for more. */
  readonly said?: WebhookAnswers;
}

/** Who asks, as the transport and the headers say it. */
export interface Credentials {
  /** Bearer token. */
  readonly token?: string;
  readonly impersonateUser?: string;
  readonly impersonateGroups?: readonly string[];
  readonly impersonateUid?: string;
  /** Values by key in lower case. */
  readonly impersonateExtra?: Readonly<Record<string, readonly string[]>>;
}

export type ApiVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
/** JSON patch (RFC 6902), merge patch (RFC 7386), strategic merge patch, server-side apply. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** Query parameters and options bodies. */
export interface RequestOptions {
  /** Of `pods/log`. */
  readonly log?: LogOptions;
  /** Of `pods/exec`. */
  readonly exec?: ExecOptions;
  /** Of `pods/attach`. */
  readonly attach?: AttachOptions;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  readonly limit?: number;
  readonly continue?: string;
  /** A watch begins with what is there, and says by a bookmark where that ends. */
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks?: boolean;
  /** The server ends a watch after this time. */
  readonly timeoutSeconds?: number;
  readonly dryRun?: boolean;
  /** Version of aggregated discovery that the client reads. */
  readonly discovery?: 'v2' | 'v2beta1';
  /** OpenAPI v2 as JSON, not as protobuf. */
  readonly isJson?: true;
  /** Checks of health one by one. */
  readonly isVerbose?: true;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly fieldManager?: string;
  /** Server-side apply takes fields from other managers. */
  readonly force?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** An answer: an object, a list or a Status, with its HTTP code. */
export interface ApiResponse {
  readonly code: number;
  readonly body: KubeObject | ObjectList | Status;
  readonly warnings?: readonly string[];
  /** An answer that is text, such as a log; it goes in place of the body. */
  readonly text?: string;
  /** The text by its streams, where it comes from a command. */
  readonly pieces?: readonly StreamPiece[];
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

/** One event of a watch. The object of an ERROR is a Status, that of a BOOKMARK has only its kind and resourceVersion. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
  readonly revision: number;
}

/** Says whether an answer is a success. */
export function isSuccess(response: ApiResponse): boolean {
  return response.code < 400;
}

/** Seconds after which an answer says that the request should be sent again; 0 when it does not say so. */
export function retrySecondsOf({ code, body }: ApiResponse): number {
  return code < 400 ? 0 : ((body as Status).details?.retryAfterSeconds ?? 0);
}

/** The Status of a failure; throws when the answer is none. */
export function failureOf(response: ApiResponse): Status {
  return response.body as Status;
}
