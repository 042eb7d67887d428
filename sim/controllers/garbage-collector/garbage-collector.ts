/**
 * The running garbage collector: deletes what has lost its owners, and orders deletions that wait.
 *
 * Its queue holds UIDs: `delete/<uid>` looks whether an object has an owner left, `orphan/<uid>` lets go of what an object owns.
 */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { servedKind } from '../../apiserver/served.ts';
import { isSuccess, type ApiRequest, type ApiResponse } from '../../apiserver/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import type { Change } from '../../client/informer.ts';
import { watchedGroups, watchedResources, type Hooks } from '../informers.ts';
import { doneUnlessFailed, failureReason, failureText, firstFailure } from '../requests.ts';
import { isKnownAbsent, rememberAbsent } from './absent-owners.ts';
import {
  blockingDependentsOf,
  countDependents,
  dependentsOf,
  dropNode,
  foregroundFinalizer,
  graphNodeOf,
  nodeByUid,
  orphanFinalizer,
  putNode,
  type GraphNode,
  type ResourceKind,
} from './graph.ts';

const name = 'garbage-collector';

/** An object at work: read from the API server a moment ago. */
interface Item {
  readonly node: GraphNode;
  readonly object: KubeObject;
  /** Owners that had to be asked for, in the order of the requests. */
  readonly asked: readonly OwnerReference[];
  /** UIDs of owners that are known not to exist. */
  readonly absent: readonly string[];
}

export const garbageCollector: ControllerDef = {
  name,
  workers: 20,
  sync: (sim, key) => {
    const node = nodeByUid(sim, key.slice(key.indexOf('/') + 1));
    if (node === undefined) return done;
    if (key.startsWith('orphan/')) return orphanDependents(sim, node);
    if (node.isBeingDeleted && !node.deletesDependents) return done;
    return afterRequests([getRequest(node)], 'read', node);
  },
  steps: {
    read: takeObject,
    ownersRead: takeOwners,
    orphaned: (sim, _key, node: GraphNode, responses) => {
      const failure = firstFailure(responses, 'NotFound', 'Invalid');
      if (failure !== '') return { type: 'error', message: failure };
      return nodeByUid(sim, node.uid) === undefined ? done : removeFinalizer(sim, node, orphanFinalizer);
    },
    finalizersRead: takeFinalizers,
    written: doneUnlessFailed,
  },
};

/** Models: pkg/controller/garbagecollector/graph_builder.go processGraphChanges (v1.37). Differs: Events are not in the graph. */
export const garbageCollectorHooks: Hooks = Object.fromEntries(
  watchedResources.map((resource) => [resource, hookOf({ group: watchedGroups[resource], resource })]),
);

function hookOf(kind: ResourceKind): (sim: Sim, change: Change<KubeObject>) => void {
  return (sim, change) => {
    if (change.type === 'updated' && isSame(change.old, change.object)) return;
    const before = change.type === 'updated' ? graphNodeOf(kind, change.old) : undefined;
    followNode(sim, graphNodeOf(kind, change.object), before, change.type === 'deleted');
  };
}

/**
 * Takes a change of an object into the graph, and puts into the queue what may have to go by it.
 *
 * @param before the object as it was; `undefined` for a new one
 */
export function followNode(sim: Sim, node: GraphNode, before: GraphNode | undefined, isDeleted: boolean): void {
  if (isDeleted) {
    const dependents = dependentsOf(sim, node.uid);
    const owners = nodeByUid(sim, node.uid)?.owners ?? [];
    dropNode(sim, node.uid);
    if (dependents.length > 0) rememberAbsent(sim, node.uid, node.namespace);
    for (const uid of dependents) enqueue(sim, name, `delete/${uid}`);
    for (const owner of owners) {
      if (nodeByUid(sim, owner.uid)?.deletesDependents === true) enqueue(sim, name, `delete/${owner.uid}`);
    }
    return;
  }
  putNode(sim, node);
  if (node.orphansDependents && before?.orphansDependents !== true) enqueue(sim, name, `orphan/${node.uid}`);
  if (node.deletesDependents && before?.deletesDependents !== true) {
    for (const uid of dependentsOf(sim, node.uid)) enqueue(sim, name, `delete/${uid}`);
    enqueue(sim, name, `delete/${node.uid}`);
  }
  if (isWorthALook(sim, node)) enqueue(sim, name, `delete/${node.uid}`);
}

