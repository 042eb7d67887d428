import { deepEqual } from '../api/deep-equal.ts';
import type { KubeObject, Node, Pod } from '../api/types.ts';

/** A change in the cluster as the queueing hints see it. `old` is there when the object was there before. */
export type ClusterChange =
  | { readonly what: 'node'; readonly object: Node; readonly old?: Node }
  | { readonly what: 'nodeDeleted'; readonly object: Node }
  | { readonly what: 'assignedPod'; readonly object: Pod; readonly old?: Pod; readonly isDeleted: boolean }
  /** The waiting pod itself. */
  | { readonly what: 'targetPod'; readonly object: Pod; readonly old: Pod }
  | { readonly what: StorageChange; readonly object: KubeObject };

/** Kinds of storage whose objects may help a pod. */
export type StorageChange = 'claim' | 'volume' | 'storageClass' | 'csiNode' | 'csiDriver' | 'csiStorageCapacity';

/** Kind of a change, as plugins register for it. */
export type ChangeEvent = Exclude<ClusterChange['what'], 'assignedPod'> | 'podAdded' | 'podUpdated' | 'podDeleted';

/** The kind of a change. */
export function eventOf(change: ClusterChange): ChangeEvent {
  if (change.what !== 'assignedPod') return change.what;
  if (change.isDeleted) return 'podDeleted';
  return change.old === undefined ? 'podAdded' : 'podUpdated';
}

/** A node has come, or has other labels. Models: framework Add and UpdateNodeLabel of Node (v1.37). */
export function hasNewLabels(change: ClusterChange): boolean {
  if (change.what !== 'node') return false;
  return change.old === undefined || !deepEqual(change.old.metadata?.labels, change.object.metadata?.labels);
}

/** The waiting pod tolerates something else. Models: framework UpdatePodToleration of the target pod (v1.37). */
export function hasOtherTolerations(change: ClusterChange): boolean {
  return change.what === 'targetPod' && !deepEqual(change.old.spec?.tolerations, change.object.spec?.tolerations);
}
