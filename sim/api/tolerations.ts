/** Taints and the tolerations that accept them. */
import type { Taint, Toleration } from './types.ts';

export type TaintEffect = 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';

/**
 * Whether a toleration accepts a taint. An empty key or effect accepts every key or effect.
 * Models: component-helpers scheduling/corev1 ToleratesTaint (v1.37). Differs: the gated operators Lt and Gt accept nothing.
 */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== '' && toleration.effect !== taint.effect) return false;
  if (toleration.key !== undefined && toleration.key !== '' && toleration.key !== taint.key) return false;
  const operator = toleration.operator ?? '';
  if (operator === '' || operator === 'Equal') return (toleration.value ?? '') === (taint.value ?? '');
  return operator === 'Exists';
}

/** The first taint with one of the effects that no toleration accepts. Models: FindMatchingUntoleratedTaint (v1.37). */
export function findUntoleratedTaint(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effects: readonly TaintEffect[],
): Taint | undefined {
  return taints.find(
    (taint) =>
      effects.some((effect) => effect === taint.effect) &&
      !tolerations.some((toleration) => toleratesTaint(toleration, taint)),
  );
}

/** Whether two taints are the same one; the value does not count. Models: Taint.MatchTaint (v1.37). */
export function matchTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}
