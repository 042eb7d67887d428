/** PersistentVolumes and claims. Models: pkg/apis/core/validation ValidatePersistentVolume, ValidatePersistentVolumeClaim (v1.37). */
import { deepEqual } from '../deep-equal.ts';
import { parseQuantity, compareQuantities, mustParseQuantity } from '../quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../types.ts';
import { checkNodeSelector } from './affinity.ts';
import { checkDnsSubdomain, checkImmutable, checkOneOf, checkOptionalOneOf } from './common.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

type VolumeSpec = NonNullable<PersistentVolume['spec']>;
type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];
const volumeModes = ['Block', 'Filesystem'];
const zero = mustParseQuantity('0');

/** The fields of a volume that say where it comes from. */
const sources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
] as const;

function checkAccessModes(modes: readonly string[], path: string, errors: FieldError[]): void {
  for (const mode of modes) if (!accessModes.includes(mode)) errors.push(notSupported(path, mode, accessModes));
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
}

function checkPositive(text: string | number, path: string, errors: FieldError[]): void {
  const quantity = parseQuantity(text);
  if (quantity !== undefined && compareQuantities(quantity, zero) <= 0) {
    errors.push(invalid(path, text, 'must be greater than zero'));
  }
}

function checkSources(spec: VolumeSpec, errors: FieldError[]): void {
  const [first, ...others] = sources.filter((source) => spec[source] !== undefined);
  if (first === undefined) errors.push(required('spec', 'must specify a volume type'));
  for (const source of others) {
    errors.push(forbidden(`spec.${source}`, 'may not specify more than 1 volume type'));
  }
  const { hostPath, nfs, local, csi } = spec;
  if (hostPath !== undefined && ((hostPath.path as string | undefined) ?? '') === '')
    errors.push(required('spec.hostPath.path'));
  if (hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const why = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', why));
  }
  if (nfs !== undefined && ((nfs.server as string | undefined) ?? '') === '') errors.push(required('spec.nfs.server'));
  if (nfs !== undefined && ((nfs.path as string | undefined) ?? '') === '') errors.push(required('spec.nfs.path'));
  if (local !== undefined && ((local.path as string | undefined) ?? '') === '')
    errors.push(required('spec.local.path'));
  if (local !== undefined && spec.nodeAffinity?.required === undefined) {
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  if (csi !== undefined && ((csi.driver as string | undefined) ?? '') === '') errors.push(required('spec.csi.driver'));
  if (csi !== undefined && ((csi.volumeHandle as string | undefined) ?? '') === '') {
    errors.push(required('spec.csi.volumeHandle'));
  }
}

/** A volume, already defaulted. */
export function checkPersistentVolume(volume: PersistentVolume, errors: FieldError[]): void {
  const spec = volume.spec ?? {};
  if ((spec.accessModes ?? []).length === 0) errors.push(required('spec.accessModes'));
  checkAccessModes(spec.accessModes ?? [], 'spec.accessModes', errors);
  const capacity = spec.capacity ?? {};
  if (Object.keys(capacity).length === 0) errors.push(required('spec.capacity'));
  else if (capacity['storage'] === undefined || Object.keys(capacity).length > 1) {
    errors.push(notSupported('spec.capacity', capacity, ['storage']));
  }
  for (const [name, amount] of Object.entries(capacity)) checkPositive(amount, `spec.capacity[${name}]`, errors);
  checkOneOf(spec.persistentVolumeReclaimPolicy, reclaimPolicies, 'spec.persistentVolumeReclaimPolicy', errors);
  const selector = spec.nodeAffinity?.required;
  if (selector !== undefined) checkNodeSelector(selector, 'spec.nodeAffinity.required', errors);
  checkSources(spec, errors);
  if ((spec.storageClassName ?? '') !== '')
    checkDnsSubdomain(spec.storageClassName ?? '', 'spec.storageClassName', errors);
  checkOptionalOneOf(spec.volumeMode, volumeModes, 'spec.volumeMode', errors);
}

/** What a volume is stays; only how it is used and by whom may change. Differs: the message is without the difference. */
export function checkPersistentVolumeUpdate(
  volume: PersistentVolume,
  old: PersistentVolume,
  errors: FieldError[],
): void {
  const [spec, before] = [volume.spec ?? {}, old.spec ?? {}];
  if (sources.some((source) => !deepEqual(spec[source], before[source]))) {
    const why = 'spec.persistentvolumesource is immutable after creation';
    errors.push(forbidden('spec.persistentvolumesource', why));
  }
  checkImmutable(spec.volumeMode, before.volumeMode, 'spec.volumeMode', errors);
  if (before.nodeAffinity !== undefined) {
    checkImmutable(spec.nodeAffinity, before.nodeAffinity, 'spec.nodeAffinity', errors);
  }
}

/** The spec of a claim, also where a template carries one. @param path of the spec */
export function checkClaimSpec(spec: ClaimSpec, path: string, errors: FieldError[]): void {
  if ((spec.accessModes ?? []).length === 0) {
    errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  }
  if (spec.selector !== undefined) checkLabelSelector(spec.selector, `${path}.selector`, errors);
  checkAccessModes(spec.accessModes ?? [], `${path}.accessModes`, errors);
  const storage = spec.resources?.requests?.['storage'];
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`));
  else checkPositive(storage, `${path}.resources[storage]`, errors);
  if ((spec.storageClassName ?? '') !== '')
    checkDnsSubdomain(spec.storageClassName ?? '', `${path}.storageClassName`, errors);
  checkOptionalOneOf(spec.volumeMode, volumeModes, `${path}.volumeMode`, errors);
  const { dataSource } = spec;
  if (dataSource === undefined) return;
  if (((dataSource.name as string | undefined) ?? '') === '') errors.push(required(`${path}.dataSource.name`));
  if (((dataSource.kind as string | undefined) ?? '') === '') errors.push(required(`${path}.dataSource.kind`));
  if ((dataSource.apiGroup ?? '') === '' && dataSource.kind !== 'PersistentVolumeClaim') {
    errors.push(
      invalid(
        `${path}.dataSource`,
        dataSource.kind,
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
      ),
    );
  }
}

/** A claim, already defaulted. */
export function checkPersistentVolumeClaim(claim: PersistentVolumeClaim, errors: FieldError[]): void {
  checkClaimSpec(claim.spec ?? {}, 'spec', errors);
}

/** What an update may change: the binder sets the volume once, a class may come later, a bound claim may grow. */
function withAllowedChanges(claim: PersistentVolumeClaim, before: ClaimSpec): ClaimSpec {
  const spec: ClaimSpec & { volumeAttributesClassName?: string } = { ...claim.spec };
  const old: ClaimSpec & { volumeAttributesClassName?: string } = before;
  if ((old.volumeName ?? '') === '') dropOrSet(spec, 'volumeName', old.volumeName);
  if (old.storageClassName === undefined) dropOrSet(spec, 'storageClassName', undefined);
  if (claim.status?.phase === 'Bound') dropOrSet(spec, 'resources', old.resources);
  dropOrSet(spec, 'volumeAttributesClassName', old.volumeAttributesClassName);
  return spec;
}

function dropOrSet<T extends object, K extends keyof T>(object: T, field: K, value: T[K] | undefined): void {
  if (value === undefined) delete object[field];
  else object[field] = value;
}

/** Differs: the message about a changed spec is without the difference. */
export function checkPersistentVolumeClaimUpdate(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  errors: FieldError[],
): void {
  const before = old.spec ?? {};
  if (!deepEqual(withAllowedChanges(claim, before), before)) {
    const why =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(forbidden('spec', why));
  }
  const asked = parseQuantity(claim.spec?.resources?.requests?.['storage'] ?? '');
  const granted = parseQuantity(old.status?.capacity?.['storage'] ?? '');
  if (asked !== undefined && granted !== undefined && compareQuantities(asked, granted) < 0) {
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
}
