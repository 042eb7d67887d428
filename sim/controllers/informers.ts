/** What the controller manager watches: one informer a kind, shared by all its controllers. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import { controllerOf } from '../api/owner-references.ts';
import type {
  ClusterRole,
  ConfigMap,
  ControllerRevision,
  CronJob,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  Endpoints,
  EndpointSlice,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  KubeObject,
  Lease,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} from '../api/types.ts';
import {
  keyOf,
  listerOf,
  processOf,
  type Change,
  type IndexedBy,
  type InformerDef,
  type Lister,
} from '../client/informer.ts';
import { managedByLabel, selectorOf, serviceNameLabel, sliceControllerName } from './endpointslice/labels.ts';

const syncedName = numbered('controllerManager/synced');

/** The watched kinds by the plural names of their resources. */
export interface WatchedKinds {
  readonly namespaces: Namespace;
  readonly nodes: Node;
  readonly serviceaccounts: ServiceAccount;
  readonly configmaps: ConfigMap;
  readonly secrets: Secret;
  readonly resourcequotas: ResourceQuota;
  readonly leases: Lease;
  readonly customresourcedefinitions: CustomResourceDefinition;
  readonly clusterroles: ClusterRole;
  readonly roles: Role;
  readonly rolebindings: RoleBinding;
  readonly services: Service;
  readonly ingresses: Ingress;
  readonly networkpolicies: NetworkPolicy;
  readonly persistentvolumes: PersistentVolume;
  readonly persistentvolumeclaims: PersistentVolumeClaim;
  readonly poddisruptionbudgets: PodDisruptionBudget;
  readonly horizontalpodautoscalers: HorizontalPodAutoscaler;
  readonly deployments: Deployment;
  readonly statefulsets: StatefulSet;
  readonly daemonsets: DaemonSet;
  readonly controllerrevisions: ControllerRevision;
  readonly cronjobs: CronJob;
  readonly jobs: Job;
  readonly replicationcontrollers: ReplicationController;
  readonly replicasets: ReplicaSet;
  readonly endpoints: Endpoints;
  readonly endpointslices: EndpointSlice;
  readonly pods: Pod;
}

export type WatchedResource = keyof WatchedKinds;

/** What a controller does when a watched object changes; it runs as the controller manager's process. */
export type Hooks = {
  readonly [R in WatchedResource]?: (sim: Sim, change: Change<WatchedKinds[R]>) => void;
};

type Indexes<T> = Readonly<Record<string, IndexedBy<T>>>;

function watched<T extends KubeObject>(resource: WatchedResource, group: string, indexes?: Indexes<T>): InformerDef<T> {
  return {
    name: `controllerManager.${resource}`,
    ...(group === '' ? {} : { group }),
    resource,
    ...(indexes === undefined ? {} : { indexes }),
  };
}

const byNamespace = (object: KubeObject): string => object.metadata?.namespace ?? '';
const byController = (object: KubeObject): string => controllerOf(object)?.uid ?? '';
const orphansByNamespace = (object: KubeObject): string =>
  controllerOf(object) === undefined ? byNamespace(object) : '';
const byNode = (pod: Pod): string => pod.spec?.nodeName ?? '';

/** The namespace of a Service that selects pods. */
const selectingByNamespace = (service: Service): string =>
  selectorOf(service) === undefined ? '' : byNamespace(service);

/** The Service, `namespace/name`, that a slice of the EndpointSlice controller belongs to. */
function byService(slice: EndpointSlice): string {
  const labels = slice.metadata?.labels;
  const service = labels?.[serviceNameLabel];
  if (service === undefined || labels?.[managedByLabel] !== sliceControllerName) return '';
  return `${byNamespace(slice)}/${service}`;
}

function isFinished(pod: Pod): string {
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' ? 'finished' : '';
}

