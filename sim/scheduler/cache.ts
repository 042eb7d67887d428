import type { Sim } from '../engine/engine.ts';
import { newFactNumber, numbered } from '../engine/store.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { hasGivenResources, podRequests } from '../api/pod-resources.ts';
import { isPodTerminal } from '../api/pod-status.ts';
import type { Node, Pod } from '../api/types.ts';
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

const modelFact = newFactNumber();

/**
 * The cluster as cycles read it: a copy of the state that is kept in step with it, and made anew when the state jumps or nodes come and go.
 *
 * Models: backend/cache/cache.go UpdateSnapshot (v1.37).
 */
export function clusterModel(sim: Sim): ClusterModel {
  const known = modelInStep(sim);
  if (known !== undefined) return known;
  const infos = nodeOrder(sim).map((name) => nodeInfoOf(sim, name) as NodeInfo);
  const model = new ClusterModel(infos, () => placedPods(sim), informedObjects(sim, informerOwner(sim)));
  sim.store.keepFact(modelFact, model);
  return model;
}

/** Makes the next cycle build its model anew. */
export function forgetModel(sim: Sim): void {
  sim.store.keepFact(modelFact, undefined);
}

function placedPods(sim: Sim): PlacedPod[] {
  const placed: PlacedPod[] = [];
  sim.store.map<CountedPod>(countedName).forEach(({ nodeName, pod }, key) => placed.push({ key, pod, nodeName }));
  return placed;
}

/** The model, if there is one that is in step. */
function modelInStep(sim: Sim): ClusterModel | undefined {
  return sim.store.fact(modelFact) as ClusterModel | undefined;
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
    order(sim, known.node, node);
    return;
  }
  let info = emptyNodeInfo(node);
  for (const { pod } of sim.store.multimap<CountedPod>(orphansName).sortedValues(name)) info = withPod(info, pod);
  sim.store.map<NodeInfo>(infosName).set(name, info);
  order(sim, undefined, node);
}

/** Nodes that come, go or change places make another model. */
function order(sim: Sim, before: Node | undefined, after: Node | undefined): void {
  if (moveInOrder(sim, before, after)) forgetModel(sim);
}

export function removeNode(sim: Sim, node: Node): void {
  const name = node.metadata?.name ?? '';
  sim.store.map<NodeInfo>(infosName).delete(name);
  order(sim, node, undefined);
}

/** Counts a pod on the node that was chosen for it, before the API server knows. Models: cache.go AssumePod (v1.37). */
export function assumePod(sim: Sim, key: string, pod: Pod, nodeName: string): void {
  count(sim, key, { nodeName, pod, isAssumed: true });
}

/** Takes an assumed pod back. Models: cache.go ForgetPod (v1.37). */
export function forgetPod(sim: Sim, key: string): void {
  const counted = countedPod(sim, key);
  if (counted?.isAssumed === true) uncount(sim, key, counted);
}

/** The node on which a pod is counted; empty for none. */
export function countedNode(sim: Sim, key: string): string {
  return countedPod(sim, key)?.nodeName ?? '';
}

function countedPod(sim: Sim, key: string): CountedPod | undefined {
  return sim.store.map<CountedPod>(countedName).get(key);
}

/** Counts a bound pod as the API server shows it; one that has ended takes no room. Models: cache.go AddPod, UpdatePod (v1.37). */
export function setBoundPod(sim: Sim, key: string, pod: Pod): void {
  const counted = countedPod(sim, key);
  if (isPodTerminal(pod)) {
    if (counted !== undefined) uncount(sim, key, counted);
    return;
  }
  const nodeName = pod.spec?.nodeName ?? '';
  const bound: CountedPod = { nodeName, pod, isAssumed: false };
  if (counted === undefined) count(sim, key, bound);
  else if (counted.nodeName !== nodeName || asksOtherwise(counted.pod, pod)) {
    uncount(sim, key, counted);
    count(sim, key, bound);
  } else if (counted.isAssumed || !looksTheSame(counted.pod, pod)) {
    sim.store.map<CountedPod>(countedName).setAfter(counted, key, bound);
    modelInStep(sim)?.addPod(key, pod, nodeName);
  }
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

export function removePod(sim: Sim, key: string): void {
  const counted = countedPod(sim, key);
  if (counted !== undefined) uncount(sim, key, counted);
}

function count(sim: Sim, key: string, counted: CountedPod): void {
  const { nodeName, pod } = counted;
  sim.store.map<CountedPod>(countedName).set(key, counted);
  const info = nodeInfoOf(sim, nodeName);
  if (info === undefined) sim.store.multimap<CountedPod>(orphansName).set(nodeName, key, counted);
  else setInfo(sim, nodeName, withPod(info, pod));
  modelInStep(sim)?.addPod(key, pod, nodeName);
}

function uncount(sim: Sim, key: string, { pod, nodeName }: CountedPod): void {
  sim.store.map<CountedPod>(countedName).delete(key);
  sim.store.multimap<CountedPod>(orphansName).delete(nodeName, key);
  const info = nodeInfoOf(sim, nodeName);
  if (info !== undefined) setInfo(sim, nodeName, withoutPod(info, pod));
  modelInStep(sim)?.removePod(key, nodeName);
}
