/** Which changes make the ReplicaSet controller look at a set. */
import { objectKey } from '../../api/object-key.ts';
import type { Sim } from '../../engine/engine.ts';
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { controllerOf } from '../../api/owner-references.ts';
import type { Pod, ReplicaSet } from '../../api/types.ts';
import { enqueue } from '../../client/controller.ts';
import { keyOf, type Change } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { countChange, isSameToOwner } from './census.ts';
import { creationsObserved, deletionObserved } from './expectations.ts';

const name = 'replicaset';

/**
 * Models: pkg/controller/replicaset/replica_set.go addPod, updatePod, deletePod (v1.37). Differs: changes that no sync could act upon, such
 * as a set's own status and a pod's address, wake nobody.
 */
export const replicaSetHooks: Hooks = { replicasets: onReplicaSet, pods: onPod };

function onReplicaSet(sim: Sim, change: Change<ReplicaSet>): void {
  if (change.type === 'updated' && !hasNews(change.old, change.object)) return;
  enqueue(sim, name, keyOf(change.object));
}

function hasNews(old: ReplicaSet, replicaSet: ReplicaSet): boolean {
  return (
    old.metadata?.generation !== replicaSet.metadata?.generation ||
    old.metadata?.deletionTimestamp !== replicaSet.metadata?.deletionTimestamp ||
    controllerOf(old)?.uid !== controllerOf(replicaSet)?.uid
  );
}

function onPod(sim: Sim, change: Change<Pod>): void {
  const pod = change.object;
  const isNew = change.type === 'added';
  if (change.type === 'updated' && isSameToOwner(change.old, pod)) return;
  countChange(sim, change);
  const key = keyOf(pod);
  const owner = ownerKey(sim, pod);
  if (change.type === 'deleted') {
    if (owner === undefined) return;
    deletionObserved(sim, owner, key);
    enqueue(sim, name, owner);
    return;
  }
  const formerOwner = isNew ? undefined : ownerKey(sim, change.old);
  if (formerOwner !== undefined && formerOwner !== owner) enqueue(sim, name, formerOwner);
  if (owner !== undefined) {
    if (pod.metadata?.deletionTimestamp !== undefined) deletionObserved(sim, owner, key);
    else if (isNew) creationsObserved(sim, owner, 1);
    enqueue(sim, name, owner);
  } else if (controllerOf(pod) === undefined && pod.metadata?.deletionTimestamp === undefined) {
    for (const replicaSet of setsFor(sim, pod)) enqueue(sim, name, keyOf(replicaSet));
  }
}

/** Key of the set that controls a pod, if it is still the one that the reference means. */
function ownerKey(sim: Sim, pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'ReplicaSet') return undefined;
  const key = objectKey(pod.metadata?.namespace ?? '', owner.name);
  return listers.replicasets.get(sim, key)?.metadata?.uid === owner.uid ? key : undefined;
}

/** Sets whose selector picks a pod without a controller, by name. */
function setsFor(sim: Sim, pod: Pod): ReplicaSet[] {
  return listers.replicasets
    .byIndex(sim, 'byNamespace', pod.metadata?.namespace ?? '')
    .filter(({ spec }) => selects(compileLabelSelector(spec?.selector), pod.metadata?.labels))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
