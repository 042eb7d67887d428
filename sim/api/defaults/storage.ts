/** Defaults of storage. Models: pkg/apis/core/v1/defaults.go, pkg/apis/storage/v1/defaults.go (v1.37). */
import type { CSIDriver, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../types.ts';
import { fill, withField } from './fill.ts';

/** Fills in a PersistentVolume. */
export function defaultPersistentVolume(volume: PersistentVolume): PersistentVolume {
  if (volume.spec === undefined) return volume;
  const spec = fill(volume.spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  const { hostPath } = spec;
  const filled = hostPath === undefined ? spec : withField(spec, 'hostPath', fill(hostPath, { type: '' }));
  return withField(volume, 'spec', filled);
}

/** Fills in a PersistentVolumeClaim. */
export function defaultPersistentVolumeClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return claim.spec === undefined ? claim : withField(claim, 'spec', fill(claim.spec, { volumeMode: 'Filesystem' }));
}

/** Fills in a StorageClass. */
export function defaultStorageClass(storageClass: StorageClass): StorageClass {
  return fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

/** Fields that are younger than the generated types. */
type DriverSpec = CSIDriver['spec'] & { seLinuxMount?: boolean };

/** Fills in a CSIDriver. */
export function defaultCsiDriver(driver: CSIDriver): CSIDriver {
  const spec = driver.spec as DriverSpec | undefined;
  if (spec === undefined) return driver;
  const filled = fill<DriverSpec>(spec, {
    attachRequired: true,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    podInfoOnMount: false,
    requiresRepublish: false,
    seLinuxMount: false,
    storageCapacity: false,
    volumeLifecycleModes: ['Persistent'],
  });
  return withField(driver, 'spec', filled);
}
