/**
 * What is to be allowed.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/authorization/authorizer/interfaces.go Attributes (v1.37).
 */
export interface AccessAttributes {
  /** A verb of the API, a special one such as `escalate`, `bind`, `impersonate`, or for paths the HTTP verb in lower case. */
  readonly verb: string;
  readonly group: string;
  /** Plural name; empty for a path. */
  readonly resource: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** Empty for all namespaces, and for cluster-scoped resources. */
  readonly namespace: string;
  /** Empty for all objects. */
  readonly name: string;
  /** Path that is no resource's; empty for resources. */
  readonly path: string;
}

/** What the authorizers say. */
export interface Decision {
  readonly allowed: boolean;
  /** Why, as reviews and refusals quote it; often empty. */
  readonly reason: string;
}

/** What is forbidden by nobody allowing it. */
export const noOpinion: Decision = { allowed: false, reason: '' };
