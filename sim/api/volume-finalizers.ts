/** What holds claims and volumes while they are in use. Models: pkg/volume/util/finalizer.go (v1.37). */
export const pvcProtectionFinalizer = 'kubernetes.io/pvc-protection';
export const pvProtectionFinalizer = 'kubernetes.io/pv-protection';
