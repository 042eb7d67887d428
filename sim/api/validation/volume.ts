/** Volumes of pods and their mounts. Models: pkg/apis/core/validation ValidateVolumes, ValidateVolumeMounts (v1.37). */
import { parseQuantity } from '../quantity.ts';
import type { Container, PodSpec } from '../types.ts';
import { checkDnsLabel, checkDnsSubdomain, nonNegativeMessage } from './common.ts';
import { checkFieldRef, checkResourceFieldRef } from './env.ts';
import { duplicate, forbidden, invalid, notFound, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Volume = NonNullable<PodSpec['volumes']>[number];
type VolumeMount = NonNullable<Container['volumeMounts']>[number];
type KeyToPath = NonNullable<NonNullable<Volume['configMap']>['items']>[number];
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number];

const fileModeMax = 0o777;
const fileFieldPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
const tokenSecondsMin = 600;
const tokenSecondsMax = 4_294_967_296;

function checkMode(mode: number | undefined, path: string, errors: FieldError[]): void {
  if (mode !== undefined && (mode < 0 || mode > fileModeMax)) {
    errors.push(invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
  }
}

/** A path inside the volume: relative, without steps back. */
function checkLocalPath(text: string, path: string, errors: FieldError[]): void {
  if (text.startsWith('/')) errors.push(invalid(path, text, 'must be a relative path'));
  if (text.split('/').includes('..')) errors.push(invalid(path, text, "must not contain '..'"));
}

function checkFilePath(text: string, path: string, errors: FieldError[]): void {
  checkLocalPath(text, path, errors);
  if (text.startsWith('..') && !text.startsWith('../') && text !== '..') {
    errors.push(invalid(path, text, "must not start with '..'"));
  }
}

function checkItems(items: readonly KeyToPath[] | undefined, path: string, errors: FieldError[]): void {
  items?.forEach((item, index) => {
    const itemPath = `${path}.items[${index}]`;
    if (item.key === '') errors.push(required(`${itemPath}.key`));
    if (item.path === '') errors.push(required(`${itemPath}.path`));
    checkFilePath(item.path, `${itemPath}.path`, errors);
    checkMode(item.mode, `${itemPath}.mode`, errors);
  });
}

function checkDownwardItems(items: readonly DownwardItem[] | undefined, path: string, errors: FieldError[]): void {
  items?.forEach((item) => {
    if (item.path === '') errors.push(required(`${path}.path`));
    checkFilePath(item.path, `${path}.path`, errors);
    if (item.fieldRef !== undefined) {
      checkFieldRef(item.fieldRef, fileFieldPaths, `${path}.fieldRef`, errors);
      if (item.resourceFieldRef !== undefined) {
        errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
      }
    } else if (item.resourceFieldRef !== undefined) {
      const ref = item.resourceFieldRef;
      if (ref.containerName === undefined || ref.containerName === '') {
        errors.push(required(`${path}.resourceFieldRef.containerName`));
      } else checkResourceFieldRef(ref.resource, `${path}.resourceFieldRef`, errors);
    } else errors.push(required(`${path}.fieldRef`, 'one of fieldRef and resourceFieldRef is required'));
    checkMode(item.mode, `${path}.mode`, errors);
  });
}

function checkProjection(source: Projection, path: string, errors: FieldError[]): void {
  if (source.secret !== undefined) {
    if ((source.secret.name ?? '') === '') errors.push(required(`${path}.secret.name`));
    checkItems(source.secret.items, `${path}.secret`, errors);
  }
  if (source.configMap !== undefined) {
    if ((source.configMap.name ?? '') === '') errors.push(required(`${path}.configMap.name`));
    checkItems(source.configMap.items, `${path}.configMap`, errors);
  }
  if (source.downwardAPI !== undefined) checkDownwardItems(source.downwardAPI.items, `${path}.downwardAPI`, errors);
  const token = source.serviceAccountToken;
  if (token === undefined) return;
  const seconds = token.expirationSeconds;
  const secondsPath = `${path}.serviceAccountToken.expirationSeconds`;
  if (seconds !== undefined && seconds < tokenSecondsMin) {
    errors.push(invalid(secondsPath, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds !== undefined && seconds > tokenSecondsMax) {
    errors.push(invalid(secondsPath, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (token.path === '') errors.push(required(`${path}.serviceAccountToken.path`));
}

function checkHostPath(hostPath: NonNullable<Volume['hostPath']>, path: string, errors: FieldError[]): void {
  if (hostPath.path === '') errors.push(required(`${path}.path`));
  else if (hostPath.path.split('/').includes('..')) {
    errors.push(invalid(`${path}.path`, hostPath.path, "must not contain '..'"));
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
  if (volume.secret !== undefined) {
    if ((volume.secret.secretName ?? '') === '') errors.push(required(`${path}.secret.secretName`));
    checkMode(volume.secret.defaultMode, `${path}.secret.defaultMode`, errors);
    checkItems(volume.secret.items, `${path}.secret`, errors);
  }
  if (volume.configMap !== undefined) {
    if ((volume.configMap.name ?? '') === '') errors.push(required(`${path}.configMap.name`));
    checkMode(volume.configMap.defaultMode, `${path}.configMap.defaultMode`, errors);
    checkItems(volume.configMap.items, `${path}.configMap`, errors);
  }
  if (volume.downwardAPI !== undefined) {
    checkMode(volume.downwardAPI.defaultMode, `${path}.downwardAPI.defaultMode`, errors);
    checkDownwardItems(volume.downwardAPI.items, `${path}.downwardAPI`, errors);
  }
  if (volume.persistentVolumeClaim !== undefined && volume.persistentVolumeClaim.claimName === '') {
    errors.push(required(`${path}.persistentVolumeClaim.claimName`));
  }
  if (volume.projected !== undefined) {
    checkMode(volume.projected.defaultMode, `${path}.projected.defaultMode`, errors);
    volume.projected.sources?.forEach((source, index) => {
      checkProjection(source, `${path}.projected.sources[${index}]`, errors);
    });
  }
  if (volume.nfs !== undefined) {
    if (volume.nfs.server === '') errors.push(required(`${path}.nfs.server`));
    if (volume.nfs.path === '') errors.push(required(`${path}.nfs.path`));
    else if (!volume.nfs.path.startsWith('/')) {
      errors.push(invalid(`${path}.nfs.path`, volume.nfs.path, 'must be an absolute path'));
    }
  }
  if (volume.csi !== undefined) {
    if (volume.csi.driver === '') errors.push(required(`${path}.csi.driver`));
    else checkDnsSubdomain(volume.csi.driver, `${path}.csi.driver`, errors);
  }
}

/** The volumes of a pod. Returns the names that mounts may use. */
export function checkVolumes(volumes: readonly Volume[], path: string, errors: FieldError[]): ReadonlySet<string> {
  const names = new Set<string>();
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
      if (names.has(name)) errors.push(duplicate(`${itemPath}.name`, name));
      names.add(name);
    }
  });
  return names;
}

/** Paths inside the volume; Kubernetes reports the ones that leave it at the list, without the index. */
function checkMountPaths(mount: VolumeMount, path: string, listPath: string, errors: FieldError[]): void {
  const subPath = mount.subPath ?? '';
  const subPathExpr = mount.subPathExpr ?? '';
  if (subPath !== '') checkLocalPath(subPath, `${listPath}.subPath`, errors);
  if (subPathExpr === '') return;
  if (subPath !== '') {
    errors.push(invalid(`${path}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  }
  checkLocalPath(subPathExpr, `${listPath}.subPathExpr`, errors);
}

/** Where a container mounts the pod's volumes. */
export function checkVolumeMounts(
  mounts: readonly VolumeMount[],
  volumeNames: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  const mountPaths = new Set<string>();
  mounts.forEach((mount, index) => {
    const itemPath = `${path}[${index}]`;
    const name: string | undefined = mount.name;
    const mountPath: string | undefined = mount.mountPath;
    if (name === undefined || name === '') errors.push(required(`${itemPath}.name`));
    if (!volumeNames.has(name ?? '')) errors.push(notFound(`${itemPath}.name`, name ?? ''));
    if (mountPath === undefined || mountPath === '') errors.push(required(`${itemPath}.mountPath`));
    else if (mountPaths.has(mountPath)) errors.push(invalid(`${itemPath}.mountPath`, mountPath, 'must be unique'));
    if (mountPath !== undefined) mountPaths.add(mountPath);
    checkMountPaths(mount, itemPath, path, errors);
  });
}
