import type { Refusal } from './framework.ts';

/**
 * The sentence of a FailedScheduling event: how many nodes were refused for which reason, reasons sorted as text, then what
 * preemption had to say.
 *
 * Models: pkg/scheduler/framework/types.go FitError.Error (v1.37).
 */
export function fitErrorMessage(nodeCount: number, refusals: readonly Refusal[]): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const head = `0/${nodeCount} nodes are available`;
  const filters = countReasons(refusals.flatMap((refusal) => refusal.reasons));
  return `${head}: ${filters}. preemption: ${head}: ${preemptionReasons(refusals)}.`;
}

/** `1 Insufficient cpu, 2 node(s) were unschedulable`, sorted as text. */
function countReasons(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join(', ');
}

/** Differs: no pod is preempted yet, so a node where it could help reports that it has no victims. */
function preemptionReasons(refusals: readonly Refusal[]): string {
  return countReasons(
    refusals.map(({ isFinal }) =>
      isFinal ? 'Preemption is not helpful for scheduling' : 'No preemption victims found for incoming pod',
    ),
  );
}
