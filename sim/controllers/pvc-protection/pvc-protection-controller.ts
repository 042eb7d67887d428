/** The running PVC protection controller: a claim that a pod uses stays until the pod has gone. */
import type { Sim } from '../../engine/engine.ts';
import type { PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { firstFailure, update } from '../requests.ts';

const name = 'pvc-protection';

/** Models: pkg/volume/util/finalizer.go PVCProtectionFinalizer (v1.37). */
export const claimFinalizer = 'kubernetes.io/pvc-protection';

/**
 * Models: pkg/controller/volume/pvcprotection/pvc_protection_controller.go (v1.37).
 * Differs: it looks at the pods that it has heard of, and does not ask the API server once more before it lets a claim go.
 */
export const pvcProtectionController: ControllerDef = {
  name,
  workers: 1,
  sync: syncClaim,
  steps: {
    stored: (_sim, _key, _data, responses) => {
      const failure = firstFailure(responses, 'NotFound');
      return failure === '' ? done : { type: 'error', message: failure };
    },
  },
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
  const isProtected = finalizers.includes(claimFinalizer);
  if (deletionTimestamp === undefined) {
    return isProtected ? done : write(claim, [...finalizers, claimFinalizer]);
  }
  if (!isProtected) return done;
  const user = userOf(sim, key, claim);
  if (user !== undefined) {
    const text = `Claim ${claim.metadata?.name ?? ''} stays: pod ${user} uses it`;
    sim.note({ verb: 'ClaimInUse', resource: 'persistentvolumeclaims', key, text });
    return done;
  }
  return write(
    claim,
    finalizers.filter((one) => one !== claimFinalizer),
  );
}

/** A pod on a node that names the claim, the first by name. */
function userOf(sim: Sim, key: string, { metadata }: PersistentVolumeClaim): string | undefined {
  const users = listers.pods
    .byIndex(sim, 'byNamespace', metadata?.namespace ?? '')
    .filter((pod) => (pod.spec?.nodeName ?? '') !== '' && claimsOf(pod).includes(key));
  return users.map((pod) => pod.metadata?.name ?? '').sort()[0];
}

function write(claim: PersistentVolumeClaim, finalizers: string[]): Outcome {
  const { finalizers: _, ...metadata } = claim.metadata ?? {};
  const body = { ...claim, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
  return afterRequests([update('persistentvolumeclaims', body)], 'stored', null);
}
