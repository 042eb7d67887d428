/** Topology spread constraints, ready for counting. Models: plugins/podtopologyspread/common.go (v1.37). */
import { compileLabelSelector, selects, type CompiledSelector } from '../../api/label-selector.ts';
import { matchesRequiredNodeAffinity } from '../../api/node-selector.ts';
import { findUntoleratedTaint } from '../../api/tolerations.ts';
import type { LabelSelector, Node, Pod } from '../../api/types.ts';
import { namespaceOf, requirementsOf } from '../affinity-terms.ts';
import type { ClusterView } from '../cluster-view.ts';
import type { PodMatcher } from '../pod-index.ts';
import type { Topology } from '../topology.ts';

/** A constraint as pods and arguments write it. */
export interface SpreadConstraintSpec {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: string;
  readonly labelSelector?: LabelSelector;
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
  readonly matchLabelKeys?: readonly string[];
}

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
  readonly selector: CompiledSelector;
  readonly matcher: PodMatcher;
}

const constraintsByPod = new WeakMap<Pod, Map<string, readonly SpreadConstraint[]>>();

/**
 * The pod's own constraints of one kind.
 * @param action `DoNotSchedule` or `ScheduleAnyway`
 */
export function ownConstraints(pod: Pod, action: string): readonly SpreadConstraint[] {
  const specs = pod.spec?.topologySpreadConstraints ?? [];
  if (specs.length === 0) return none;
  let known = constraintsByPod.get(pod);
  if (known === undefined) constraintsByPod.set(pod, (known = new Map()));
  let constraints = known.get(action);
  if (constraints === undefined) known.set(action, (constraints = compileConstraints(pod, specs, action)));
  return constraints;
}

const none: readonly SpreadConstraint[] = [];

function compileConstraints(
  pod: Pod,
  specs: readonly SpreadConstraintSpec[],
  action: string,
): readonly SpreadConstraint[] {
  return specs
    .filter((spec) => spec.whenUnsatisfiable === action)
    .map((spec) => {
      const own = compileLabelSelector(spec.labelSelector);
      const merged = requirementsOf(pod, spec.matchLabelKeys ?? [], 'In');
      const selector =
        merged.length === 0 ? own : { selectsNothing: false, requirements: [...own.requirements, ...merged] };
      return constraintOf(spec, selector, namespaceOf(pod));
    });
}

/** A constraint with its selector. */
export function constraintOf(
  spec: SpreadConstraintSpec,
  selector: CompiledSelector,
  namespace: string,
): SpreadConstraint {
  return {
    topologyKey: spec.topologyKey,
    maxSkew: spec.maxSkew,
    minDomains: spec.minDomains ?? 1,
    honoursAffinity: spec.nodeAffinityPolicy !== 'Ignore',
    honoursTaints: spec.nodeTaintsPolicy === 'Honor',
    selector,
    matcher: livePods(namespace, selector),
  };
}

/** Pods of a namespace that a selector picks and that are not on their way out. Models: countPodsMatchSelector (v1.37). */
function livePods(namespace: string, selector: CompiledSelector): PodMatcher {
  return {
    id: `live ${namespace} ${selector.selectsNothing ? 'nothing' : JSON.stringify(selector.requirements)}`,
    matches: (pod) =>
      namespaceOf(pod) === namespace &&
      pod.metadata?.deletionTimestamp === undefined &&
      selects(selector, pod.metadata?.labels),
  };
}

/** The topologies of the constraints. */
export function topologiesOf(cluster: ClusterView, constraints: readonly SpreadConstraint[]): readonly Topology[] {
  return constraints.map(({ topologyKey }) => cluster.topology(topologyKey));
}

/** No constraint leaves out any node because of what the pod selects and tolerates. */
export function isPlainPod(pod: Pod, constraints: readonly SpreadConstraint[]): boolean {
  return (
    pod.spec?.nodeSelector === undefined &&
    pod.spec?.affinity?.nodeAffinity === undefined &&
    !constraints.some(({ honoursTaints }) => honoursTaints)
  );
}

/** Whether the pods of a node count for a constraint. Models: matchNodeInclusionPolicies (v1.37). */
export function includesNode(constraint: SpreadConstraint, pod: Pod, node: Node): boolean {
  if (constraint.honoursAffinity && !matchesRequiredNodeAffinity(pod, node)) return false;
  if (!constraint.honoursTaints) return true;
  const taint = findUntoleratedTaint(node.spec?.taints ?? [], pod.spec?.tolerations ?? [], ['NoSchedule', 'NoExecute']);
  return taint === undefined;
}
