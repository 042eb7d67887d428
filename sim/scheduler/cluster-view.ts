import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  Labels,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
} from '../api/types.ts';
import type { NodeInfo } from './framework.ts';
import type { PodCounts } from './pod-counts.ts';
import type { AffinityGroup, PodMatcher } from './pod-index.ts';
import type { Topology } from './topology.ts';

/** Objects besides nodes and pods that plugins look up. */
export interface ClusterObjects {
  namespaceLabels(name: string): Labels;
  /** All Services of a namespace. */
  services(namespace: string): readonly Service[];
  replicaSet(key: string): ReplicaSet | undefined;
  statefulSet(key: string): StatefulSet | undefined;
  replicationController(key: string): ReplicationController | undefined;
  claim(key: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  /** Volumes of a storage class, by name. */
  volumesOfClass(className: string): readonly PersistentVolume[];
  storageClass(name: string): StorageClass | undefined;
  csiNode(name: string): CSINode | undefined;
  csiDriver(name: string): CSIDriver | undefined;
  /** What drivers report to have left for volumes of a storage class. */
  storageCapacities(className: string): readonly CSIStorageCapacity[];
  /** All budgets, by namespace and name. */
  disruptionBudgets(): readonly PodDisruptionBudget[];
  /** Pods that wait for a node to be emptied for them. */
  nominatedPods(nodeName: string): readonly Pod[];
  hasNominatedPods(): boolean;
}

/**
 * The cluster as a cycle sees it. Nodes are known by their index in {@link nodes}.
 * Models: pkg/scheduler/backend/cache/snapshot.go (v1.37).
 */
export interface ClusterView {
  readonly nodes: readonly NodeInfo[];
  /** Indexes of the nodes that were replaced, in that order. It only grows; now and then another list begins. */
  readonly changes: readonly number[];
  readonly objects: ClusterObjects;
  indexOf(nodeName: string): number | undefined;
  /** The domains that a label makes of the nodes; another object when they change. */
  topology(key: string): Topology;
  /** Pods that take room on a node. */
  podsOn(nodeName: string): readonly Pod[];
  /** The pods that a matcher picks; not to be changed. */
  podCounts(matcher: PodMatcher): PodCounts;
  /** The affinity terms of all pods, equal ones together. */
  affinityGroups(): Iterable<AffinityGroup>;
  /** How many nodes hold an image. */
  nodesWithImage(name: string): number;
}
