/**
 * `kubectl describe` as pure functions.
 *
 * 1. get the object; 2. make the requests of `relatedReads(object)`; 3. hand the answers to `describeObject`, which gives the text.
 * Descriptions of several objects are joined by an empty line between them (`\n\n` after all but the last).
 */
import type { DaemonSet, StatefulSet } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { CronJob, Job } from 'kubernetes-types/batch/v1';
import type {
  Endpoints,
  LimitRange,
  PersistentVolume,
  PersistentVolumeClaim,
  ReplicationController,
  ResourceQuota,
  ServiceAccount,
} from 'kubernetes-types/core/v1';
import type { Ingress, IngressClass, NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import type { CSINode, StorageClass } from 'kubernetes-types/storage/v1';
import type { Micros } from '../../api/time.ts';
import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Event,
  KubeObject,
  Lease,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Secret,
  Service,
} from '../../api/types.ts';
import { horizontalPodAutoscalerLines, podDisruptionBudgetLines } from './autoscaling.ts';
import { configMapLines, secretLines, serviceAccountLines } from './config.ts';
import { genericLines } from './generic.ts';
import { ingressClassLines, ingressLines, type BackendFacts } from './ingress.ts';
import { cronJobLines, jobLines } from './jobs.ts';
import { limitRangeLines, namespaceLines, priorityClassLines, resourceQuotaLines } from './namespaces.ts';
import { networkPolicyLines } from './network-policy.ts';
import { nodeLines, type NodeFacts } from './node.ts';
import { podLines } from './pod.ts';
import { roleBindingLines, roleLines } from './rbac.ts';
import { groupKindOf, type RelatedAnswer } from './reads.ts';
import { endpointSliceLines, endpointsLines, serviceLines } from './services.ts';
import { csiNodeLines, persistentVolumeClaimLines, persistentVolumeLines, storageClassLines } from './storage.ts';
import {
  daemonSetLines,
  deploymentLines,
  replicaSetLines,
  replicationControllerLines,
  statefulSetLines,
} from './workloads.ts';
import { DescriptionWriter } from './writer.ts';

export { relatedReads, type RelatedAnswer } from './reads.ts';

/** The answers to the reads, by key. */
class Facts {
  readonly #answers: ReadonlyMap<string, RelatedAnswer>;

  constructor(answers: ReadonlyMap<string, RelatedAnswer>) {
    this.#answers = answers;
  }

  /** Items of a list; none when the read failed. The caller asked for this kind, so the cast holds. */
  items<T>(key: string): readonly T[] {
    return this.itemsOrUndefined<T>(key) ?? [];
  }

  itemsOrUndefined<T>(key: string): readonly T[] | undefined {
    const answer = this.#answers.get(key);
    return answer !== undefined && 'items' in answer ? (answer.items as readonly T[]) : undefined;
  }

  /** Events of the object; undefined when they were not asked for. */
  get events(): readonly Event[] | undefined {
    return this.itemsOrUndefined<Event>('events');
  }

  object<T>(key: string): T | { readonly error: string } {
    const answer = this.#answers.get(key);
    if (answer !== undefined && 'object' in answer) return answer.object as T;
    return { error: answer !== undefined && 'error' in answer ? answer.error : `${key} not found` };
  }

