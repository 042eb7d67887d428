/** Volumes of a pod or of a template. */
import type { PersistentVolumeClaimTemplate, ProjectedVolumeSource, Volume } from 'kubernetes-types/core/v1';
import { compareQuantities, mustParseQuantity } from '../../api/quantity.ts';
import { none, quantityText, unset } from '../../api/tables/format.ts';
import { storageClassOf } from '../../api/tables/storage.ts';
import type { Labels } from '../../api/types.ts';
import { multiline } from './metadata.ts';
import { goList, type DescriptionWriter } from './writer.ts';

type Value = string | number | boolean;
/** A source as its fields stand in the object; the sections below know which there are. */
type Source = Readonly<Record<string, unknown>>;

interface SourceKind {
  readonly title: string;
  readonly fields: (source: Source) => readonly (readonly [string, Value])[];
}

function text(source: Source, name: string): string {
  const value = source[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function texts(source: Source, name: string): readonly string[] {
  const value = source[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function number(source: Source, name: string): number {
  const value = source[name];
  return typeof value === 'number' ? value : 0;
}

function flag(source: Source, name: string): boolean {
  return source[name] === true;
}

function orNone(source: Source, name: string): string {
  const value = text(source, name);
  return source[name] === undefined ? none : value;
}

function secretText(source: Source): string {
  const secret = source['secretRef'] as Source | undefined;
  return secret === undefined ? 'nil' : `&LocalObjectReference{Name:${text(secret, 'name')},}`;
}

function sizeLimit(source: Source): string {
  const limit = text(source, 'sizeLimit');
  const isSet = limit !== '' && compareQuantities(mustParseQuantity(limit), mustParseQuantity('0')) > 0;
  return isSet ? quantityText(limit) : unset;
}

const disk = (source: Source, id: string, label: string): readonly (readonly [string, Value])[] => [
  [label, text(source, id)],
  ['FSType', text(source, 'fsType')],
  ['Partition', number(source, 'partition')],
  ['ReadOnly', flag(source, 'readOnly')],
];

/** Kinds of sources by the field that holds them, in the order in which kubectl looks. Models: describe.go describeVolumes (v1.37). */
const sourceKinds: Readonly<Record<string, SourceKind>> = {
  hostPath: {
    title: 'HostPath (bare host directory volume)',
    fields: (s) => [
      ['Path', text(s, 'path')],
      ['HostPathType', orNone(s, 'type')],
    ],
  },
  emptyDir: {
    title: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    fields: (s) => [
      ['Medium', text(s, 'medium')],
      ['SizeLimit', sizeLimit(s)],
    ],
  },
  gcePersistentDisk: {
    title: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    fields: (s) => disk(s, 'pdName', 'PDName'),
  },
  awsElasticBlockStore: {
    title: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    fields: (s) => disk(s, 'volumeID', 'VolumeID'),
  },
  gitRepo: {
    title: 'GitRepo (a volume that is pulled from git when the pod is created)',
    fields: (s) => [
      ['Repository', text(s, 'repository')],
      ['Revision', text(s, 'revision')],
    ],
  },
  secret: {
    title: 'Secret (a volume populated by a Secret)',
    fields: (s) => [
      ['SecretName', text(s, 'secretName')],
      ['Optional', flag(s, 'optional')],
    ],
  },
  configMap: {
    title: 'ConfigMap (a volume populated by a ConfigMap)',
    fields: (s) => [
      ['Name', text(s, 'name')],
      ['Optional', flag(s, 'optional')],
    ],
  },
  nfs: {
    title: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    fields: (s) => [
      ['Server', text(s, 'server')],
      ['Path', text(s, 'path')],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  iscsi: {
    title: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    fields: (s) => [
      ['TargetPortal', text(s, 'targetPortal')],
      ['IQN', text(s, 'iqn')],
      ['Lun', number(s, 'lun')],
      ['ISCSIInterface', text(s, 'iscsiInterface')],
      ['FSType', text(s, 'fsType')],
      ['ReadOnly', flag(s, 'readOnly')],
      ['Portals', goList(texts(s, 'portals'))],
      ['DiscoveryCHAPAuth', flag(s, 'chapAuthDiscovery')],
      ['SessionCHAPAuth', flag(s, 'chapAuthSession')],
      ['SecretRef', secretText(s)],
      ['InitiatorName', orNone(s, 'initiatorName')],
    ],
  },
  glusterfs: {
    title: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    fields: (s) => [
      ['EndpointsName', text(s, 'endpoints')],
      ['Path', text(s, 'path')],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  persistentVolumeClaim: {
    title: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    fields: (s) => [
      ['ClaimName', text(s, 'claimName')],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  rbd: {
    title: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    fields: (s) => [
      ['CephMonitors', goList(texts(s, 'monitors'))],
      ['RBDImage', text(s, 'image')],
      ['FSType', text(s, 'fsType')],
      ['RBDPool', text(s, 'pool')],
      ['RadosUser', text(s, 'user')],
      ['Keyring', text(s, 'keyring')],
      ['SecretRef', secretText(s)],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  cephfs: {
    title: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    fields: (s) => [
      ['Monitors', goList(texts(s, 'monitors'))],
      ['Path', text(s, 'path')],
      ['User', text(s, 'user')],
      ['SecretFile', text(s, 'secretFile')],
      ['SecretRef', secretText(s)],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  fc: {
    title: 'FC (a Fibre Channel disk)',
    fields: (s) => [
      ['TargetWWNs', texts(s, 'targetWWNs').join(', ')],
      ['LUN', orNone(s, 'lun')],
      ['FSType', text(s, 'fsType')],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  azureFile: {
    title: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    fields: (s) => [
      ['SecretName', text(s, 'secretName')],
      ['ShareName', text(s, 'shareName')],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  azureDisk: {
    title: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    fields: (s) => [
      ['DiskName', text(s, 'diskName')],
      ['DiskURI', text(s, 'diskURI')],
      ['Kind', text(s, 'kind')],
      ['FSType', text(s, 'fsType')],
      ['CachingMode', text(s, 'cachingMode')],
      ['ReadOnly', flag(s, 'readOnly')],
    ],
  },
  vsphereVolume: {
    title: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    fields: (s) => [
      ['VolumePath', text(s, 'volumePath')],
      ['FSType', text(s, 'fsType')],
      ['StoragePolicyName', text(s, 'storagePolicyName')],
    ],
  },
  cinder: {
    title: 'Cinder (a Persistent Disk resource in OpenStack)',
    fields: (s) => [
      ['VolumeID', text(s, 'volumeID')],
      ['FSType', text(s, 'fsType')],
      ['ReadOnly', flag(s, 'readOnly')],
      ['SecretRef', secretText(s)],
    ],
  },
  local: {
    title: 'LocalVolume (a persistent volume backed by local storage on a node)',
    fields: (s) => [['Path', text(s, 'path')]],
  },
  image: {
    title: 'Image (a container image or OCI artifact)',
    fields: (s) => [
      ['Reference', text(s, 'reference')],
      ['PullPolicy', text(s, 'pullPolicy')],
    ],
  },
};

const csiTitle = 'CSI (a Container Storage Interface (CSI) volume source)';

/** A volume that a storage driver provides, for a pod or as a persistent volume. */
function csiLines(w: DescriptionWriter, source: Source): void {
  const attributes = (source['volumeAttributes'] ?? {}) as Readonly<Record<string, string>>;
  w.field(2, 'Type', csiTitle);
  w.field(2, 'Driver', text(source, 'driver'));
  w.field(2, 'FSType', text(source, 'fsType'));
  if (source['volumeHandle'] !== undefined) w.field(2, 'VolumeHandle', text(source, 'volumeHandle'));
  w.field(2, 'ReadOnly', flag(source, 'readOnly'));
  const items = Object.keys(attributes)
    .sort()
    .map((key) => `    ${key}=${attributes[key] ?? ''}`);
  multiline(w, 'VolumeAttributes', items, '    ');
}

function projectedLines(w: DescriptionWriter, { sources = [] }: ProjectedVolumeSource): void {
  w.field(2, 'Type', 'Projected (a volume that contains injected data from multiple sources)');
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources ?? []) {
    const reference = secret ?? (downwardAPI === undefined ? configMap : undefined);
    if (reference !== undefined) {
      w.field(2, secret === undefined ? 'ConfigMapName' : 'SecretName', reference.name ?? '');
      w.field(2, 'Optional', reference.optional === true);
    } else if (downwardAPI !== undefined) w.field(2, 'DownwardAPI', true);
    else if (serviceAccountToken !== undefined) {
      w.field(2, 'TokenExpirationSeconds', serviceAccountToken.expirationSeconds ?? 0);
    }
  }
}

function downwardLines(w: DescriptionWriter, { downwardAPI }: Volume): void {
  w.field(2, 'Type', 'DownwardAPI (a volume populated by information about the pod)');
  w.line(2, 'Items:');
  for (const { fieldRef, resourceFieldRef, path } of downwardAPI?.items ?? []) {
    if (fieldRef !== undefined) w.line(3, `${fieldRef.fieldPath} -> ${path}`);
    if (resourceFieldRef !== undefined) w.line(3, `${resourceFieldRef.resource} -> ${path}`);
  }
}

function ephemeralLines(w: DescriptionWriter, template: PersistentVolumeClaimTemplate | undefined): void {
  w.field(
    2,
    'Type',
    'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
  );
  if (template === undefined) return;
  const { metadata, spec } = template;
  w.field(2, 'StorageClass', storageClassOf({ ...(metadata === undefined ? {} : { metadata }), spec }));
  w.field(2, 'Volume', spec.volumeName ?? '');
  nestedLines(w, 'Labels', metadata?.labels, '=');
  nestedLines(w, 'Annotations', metadata?.annotations, ': ');
  w.field(2, 'Capacity', '');
  w.field(2, 'Access Modes', '');
  if (spec.volumeMode !== undefined) w.field(2, 'VolumeMode', spec.volumeMode);
}

/** Labels or annotations inside a volume: kubectl indents their values too. */
function nestedLines(w: DescriptionWriter, title: string, map: Labels | undefined, separator: string): void {
  const items = Object.keys(map ?? {})
    .sort()
    .map((key) => `    ${key}${separator}${map?.[key] ?? ''}`);
  multiline(w, title, items.length === 0 ? [`    ${none}`] : items, '    ');
}

/** The one name behind which kubectl writes no colon. */
const bareName = 'ISCSIInterface';

/**
 * Where the data of a volume is: of a pod's volume or of a persistent volume's spec.
 * Models: describe.go print…VolumeSource (v1.37). Differs: sources that Kubernetes has dropped are unknown.
 */
export function volumeSourceLines(w: DescriptionWriter, volume: object): void {
  const fields = volume as Source;
  const { projected, downwardAPI, ephemeral, csi } = volume as Volume;
  if (projected !== undefined) return projectedLines(w, projected);
  if (downwardAPI !== undefined) return downwardLines(w, volume as Volume);
  if (ephemeral !== undefined) return ephemeralLines(w, ephemeral.volumeClaimTemplate);
  if (csi !== undefined) return csiLines(w, fields['csi'] as Source);
  const key = Object.keys(sourceKinds).find((name) => fields[name] !== undefined);
  const kind = key === undefined ? undefined : sourceKinds[key];
  if (key === undefined || kind === undefined) {
    w.line(1, '<unknown>');
    return;
  }
  w.field(2, 'Type', kind.title);
  for (const [name, value] of kind.fields(fields[key] as Source)) {
    w.line(2, `${name}${name === bareName ? '' : ':'}\t${value}`);
  }
}

/** A section of volumes. Models: describe.go describeVolumes (v1.37). */
export function volumesLines(w: DescriptionWriter, volumes: readonly Volume[] | undefined, indent: string): void {
  if (volumes === undefined || volumes.length === 0) {
    w.raw(`${indent}Volumes:\t${none}\n`);
    return;
  }
  w.raw(`${indent}Volumes:\n`);
  for (const volume of volumes) {
    w.line(1, `${indent === '' ? '' : ' '}${volume.name}:`);
    volumeSourceLines(w, volume);
  }
}
