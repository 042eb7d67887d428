/** Who owns what: the collector's picture of all objects, kept as they change. Nothing is ever scanned. */
import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { processOf } from '../../client/informer.ts';

/** A kind of objects by its resource. */
export interface ResourceKind {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly resource: string;
}

/** An object as the collector knows it. */
export interface GraphNode extends ResourceKind {
  readonly uid: string;
  /** Empty for objects of the whole cluster. */
  readonly namespace: string;
  readonly name: string;
  readonly owners: readonly OwnerReference[];
  readonly isBeingDeleted: boolean;
  /** Waits in foreground deletion for those that it owns. */
  readonly deletesDependents: boolean;
  /** Lets those that it owns go before it disappears. */
  readonly orphansDependents: boolean;
}

/** Models: api meta/v1 FinalizerDeleteDependents, FinalizerOrphanDependents. */
export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

const nodesName = numbered('garbageCollector/nodes');
const dependentsName = numbered('garbageCollector/dependents');

const nodes = (sim: Sim) => sim.store.multimap<GraphNode>(nodesName);
/** Whether each dependent of an owner blocks its foreground deletion, by owner and dependent. */
const dependents = (sim: Sim) => sim.store.multimap<boolean>(dependentsName);
const groupOf = (sim: Sim, ownerUid: string): string => `${processOf(sim.self)}|${ownerUid}`;

/** An object as a node of the graph. */
export function graphNodeOf({ group, resource }: ResourceKind, object: KubeObject): GraphNode {
  const { uid = '', namespace = '', name = '', ownerReferences, finalizers, deletionTimestamp } = object.metadata ?? {};
  const isBeingDeleted = deletionTimestamp !== undefined;
  return {
    uid,
    group,
    resource,
    namespace,
    name,
    owners: ownerReferences ?? [],
    isBeingDeleted,
    deletesDependents: isBeingDeleted && (finalizers ?? []).includes(foregroundFinalizer),
    orphansDependents: isBeingDeleted && (finalizers ?? []).includes(orphanFinalizer),
  };
}

/** The node of a UID, if such an object is known. */
export function nodeByUid(sim: Sim, uid: string): GraphNode | undefined {
  return nodes(sim).get(processOf(sim.self), uid);
}

/** Puts an object into the graph, or its new state. */
export function putNode(sim: Sim, node: GraphNode): void {
  const before = nodeByUid(sim, node.uid);
  for (const { uid } of before?.owners ?? []) {
    if (!node.owners.some((owner) => owner.uid === uid)) dependents(sim).delete(groupOf(sim, uid), node.uid);
  }
  for (const owner of node.owners) {
    dependents(sim).set(groupOf(sim, owner.uid), node.uid, owner.blockOwnerDeletion === true);
  }
  nodes(sim).set(processOf(sim.self), node.uid, node);
}

/** Takes an object out of the graph; what it owned still names it. */
export function dropNode(sim: Sim, uid: string): void {
  for (const owner of nodeByUid(sim, uid)?.owners ?? []) dependents(sim).delete(groupOf(sim, owner.uid), uid);
  nodes(sim).delete(processOf(sim.self), uid);
}

/** UIDs of what an object owns, sorted. */
export function dependentsOf(sim: Sim, ownerUid: string): string[] {
  const uids: string[] = [];
  dependents(sim).forEach(groupOf(sim, ownerUid), (_, uid) => uids.push(uid));
  return uids.sort();
}

/** Of those that an object owns, the ones whose references block its foreground deletion. */
export function blockingDependentsOf(sim: Sim, ownerUid: string): string[] {
  const uids: string[] = [];
  dependents(sim).forEach(groupOf(sim, ownerUid), (isBlocking, uid) => {
    if (isBlocking) uids.push(uid);
  });
  return uids.sort();
}

/** How many objects name this one as an owner. */
export function countDependents(sim: Sim, ownerUid: string): number {
  return dependents(sim).count(groupOf(sim, ownerUid));
}
