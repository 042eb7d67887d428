/** What must be read before an object can be described. */
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { KubeObject, LabelSelector, Labels } from '../../api/types.ts';
import { labelsText, none, selectorQuery } from '../../api/tables/format.ts';
import { parseApiVersion } from '../../api/resources.ts';
import { backendServices } from './ingress.ts';

/** One request to the API server. `namespace` is absent for cluster scope and for all namespaces. */
export interface RelatedRead {
  /** Under which the answer is handed to `describeObject`. */
  readonly key: string;
  readonly verb: 'get' | 'list';
  /** `''` for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  /** Of a get. */
  readonly name?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** What came of a read: the items of a list, an object, or the message of a failure. */
export type RelatedAnswer =
  { readonly items: readonly KubeObject[] } | { readonly object: KubeObject } | { readonly error: string };

const mirrorAnnotation = 'kubernetes.io/config.mirror';

function inNamespaceOf({ metadata }: KubeObject): { namespace?: string } {
  const namespace = metadata?.namespace ?? '';
  return namespace === '' ? {} : { namespace };
}

/** Events about an object. Models: describe.go searchEvents (v1.37). */
function eventsRead(object: KubeObject, key: string, uid: string | undefined): RelatedRead {
  const { name = '', namespace = '' } = object.metadata ?? {};
  const terms = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`];
  if (object.kind !== 'Pod') terms.push(`involvedObject.kind=${object.kind ?? ''}`);
  if (uid !== undefined && uid !== '') terms.push(`involvedObject.uid=${uid}`);
  const fieldSelector = terms.join(',');
  return { key, verb: 'list', group: '', resource: 'events', ...inNamespaceOf(object), fieldSelector };
}

function listRead(
  object: KubeObject,
  [group, resource]: readonly [string, string],
  labelSelector?: string,
): RelatedRead {
  const selector = labelSelector === undefined ? {} : { labelSelector };
  return { key: resource, verb: 'list', group, resource, ...inNamespaceOf(object), ...selector };
}

function selectorOf(object: KubeObject): string {
  const { spec } = object as { readonly spec?: { readonly selector?: LabelSelector | Labels } };
  if (object.kind !== 'ReplicationController') return selectorQuery(spec?.selector as LabelSelector | undefined);
  const text = labelsText(spec?.selector as Labels | undefined);
  return text === none ? '' : text;
}

const podsRef = ['', 'pods'] as const;
const slicesRef = ['discovery.k8s.io', 'endpointslices'] as const;

function ingressReads(object: KubeObject): RelatedRead[] {
  return backendServices(object as Ingress).flatMap((name): RelatedRead[] => [
    {
      ...listRead(object, slicesRef, `kubernetes.io/service-name=${name}`),
      key: `endpointslices/${name}`,
    },
    { key: `services/${name}`, verb: 'get', group: '', resource: 'services', ...inNamespaceOf(object), name },
  ]);
}

function nodeReads(object: KubeObject): RelatedRead[] {
  const name = object.metadata?.name ?? '';
  const namespace = 'kube-node-lease';
  const fieldSelector = `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`;
  return [
    { key: 'pods', verb: 'list', group: '', resource: 'pods', fieldSelector },
    eventsRead(object, 'eventsByName', name),
    { key: 'lease', verb: 'get', group: 'coordination.k8s.io', resource: 'leases', namespace, name },
  ];
}

/** Reads by group and kind, besides events. */
const ownReads: Readonly<Record<string, (object: KubeObject) => RelatedRead[]>> = {
  ' Namespace': ({ metadata }) =>
    ['resourcequotas', 'limitranges'].map((resource) => ({
      key: resource,
      verb: 'list',
      group: '',
      resource,
      namespace: metadata?.name ?? '',
    })),
  ' Node': nodeReads,
  ' PersistentVolumeClaim': (object) => [listRead(object, podsRef)],
  ' ReplicationController': (object) => [listRead(object, podsRef, selectorOf(object))],
  ' Service': (object) => [listRead(object, slicesRef, `kubernetes.io/service-name=${object.metadata?.name ?? ''}`)],
  ' ServiceAccount': (object) => [listRead(object, ['', 'secrets'])],
  'apps DaemonSet': (object) => [listRead(object, podsRef, selectorOf(object))],
  'apps Deployment': (object) => [listRead(object, ['apps', 'replicasets'], selectorOf(object))],
  'apps ReplicaSet': (object) => [listRead(object, podsRef, selectorOf(object))],
  'apps StatefulSet': (object) => [listRead(object, podsRef, selectorOf(object))],
  'networking.k8s.io Ingress': ingressReads,
};

/** Kinds whose descriptions end without events. */
const withoutEvents: ReadonlySet<string> = new Set([
  ' LimitRange',
  ' Namespace',
  ' ResourceQuota',
  ' Secret',
  'networking.k8s.io NetworkPolicy',
  'rbac.authorization.k8s.io ClusterRole',
  'rbac.authorization.k8s.io ClusterRoleBinding',
  'rbac.authorization.k8s.io Role',
  'rbac.authorization.k8s.io RoleBinding',
]);

/** Group and kind of an object, as the tables of this folder are keyed. */
export function groupKindOf(object: KubeObject): string {
  return `${parseApiVersion(object.apiVersion ?? '').group} ${object.kind ?? ''}`;
}

/**
 * The reads that describing an object needs; they do not depend on each other.
 * @param showEvents `--show-events`
 */
export function relatedReads(object: KubeObject, showEvents = true): RelatedRead[] {
  const groupKind = groupKindOf(object);
  const own = ownReads[groupKind]?.(object) ?? [];
  if (!showEvents) return own.filter(({ resource }) => resource !== 'events');
  if (withoutEvents.has(groupKind)) return own;
  const { uid, annotations } = object.metadata ?? {};
  return [...own, eventsRead(object, 'events', annotations?.[mirrorAnnotation] ?? uid)];
}