/** Owners stand before what they own, so that a replay of the caches meets them first. */
const definitions: { readonly [R in WatchedResource]: InformerDef<WatchedKinds[R]> } = {
  namespaces: watched('namespaces', ''),
  nodes: watched('nodes', ''),
  serviceaccounts: watched('serviceaccounts', ''),
  configmaps: watched('configmaps', ''),
  secrets: watched('secrets', ''),
  resourcequotas: watched('resourcequotas', '', { byNamespace }),
  leases: watched('leases', 'coordination.k8s.io'),
  customresourcedefinitions: watched('customresourcedefinitions', 'apiextensions.k8s.io'),
  clusterroles: watched('clusterroles', 'rbac.authorization.k8s.io'),
  roles: watched('roles', 'rbac.authorization.k8s.io'),
  rolebindings: watched('rolebindings', 'rbac.authorization.k8s.io'),
  services: watched('services', '', { selectingByNamespace }),
  ingresses: watched('ingresses', 'networking.k8s.io'),
  networkpolicies: watched('networkpolicies', 'networking.k8s.io'),
  persistentvolumes: watched('persistentvolumes', ''),
  persistentvolumeclaims: watched('persistentvolumeclaims', ''),
  poddisruptionbudgets: watched('poddisruptionbudgets', 'policy', { byNamespace }),
  horizontalpodautoscalers: watched('horizontalpodautoscalers', 'autoscaling'),
  deployments: watched('deployments', 'apps', { byNamespace }),
  statefulsets: watched('statefulsets', 'apps'),
  daemonsets: watched('daemonsets', 'apps'),
  controllerrevisions: watched('controllerrevisions', 'apps'),
  cronjobs: watched('cronjobs', 'batch'),
  jobs: watched('jobs', 'batch'),
  replicationcontrollers: watched('replicationcontrollers', ''),
  replicasets: watched('replicasets', 'apps', { byController, byNamespace, orphansByNamespace }),
  endpoints: watched('endpoints', ''),
  endpointslices: watched('endpointslices', 'discovery.k8s.io', { byService }),
  pods: watched('pods', '', { byController, byNode, byNamespace, orphansByNamespace, isFinished }),
};

/** API groups of the watched resources; empty for the core group. */
export const watchedGroups = Object.fromEntries(
  Object.entries(definitions).map(([resource, { group = '' }]) => [resource, group]),
) as Readonly<Record<WatchedResource, string>>;

/** Names of the watched resources, owners before what they own. */
export const watchedResources = Object.keys(definitions) as readonly WatchedResource[];

/** Reads of the shared caches, for the process and for each of its controllers. */
export const listers = Object.fromEntries(
  Object.entries(definitions).map(([resource, definition]) => [
    resource,
    listerOf(definition as InformerDef, processOf),
  ]),
) as unknown as { readonly [R in WatchedResource]: Lister<WatchedKinds[R]> };

/** True once every cache has had its first list: only then do the controllers act. */
export function haveCachesSynced(sim: Sim): boolean {
  return sim.store.map<boolean>(syncedName).get(processOf(sim.self)) === true;
}

type AnyHook = (sim: Sim, change: Change<KubeObject>) => void;

/**
 * The informers with what the controllers do on changes. Until all caches are filled nothing is done; then every cached object is told
 * as added.
 *
 * Models: cmd/kube-controller-manager/app/controllermanager.go with cache.WaitForCacheSync in each controller (v1.37).
 */
export function sharedInformers(hooks: readonly Hooks[]): InformerDef[] {
  const hooksOf = (resource: WatchedResource): AnyHook[] =>
    hooks.flatMap((one) => (one[resource] === undefined ? [] : [one[resource] as AnyHook]));
  const hooksByResource = new Map(watchedResources.map((resource) => [resource, hooksOf(resource)]));
  return watchedResources.map((resource) => {
    const resourceHooks = hooksByResource.get(resource) ?? [];
    return {
      ...(definitions[resource] as InformerDef),
      onChange: (sim: Sim, change: Change<KubeObject>) => {
        if (!haveCachesSynced(sim)) return;
        for (const hook of resourceHooks) hook(sim, change);
      },
      onSynced: (sim: Sim) => {
        if (watchedResources.every((one) => listers[one].hasSynced(sim))) replay(sim, hooksByResource);
      },
    };
  });
}

function replay(sim: Sim, hooksByResource: ReadonlyMap<WatchedResource, readonly AnyHook[]>): void {
  sim.store.map<boolean>(syncedName).set(processOf(sim.self), true);
  for (const resource of watchedResources) {
    const objects = new Map<string, KubeObject>();
    (listers[resource] as Lister<KubeObject>).forEach(sim, (object) => objects.set(keyOf(object), object));
    for (const key of [...objects.keys()].sort()) {
      const object = objects.get(key) as KubeObject;
      for (const hook of hooksByResource.get(resource) ?? []) hook(sim, { type: 'added', object });
    }
  }
}
