/** The running PVC protection controller: a claim that a pod uses stays until the pod has gone. */
import type { Sim } from '../../engine/engine.ts';
import type { PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { pvcProtectionFinalizer } from '../../api/volume-finalizers.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { addFinalizer, doneUnlessFailed, dropFinalizer } from '../requests.ts';

const name = 'pvc-protection';

/**
 * Models: pkg/controller/volume/pvcprotection/pvc_protection_controller.go (v1.37).
 * Differs: it looks at the pods that it has heard of, and does not ask the API server once more before it lets a claim go.
 */
export const pvcProtectionController: ControllerDef = {
  name,
  workers: 1,
  sync: syncClaim,
  steps: { stored: doneUnlessFailed },
};

export const pvcProtectionHooks: Hooks = {
  persistentvolumeclaims: (sim, change) => {
    if (change.type !== 'deleted') enqueue(sim, name, keyOf(change.object));
  },
  pods: (sim, change) => {
    if (change.type !== 'deleted') return;
    for (const key of claimsOf(change.object)) enqueue(sim, name, key);
  },
};

/** Keys of the claims that a pod names, those of its ephemeral volumes among them. */
function claimsOf({ metadata, spec }: Pod): string[] {
  const keys: string[] = [];
  for (const volume of spec?.volumes ?? []) {
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined) keys.push(`${metadata?.namespace ?? ''}/${claim}`);
    else if (volume.ephemeral !== undefined)
      keys.push(`${metadata?.namespace ?? ''}/${metadata?.name ?? ''}-${volume.name}`);
  }
  return keys;
}

function syncClaim(sim: Sim, key: string): Outcome {
  const claim = listers.persistentvolumeclaims.get(sim, key);
  if (claim === undefined) return done;
  const { deletionTimestamp, finalizers = [] } = claim.metadata ?? {};
  const isProtected = finalizers.includes(pvcProtectionFinalizer);
  if (deletionTimestamp === undefined) {
    return isProtected
      ? done
      : afterRequests([addFinalizer('persistentvolumeclaims', claim, pvcProtectionFinalizer)], 'stored', null);
  }
  if (!isProtected) return done;
  const user = userOf(sim, key, claim);
  if (user !== undefined) {
    const text = `Claim ${claim.metadata?.name ?? ''} stays: pod ${user} uses it`;
    sim.note({ verb: 'ClaimInUse', resource: 'persistentvolumeclaims', key, text });
    return done;
  }
  return afterRequests([dropFinalizer('persistentvolumeclaims', claim, pvcProtectionFinalizer)], 'stored', null);
}

/** A pod on a node that names the claim, the first by name. */
function userOf(sim: Sim, key: string, { metadata }: PersistentVolumeClaim): string | undefined {
  const users = listers.pods
    .byIndex(sim, 'byNamespace', metadata?.namespace ?? '')
    .filter((pod) => (pod.spec?.nodeName ?? '') !== '' && claimsOf(pod).includes(key));
  return users.map((pod) => pod.metadata?.name ?? '').sort()[0];
}