/** Whether nothing changed that the graph holds. */
function isSame(old: KubeObject, object: KubeObject): boolean {
  const [a, b] = [old.metadata ?? {}, object.metadata ?? {}];
  return (
    a.deletionTimestamp === b.deletionTimestamp &&
    deepEqual(a.ownerReferences, b.ownerReferences) &&
    deepEqual(a.finalizers, b.finalizers)
  );
}

/** Whether one of the object's owners may be missing, or is going. */
function isWorthALook(sim: Sim, node: GraphNode): boolean {
  return node.owners.some((owner) => {
    const known = nodeByUid(sim, owner.uid);
    return known === undefined || known.deletesDependents || isInOtherNamespace(known, node);
  });
}

/** An owner in another namespace is no owner. */
function isInOtherNamespace(owner: GraphNode, node: GraphNode): boolean {
  return owner.namespace !== '' && owner.namespace !== node.namespace;
}

function pathOf({ group, resource, namespace, name: objectName }: GraphNode): Omit<ApiRequest, 'verb'> {
  return {
    ...(group === '' ? {} : { group }),
    resource,
    ...(namespace === '' ? {} : { namespace }),
    name: objectName,
  };
}

function getRequest(node: GraphNode): ApiRequest {
  return { verb: 'get', ...pathOf(node) };
}

function patchRequest(node: GraphNode, metadata: object): ApiRequest {
  return { verb: 'patch', patchType: 'merge', ...pathOf(node), body: { metadata } };
}

/** Models: pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem (v1.37). */
function takeObject(sim: Sim, key: string, node: GraphNode, [response]: readonly ApiResponse[]): Outcome {
  if (response === undefined) return done;
  if (!isSuccess(response)) {
    return failureReason(response) === 'NotFound' ? done : { type: 'error', message: failureText(response) };
  }
  const object = response.body as KubeObject;
  if (object.metadata?.uid !== node.uid) return done;
  if (node.deletesDependents) return finishForeground(sim, node);
  const unknown = (object.metadata.ownerReferences ?? []).filter(({ uid }) => nodeByUid(sim, uid) === undefined);
  const asked = unknown.filter(({ uid }) => !isKnownAbsent(sim, uid, node.namespace));
  const absent = unknown.filter((owner) => !asked.includes(owner)).map(({ uid }) => uid);
  const requests = asked.map((owner) => ownerRequest(sim, owner, node));
  const item: Item = { node, object, asked, absent };
  const known = requests.filter((request) => request !== undefined);
  return known.length === asked.length
    ? afterRequests(known, 'ownersRead', item)
    : { type: 'error', message: `${key}: an owner is of a kind that is not served` };
}

function ownerRequest(sim: Sim, owner: OwnerReference, node: GraphNode): ApiRequest | undefined {
  const info = servedKind(sim, owner.apiVersion, owner.kind);
  if (info === undefined) return undefined;
  const { group, version, resource, namespaced } = info;
  return {
    verb: 'get',
    group,
    version,
    resource,
    name: owner.name,
    ...(namespaced ? { namespace: node.namespace } : {}),
  };
}

function takeOwners(sim: Sim, _key: string, item: Item, responses: readonly ApiResponse[]): Outcome {
  const { node, object, asked } = item;
  const failure = firstFailure(responses, 'NotFound');
  if (failure !== '') return { type: 'error', message: failure };
  const absent = [...item.absent];
  responses.forEach((response, n) => {
    const owner = asked[n] as OwnerReference;
    if (isSuccess(response) && (response.body as KubeObject).metadata?.uid === owner.uid) return;
    absent.push(owner.uid);
    rememberAbsent(sim, owner.uid, node.namespace);
  });
  return judge(sim, node, object, classify(sim, node, object, absent));
}

