import type { PodSpec } from '../../api/types.ts';

/** Models: pkg/apis/scheduling/v1/helpers.go, the built-in priority classes (v1.37). */
const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/**
 * Turns a priority class into its number.
 *
 * Models: plugin/pkg/admission/priority/admission.go (v1.37). Differs: only the two built-in classes exist.
 * @returns `undefined` for a class that does not exist
 */
export function addPriority(spec: PodSpec): PodSpec | undefined {
  const className = spec.priorityClassName ?? '';
  const priority = className === '' ? (spec.priority ?? 0) : systemPriorities[className];
  if (priority === undefined) return undefined;
  return { ...spec, priority, preemptionPolicy: spec.preemptionPolicy ?? 'PreemptLowerPriority' };
}
