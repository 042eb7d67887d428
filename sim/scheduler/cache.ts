import type { Sim } from '../engine/engine.ts';
import type { Store } from '../engine/store.ts';
import { podNonZeroRequests, podRequests, resourceAmounts, type ResourceAmounts } from '../api/pod-resources.ts';
import { controllerOf } from '../api/owner-references.ts';
import { isPodTerminal } from '../api/pod-status.ts';
import type { Node, Pod } from '../api/types.ts';
import { keyOf } from '../client/informer.ts';
import type { NodeInfo } from './framework.ts';

/** A pod that takes room on a node, as the cache has counted it. */
interface CountedPod {
  readonly nodeName: string;
  readonly requests: ResourceAmounts;
  readonly nonZero: ResourceAmounts;
  /** Chosen by a cycle whose binding has not come back as a watch event yet. */
  readonly isAssumed: boolean;
  /** Uid of its controller, empty for none. */
  readonly owner: string;
}

const infosName = 'scheduler/nodes';
const orderName = 'scheduler/nodeOrder';
const countedName = 'scheduler/countedPods';
const ownersName = 'scheduler/podsByOwner';
const orphansName = 'scheduler/podsOfUnknownNodes';
const nothing: ResourceAmounts = {};

/** Names of the nodes in the order in which cycles look at them: sorted. */
export function nodeOrder(sim: Sim): readonly string[] {
  return sim.store.map<readonly string[]>(orderName).get('order') ?? [];
}

/** The NodeInfos in an array for the loops of a cycle: a copy of the state that is kept in step with it. */
interface Snapshot {
  readonly stateEpoch: number;
  readonly order: readonly string[];
  readonly infos: NodeInfo[];
  readonly indexByName: ReadonlyMap<string, number>;
  /** Pods by node index, for each controller that was asked for. */
  readonly countsByOwner: Map<string, number[]>;
}
const snapshots = new WeakMap<Store, Snapshot>();

/** All nodes in the order in which cycles look at them. Models: backend/cache/snapshot.go (v1.37). */
export function nodeSnapshot(sim: Sim): readonly NodeInfo[] {
  const order = nodeOrder(sim);
  const known = snapshots.get(sim.store);
  if (known !== undefined && known.stateEpoch === sim.store.epoch && known.order === order) return known.infos;
  const infos = order.map((name) => nodeInfoOf(sim, name) as NodeInfo);
  const indexByName = new Map(order.map((name, index) => [name, index]));
  snapshots.set(sim.store, { stateEpoch: sim.store.epoch, order, infos, indexByName, countsByOwner: new Map() });
  return infos;
}

/** Replaces a NodeInfo in the state and in the copy. */
function setInfo(sim: Sim, name: string, info: NodeInfo): void {
  sim.store.map<NodeInfo>(infosName).set(name, info);
  const snapshot = snapshots.get(sim.store);
  if (snapshot?.stateEpoch !== sim.store.epoch) return;
  const index = snapshot.indexByName.get(name);
  if (index !== undefined) snapshot.infos[index] = info;
}

export function nodeInfoOf(sim: Sim, name: string): NodeInfo | undefined {
  return sim.store.map<NodeInfo>(infosName).get(name);
}

/** Takes a new or changed node into the cache. Models: pkg/scheduler/backend/cache/cache.go AddNode (v1.37). */
export function setNode(sim: Sim, node: Node): void {
  const name = node.metadata?.name ?? '';
  const infos = sim.store.map<NodeInfo>(infosName);
  const allocatable = resourceAmounts(node.status?.allocatable ?? node.status?.capacity);
  const known = infos.get(name);
  if (known !== undefined) {
    setInfo(sim, name, { ...known, node, allocatable });
    return;
  }
  infos.set(name, { node, allocatable, requested: nothing, nonZeroRequested: nothing, podCount: 0 });
  const order = nodeOrder(sim);
  const at = insertionIndex(order, name);
  sim.store.map<readonly string[]>(orderName).set('order', [...order.slice(0, at), name, ...order.slice(at)]);
  const orphans = sim.store.multimap<CountedPod>(orphansName);
  for (const counted of orphans.sortedValues(name)) addAmounts(sim, counted, 1);
}

export function removeNode(sim: Sim, node: Node): void {
  const name = node.metadata?.name ?? '';
  sim.store.map<NodeInfo>(infosName).delete(name);
  const rest = nodeOrder(sim).filter((other) => other !== name);
  sim.store.map<readonly string[]>(orderName).set('order', rest);
}

