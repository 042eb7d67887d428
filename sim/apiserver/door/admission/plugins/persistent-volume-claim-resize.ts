import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { Sim } from '../../../../engine/engine.ts';
import { compareQuantities, mustParseQuantity } from '../../../../api/quantity.ts';
import { forbidden } from '../../../../api/status.ts';
import type { PersistentVolumeClaim } from '../../../../api/types.ts';
import { getStored } from '../../../../etcd/etcd.ts';
import { denied, type AdmissionPlugin } from '../plugin.ts';

/**
 * Lets a claim grow only where its class can make volumes larger.
 *
 * Models: plugin/pkg/admission/storage/persistentvolume/resize/admission.go (v1.37).
 */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: ({ info, subresource, operation }) =>
    info.kind === 'PersistentVolumeClaim' && subresource === '' && operation === 'UPDATE',
  validate: (sim, { info, name, object, old }) => {
    const claim = object as PersistentVolumeClaim;
    if (!isGrown(claim, old as PersistentVolumeClaim)) return null;
    if ((old as PersistentVolumeClaim).status?.phase !== 'Bound') {
      return denied(forbidden(info, name, 'Only bound persistent volume claims can be expanded'));
    }
    if (canExpand(sim, claim)) return null;
    const why =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    return denied(forbidden(info, name, why));
  },
};

function isGrown(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const sizeOf = ({ spec }: PersistentVolumeClaim) => mustParseQuantity(spec?.resources?.requests?.['storage'] ?? '0');
  return compareQuantities(sizeOf(claim), sizeOf(old)) > 0;
}

function canExpand(sim: Sim, { spec }: PersistentVolumeClaim): boolean {
  const stored = getStored(sim, '/registry/storageclasses', spec?.storageClassName ?? '');
  return (stored?.object as StorageClass | undefined)?.allowVolumeExpansion === true;
}