/** What becomes of an object by the owners that it has left. */
function judge(sim: Sim, node: GraphNode, object: KubeObject, { solid, waiting, gone }: Owners): Outcome {
  if (solid.length + waiting.length + gone.length === 0) return done;
  if (solid.length > 0) {
    const kept = (object.metadata?.ownerReferences ?? []).filter(({ uid }) => solid.some((owner) => owner.uid === uid));
    if (kept.length === (object.metadata?.ownerReferences ?? []).length) return done;
    sim.note({ ...about(node), verb: 'OwnersDropped', text: `${titleOf(node)} keeps the owners that are left` });
    const metadata = { uid: node.uid, resourceVersion: object.metadata?.resourceVersion, ownerReferences: kept };
    return afterRequests([patchRequest(node, metadata)], 'written', null);
  }
  if (waiting.length > 0 && countDependents(sim, node.uid) > 0) {
    sim.note({ ...about(node), verb: 'ForegroundDeletion', text: `${titleOf(node)} goes after what it owns` });
    return afterRequests([deletion(node, 'Foreground')], 'written', null);
  }
  const [owner] = [...gone, ...waiting];
  const text =
    gone.length > 0
      ? `The owner of ${titleOf(node)}, ${owner?.kind ?? ''} ${owner?.name ?? ''}, is gone: it is deleted`
      : `The owner of ${titleOf(node)}, ${owner?.kind ?? ''} ${owner?.name ?? ''}, waits for it to be gone: it is deleted`;
  sim.note({ ...about(node), verb: 'GarbageCollected', text });
  const finalizers = object.metadata?.finalizers ?? [];
  const policy = finalizers.includes(orphanFinalizer)
    ? 'Orphan'
    : finalizers.includes(foregroundFinalizer)
      ? 'Foreground'
      : 'Background';
  return afterRequests([deletion(node, policy)], 'written', null);
}

interface Owners {
  /** There, and not waiting for those that they own. */
  readonly solid: readonly OwnerReference[];
  /** In foreground deletion, and waiting for this object. */
  readonly waiting: readonly OwnerReference[];
  readonly gone: readonly OwnerReference[];
}

/** Models: garbagecollector.go classifyReferences (v1.37). */
function classify(sim: Sim, node: GraphNode, object: KubeObject, absent: readonly string[]): Owners {
  const solid: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  const gone: OwnerReference[] = [];
  for (const reference of object.metadata?.ownerReferences ?? []) {
    const owner = nodeByUid(sim, reference.uid);
    const isAbsent = owner === undefined ? absent.includes(reference.uid) : isInOtherNamespace(owner, node);
    if (isAbsent) gone.push(reference);
    else if (owner?.deletesDependents === true) waiting.push(reference);
    else solid.push(reference);
  }
  return { solid, waiting, gone };
}

function deletion(node: GraphNode, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): ApiRequest {
  return { verb: 'delete', ...pathOf(node), options: { propagationPolicy, preconditions: { uid: node.uid } } };
}

/** Models: garbagecollector.go processDeletingDependentsItem (v1.37). */
function finishForeground(sim: Sim, node: GraphNode): Outcome {
  const blocking = blockingDependentsOf(sim, node.uid);
  if (blocking.length === 0) return removeFinalizer(sim, node, foregroundFinalizer);
  for (const uid of blocking) {
    if (nodeByUid(sim, uid)?.deletesDependents !== true) enqueue(sim, name, `delete/${uid}`);
  }
  return done;
}

/** Lets go of all that an object owns, then of the object. Models: garbagecollector.go attemptToOrphanWorker (v1.37). */
function orphanDependents(sim: Sim, node: GraphNode): Outcome {
  const requests: ApiRequest[] = [];
  for (const uid of dependentsOf(sim, node.uid)) {
    const dependent = nodeByUid(sim, uid);
    if (dependent === undefined) continue;
    const ownerReferences = dependent.owners.filter((owner) => owner.uid !== node.uid);
    requests.push(patchRequest(dependent, { uid, ownerReferences }));
  }
  sim.note({ ...about(node), verb: 'Orphaning', text: `${titleOf(node)} goes and leaves what it owned` });
  return afterRequests(requests, 'orphaned', node);
}

function removeFinalizer(sim: Sim, node: GraphNode, finalizer: string): Outcome {
  sim.note({ ...about(node), verb: 'FinalizerRemoved', text: `Nothing holds ${titleOf(node)} any more` });
  return afterRequests([getRequest(node)], 'finalizersRead', { node, finalizer });
}

function takeFinalizers(
  _sim: Sim,
  _key: string,
  { node, finalizer }: { readonly node: GraphNode; readonly finalizer: string },
  [response]: readonly ApiResponse[],
): Outcome {
  if (response === undefined || !isSuccess(response)) return done;
  const object = response.body as KubeObject;
  if (object.metadata?.uid !== node.uid) return done;
  const finalizers = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  const { resourceVersion } = object.metadata;
  const metadata = { resourceVersion, finalizers: finalizers.length === 0 ? null : finalizers };
  return afterRequests([patchRequest(node, metadata)], 'written', null);
}

function titleOf(node: GraphNode): string {
  return `${node.resource}/${node.name}`;
}

function about(node: GraphNode): { readonly resource: string; readonly key: string } {
  return { resource: node.resource, key: node.namespace === '' ? node.name : `${node.namespace}/${node.name}` };
}
