/** The running PV protection controller: a volume that is bound to a claim stays until it is not any more. */
import type { Sim } from '../../engine/engine.ts';
import { pvProtectionFinalizer } from '../../api/volume-finalizers.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { addFinalizer, doneUnlessFailed, dropFinalizer } from '../requests.ts';

const name = 'pv-protection';

/** Models: pkg/controller/volume/pvprotection/pv_protection_controller.go (v1.37). */
export const pvProtectionController: ControllerDef = {
  name,
  workers: 1,
  sync: syncVolume,
  steps: { stored: doneUnlessFailed },
};

export const pvProtectionHooks: Hooks = {
  persistentvolumes: (sim, change) => {
    if (change.type !== 'deleted') enqueue(sim, name, keyOf(change.object));
  },
};

function syncVolume(sim: Sim, key: string): Outcome {
  const volume = listers.persistentvolumes.get(sim, key);
  if (volume === undefined) return done;
  const { deletionTimestamp, finalizers = [] } = volume.metadata ?? {};
  const isProtected = finalizers.includes(pvProtectionFinalizer);
  if (deletionTimestamp === undefined) {
    return isProtected
      ? done
      : afterRequests([addFinalizer('persistentvolumes', volume, pvProtectionFinalizer)], 'stored', null);
  }
  if (!isProtected || volume.status?.phase === 'Bound') return done;
  return afterRequests([dropFinalizer('persistentvolumes', volume, pvProtectionFinalizer)], 'stored', null);
}
