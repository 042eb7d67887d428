/** Where containers mount and see the volumes of their pod. Models: pkg/apis/core/validation ValidateVolumeMounts, ValidateVolumeDevices (v1.37). */
import type { Container } from '../types.ts';
import { checkOptionalOneOf } from './common.ts';
import { forbidden, invalid, notFound, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLocalPath } from './local-path.ts';

type VolumeMount = NonNullable<Container['volumeMounts']>[number] & { readonly recursiveReadOnly?: string };
type VolumeDevice = NonNullable<Container['volumeDevices']>[number];

const propagations = ['Bidirectional', 'HostToContainer', 'None'];
const recursions = ['Disabled', 'Enabled', 'IfPossible'];

/** Paths inside the volume; Kubernetes reports the ones that leave it at the list, without the index. */
function checkPathsInside(mount: VolumeMount, path: string, listPath: string, errors: FieldError[]): void {
  const subPath = mount.subPath ?? '';
  const subPathExpr = mount.subPathExpr ?? '';
  if (subPath !== '') checkLocalPath(subPath, `${listPath}.subPath`, errors);
  if (subPathExpr === '') return;
  if (subPath !== '') {
    errors.push(invalid(`${path}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  }
  checkLocalPath(subPathExpr, `${listPath}.subPathExpr`, errors);
}

function checkPropagation(mount: VolumeMount, container: Container, listPath: string, errors: FieldError[]): void {
  const path = `${listPath}.mountPropagation`;
  checkOptionalOneOf(mount.mountPropagation, propagations, path, errors);
  if (mount.mountPropagation !== 'Bidirectional' || container.securityContext?.privileged === true) return;
  errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
}

function checkRecursion(mount: VolumeMount, listPath: string, errors: FieldError[]): void {
  const path = `${listPath}.recursiveReadOnly`;
  checkOptionalOneOf(mount.recursiveReadOnly, recursions, path, errors);
  if (mount.recursiveReadOnly !== 'Enabled' && mount.recursiveReadOnly !== 'IfPossible') return;
  if (mount.readOnly !== true) {
    errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  }
  if ((mount.mountPropagation ?? 'None') !== 'None') {
    errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  }
}

/** The mounts of a container: of volumes that are there, each at a path of its own. */
export function checkVolumeMounts(
  container: Container,
  volumeNames: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  const devices = container.volumeDevices ?? [];
  const mountPaths = new Set<string>();
  container.volumeMounts?.forEach((mount: VolumeMount, index) => {
    const itemPath = `${path}[${index}]`;
    const name: string | undefined = mount.name;
    const mountPath: string | undefined = mount.mountPath;
    if (name === undefined || name === '') errors.push(required(`${itemPath}.name`));
    if (!volumeNames.has(name ?? '')) errors.push(notFound(`${itemPath}.name`, name ?? ''));
    if (mountPath === undefined || mountPath === '') errors.push(required(`${itemPath}.mountPath`));
    else if (mountPaths.has(mountPath)) errors.push(invalid(`${itemPath}.mountPath`, mountPath, 'must be unique'));
    if (mountPath !== undefined) mountPaths.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      errors.push(invalid(`${itemPath}.name`, name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      const why = 'must not already exist as a path in volumeDevices';
      errors.push(invalid(`${itemPath}.mountPath`, mountPath, why));
    }
    checkPathsInside(mount, itemPath, path, errors);
    checkPropagation(mount, container, path, errors);
    checkRecursion(mount, path, errors);
  });
}

/** Raw devices: of claims, each at a path of its own. */
export function checkVolumeDevices(
  container: Container,
  claimNames: ReadonlySet<string>,
  volumeNames: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  const mounts = container.volumeMounts ?? [];
  const names = new Set<string>();
  const paths = new Set<string>();
  container.volumeDevices?.forEach((device: VolumeDevice, index) => {
    const at = `${path}[${index}]`;
    const name = (device.name as string | undefined) ?? '';
    const devicePath = (device.devicePath as string | undefined) ?? '';
    if (name === '') errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volumeNames.has(name) && !claimNames.has(name)) {
      const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(`${at}.name`, name, why));
    } else if (!volumeNames.has(name)) errors.push(notFound(`${at}.name`, name));
    if (devicePath === '') errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    else if (devicePath.split('/').includes('..')) {
      errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    }
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    }
    names.add(name);
    paths.add(devicePath);
  });
}
