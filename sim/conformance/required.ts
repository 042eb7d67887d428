/** What must pass now: the file of required suites grows with the work and never shrinks. */
import type { ConformanceSuite } from './types.ts';

/** Kinds of checks of which every case must pass, and single cases of kinds that are not complete yet, by suite. */
export interface Required {
  readonly kinds: readonly string[];
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

/** The cases of a suite that must pass. */
export function requiredPart({ suite, cases }: ConformanceSuite, required: Required): ConformanceSuite {
  const named = required.cases[suite] ?? [];
  return { suite, cases: cases.filter(({ name, check }) => required.kinds.includes(check) || named.includes(name)) };
}
