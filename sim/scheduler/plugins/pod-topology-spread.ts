import { labelOf, selects } from '../../api/label-selector.ts';
import type { Labels, Pod } from '../../api/types.ts';
import type { ClusterChange } from '../cluster-change.ts';
import { cycleState, type Cycle, type NodeInfo, type Plugin, type Refusal } from '../framework.ts';
import { namespaceOf } from '../affinity-terms.ts';
import type { ClusterView } from '../cluster-view.ts';
import { DomainCounts } from '../domain-counts.ts';
import type { PodCounts } from '../pod-counts.ts';
import { hasAllLabels, type Topology } from '../topology.ts';
import {
  constraintOf,
  includesNode,
  isPlainPod,
  ownConstraints,
  topologiesOf,
  type SpreadConstraint,
  type SpreadConstraintSpec,
} from './topology-constraints.ts';
import { fellowSelectors, mergedSelector, type FellowSelectors } from './default-selector.ts';
import { normalizeSpreadScores, spreadPreScore, spreadScores } from './topology-scoring.ts';

const name = 'PodTopologySpread';
const missingLabel: Refusal = {
  plugin: name,
  reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
  isFinal: true,
};
const tooMany: Refusal = {
  plugin: name,
  reasons: ["node(s) didn't match pod topology spread constraints"],
  isFinal: false,
};

/** Models: apis/config PodTopologySpreadArgs (v1.37). */
export interface PodTopologySpreadArgs {
  readonly defaultConstraints?: readonly SpreadConstraintSpec[];
  readonly defaultingType?: 'System' | 'List';
}