  get backends(): ReadonlyMap<string, BackendFacts> {
    const names = [...this.#answers.keys()].filter((key) => key.startsWith('services/')).map((key) => key.slice(9));
    return new Map(
      names.map((name): [string, BackendFacts] => {
        const service = this.object<Service>(`services/${name}`);
        if ('error' in service) return [name, service];
        return [name, { service, slices: this.items<EndpointSlice>(`endpointslices/${name}`) }];
      }),
    );
  }

  get node(): NodeFacts {
    const { events } = this;
    const all = events === undefined ? undefined : [...events, ...this.items<Event>('eventsByName')];
    return { pods: this.itemsOrUndefined<Pod>('pods'), lease: this.object<Lease>('lease'), events: all };
  }
}

type Describer = (w: DescriptionWriter, object: KubeObject, facts: Facts) => void;

/** The caller looks describers up by the kind of the object, so the cast holds. */
function describer<T>(write: (w: DescriptionWriter, object: T, facts: Facts) => void): Describer {
  return (w, object, facts) => write(w, object as T, facts);
}

const roleDescriber = describer<Role | ClusterRole>(roleLines);
const roleBindingDescriber = describer<RoleBinding | ClusterRoleBinding>(roleBindingLines);

/** By group and kind. Models: kubectl pkg/describe/describe.go describerMap (v1.37). */
const describers: ReadonlyMap<string, Describer> = new Map([
  [' ConfigMap', describer<ConfigMap>((w, object, { events }) => configMapLines(w, object, events))],
  [' Endpoints', describer<Endpoints>((w, object, { events }) => endpointsLines(w, object, events))],
  [' LimitRange', describer<LimitRange>(limitRangeLines)],
  [
    ' Namespace',
    describer<Namespace>((w, object, facts) =>
      namespaceLines(w, object, facts.items('resourcequotas'), facts.items('limitranges')),
    ),
  ],
  [' Node', describer<Node>((w, object, facts) => nodeLines(w, object, facts.node))],
  [
    ' PersistentVolume',
    describer<PersistentVolume>((w, object, { events }) => persistentVolumeLines(w, object, events)),
  ],
  [
    ' PersistentVolumeClaim',
    describer<PersistentVolumeClaim>((w, object, facts) =>
      persistentVolumeClaimLines(w, object, facts.items<Pod>('pods'), facts.events),
    ),
  ],
  [' Pod', describer<Pod>((w, object, { events }) => podLines(w, object, events))],
  [
    ' ReplicationController',
    describer<ReplicationController>((w, object, facts) =>
      replicationControllerLines(w, object, facts.items('pods'), facts.events),
    ),
  ],
  [' ResourceQuota', describer<ResourceQuota>(resourceQuotaLines)],
  [' Secret', describer<Secret>(secretLines)],
  [
    ' Service',
    describer<Service>((w, object, facts) => serviceLines(w, object, facts.items('endpointslices'), facts.events)),
  ],
  [
    ' ServiceAccount',
    describer<ServiceAccount>((w, object, facts) =>
      serviceAccountLines(w, object, facts.items('secrets'), facts.events),
    ),
  ],
  ['apps DaemonSet', describer<DaemonSet>((w, o, facts) => daemonSetLines(w, o, facts.items('pods'), facts.events))],
  [
    'apps Deployment',
    describer<Deployment>((w, object, facts) =>
      deploymentLines(w, object, facts.items<ReplicaSet>('replicasets'), facts.events),
    ),
  ],
  ['apps ReplicaSet', describer<ReplicaSet>((w, o, facts) => replicaSetLines(w, o, facts.items('pods'), facts.events))],
  [
    'apps StatefulSet',
    describer<StatefulSet>((w, object, facts) => statefulSetLines(w, object, facts.items('pods'), facts.events)),
  ],
  [
    'autoscaling HorizontalPodAutoscaler',
    describer<HorizontalPodAutoscaler>((w, object, { events }) => horizontalPodAutoscalerLines(w, object, events)),
  ],
  ['batch CronJob', describer<CronJob>((w, object, { events }) => cronJobLines(w, object, events))],
  ['batch Job', describer<Job>((w, object, { events }) => jobLines(w, object, events))],
  [
    'discovery.k8s.io EndpointSlice',
    describer<EndpointSlice>((w, object, { events }) => endpointSliceLines(w, object, events)),
  ],
  [
    'networking.k8s.io Ingress',
    describer<Ingress>((w, object, facts) => ingressLines(w, object, facts.backends, facts.events)),
  ],
  [
    'networking.k8s.io IngressClass',
    describer<IngressClass>((w, object, { events }) => ingressClassLines(w, object, events)),
  ],
  ['networking.k8s.io NetworkPolicy', describer<NetworkPolicy>(networkPolicyLines)],
  [
    'policy PodDisruptionBudget',
    describer<PodDisruptionBudget>((w, object, { events }) => podDisruptionBudgetLines(w, object, events)),
  ],
  ['rbac.authorization.k8s.io ClusterRole', roleDescriber],
  ['rbac.authorization.k8s.io ClusterRoleBinding', roleBindingDescriber],
  ['rbac.authorization.k8s.io Role', roleDescriber],
  ['rbac.authorization.k8s.io RoleBinding', roleBindingDescriber],
  [
    'scheduling.k8s.io PriorityClass',
    describer<PriorityClass>((w, object, { events }) => priorityClassLines(w, object, events)),
  ],
  ['storage.k8s.io CSINode', describer<CSINode>((w, object, { events }) => csiNodeLines(w, object, events))],
  [
    'storage.k8s.io StorageClass',
    describer<StorageClass>((w, object, { events }) => storageClassLines(w, object, events)),
  ],
]);

/**
 * Describes an object as `kubectl describe` does.
 * @param object with apiVersion and kind; a HorizontalPodAutoscaler in version 2.
 * @param answers to `relatedReads(object)`, by their keys; without one for `events` no events are shown.
 * @param now present instant in micros since 1970.
 * @returns lines that end with a line end.
 */
export function describeObject(object: KubeObject, answers: ReadonlyMap<string, RelatedAnswer>, now: Micros): string {
  const w = new DescriptionWriter(now);
  const facts = new Facts(answers);
  const write = describers.get(groupKindOf(object));
  if (write === undefined) genericLines(w, object, facts.events);
  else write(w, object, facts);
  return w.text;
}
