/** Why a pod fits nowhere. */
export interface FitError {
  /** Nodes of the cluster. */
  readonly nodeCount: number;
  /** Reasons of each node that was refused. */
  readonly refusals: readonly (readonly string[])[];
  /** Why the nodes that were not even looked at do not come into question. */
  readonly absentReason?: string;
  /** A reason that holds for the pod wherever it goes; stands in for those of the nodes. */
  readonly preFilterMessage?: string;
  /** What preemption has to say. */
  readonly postFilterMessage?: string;
}

/** The sentence when there are no nodes at all. Models: schedule_one.go ErrNoNodesAvailable (v1.37). */
export const noNodesMessage = 'no nodes available to schedule pods';

/**
 * The sentence of a FailedScheduling event: how many nodes were refused for which reason, reasons sorted as text, then what
 * preemption had to say.
 *
 * Models: pkg/scheduler/framework/types.go FitError.Error (v1.37).
 */
export function fitErrorMessage(error: FitError): string {
  const { nodeCount, preFilterMessage = '', postFilterMessage = '' } = error;
  let message = `0/${nodeCount} nodes are available:`;
  const reasons = preFilterMessage === '' ? countedReasons(error) : preFilterMessage;
  if (reasons !== '') message += ` ${reasons}.`;
  return postFilterMessage === '' ? message : `${message} ${postFilterMessage}`;
}

/** `1 Insufficient cpu, 2 node(s) were unschedulable`, sorted as text. */
function countedReasons({ nodeCount, refusals, absentReason }: FitError): string {
  const counts = new Map<string, number>();
  const count = (reason: string, nodes: number): void => void counts.set(reason, (counts.get(reason) ?? 0) + nodes);
  for (const reasons of refusals) for (const reason of reasons) count(reason, 1);
  if (absentReason !== undefined && refusals.length < nodeCount) count(absentReason, nodeCount - refusals.length);
  return [...counts]
    .map(([reason, nodes]) => `${nodes} ${reason}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join(', ');
}
