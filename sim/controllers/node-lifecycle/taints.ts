/** The taints that follow from a node's conditions. */
import { matchTaint } from '../../api/tolerations.ts';
import type { Micros } from '../../api/time.ts';
import { formatTime } from '../../api/time.ts';
import type { Node, Taint } from '../../api/types.ts';
import { nodeCondition } from './health.ts';

/** Models: api core/v1 well_known_taints.go (v1.37). */
export const notReadyTaintKey = 'node.kubernetes.io/not-ready';
export const unreachableTaintKey = 'node.kubernetes.io/unreachable';
export const unschedulableTaintKey = 'node.kubernetes.io/unschedulable';

/** Taint key by condition type and status. Models: node_lifecycle_controller.go nodeConditionToTaintKeyStatusMap (v1.37). */
const taintKeysByCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReadyTaintKey, Unknown: unreachableTaintKey },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const managedNoScheduleKeys: ReadonlySet<string> = new Set([
  unschedulableTaintKey,
  ...Object.values(taintKeysByCondition).flatMap((keysByStatus) => Object.values(keysByStatus)),
]);

/** Whether the node lifecycle controller keeps the taint, so that it removes it where nothing calls for it. */
export function isManagedTaint({ key, effect }: Taint): boolean {
  if (effect === 'NoSchedule') return managedNoScheduleKeys.has(key);
  return effect === 'NoExecute' && (key === notReadyTaintKey || key === unreachableTaintKey);
}

/** The NoSchedule taints that the conditions and spec.unschedulable call for. Models: doNoScheduleTaintingPass (v1.37). */
export function wantedNoScheduleTaints(node: Node): Taint[] {
  const keys: string[] = [];
  for (const { type, status } of node.status?.conditions ?? []) {
    const key = taintKeysByCondition[type]?.[status];
    if (key !== undefined) keys.push(key);
  }
  if (node.spec?.unschedulable === true) keys.push(unschedulableTaintKey);
  return keys.map((key) => ({ key, effect: 'NoSchedule' }));
}

/** The NoExecute taint that the Ready condition calls for. Models: processTaintBaseEviction (v1.37). */
export function wantedNoExecuteTaint(node: Node): Taint | undefined {
  const status = nodeCondition(node, 'Ready')?.status;
  if (status === 'False') return { key: notReadyTaintKey, effect: 'NoExecute' };
  if (status === 'Unknown') return { key: unreachableTaintKey, effect: 'NoExecute' };
  return undefined;
}

/** The taints with the managed ones of an effect exchanged for the wanted ones; `undefined` when nothing changes. New ones carry the time. */
function exchanged(node: Node, wanted: readonly Taint[], effect: string, now: Micros): Taint[] | undefined {
  const present = node.spec?.taints ?? [];
  const isStale = (taint: Taint): boolean =>
    taint.effect === effect && isManagedTaint(taint) && !wanted.some((other) => matchTaint(taint, other));
  const kept = present.filter((taint) => !isStale(taint));
  const added = wanted.filter((taint) => !present.some((other) => matchTaint(taint, other)));
  if (added.length === 0 && kept.length === present.length) return undefined;
  const timeAdded = formatTime(now);
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded }))];
}

/**
 * The node's taints after the NoSchedule pass, `undefined` when they are right already.
 * @param now instant in microseconds since 1970.
 * Models: node_lifecycle_controller.go doNoScheduleTaintingPass (v1.37).
 */
export function taintsAfterNoSchedulePass(node: Node, now: Micros): Taint[] | undefined {
  return exchanged(node, wantedNoScheduleTaints(node), 'NoSchedule', now);
}

/**
 * The node's taints after the NoExecute pass, `undefined` when they are right already. Adding is rate limited by the caller.
 * @param now instant in microseconds since 1970.
 * Models: node_lifecycle_controller.go doNoExecuteTaintingPass and markNodeAsReachable (v1.37).
 */
export function taintsAfterNoExecutePass(node: Node, now: Micros): Taint[] | undefined {
  const wanted = wantedNoExecuteTaint(node);
  return exchanged(node, wanted === undefined ? [] : [wanted], 'NoExecute', now);
}
