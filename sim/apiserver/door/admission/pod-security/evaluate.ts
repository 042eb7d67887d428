import type { PodSpec } from '../../../../api/types.ts';
import { baselineChecks } from './baseline.ts';
import { restrictedChecks } from './restricted.ts';
import type { Check, Violation } from './words.ts';

/** How much a namespace lets pods do, from all to little. */
export type Level = 'privileged' | 'baseline' | 'restricted';

export const levels: readonly string[] = ['privileged', 'baseline', 'restricted'];

const checksByLevel: Readonly<Record<Level, readonly Check[]>> = {
  privileged: [],
  baseline: baselineChecks,
  restricted: restrictedChecks,
};

/** Violations by level of specs already seen: pods of one template share one spec. A cache of a pure function. */
const known: Readonly<Record<Level, WeakMap<PodSpec, readonly Violation[]>>> = {
  privileged: new WeakMap(),
  baseline: new WeakMap(),
  restricted: new WeakMap(),
};

/** What a pod does that its level forbids. Models: pod-security-admission/policy/registry.go EvaluatePod (v1.37). */
export function violationsOf(level: Level, spec: PodSpec): readonly Violation[] {
  let violations = known[level].get(spec);
  if (violations === undefined) {
    violations = checksByLevel[level].map((check) => check(spec)).filter((one) => one !== null);
    known[level].set(spec, violations);
  }
  return violations;
}

/** `host namespaces (hostNetwork=true), privileged (…)`. */
export function detailText(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}

/** `host namespaces, privileged`. */
export function reasonText(violations: readonly Violation[]): string {
  return violations.map(({ reason }) => reason).join(', ');
}
