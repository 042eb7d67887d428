import type { Sim } from '../engine/engine.ts';
import type { Store } from '../engine/store.ts';
import { numbered } from '../engine/store.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { hasGivenResources, podRequests } from '../api/pod-resources.ts';
import { isPodTerminal } from '../api/pod-status.ts';
import type { Node, Pod } from '../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { ClusterModel, type PlacedPod } from './cluster-model.ts';
import type { NodeInfo } from './framework.ts';
import { informedObjects } from './informers.ts';
import { informerOwner } from './pods.ts';
import { emptyNodeInfo, withNode, withoutPod, withPod } from './node-info.ts';
import { moveInOrder, nodeOrder } from './node-order.ts';

/** A pod that takes room on a node, as the cache has counted it. */
interface CountedPod {
  readonly nodeName: string;
  /** As it was when it was counted. */
  readonly pod: Pod;
  /** Chosen by a cycle whose binding has not come back as a watch event yet. */
  readonly isAssumed: boolean;
}

const infosName = numbered('scheduler/nodes');
const countedName = numbered('scheduler/countedPods');
const orphansName = numbered('scheduler/podsOfUnknownNodes');

export function nodeInfoOf(sim: Sim, name: string): NodeInfo | undefined {
  return sim.store.map<NodeInfo>(infosName).get(name);
}

/** The model of the state, with what it was made of. */
interface KnownModel {
  readonly stateEpoch: number;
  readonly order: readonly string[];
  readonly model: ClusterModel;
}
const models = new WeakMap<Store, KnownModel>();

/**
 * The cluster as cycles read it: a copy of the state that is kept in step with it, and made anew when the state jumps or nodes come and go.
 *
 * Models: backend/cache/cache.go UpdateSnapshot (v1.37).
 */
export function clusterModel(sim: Sim): ClusterModel {
  const order = nodeOrder(sim);
  const known = models.get(sim.store);
  if (known !== undefined && known.stateEpoch === sim.store.epoch && known.order === order) return known.model;
  const infos = order.map((name) => nodeInfoOf(sim, name) as NodeInfo);
  const model = new ClusterModel(infos, () => placedPods(sim), informedObjects(sim, informerOwner(sim)));
  models.set(sim.store, { stateEpoch: sim.store.epoch, order, model });
  return model;
}

/** Makes the next cycle build its model anew. */
export function forgetModel(sim: Sim): void {
  models.delete(sim.store);
}

function placedPods(sim: Sim): PlacedPod[] {
  const placed: PlacedPod[] = [];
  sim.store.map<CountedPod>(countedName).forEach(({ nodeName, pod }, key) => placed.push({ key, pod, nodeName }));
  return placed;
}

/** The model, if there is one that is in step. */
function modelInStep(sim: Sim): ClusterModel | undefined {
  const known = models.get(sim.store);
  return known?.stateEpoch === sim.store.epoch ? known.model : undefined;
}

/** Replaces a NodeInfo in the state and in the model. */
function setInfo(sim: Sim, name: string, info: NodeInfo): void {
  sim.store.map<NodeInfo>(infosName).set(name, info);
  modelInStep(sim)?.setNodeInfo(name, info);
}

/** Takes a new or changed node into the cache. Models: pkg/scheduler/backend/cache/cache.go AddNode, UpdateNode (v1.37). */
export function setNode(sim: Sim, node: Node): void {
  const name = node.metadata?.name ?? '';
  const known = nodeInfoOf(sim, name);
  if (known !== undefined) {
    setInfo(sim, name, withNode(known, node));
    moveInOrder(sim, known.node, node);
    return;
  }
  let info = emptyNodeInfo(node);
  for (const { pod } of sim.store.multimap<CountedPod>(orphansName).sortedValues(name)) info = withPod(info, pod);
  sim.store.map<NodeInfo>(infosName).set(name, info);
  moveInOrder(sim, undefined, node);
}

