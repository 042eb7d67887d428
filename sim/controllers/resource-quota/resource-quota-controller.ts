/** The running ResourceQuota controller: says in each quota's status what is used. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { writeList } from '../../api/quota/resource-list.ts';
import { countedKinds, quotaUsage, type CountedKind, type CountedObjects } from '../../api/quota/usage.ts';
import { instantOf } from '../../api/time.ts';
import type { KubeObject, Pod, ResourceQuota, Service } from '../../api/types.ts';
import { worldSettings } from '../../api/world.ts';
import { isSuccess, type ApiRequest, type ApiResponse, type ObjectList } from '../../apiserver/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf, type Change, type Lister } from '../../client/informer.ts';
import { listers, watchedGroups, type Hooks, type WatchedResource } from '../informers.ts';
import { doneUnlessFailed, updateStatus } from '../requests.ts';

const name = 'resourcequota';

/**
 * Models: pkg/controller/resourcequota/resource_quota_controller.go (v1.37).
 * Differs: kinds that the controller manager does not watch are listed when a quota is looked at; no full recount every five minutes.
 */
export const resourceQuotaController: ControllerDef = {
  name,
  workers: 5,
  sync: syncQuota,
  steps: { listed, written: doneUnlessFailed },
};

function enqueueNamespace(sim: Sim, { metadata }: KubeObject): void {
  for (const quota of listers.resourcequotas.byIndex(sim, 'byNamespace', metadata?.namespace ?? '')) {
    enqueue(sim, name, keyOf(quota));
  }
}

/** What is deleted frees quota. */
function onDelete(sim: Sim, change: Change<KubeObject>): void {
  if (change.type === 'deleted') enqueueNamespace(sim, change.object);
}

function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Ports that are open on every node, and load balancers, are counted by themselves. */
function isOtherService(a: Service, b: Service): boolean {
  return a.spec?.type !== b.spec?.type || (a.spec?.ports ?? []).length !== (b.spec?.ports ?? []).length;
}

export const resourceQuotaHooks: Hooks = {
  resourcequotas: (sim, change) => {
    if (change.type === 'deleted') onDelete(sim, change);
    else if (change.type === 'added' || !deepEqual(change.old.spec, change.object.spec)) {
      enqueue(sim, name, keyOf(change.object));
    }
  },
  pods: (sim, change) => {
    const hasEnded = change.type === 'updated' && isFinished(change.object) && !isFinished(change.old);
    if (hasEnded || change.type === 'deleted') enqueueNamespace(sim, change.object);
  },
  services: (sim, change) => {
    const isChanged = change.type === 'updated' && isOtherService(change.object, change.old);
    if (isChanged || change.type === 'deleted') enqueueNamespace(sim, change.object);
  },
  persistentvolumeclaims: (sim, change) => {
    const isChanged =
      change.type === 'updated' && !deepEqual(change.old.spec?.resources, change.object.spec?.resources);
    if (isChanged || change.type === 'deleted') enqueueNamespace(sim, change.object);
  },
  configmaps: onDelete,
  secrets: onDelete,
  serviceaccounts: onDelete,
  roles: onDelete,
  rolebindings: onDelete,
  ingresses: onDelete,
  networkpolicies: onDelete,
  poddisruptionbudgets: onDelete,
  horizontalpodautoscalers: onDelete,
  deployments: onDelete,
  statefulsets: onDelete,
  daemonsets: onDelete,
  controllerrevisions: onDelete,
  cronjobs: onDelete,
  jobs: onDelete,
  replicationcontrollers: onDelete,
  replicasets: onDelete,
};

/** What was deleted of a kind that its definition brought frees quota, too. */
export function customResourceDeleted(sim: Sim, object: KubeObject): void {
  enqueueNamespace(sim, object);
}

const isWatched = ({ group, resource }: CountedKind): boolean =>
  (watchedGroups as Readonly<Record<string, string>>)[resource] === group;

function syncQuota(sim: Sim, key: string): Outcome {
  const quota = listers.resourcequotas.get(sim, key);
  if (quota === undefined) return done;
  const unwatched = countedKinds(quota).filter((kind) => !isWatched(kind));
  return afterRequests(
    unwatched.map((kind) => listRequest(kind, quota)),
    'listed',
    unwatched,
  );
}

function listRequest({ group, resource }: CountedKind, { metadata }: ResourceQuota): ApiRequest {
  const { namespace = '' } = metadata ?? {};
  return { verb: 'list', ...(group === '' ? {} : { group }), resource, namespace };
}

function listed(sim: Sim, key: string, unwatched: readonly CountedKind[], responses: readonly ApiResponse[]): Outcome {
  const quota = listers.resourcequotas.get(sim, key);
  if (quota === undefined) return done;
  const asked = unwatched.map((kind, n): CountedObjects => ({ kind, objects: itemsOf(responses[n]) }));
  const cached = countedKinds(quota).filter(isWatched);
  const counted = [...asked, ...cached.map((kind) => cachedObjects(sim, kind, quota))];
  const { hard, used } = quotaUsage(quota, counted, instantOf(sim.now, worldSettings(sim).epochMs));
  const status = { hard: writeList(hard), used: writeList(used) };
  if (deepEqual(status, quota.status)) return done;
  return afterRequests([updateStatus('resourcequotas', { ...quota, status })], 'written', null);
}

/** A kind that cannot be listed has no objects. */
function itemsOf(response: ApiResponse | undefined): readonly KubeObject[] {
  return response === undefined || !isSuccess(response) ? [] : (response.body as ObjectList).items;
}

function cachedObjects(sim: Sim, kind: CountedKind, { metadata }: ResourceQuota): CountedObjects {
  const objects: KubeObject[] = [];
  const lister = listers[kind.resource as WatchedResource] as Lister<KubeObject>;
  lister.forEach(sim, (object) => {
    if (object.metadata?.namespace === metadata?.namespace) objects.push(object);
  });
  return { kind, objects };
}