function insertionIndex(sorted: readonly string[], name: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Counts a pod on the node that was chosen for it, before the API server knows. Models: cache.go AssumePod (v1.37). */
export function assumePod(sim: Sim, pod: Pod, nodeName: string): void {
  count(sim, pod, nodeName, true);
}

/** Takes an assumed pod back. Models: cache.go ForgetPod (v1.37). */
export function forgetPod(sim: Sim, pod: Pod): void {
  const counted = sim.store.map<CountedPod>(countedName).get(keyOf(pod));
  if (counted?.isAssumed === true) uncount(sim, keyOf(pod));
}

/** Counts a bound pod as the API server shows it; one that has ended takes no room. */
export function setBoundPod(sim: Sim, pod: Pod): void {
  const key = keyOf(pod);
  const counted = sim.store.map<CountedPod>(countedName).get(key);
  if (isPodTerminal(pod)) {
    if (counted !== undefined) uncount(sim, key);
    return;
  }
  const nodeName = pod.spec?.nodeName ?? '';
  if (counted?.nodeName === nodeName) {
    if (counted.isAssumed) sim.store.map<CountedPod>(countedName).set(key, { ...counted, isAssumed: false });
    return;
  }
  if (counted !== undefined) uncount(sim, key);
  count(sim, pod, nodeName, false);
}

export function removePod(sim: Sim, pod: Pod): void {
  if (sim.store.map<CountedPod>(countedName).has(keyOf(pod))) uncount(sim, keyOf(pod));
}

function count(sim: Sim, pod: Pod, nodeName: string, isAssumed: boolean): void {
  const owner = controllerOf(pod)?.uid ?? '';
  const counted = { nodeName, requests: podRequests(pod), nonZero: podNonZeroRequests(pod), isAssumed, owner };
  sim.store.map<CountedPod>(countedName).set(keyOf(pod), counted);
  if (sim.store.map<NodeInfo>(infosName).has(nodeName)) addAmounts(sim, counted, 1);
  else sim.store.multimap<CountedPod>(orphansName).set(nodeName, keyOf(pod), counted);
}

function uncount(sim: Sim, key: string): void {
  const pods = sim.store.map<CountedPod>(countedName);
  const counted = pods.get(key) as CountedPod;
  pods.delete(key);
  sim.store.multimap<CountedPod>(orphansName).delete(counted.nodeName, key);
  addAmounts(sim, counted, -1);
}

function addAmounts(sim: Sim, counted: CountedPod, sign: 1 | -1): void {
  if (counted.owner !== '') addToOwner(sim, counted.owner, counted.nodeName, sign);
  const info = nodeInfoOf(sim, counted.nodeName);
  if (info === undefined) return;
  setInfo(sim, counted.nodeName, {
    node: info.node,
    allocatable: info.allocatable,
    requested: sum(info.requested, counted.requests, sign),
    nonZeroRequested: sum(info.nonZeroRequested, counted.nonZero, sign),
    podCount: info.podCount + sign,
  });
}

function sum(total: ResourceAmounts, amounts: ResourceAmounts, sign: 1 | -1): ResourceAmounts {
  const result: Record<string, number> = { ...total };
  for (const resource in amounts) result[resource] = (result[resource] ?? 0) + sign * (amounts[resource] as number);
  return result;
}

function addToOwner(sim: Sim, owner: string, nodeName: string, sign: 1 | -1): void {
  const owners = sim.store.multimap<number>(ownersName);
  const count = (owners.get(owner, nodeName) ?? 0) + sign;
  if (count === 0) owners.delete(owner, nodeName);
  else owners.set(owner, nodeName, count);
  const snapshot = snapshots.get(sim.store);
  if (snapshot?.stateEpoch !== sim.store.epoch) return;
  const index = snapshot.indexByName.get(nodeName);
  const counts = snapshot.countsByOwner.get(owner);
  if (index !== undefined && counts !== undefined) counts[index] = count;
}

/**
 * How many pods of a controller each node has, by node index of {@link nodeSnapshot}.
 *
 * @returns `null` when it has none at all
 */
export function podsOfOwner(sim: Sim, owner: string): readonly number[] | null {
  const owners = sim.store.multimap<number>(ownersName);
  if (owners.count(owner) === 0) return null;
  nodeSnapshot(sim);
  const snapshot = snapshots.get(sim.store) as Snapshot;
  const known = snapshot.countsByOwner.get(owner);
  if (known !== undefined) return known;
  const counts = new Array<number>(snapshot.infos.length).fill(0);
  owners.forEach(owner, (count, nodeName) => {
    const index = snapshot.indexByName.get(nodeName);
    if (index !== undefined) counts[index] = count;
  });
  snapshot.countsByOwner.set(owner, counts);
  return counts;
}
