/** storage.k8s.io. Models: pkg/apis/storage/validation/validation.go (v1.37). */
import { deepEqual } from '../deep-equal.ts';
import { validateQualifiedName } from '../names.ts';
import type { CSIDriver, CSINode, StorageClass, VolumeAttachment } from '../types.ts';
import { check, checkImmutable, checkOneOf, immutableMessage } from './common.ts';
import { duplicate, forbidden, invalid, notSupported, required, tooLong } from './field-error.ts';
import type { FieldError } from './field-error.ts';

const parametersMax = 512;
const driverNameMax = 63;
const driverNameShape = /^[a-zA-Z0-9]([-a-zA-Z0-9_.]*[a-zA-Z0-9])?$/;

/** A StorageClass, already defaulted. */
export function checkStorageClass(storageClass: StorageClass, errors: FieldError[]): void {
  const provisioner = (storageClass.provisioner as string | undefined) ?? '';
  if (provisioner === '') errors.push(required('provisioner'));
  else check(validateQualifiedName, provisioner.toLowerCase(), 'provisioner', errors);
  const parameters = storageClass.parameters ?? {};
  if (Object.keys(parameters).length > parametersMax) errors.push(tooLong('parameters', parametersMax));
  for (const key of Object.keys(parameters)) {
    if (key === '') errors.push(invalid('parameters', key, 'field can not be empty.'));
  }
  checkOneOf(storageClass.reclaimPolicy, ['Delete', 'Retain'], 'reclaimPolicy', errors);
  checkOneOf(storageClass.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'], 'volumeBindingMode', errors);
}

export function checkStorageClassUpdate(storageClass: StorageClass, old: StorageClass, errors: FieldError[]): void {
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
    if (!deepEqual(storageClass[field] ?? {}, old[field] ?? {})) {
      errors.push(forbidden(field, `updates to ${field} are forbidden.`));
    }
  }
  checkImmutable(storageClass.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode', errors);
}

function checkDriverName(name: string, path: string, errors: FieldError[]): void {
  if (name === '') errors.push(required(path));
  else if (name.length > driverNameMax) errors.push(tooLong(path, driverNameMax));
  else if (!driverNameShape.test(name)) {
    const why =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    errors.push(invalid(path, name, why));
  }
}

/** A CSIDriver, already defaulted. */
export function checkCsiDriver(driver: CSIDriver, errors: FieldError[]): void {
  checkDriverName(driver.metadata?.name ?? '', 'metadata.name', errors);
  const { fsGroupPolicy, volumeLifecycleModes = [] } = specOf(driver);
  checkOneOf(fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType'], 'spec.fsGroupPolicy', errors);
  for (const mode of volumeLifecycleModes) {
    if (mode !== 'Ephemeral' && mode !== 'Persistent') {
      errors.push(notSupported('spec.volumeLifecycleModes', mode, ['Ephemeral', 'Persistent']));
    }
  }
}

function specOf(driver: CSIDriver): Partial<CSIDriver['spec']> {
  return (driver.spec as CSIDriver['spec'] | undefined) ?? {};
}

/** What the attach and detach controller relies on stays. */
export function checkCsiDriverUpdate(driver: CSIDriver, old: CSIDriver, errors: FieldError[]): void {
  for (const field of ['attachRequired', 'volumeLifecycleModes'] as const) {
    checkImmutable(specOf(driver)[field], specOf(old)[field], `spec.${field}`, errors);
  }
}

export function checkCsiNode(node: CSINode, errors: FieldError[]): void {
  const names = new Set<string>();
  const { drivers = [] } = (node.spec as Partial<CSINode['spec']> | undefined) ?? {};
  drivers.forEach(({ name, nodeID, allocatable }, index) => {
    const path = `spec.drivers[${index}]`;
    checkDriverName((name as string | undefined) ?? '', `${path}.name`, errors);
    if (((nodeID as string | undefined) ?? '') === '') errors.push(required(`${path}.nodeID`));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    if ((allocatable?.count ?? 0) < 0) {
      errors.push(invalid(`${path}.allocatable.count`, allocatable?.count, 'must be greater than or equal to 0'));
    }
  });
}

export function checkVolumeAttachment(attachment: VolumeAttachment, errors: FieldError[]): void {
  const spec = ((attachment.spec as unknown) ?? {}) as Partial<VolumeAttachment['spec']>;
  checkDriverName(spec.attacher ?? '', 'spec.attacher', errors);
  if ((spec.nodeName ?? '') === '') errors.push(required('spec.nodeName'));
  const { inlineVolumeSpec, persistentVolumeName = '' } = spec.source ?? {};
  if (inlineVolumeSpec === undefined && persistentVolumeName === '') {
    errors.push(required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
  } else if (inlineVolumeSpec !== undefined && persistentVolumeName !== '') {
    errors.push(forbidden('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
  }
}

export function checkVolumeAttachmentUpdate(
  attachment: VolumeAttachment,
  old: VolumeAttachment,
  errors: FieldError[],
): void {
  if (!deepEqual(attachment.spec, old.spec)) errors.push(invalid('spec', attachment.spec, immutableMessage));
}
