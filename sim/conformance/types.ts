/** The form of conformance vectors, and what running them gives. */

/** A JSON object as it stands in a vector. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface ConformanceCase {
  readonly name: string;
  readonly check: string;
  readonly given: JsonObject;
  readonly expect: JsonObject;
}

/** One vector file. */
export interface ConformanceSuite {
  readonly suite: string;
  readonly cases: readonly ConformanceCase[];
}

/** A case whose observation is not what was expected. */
export interface ConformanceFailure {
  readonly suite: string;
  readonly case: string;
  readonly check: string;
  readonly expected: JsonObject;
  readonly got: unknown;
}

/** The outcome of one suite. Skipped cases are known differences. */
export interface SuiteResult {
  readonly suite: string;
  readonly passed: number;
  readonly skipped: number;
  readonly failed: readonly ConformanceFailure[];
}

/** A case in which we deliberately differ, and why. */
export interface KnownDifference {
  readonly suite: string;
  readonly case: string;
  readonly reason: string;
}

/** How one kind of check is made: what the simulator's own code gives for `given`. */
export interface Check {
  readonly observe: (given: JsonObject, expect: JsonObject) => JsonObject;
  /** Keys whose lists are sets: order does not count. */
  readonly sets?: readonly string[];
  /** Replaces the comparison key by key. */
  readonly matches?: (expect: JsonObject, got: JsonObject) => boolean;
}

export type CheckTable = Readonly<Record<string, Check>>;
