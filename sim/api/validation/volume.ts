/** Volumes of pods. Models: pkg/apis/core/validation ValidateVolumes, validateVolumeSource (v1.37). */
import { parseQuantity } from '../quantity.ts';
import type { PodSpec } from '../types.ts';
import { checkDnsLabel, checkDnsSubdomain, nonNegativeMessage } from './common.ts';
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkDownwardItems, checkFileMode, checkKeysToPaths, checkProjectedVolume } from './projected-volume.ts';

/** Sources that are younger than the generated types. */
type Volume = NonNullable<PodSpec['volumes']>[number] & {
  readonly image?: { readonly reference?: string; readonly pullPolicy?: string };
};

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function checkHostPath(hostPath: NonNullable<Volume['hostPath']>, path: string, errors: FieldError[]): void {
  const hostPathText = (hostPath.path as string | undefined) ?? '';
  if (hostPathText === '') errors.push(required(`${path}.path`));
  else if (hostPathText.split('/').includes('..')) {
    errors.push(invalid(`${path}.path`, hostPathText, "must not contain '..'"));
  }
  if (hostPath.type !== undefined && !hostPathTypes.includes(hostPath.type)) {
    errors.push(notSupported(`${path}.type`, hostPath.type, hostPathTypes));
  }
}

function checkNfs(nfs: NonNullable<Volume['nfs']>, path: string, errors: FieldError[]): void {
  if ((nfs.server ?? '') === '') errors.push(required(`${path}.server`));
  if ((nfs.path ?? '') === '') errors.push(required(`${path}.path`));
  else if (!nfs.path.startsWith('/')) errors.push(invalid(`${path}.path`, nfs.path, 'must be an absolute path'));
}

function checkFiles(volume: Volume, path: string, errors: FieldError[]): void {
  const { secret, configMap, downwardAPI, projected } = volume;
  if (secret !== undefined) {
    if ((secret.secretName ?? '') === '') errors.push(required(`${path}.secret.secretName`));
    checkFileMode(secret.defaultMode, `${path}.secret.defaultMode`, errors);
    checkKeysToPaths(secret.items, `${path}.secret`, errors);
  }
  if (configMap !== undefined) {
    if ((configMap.name ?? '') === '') errors.push(required(`${path}.configMap.name`));
    checkFileMode(configMap.defaultMode, `${path}.configMap.defaultMode`, errors);
    checkKeysToPaths(configMap.items, `${path}.configMap`, errors);
  }
  if (downwardAPI !== undefined) {
    checkFileMode(downwardAPI.defaultMode, `${path}.downwardAPI.defaultMode`, errors);
    checkDownwardItems(downwardAPI.items, `${path}.downwardAPI`, errors);
  }
  if (projected !== undefined) checkProjectedVolume(projected, `${path}.projected`, errors);
}

/** Fields that sources of other kinds cannot do without. */
const requiredFields: Readonly<Record<string, readonly string[]>> = {
  awsElasticBlockStore: ['volumeID'],
  azureDisk: ['diskName', 'diskURI'],
  azureFile: ['secretName', 'shareName'],
  cephfs: ['monitors'],
  cinder: ['volumeID'],
  flexVolume: ['driver'],
  gcePersistentDisk: ['pdName'],
  gitRepo: ['repository'],
  glusterfs: ['endpoints', 'path'],
  image: ['reference'],
  iscsi: ['targetPortal', 'iqn'],
  persistentVolumeClaim: ['claimName'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  quobyte: ['registry', 'volume'],
  rbd: ['monitors', 'image'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  vsphereVolume: ['volumePath'],
};

function checkRequiredFields(volume: Volume, path: string, errors: FieldError[]): void {
  for (const [source, value] of Object.entries(volume) as [string, Readonly<Record<string, unknown>>][]) {
    for (const field of requiredFields[source] ?? []) {
      const given = value[field] ?? '';
      if (given === '' || (Array.isArray(given) && given.length === 0)) {
        errors.push(required(`${path}.${source}.${field}`));
      }
    }
  }
}

function checkSource(volume: Volume, path: string, errors: FieldError[]): void {
  if (volume.hostPath !== undefined) checkHostPath(volume.hostPath, `${path}.hostPath`, errors);
  if (volume.emptyDir?.sizeLimit !== undefined) {
    const limit = parseQuantity(volume.emptyDir.sizeLimit);
    if (limit !== undefined && limit.nanos < 0n) {
      errors.push(forbidden(`${path}.emptyDir.sizeLimit`, `SizeLimit field ${nonNegativeMessage}`));
    }
  }
  checkFiles(volume, path, errors);
  checkRequiredFields(volume, path, errors);
  if (volume.nfs !== undefined) checkNfs(volume.nfs, `${path}.nfs`, errors);
  if (volume.csi !== undefined) {
    if ((volume.csi.driver ?? '') === '') errors.push(required(`${path}.csi.driver`));
    else checkDnsSubdomain(volume.csi.driver, `${path}.csi.driver`, errors);
  }
  if (volume.ephemeral !== undefined && volume.ephemeral.volumeClaimTemplate === undefined) {
    errors.push(required(`${path}.ephemeral.volumeClaimTemplate`));
  }
}

/** The volumes of a pod: those that mounts may name, and those that are claims. */
export interface VolumeNames {
  readonly all: ReadonlySet<string>;
  readonly claims: ReadonlySet<string>;
}

/** The volumes of a pod. Returns the names that mounts and devices may use. */
export function checkVolumes(volumes: readonly Volume[], path: string, errors: FieldError[]): VolumeNames {
  const all = new Set<string>();
  const claims = new Set<string>();
  volumes.forEach((volume, index) => {
    const itemPath = `${path}[${index}]`;
    const name: string | undefined = volume.name;
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    if (sources.length === 0) errors.push(required(itemPath, 'must specify a volume type'));
    for (const extra of sources.slice(1)) {
      errors.push(forbidden(`${itemPath}.${extra}`, 'may not specify more than 1 volume type'));
    }
    checkSource(volume, itemPath, errors);
    if (name === undefined || name === '') errors.push(required(`${itemPath}.name`));
    else {
      checkDnsLabel(name, `${itemPath}.name`, errors);
      if (all.has(name)) errors.push(duplicate(`${itemPath}.name`, name));
      all.add(name);
      if (volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined) claims.add(name);
    }
  });
  return { all, claims };
}
