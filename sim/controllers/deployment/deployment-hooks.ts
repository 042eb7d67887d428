/** Which changes make the Deployment controller look at a Deployment. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { controllerOf } from '../../api/owner-references.ts';
import type { Deployment, Pod, ReplicaSet } from '../../api/types.ts';
import { enqueue } from '../../client/controller.ts';
import { keyOf, type Change } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { deploymentOf } from './deployment-controller.ts';

const name = 'deployment';

/** Models: pkg/controller/deployment/deployment_controller.go addReplicaSet, updateReplicaSet, deleteReplicaSet, deletePod (v1.37). */
export const deploymentHooks: Hooks = {
  deployments: (sim, change) => enqueue(sim, name, keyOf(change.object)),
  replicasets: onReplicaSet,
  pods: onPod,
};

function onReplicaSet(sim: Sim, change: Change<ReplicaSet>): void {
  const replicaSet = change.object;
  if (change.type === 'updated' && controllerOf(change.old)?.uid !== controllerOf(replicaSet)?.uid) {
    enqueueOwner(sim, change.old);
  }
  if (controllerOf(replicaSet) !== undefined) {
    enqueueOwner(sim, replicaSet);
    return;
  }
  const isNews =
    change.type === 'added' ||
    (change.type === 'updated' && !deepEqual(change.old.metadata?.labels, replicaSet.metadata?.labels)) ||
    (change.type === 'updated' && controllerOf(change.old) !== undefined);
  if (isNews) for (const deployment of deploymentsFor(sim, replicaSet)) enqueue(sim, name, keyOf(deployment));
}

function enqueueOwner(sim: Sim, replicaSet: ReplicaSet): void {
  const owner = deploymentOf(sim, replicaSet);
  if (owner !== undefined) enqueue(sim, name, keyOf(owner));
}

/** Deployments whose selector picks a set without a controller, by name. */
function deploymentsFor(sim: Sim, replicaSet: ReplicaSet): Deployment[] {
  const namespace = replicaSet.metadata?.namespace ?? '';
  return listers.deployments
    .byIndex(sim, 'byNamespace', namespace)
    .filter(({ spec }) => selects(compileLabelSelector(spec?.selector), replicaSet.metadata?.labels))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** A Deployment that recreates goes on when its last pod is gone. */
function onPod(sim: Sim, change: Change<Pod>): void {
  if (change.type !== 'deleted') return;
  const owner = controllerOf(change.object);
  if (owner?.kind !== 'ReplicaSet') return;
  const replicaSet = listers.replicasets.get(sim, `${change.object.metadata?.namespace ?? ''}/${owner.name}`);
  const deployment = replicaSet === undefined ? undefined : deploymentOf(sim, replicaSet);
  if (deployment?.spec?.strategy?.type !== 'Recreate') return;
  let left = 0;
  listers.replicasets.forEachIn(sim, 'byController', deployment.metadata?.uid ?? '', (set) => {
    left += listers.pods.countIn(sim, 'byController', set.metadata?.uid ?? '');
  });
  if (left === 0) enqueue(sim, name, keyOf(deployment));
}
