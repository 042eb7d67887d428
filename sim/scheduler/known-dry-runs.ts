import type { Pod, PodDisruptionBudget } from '../api/types.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Cycle, NodeInfo } from './framework.ts';
import { podPriority } from './pod-priority.ts';
import type { Profile } from './profile.ts';
import { nominatedBefore, type Prepared } from './run-filters.ts';
import { evaluationsOf } from './spec-traits.ts';

/** What all dry runs of an attempt have in common. */
export interface DryRunKind {
  /** Of the pods of which the node-local plugins see the same; `null` when others look at the pod, so that each run is its own. */
  readonly table: EvaluationTable | null;
  readonly priority: number;
  readonly budgets: readonly PodDisruptionBudget[];
}

export function dryRunKind(
  profile: Profile,
  prepared: Prepared,
  { pod }: Cycle,
  budgets: readonly PodDisruptionBudget[],
): DryRunKind {
  const table = prepared.filters.length > 0 ? null : evaluationsOf(profile, pod);
  return { table, priority: podPriority(pod), budgets };
}

/** What came of a dry run on a node, with all that it depends on besides the NodeInfo. */
interface KnownDryRun {
  readonly kind: DryRunKind;
  readonly pods: readonly Pod[];
  readonly result: unknown;
}

const knownByNodeInfo = new WeakMap<NodeInfo, KnownDryRun>();

/** Runs a dry run on a node, or gives what came of the last one when nothing is otherwise that it depends on. */
export function knownDryRun<T>(kind: DryRunKind, cycle: Cycle, index: number, run: () => T): T {
  const nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
  if (kind.table === null || nominatedBefore(cycle, nodeInfo).length > 0) return run();
  const pods = cycle.cluster.podsOn(nodeInfo.node.metadata?.name ?? '');
  const known = knownByNodeInfo.get(nodeInfo);
  if (known !== undefined && known.pods === pods && isSameKind(known.kind, kind)) return known.result as T;
  const result = run();
  knownByNodeInfo.set(nodeInfo, { kind, pods, result });
  return result;
}

function isSameKind(a: DryRunKind, b: DryRunKind): boolean {
  if (a === b) return true;
  if (a.table !== b.table || a.priority !== b.priority || a.budgets.length !== b.budgets.length) return false;
  return a.budgets.every((budget, n) => budget === b.budgets[n]);
}
