import type { Pod, PodSpec } from '../api/types.ts';
import type { Cycle, NodeInfo, Plugin, Refusal } from './framework.ts';
import { withPod } from './node-info.ts';
import type { PlacedFilter, Profile } from './profile.ts';
import { podPriority } from './pod-priority.ts';
import { traitsOf } from './spec-traits.ts';
import { notePod } from './supposed-pods.ts';

/** What is known of a pod before nodes are looked at. */
export interface Prepared {
  /** Holds for every node. */
  readonly refusal: Refusal | null;
  /** The only nodes that come into question; `null` for all. */
  readonly nodeNames: ReadonlySet<string> | null;
  /** Plugins that named nodes. */
  readonly restrictedBy: readonly string[];
  /** Filters with something to say about this pod. */
  readonly filters: readonly PlacedFilter[];
}

/** Models: framework/runtime/framework.go RunPreFilterPlugins (v1.37). */
export function runPreFilters(profile: Profile, cycle: Cycle): Prepared {
  let nodeNames: ReadonlySet<string> | null = null;
  const restrictedBy: string[] = [];
  const skipped: Plugin[] = [];
  const { preFilters, clusterFilters } = traitsOf(profile, cycle.pod.spec as PodSpec);
  const prepared = (refusal: Refusal | null): Prepared => {
    const filters = clusterFilters.filter(({ plugin }) => !skipped.includes(plugin));
    return { refusal, nodeNames, restrictedBy: restrictedBy.sort(), filters };
  };
  for (const plugin of preFilters) {
    const result = plugin.preFilter?.(cycle) ?? null;
    if (result === null) continue;
    if (result === 'skip') {
      skipped.push(plugin);
      continue;
    }
    if ('refusal' in result) return prepared(result.refusal);
    nodeNames = intersection(nodeNames, result.nodeNames);
    restrictedBy.push(plugin.name);
    if (nodeNames.size === 0) {
      const names = [...restrictedBy].sort().join(' ');
      const reason =
        restrictedBy.length === 1
          ? `node(s) didn't satisfy plugin ${names}`
          : `node(s) didn't satisfy plugin(s) [${names}] simultaneously`;
      return prepared({ plugin: plugin.name, reasons: [reason], isFinal: true });
    }
  }
  return prepared(null);
}

function intersection(all: ReadonlySet<string> | null, names: ReadonlySet<string>): ReadonlySet<string> {
  return all === null ? names : new Set([...all].filter((name) => names.has(name)));
}

/** Runs all filters on one node, in order. Models: RunFilterPlugins (v1.37). */
export function runFilters(
  profile: Profile,
  prepared: Prepared,
  cycle: Cycle,
  nodeInfo: NodeInfo,
  index: number,
): Refusal | null {
  for (const plugin of profile.filters) {
    if (plugin.sign === undefined && !prepared.filters.some((filter) => filter.plugin === plugin)) continue;
    const refusal = plugin.filter?.(cycle, nodeInfo, index) ?? null;
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Pods nominated to a node that go before the cycle's pod. */
export function nominatedBefore(cycle: Cycle, nodeInfo: NodeInfo): readonly Pod[] {
  const { objects } = cycle.cluster;
  if (!objects.hasNominatedPods()) return noPods;
  const uid = cycle.pod.metadata?.uid;
  return objects
    .nominatedPods(nodeInfo.node.metadata?.name ?? '')
    .filter((pod) => podPriority(pod) >= podPriority(cycle.pod) && pod.metadata?.uid !== uid);
}

const noPods: readonly Pod[] = [];

/**
 * Runs the filters with the nominated pods thought to be there, and then without: the pod must fit both ways.
 * Models: RunFilterPluginsWithNominatedPods (v1.37).
 */
export function runFiltersWithNominated(
  profile: Profile,
  prepared: Prepared,
  cycle: Cycle,
  nodeInfo: NodeInfo,
  index: number,
): Refusal | null {
  const nominated = nominatedBefore(cycle, nodeInfo);
  if (nominated.length > 0) {
    let crowded = nodeInfo;
    for (const pod of nominated) {
      crowded = withPod(crowded, pod);
      tellFilters(prepared, 'addPod', cycle, pod, crowded, index);
    }
    const refusal = runFilters(profile, prepared, cycle, crowded, index);
    for (const pod of nominated) tellFilters(prepared, 'removePod', cycle, pod, crowded, index);
    if (refusal !== null) return refusal;
  }
  return runFilters(profile, prepared, cycle, nodeInfo, index);
}

/** Tells the filters of a pod more or less on a node. Models: RunPreFilterExtensionAddPod, RunPreFilterExtensionRemovePod (v1.37). */
export function tellFilters(
  prepared: Prepared,
  what: 'addPod' | 'removePod',
  cycle: Cycle,
  pod: Pod,
  nodeInfo: NodeInfo,
  index: number,
): void {
  notePod(cycle, what, pod, nodeInfo.node.metadata?.name ?? '');
  for (const { plugin } of prepared.filters) plugin[what]?.(cycle, pod, nodeInfo, index);
}
