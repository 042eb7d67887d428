import { pvcProtectionFinalizer, pvProtectionFinalizer } from '../../../../api/volume-finalizers.ts';
import { admitted, type AdmissionPlugin } from '../plugin.ts';

const finalizers: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: pvcProtectionFinalizer,
  PersistentVolume: pvProtectionFinalizer,
};

/**
 * Holds claims and volumes so that they cannot go while they are in use; controllers let them go.
 *
 * Models: plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go (v1.37).
 */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: ({ info, subresource, operation }) =>
    info.group === '' && finalizers[info.kind] !== undefined && subresource === '' && operation === 'CREATE',
  admit: (_sim, { info, object }) => {
    const finalizer = finalizers[info.kind] ?? '';
    const before = object.metadata?.finalizers ?? [];
    if (before.includes(finalizer)) return admitted(object);
    return admitted({ ...object, metadata: { ...object.metadata, finalizers: [...before, finalizer] } });
  },
};
