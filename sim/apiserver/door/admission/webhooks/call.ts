/** A call of a webhook, and what it answers: plain data that waits with the request. */
import type { JsonPatchOperation } from '../../../../api/json-patch.ts';
import type { KubeObject, MutatingWebhookConfiguration } from '../../../../api/types.ts';

export type WebhookClientConfig = NonNullable<MutatingWebhookConfiguration['webhooks']>[number]['clientConfig'];

/** What a webhook is shown. Models: api admission/v1 AdmissionRequest (v1.37). */
export interface WebhookReview {
  readonly operation: string;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
  readonly subResource: string;
  readonly namespace: string;
  readonly name: string;
  readonly userInfo: { readonly username: string; readonly groups: readonly string[] };
  readonly object: KubeObject | null;
  readonly oldObject: KubeObject | null;
  readonly dryRun: boolean;
}

/** A webhook to be asked. */
export interface WebhookCall {
  /** What the answer is kept under: the same each time that admission looks at the request. */
  readonly key: string;
  readonly webhook: string;
  readonly clientConfig: WebhookClientConfig;
  readonly timeoutSeconds: number;
  readonly review: WebhookReview;
}

/** What a webhook says, or why it could not be asked. Models: api admission/v1 AdmissionResponse (v1.37). */
export type WebhookAnswer =
  | {
      readonly type: 'answered';
      readonly allowed: boolean;
      readonly message: string;
      readonly code: number;
      readonly reason: string;
      readonly patch: readonly JsonPatchOperation[];
      readonly warnings: readonly string[];
    }
  | { readonly type: 'failed'; readonly error: string };

/** Answers so far, by the keys of their calls. */
export type WebhookAnswers = Readonly<Record<string, WebhookAnswer>>;
