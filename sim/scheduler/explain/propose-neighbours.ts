/** Answers to refusals because of other pods: spreading, affinity, anti-affinity. */
import type { Labels, Pod } from '../../api/types.ts';
import { keyOf } from '../../client/informer.ts';
import { namespaceOf, podTerms, termMatches, type AffinityTerm } from '../affinity-terms.ts';
import type { ClusterView } from '../cluster-view.ts';
import { withoutPods } from './changed-cluster.ts';
import { otherProposal, podProposal, withSpec, type Proposal, type Proposer } from './proposal.ts';

export const answerSpread: Proposer = ({ pod }) => {
  const constraints = pod.spec?.topologySpreadConstraints ?? [];
  return constraints.flatMap((constraint, index): Proposal[] => {
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') return [];
    const replaced = (change: Partial<typeof constraint>): Pod =>
      withSpec(pod, {
        topologySpreadConstraints: constraints.map((other, n) => (n === index ? { ...other, ...change } : other)),
      });
    const path = `spec.topologySpreadConstraints[${index}]`;
    const { topologyKey, maxSkew } = constraint;
    return [
      podProposal(`${path}.maxSkew`, `let ${topologyKey} differ by ${maxSkew + 1}`, replaced({ maxSkew: maxSkew + 1 })),
      podProposal(
        `${path}.whenUnsatisfiable`,
        `only prefer to spread over ${topologyKey}`,
        replaced({ whenUnsatisfiable: 'ScheduleAnyway' }),
      ),
    ];
  });
};

type Affinity = NonNullable<NonNullable<Pod['spec']>['affinity']>;
type Kind = 'podAffinity' | 'podAntiAffinity';

export const answerPodAffinity: Proposer = ({ pod, cluster }, _, index, { reasons }) => {
  const [reason = ''] = reasons;
  if (reason.endsWith('pod affinity rules')) return dropTerms(pod, 'podAffinity', 'affinity');
  const shunned = reason.endsWith('pod anti-affinity rules');
  const others = shunned ? shunnedBy(pod, cluster, index) : shunning(pod, cluster, index);
  const why = shunned ? 'which it does not want near' : 'which does not want it near';
  return [...(shunned ? dropTerms(pod, 'podAntiAffinity', 'anti-affinity') : []), ...answerUsers(cluster, others, why)];
};

/** The pod without one of its required terms. */
function dropTerms(pod: Pod, kind: Kind, word: string): Proposal[] {
  const affinity: Affinity = pod.spec?.affinity ?? {};
  const terms = affinity[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.map(({ topologyKey }, index) => {
    const rest = terms.filter((_term, n) => n !== index);
    const changed = { ...affinity[kind], requiredDuringSchedulingIgnoredDuringExecution: rest };
    return podProposal(
      `spec.affinity.${kind}[${index}]`,
      `drop the ${word} to pods in the same ${topologyKey}`,
      withSpec(pod, { affinity: { ...affinity, [kind]: changed } }),
    );
  });
}

/** Pods around a node that the pod does not want near. */
function shunnedBy(pod: Pod, cluster: ClusterView, index: number): Pod[] {
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  return podTerms(pod).requiredAnti.flatMap((term) =>
    podsAround(cluster, term, index).filter((other) => termMatches(term, other, labelsOf)),
  );
}

/** Pods around a node that do not want the pod near. */
function shunning(pod: Pod, cluster: ClusterView, index: number): Pod[] {
  const labelsOf = (namespace: string): Labels => cluster.objects.namespaceLabels(namespace);
  const terms = [...cluster.affinityGroups()].filter(
    ({ role, term }) => role === 'requiredAnti' && termMatches(term, pod, labelsOf),
  );
  return terms.flatMap(({ term }) =>
    podsAround(cluster, term, index).filter((other) => podTerms(other).requiredAnti.some(({ id }) => id === term.id)),
  );
}

/** The pods in the domain of a node. */
function podsAround(cluster: ClusterView, { topologyKey }: AffinityTerm, index: number): Pod[] {
  const { domains } = cluster.topology(topologyKey);
  const domain = domains[index];
  if (domain === -1) return [];
  return cluster.nodes.flatMap(({ node }, n) =>
    domains[n] === domain ? cluster.podsOn(node.metadata?.name ?? '') : [],
  );
}

/** More pods than these are not sent away for one. */
const mostPods = 3;

/** The cluster without the pods that are in the way. @param why what is said of each */
export function answerUsers(cluster: ClusterView, pods: readonly Pod[], why: string): Proposal[] {
  const others = [...new Map(pods.map((pod) => [keyOf(pod), pod])).values()];
  if (others.length === 0 || others.length > mostPods) return [];
  const text = `take away ${others.map(keyOf).join(' and ')}, ${why}`;
  const namespaces = new Set(others.map(namespaceOf));
  const [namespace = ''] = namespaces;
  const names = others.map(({ metadata }) => metadata?.name ?? '').join(' ');
  const command = namespaces.size > 1 ? '' : `kubectl delete pod -n ${namespace} ${names}`;
  return [otherProposal('metadata', text, withoutPods(cluster, others), command)];
}