/** Models: plugins/podtopologyspread/plugin.go systemDefaultConstraints (v1.37). */
const systemConstraints: readonly SpreadConstraintSpec[] = [
  { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

interface FilterState {
  readonly constraints: readonly SpreadConstraint[];
  readonly topologies: readonly Topology[];
  readonly counts: DomainCounts[];
  /** Whether the counts are those that are kept from cycle to cycle: they are copied before they are changed. */
  readonly isShared: boolean[];
  /** Whether the pod itself would count. */
  readonly countsItself: readonly boolean[];
}

const filterState = cycleState<FilterState>('PodTopologySpread');

/**
 * Keeps the numbers of a pod's fellows in the domains of a topology near each other: a condition, or a preference.
 * Models: plugins/podtopologyspread/{filtering,scoring}.go (v1.37).
 */
export function podTopologySpread(args: PodTopologySpreadArgs): Plugin {
  const isSystem = args.defaultingType !== 'List';
  const defaults = isSystem ? systemConstraints : (args.defaultConstraints ?? []);
  const constraintsOf = (cycle: Cycle, action: string): readonly SpreadConstraint[] =>
    (cycle.pod.spec?.topologySpreadConstraints ?? []).length > 0
      ? ownConstraints(cycle.pod, action)
      : defaultConstraints(cycle, defaults, action);
  return {
    name,
    preFilter(cycle) {
      const constraints = constraintsOf(cycle, 'DoNotSchedule');
      if (constraints.length === 0) return 'skip';
      filterState.write(cycle, prepareFilter(cycle, constraints));
      return null;
    },
    filter: (cycle, _, index) => filterNode(cycle, index),
    addPod: (cycle, pod, nodeInfo, index) => countPod(cycle, pod, nodeInfo, index, 1),
    removePod: (cycle, pod, nodeInfo, index) => countPod(cycle, pod, nodeInfo, index, -1),
    preScore(cycle, indexes) {
      const constraints = constraintsOf(cycle, 'ScheduleAnyway');
      if (constraints.length === 0) return false;
      const isOwn = (cycle.pod.spec?.topologySpreadConstraints ?? []).length > 0;
      spreadPreScore(cycle, constraints, indexes, isOwn || !isSystem);
      return true;
    },
    score: (cycle, _, index) => spreadScores(cycle, [index])[0] ?? 0,
    scoreAll: spreadScores,
    normalize: normalizeSpreadScores,
    events: ['node', 'nodeDeleted', 'podAdded', 'podUpdated', 'podDeleted', 'targetPod'],
    mayHelp: (change, pod) => mayHelp(change, pod, defaults),
  };
}

/** Constraints that were made of the same selectors hold for all pods of a namespace that share these. */
interface KnownConstraints extends FellowSelectors {
  readonly specs: readonly SpreadConstraintSpec[];
  readonly action: string;
  readonly namespace: string;
  readonly constraints: readonly SpreadConstraint[];
}
const knownConstraints = new WeakMap<object, KnownConstraints>();
const noConstraints: readonly SpreadConstraint[] = [];

/** The cluster's constraints with a selector that picks the pod's fellows. Models: common.go buildDefaultConstraints (v1.37). */
function defaultConstraints(
  { pod, cluster }: Cycle,
  specs: readonly SpreadConstraintSpec[],
  action: string,
): readonly SpreadConstraint[] {
  if (!specs.some((spec) => spec.whenUnsatisfiable === action)) return noConstraints;
  const fellows = fellowSelectors(pod, cluster.objects);
  if (fellows === null) return noConstraints;
  const { maps, owner } = fellows;
  const namespace = namespaceOf(pod);
  const slot = owner ?? (maps[0] as object);
  const known = knownConstraints.get(slot);
  if (
    known?.specs === specs &&
    known.action === action &&
    known.namespace === namespace &&
    known.maps.length === maps.length &&
    known.maps.every((map, n) => map === maps[n])
  ) {
    return known.constraints;
  }
  const selector = mergedSelector(fellows);
  const constraints =
    selector === null
      ? noConstraints
      : specs
          .filter((spec) => spec.whenUnsatisfiable === action)
          .map((spec) => constraintOf(spec, selector, namespace));
  knownConstraints.set(slot, { ...fellows, specs, action, namespace, constraints });
  return constraints;
}

/** Models: filtering.go calPreFilterState (v1.37). */
function prepareFilter({ pod, cluster }: Cycle, constraints: readonly SpreadConstraint[]): FilterState {
  const topologies = topologiesOf(cluster, constraints);
  const needed = constraints.length === 1 ? noTopologies : topologies;
  const isPlain = isPlainPod(pod, constraints);
  const counts = constraints.map((constraint, n) => {
    const topology = topologies[n] as Topology;
    const pods = cluster.podCounts(constraint.matcher);
    if (isPlain) return pods.byDomain(topology, needed);
    return countIncluded(pod, cluster, constraint, topology, needed, pods);
  });
  return {
    constraints,
    topologies,
    counts,
    isShared: constraints.map(() => isPlain),
    countsItself: constraints.map(({ selector }) => selects(selector, pod.metadata?.labels)),
  };
}

const noTopologies: readonly Topology[] = [];

/** Counts where the nodes depend on the pod. */
function countIncluded(
  pod: Pod,
  { nodes }: ClusterView,
  constraint: SpreadConstraint,
  topology: Topology,
  needed: readonly Topology[],
  { byNode }: PodCounts,
): DomainCounts {
  const counts = new DomainCounts(topology.size);
  for (let index = 0; index < nodes.length; index++) {
    const domain = topology.domains[index] as number;
    if (domain === -1 || !hasAllLabels(needed, index)) continue;
    if (!includesNode(constraint, pod, (nodes[index] as NodeInfo).node)) continue;
    counts.add(domain, byNode[index] as number);
  }
  return counts;
}

/** Models: filtering.go Filter (v1.37). */
function filterNode(cycle: Cycle, index: number): Refusal | null {
  const state = filterState.read(cycle);
  if (state === undefined) return null;
  for (let n = 0; n < state.constraints.length; n++) {
    const { minDomains, maxSkew } = state.constraints[n] as SpreadConstraint;
    const domain = state.topologies[n]?.domains[index] ?? -1;
    if (domain === -1) return missingLabel;
    const counts = state.counts[n] as DomainCounts;
    const least = counts.size < minDomains ? 0 : counts.least;
    const own = state.countsItself[n] === true ? 1 : 0;
    if (counts.countOf(domain) + own - least > maxSkew) return tooMany;
  }
  return null;
}

/** Models: filtering.go updateWithPod (v1.37). */
function countPod(cycle: Cycle, pod: Pod, { node }: NodeInfo, index: number, by: 1 | -1): void {
  const state = filterState.read(cycle);
  if (state === undefined || namespaceOf(pod) !== namespaceOf(cycle.pod)) return;
  if (!hasAllLabels(state.topologies, index)) return;
  state.constraints.forEach((constraint, n) => {
    if (!selects(constraint.selector, pod.metadata?.labels)) return;
    if (!includesNode(constraint, cycle.pod, node)) return;
    if (state.isShared[n] === true) {
      state.counts[n] = (state.counts[n] as DomainCounts).copy();
      state.isShared[n] = false;
    }
    (state.counts[n] as DomainCounts).add(state.topologies[n]?.domains[index] as number, by);
  });
}

/** Models: plugin.go isSchedulableAfterPodChange, isSchedulableAfterNodeChange (v1.37). */
function mayHelp(change: ClusterChange, pod: Pod, defaults: readonly SpreadConstraintSpec[]): boolean {
  const own = pod.spec?.topologySpreadConstraints ?? [];
  switch (change.what) {
    case 'assignedPod':
    case 'targetPod':
      if (namespaceOf(change.object) !== namespaceOf(pod)) return false;
      // What the cluster's own constraints count is known by the Services and controllers of the moment, which are not at hand here.
      return own.length === 0 || ownConstraints(pod, 'DoNotSchedule').some((constraint) => moves(change, constraint));
    case 'node':
    case 'nodeDeleted': {
      const keys = (own.length > 0 ? own : defaults)
        .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
        .map(({ topologyKey }) => topologyKey);
      return movesDomains(keys, change);
    }
    default:
      return false;
  }
}

/** A pod that comes, goes or gets other labels makes another number. */
function moves(change: ClusterChange & { readonly object: Pod }, { selector }: SpreadConstraint): boolean {
  const isCounted = selects(selector, change.object.metadata?.labels);
  const old = 'old' in change ? change.old : undefined;
  const isUpdate = old !== undefined && !(change.what === 'assignedPod' && change.isDeleted);
  return isUpdate ? isCounted !== selects(selector, old.metadata?.labels) : isCounted;
}

/** A node that comes, goes or gets other labels makes another set of domains. */
function movesDomains(
  keys: readonly string[],
  change: ClusterChange & { readonly what: 'node' | 'nodeDeleted' },
): boolean {
  const labels = change.object.metadata?.labels;
  const before = change.what === 'node' ? change.old : undefined;
  const hasKeys = (of: Labels | undefined): boolean => keys.every((key) => labelOf(of, key) !== undefined);
  if (before === undefined) return hasKeys(labels);
  const old = before.metadata?.labels;
  return (hasKeys(labels) || hasKeys(old)) && keys.some((key) => labelOf(labels, key) !== labelOf(old, key));
}