export function removeNode(sim: Sim, node: Node): void {
  const name = node.metadata?.name ?? '';
  sim.store.map<NodeInfo>(infosName).delete(name);
  moveInOrder(sim, node, undefined);
}

/** Counts a pod on the node that was chosen for it, before the API server knows. Models: cache.go AssumePod (v1.37). */
export function assumePod(sim: Sim, pod: Pod, nodeName: string): void {
  count(sim, pod, nodeName, true);
}

/** Takes an assumed pod back. Models: cache.go ForgetPod (v1.37). */
export function forgetPod(sim: Sim, pod: Pod): void {
  if (countedPod(sim, keyOf(pod))?.isAssumed === true) uncount(sim, keyOf(pod));
}

/** The node on which a pod is counted; empty for none. */
export function countedNode(sim: Sim, key: string): string {
  return countedPod(sim, key)?.nodeName ?? '';
}

function countedPod(sim: Sim, key: string): CountedPod | undefined {
  return sim.store.map<CountedPod>(countedName).get(key);
}

/** Counts a bound pod as the API server shows it; one that has ended takes no room. Models: cache.go AddPod, UpdatePod (v1.37). */
export function setBoundPod(sim: Sim, pod: Pod): void {
  const key = keyOf(pod);
  const counted = countedPod(sim, key);
  if (isPodTerminal(pod)) {
    if (counted !== undefined) uncount(sim, key);
    return;
  }
  const nodeName = pod.spec?.nodeName ?? '';
  if (counted === undefined) {
    count(sim, pod, nodeName, false);
    return;
  }
  if (counted.nodeName !== nodeName || asksOtherwise(counted.pod, pod)) {
    uncount(sim, key);
    count(sim, pod, nodeName, false);
    return;
  }
  if (!counted.isAssumed && looksTheSame(counted.pod, pod)) return;
  sim.store.map<CountedPod>(countedName).set(key, { nodeName, pod, isAssumed: false });
  modelInStep(sim)?.addPod(key, pod, nodeName);
}

/** The pod takes other room than it was counted with: its resources have been changed in place. */
function asksOtherwise(before: Pod, pod: Pod): boolean {
  if (before.spec?.containers !== pod.spec?.containers) return true;
  return (hasGivenResources(before) || hasGivenResources(pod)) && !deepEqual(podRequests(before), podRequests(pod));
}

/** Nothing has changed that a plugin or preemption looks at. */
function looksTheSame(before: Pod, pod: Pod): boolean {
  return (
    before.status?.startTime === pod.status?.startTime &&
    before.metadata?.deletionTimestamp === pod.metadata?.deletionTimestamp &&
    (before.metadata?.labels === pod.metadata?.labels || deepEqual(before.metadata?.labels, pod.metadata?.labels))
  );
}

export function removePod(sim: Sim, pod: Pod): void {
  if (countedPod(sim, keyOf(pod)) !== undefined) uncount(sim, keyOf(pod));
}

function count(sim: Sim, pod: Pod, nodeName: string, isAssumed: boolean): void {
  const key = keyOf(pod);
  const counted = { nodeName, pod, isAssumed };
  sim.store.map<CountedPod>(countedName).set(key, counted);
  const info = nodeInfoOf(sim, nodeName);
  if (info === undefined) sim.store.multimap<CountedPod>(orphansName).set(nodeName, key, counted);
  else setInfo(sim, nodeName, withPod(info, pod));
  modelInStep(sim)?.addPod(key, pod, nodeName);
}

function uncount(sim: Sim, key: string): void {
  const { pod, nodeName } = countedPod(sim, key) as CountedPod;
  sim.store.map<CountedPod>(countedName).delete(key);
  sim.store.multimap<CountedPod>(orphansName).delete(nodeName, key);
  const info = nodeInfoOf(sim, nodeName);
  if (info !== undefined) setInfo(sim, nodeName, withoutPod(info, pod));
  modelInStep(sim)?.removePod(key, nodeName);
}
