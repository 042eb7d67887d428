/** What the server needs to know of a custom resource besides what it knows of every kind. */
import type { JsonSchema } from './structural/json-schema.ts';

/** A column of `kubectl get`, as a definition gives it. */
export interface PrinterColumn {
  readonly name: string;
  /** `boolean`, `date`, `integer`, `number` or `string`. */
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  /** Columns above 0 are shown with `-o wide` only. */
  readonly priority?: number;
  readonly jsonPath: string;
}

/** Where the replicas of a custom resource stand, as paths of field names. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  readonly labelSelector: readonly string[];
}

/** One version of a custom resource. */
export interface CustomServing {
  /** Name of the definition: `gateways.gateway.networking.k8s.io`. */
  readonly definition: string;
  readonly schema: JsonSchema;
  readonly columns: readonly PrinterColumn[];
  readonly scale: ScalePaths | null;
  /** The definition is going: nothing new is taken. */
  readonly isTerminating: boolean;
  /** What a client of a deprecated version is told; null for others. */
  readonly deprecation: string | null;
}
