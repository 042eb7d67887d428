/** Volumes that show objects as files. Models: pkg/apis/core/validation validateProjectedVolumeSource, validateKeyToPath (v1.37). */
import type { PodSpec } from '../types.ts';
import { checkFieldRef, checkResourceFieldRef } from './env.ts';
import { forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkFilePath } from './local-path.ts';

type Volume = NonNullable<PodSpec['volumes']>[number];
type KeyToPath = NonNullable<NonNullable<Volume['configMap']>['items']>[number];
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];
type Projected = NonNullable<Volume['projected']>;
type Projection = NonNullable<Projected['sources']>[number];

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

export function checkFileMode(mode: number | undefined, path: string, errors: FieldError[]): void {
  if (mode !== undefined && (mode < 0 || mode > fileModeMax)) {
    errors.push(invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
  }
}

/** Which keys become which files. */
export function checkKeysToPaths(items: readonly KeyToPath[] | undefined, path: string, errors: FieldError[]): void {
  items?.forEach((item, index) => {
    const itemPath = `${path}.items[${index}]`;
    if ((item.key ?? '') === '') errors.push(required(`${itemPath}.key`));
    if ((item.path ?? '') === '') errors.push(required(`${itemPath}.path`));
    checkFilePath(item.path ?? '', `${itemPath}.path`, errors);
    checkFileMode(item.mode, `${itemPath}.mode`, errors);
  });
}

/** Fields of the pod and amounts of its containers as files. */
export function checkDownwardItems(
  items: readonly DownwardItem[] | undefined,
  path: string,
  errors: FieldError[],
): void {
  items?.forEach((item) => {
    if ((item.path ?? '') === '') errors.push(required(`${path}.path`));
    checkFilePath(item.path ?? '', `${path}.path`, errors);
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
    } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
    checkFileMode(item.mode, `${path}.mode`, errors);
  });
}

function checkToken(token: NonNullable<Projection['serviceAccountToken']>, path: string, errors: FieldError[]): void {
  const seconds = token.expirationSeconds;
  const secondsPath = `${path}.expirationSeconds`;
  if (seconds !== undefined && seconds < tokenSecondsMin) {
    errors.push(invalid(secondsPath, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds !== undefined && seconds > tokenSecondsMax) {
    errors.push(invalid(secondsPath, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if ((token.path ?? '') === '') errors.push(required(`${path}.path`));
}

function checkProjection(source: Projection, path: string, errors: FieldError[]): void {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  const kinds = Object.keys(source);
  if (kinds.length === 0) errors.push(required(path, 'must specify a volume type'));
  for (const extra of kinds.slice(1)) {
    errors.push(forbidden(`${path}.${extra}`, 'may not specify more than 1 volume type per source'));
  }
  if (secret !== undefined) {
    if ((secret.name ?? '') === '') errors.push(required(`${path}.secret.name`));
    checkKeysToPaths(secret.items, `${path}.secret`, errors);
  }
  if (configMap !== undefined) {
    if ((configMap.name ?? '') === '') errors.push(required(`${path}.configMap.name`));
    checkKeysToPaths(configMap.items, `${path}.configMap`, errors);
  }
  if (downwardAPI !== undefined) checkDownwardItems(downwardAPI.items, `${path}.downwardAPI`, errors);
  if (serviceAccountToken !== undefined) checkToken(serviceAccountToken, `${path}.serviceAccountToken`, errors);
}

/** The files that a source names, with what names them in the complaint. */
function filesOf({ secret, configMap, downwardAPI, serviceAccountToken }: Projection): [string, string][] {
  const files: [string, string][] = [];
  for (const item of secret?.items ?? []) files.push([item.path, secret?.name ?? '']);
  for (const item of configMap?.items ?? []) files.push([item.path, configMap?.name ?? '']);
  for (const item of downwardAPI?.items ?? []) files.push([item.path, item.path]);
  if (serviceAccountToken !== undefined) files.push([serviceAccountToken.path, serviceAccountToken.path]);
  return files;
}

/** Several sources in one volume: no two name the same file. */
export function checkProjectedVolume(projected: Projected, path: string, errors: FieldError[]): void {
  checkFileMode(projected.defaultMode, `${path}.defaultMode`, errors);
  const files = new Set<string>();
  projected.sources?.forEach((source, index) => {
    checkProjection(source, `${path}.sources[${index}]`, errors);
    for (const [file, name] of filesOf(source)) {
      if (files.has(file)) errors.push(invalid(path, name, 'conflicting duplicate paths'));
      files.add(file);
    }
  });
}
