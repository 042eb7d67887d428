import type { KubeObject, Node, Pod } from '../api/types.ts';

/** A change in the cluster as the queueing hints see it. `old` is there when the object was there before. */
export type ClusterChange =
  | { readonly what: 'node'; readonly object: Node; readonly old?: Node }
  | { readonly what: 'assignedPod'; readonly object: Pod; readonly old?: Pod; readonly isDeleted: boolean }
  /** The waiting pod itself. */
  | { readonly what: 'targetPod'; readonly object: Pod; readonly old: Pod }
  | { readonly what: 'claim' | 'volume' | 'storageClass' | 'csiNode' | 'csiDriver'; readonly object: KubeObject };

/** Kind of a change, as plugins register for it. */
export type ChangeEvent = Exclude<ClusterChange['what'], 'assignedPod'> | 'podAdded' | 'podDeleted';

/** The kind of a change; a pod that got other labels counts as added. */
export function eventOf(change: ClusterChange): ChangeEvent {
  if (change.what !== 'assignedPod') return change.what;
  return change.isDeleted ? 'podDeleted' : 'podAdded';
}
