/** Rows of volumes, claims, classes and what storage drivers publish. */
import type { PersistentVolume, PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
} from 'kubernetes-types/storage/v1';
import type { ObjectMeta } from '../types.ts';
import { ageColumn, boolean, column, integer, nameColumn, printer, wideColumn, type TablePrinter } from './columns.ts';
import { accessModesText, age, nameOf, none, quantityText, unset } from './format.ts';

const legacyClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** The class of a volume or claim, from the old annotation or the spec. Models: helper.GetPersistentVolumeClass (v1.37). */
export function storageClassOf(object: {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly storageClassName?: string };
}): string {
  return object.metadata?.annotations?.[legacyClassAnnotation] ?? object.spec?.storageClassName ?? '';
}

/** Whether claims without a class get this one. Models: storageutil.IsDefaultAnnotation (v1.37). */
export function isDefaultClass(metadata: ObjectMeta | undefined): boolean {
  const annotations = metadata?.annotations;
  return (
    annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true'
  );
}

function phaseOf(object: { readonly metadata?: ObjectMeta; readonly status?: { readonly phase?: string } }): string {
  const deleted = object.metadata?.deletionTimestamp;
  return deleted === undefined || deleted === null ? (object.status?.phase ?? '') : 'Terminating';
}

/** The attributes class is younger than the generated types. */
function attributesClassOf(spec: object | undefined): string {
  const { volumeAttributesClassName } = (spec ?? {}) as { readonly volumeAttributesClassName?: string };
  return volumeAttributesClassName ?? unset;
}

export const persistentVolumePrinter: TablePrinter = printer<PersistentVolume>(
  [
    nameColumn,
    column('Capacity', 'Size of the volume.'),
    column('Access Modes', 'Ways in which the volume may be mounted.'),
    column('Reclaim Policy', 'What happens to the volume when its claim is gone.'),
    column('Status', 'Phase of the volume.'),
    column('Claim', 'Claim that the volume is bound to.'),
    column('StorageClass', 'Class of the volume.'),
    column('VolumeAttributesClass', 'Attributes class of the volume.'),
    column('Reason', 'Why the volume is in its phase.'),
    ageColumn,
    wideColumn('VolumeMode', 'Filesystem or Block.'),
  ],
  (object, { now }) => {
    const { spec, status } = object;
    const claim = spec?.claimRef;
    return [
      nameOf(object),
      quantityText(spec?.capacity?.['storage']),
      accessModesText(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      phaseOf(object),
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      storageClassOf(object),
      attributesClassOf(spec),
      status?.reason ?? '',
      age(object, now),
      spec?.volumeMode ?? unset,
    ];
  },
);

export const persistentVolumeClaimPrinter: TablePrinter = printer<PersistentVolumeClaim>(
  [
    nameColumn,
    column('Status', 'Phase of the claim.'),
    column('Volume', 'Volume that the claim is bound to.'),
    column('Capacity', 'Size of the bound volume.'),
    column('Access Modes', 'Ways in which the bound volume may be mounted.'),
    column('StorageClass', 'Class of the claim.'),
    column('VolumeAttributesClass', 'Attributes class of the claim.'),
    ageColumn,
    wideColumn('VolumeMode', 'Filesystem or Block.'),
  ],
  (object, { now }) => {
    const { spec, status } = object;
    const isBound = spec?.volumeName !== undefined && spec.volumeName !== '';
    return [
      nameOf(object),
      phaseOf(object),
      spec?.volumeName ?? '',
      isBound ? quantityText(status?.capacity?.['storage']) : '',
      isBound ? accessModesText(status?.accessModes) : '',
      storageClassOf(object),
      attributesClassOf(spec),
      age(object, now),
      spec?.volumeMode ?? unset,
    ];
  },
);

export const storageClassPrinter: TablePrinter = printer<StorageClass>(
  [
    nameColumn,
    column('Provisioner', 'Who makes volumes of the class.'),
    column('ReclaimPolicy', 'What happens to a volume when its claim is gone.'),
    column('VolumeBindingMode', 'When claims are bound.'),
    column('AllowVolumeExpansion', 'Whether claims may grow.'),
    ageColumn,
  ],
  (object, { now }) => [
    `${nameOf(object)}${isDefaultClass(object.metadata) ? ' (default)' : ''}`,
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    age(object, now),
  ],
);

export const volumeAttributesClassPrinter: TablePrinter = printer<{ driverName?: string; metadata?: ObjectMeta }>(
  [nameColumn, column('DriverName', 'Driver that knows the attributes.'), ageColumn],
  (object, { now }) => [nameOf(object), object.driverName ?? '', age(object, now)],
);

export const volumeAttachmentPrinter: TablePrinter = printer<VolumeAttachment>(
  [
    nameColumn,
    column('Attacher', 'Driver that attaches the volume.', { format: 'name' }),
    column('PV', 'Volume that is attached.'),
    column('Node', 'Node that the volume is attached to.'),
    column('Attached', 'Whether the volume is attached.', boolean),
    ageColumn,
  ],
  (object, { now }) => [
    nameOf(object),
    object.spec.attacher,
    object.spec.source.persistentVolumeName ?? '',
    object.spec.nodeName,
    object.status?.attached ?? false,
    age(object, now),
  ],
);

export const csiNodePrinter: TablePrinter = printer<CSINode>(
  [nameColumn, column('Drivers', 'Number of storage drivers on the node.', integer), ageColumn],
  (object, { now }) => [nameOf(object), object.spec.drivers?.length ?? 0, age(object, now)],
);

export const csiDriverPrinter: TablePrinter = printer<CSIDriver>(
  [
    nameColumn,
    column('AttachRequired', 'Whether volumes must be attached before they are mounted.', boolean),
    column('PodInfoOnMount', 'Whether the driver is told of the pod.', boolean),
    column('StorageCapacity', 'Whether the driver publishes free capacity.', boolean),
    column('TokenRequests', 'Audiences of the tokens that the driver is given.'),
    column('RequiresRepublish', 'Whether volumes are published again and again.', boolean),
    column('Modes', 'Kinds of volumes that the driver can make.'),
    ageColumn,
  ],
  (object, { now }) => {
    const { spec } = object;
    const modes = (spec.volumeLifecycleModes ?? []).join(',');
    return [
      nameOf(object),
      spec.attachRequired ?? true,
      spec.podInfoOnMount ?? false,
      spec.storageCapacity ?? false,
      spec.tokenRequests === undefined ? unset : spec.tokenRequests.map(({ audience }) => audience).join(','),
      spec.requiresRepublish ?? false,
      modes === '' ? none : modes,
      age(object, now),
    ];
  },
);

export const csiStorageCapacityPrinter: TablePrinter = printer<CSIStorageCapacity>(
  [nameColumn, column('StorageClassName', 'Class of the capacity.'), column('Capacity', 'Free capacity.')],
  (object) => [
    nameOf(object),
    object.storageClassName,
    object.capacity === undefined ? unset : quantityText(object.capacity),
  ],
);
