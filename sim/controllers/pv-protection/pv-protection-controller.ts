/** The running PV protection controller: a volume that is bound to a claim stays until it is not any more. */
import type { Sim } from '../../engine/engine.ts';
import type { PersistentVolume } from '../../api/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { firstFailure, update } from '../requests.ts';

const name = 'pv-protection';

/** Models: pkg/volume/util/finalizer.go PVProtectionFinalizer (v1.37). */
export const volumeFinalizer = 'kubernetes.io/pv-protection';

/** Models: pkg/controller/volume/pvprotection/pv_protection_controller.go (v1.37). */
export const pvProtectionController: ControllerDef = {
  name,
  workers: 1,
  sync: syncVolume,
  steps: {
    stored: (_sim, _key, _data, responses) => {
      const failure = firstFailure(responses, 'NotFound');
      return failure === '' ? done : { type: 'error', message: failure };
    },
  },
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
  const isProtected = finalizers.includes(volumeFinalizer);
  if (deletionTimestamp === undefined) {
    return isProtected ? done : write(volume, [...finalizers, volumeFinalizer]);
  }
  if (!isProtected || volume.status?.phase === 'Bound') return done;
  return write(
    volume,
    finalizers.filter((one) => one !== volumeFinalizer),
  );
}

function write(volume: PersistentVolume, finalizers: string[]): Outcome {
  const { finalizers: _, ...metadata } = volume.metadata ?? {};
  const body = { ...volume, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
  return afterRequests([update('persistentvolumes', body)], 'stored', null);
}
