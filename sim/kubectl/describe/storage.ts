/** `kubectl describe` of volumes, claims and storage classes. */
import type {
  NodeSelectorRequirement,
  PersistentVolume,
  PersistentVolumeClaim,
  TopologySelectorTerm,
  VolumeNodeAffinity,
} from 'kubernetes-types/core/v1';
import type { CSINode, StorageClass } from 'kubernetes-types/storage/v1';
import { accessModesText, boolText, labelsText, none, quantityText, since } from '../../api/tables/format.ts';
import { isDefaultClass, storageClassOf } from '../../api/tables/storage.ts';
import type { Event, KubeObject, Pod } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { annotationLines, headLines, labelLines, multiline } from './metadata.ts';
import { volumeSourceLines } from './volumes.ts';
import { dateText, goList, type DescriptionWriter } from './writer.ts';

type Events = readonly Event[] | undefined;

function phaseLine(w: DescriptionWriter, { metadata }: KubeObject, phase: string | undefined): void {
  const deleted = metadata?.deletionTimestamp;
  const isDeleted = deleted !== undefined && deleted !== null;
  w.field(0, 'Status', isDeleted ? `Terminating (lasts ${since(deleted, w.now)})` : (phase ?? ''));
}

type Requirement = Pick<NodeSelectorRequirement, 'key' | 'operator' | 'values'>;

function requirementText({ key, operator, values = [] }: Requirement): string {
  const rule = `${key} ${operator.toLowerCase()}`;
  return values.length === 0 ? rule : `${rule} [${values.join(', ')}]`;
}

function termLines(w: DescriptionWriter, level: number, index: number, requirements: readonly Requirement[]): void {
  multiline(w, `Term ${index}`, requirements.map(requirementText), '  '.repeat(level));
}

function affinityLines(w: DescriptionWriter, affinity: VolumeNodeAffinity | undefined): void {
  if (affinity?.required === undefined) {
    w.field(0, 'Node Affinity', none);
    return;
  }
  const terms = affinity.required.nodeSelectorTerms;
  w.field(0, 'Node Affinity', '');
  w.field(1, 'Required Terms', terms.length === 0 ? none : '');
  terms.forEach(({ matchExpressions = [] }, index) => termLines(w, 2, index, matchExpressions));
}

/** Models: describe.go describePersistentVolume (v1.37). */
export function persistentVolumeLines(w: DescriptionWriter, volume: PersistentVolume, events: Events): void {
  const { metadata, spec, status } = volume;
  const claim = spec?.claimRef;
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Finalizers', goList(metadata?.finalizers));
  w.field(0, 'StorageClass', storageClassOf(volume));
  phaseLine(w, volume, status?.phase);
  w.field(0, 'Claim', claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`);
  w.field(0, 'Reclaim Policy', spec?.persistentVolumeReclaimPolicy ?? '');
  w.field(0, 'Access Modes', accessModesText(spec?.accessModes));
  if (spec?.volumeMode !== undefined) w.field(0, 'VolumeMode', spec.volumeMode);
  w.field(0, 'Capacity', quantityText(spec?.capacity?.['storage']));
  affinityLines(w, spec?.nodeAffinity);
  w.field(0, 'Message', status?.message ?? '');
  w.line(0, 'Source:');
  volumeSourceLines(w, spec ?? {});
  eventLines(w, events);
}

/** Pods that use a claim, or that own it. Models: describe.go getPodsForPVC (v1.37). */
function usersOf(claim: PersistentVolumeClaim, pods: readonly Pod[]): string[] {
  const owners = (claim.metadata?.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid);
  const users = pods.filter(
    ({ metadata, spec }) =>
      owners.includes(metadata?.uid ?? '') ||
      spec?.volumes?.some(({ persistentVolumeClaim: used }) => used?.claimName === claim.metadata?.name) === true,
  );
  return users.map(({ metadata }) => metadata?.name ?? '').sort();
}

function claimConditionLines(w: DescriptionWriter, { status }: PersistentVolumeClaim): void {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return;
  w.line(0, 'Conditions:');
  w.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
  w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const { type, status: state, lastProbeTime, lastTransitionTime, reason = '', message = '' } of conditions) {
    const times = [dateText(lastProbeTime), dateText(lastTransitionTime)];
    w.line(1, [type, state, ...times, reason].map((cell) => `${cell} \t`).join('') + message);
  }
}

/** Models: describe.go describePersistentVolumeClaim (v1.37). */
export function persistentVolumeClaimLines(
  w: DescriptionWriter,
  claim: PersistentVolumeClaim,
  pods: readonly Pod[],
  events: Events,
): void {
  const { metadata, spec, status } = claim;
  const isBound = spec?.volumeName !== undefined && spec.volumeName !== '';
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'StorageClass', storageClassOf(claim));
  phaseLine(w, claim, status?.phase);
  w.field(0, 'Volume', spec?.volumeName ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.field(0, 'Finalizers', goList(metadata?.finalizers));
  w.field(0, 'Capacity', isBound ? quantityText(status?.capacity?.['storage']) : '');
  w.field(0, 'Access Modes', isBound ? accessModesText(status?.accessModes) : '');
  if (spec?.volumeMode !== undefined) w.field(0, 'VolumeMode', spec.volumeMode);
  const source = spec?.dataSource;
  if (source !== undefined) {
    w.line(0, 'DataSource:');
    if (source.apiGroup !== undefined) w.field(1, 'APIGroup', source.apiGroup);
    w.field(1, 'Kind', source.kind);
    w.field(1, 'Name', source.name);
  }
  multiline(w, 'Used By', usersOf(claim, pods));
  claimConditionLines(w, claim);
  eventLines(w, events);
}

function topologyLines(w: DescriptionWriter, topologies: readonly TopologySelectorTerm[] | undefined): void {
  if (topologies === undefined) return;
  w.field(0, 'AllowedTopologies', topologies.length === 0 ? none : '');
  topologies.forEach(({ matchLabelExpressions = [] }, index) => {
    const requirements = matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values }) as const);
    termLines(w, 1, index, requirements);
  });
}

/** Models: describe.go describeStorageClass (v1.37). */
export function storageClassLines(w: DescriptionWriter, object: StorageClass, events: Events): void {
  const { metadata, mountOptions = [] } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'IsDefaultClass', isDefaultClass(metadata) ? 'Yes' : 'No');
  w.field(0, 'Annotations', labelsText(metadata?.annotations));
  w.field(0, 'Provisioner', object.provisioner);
  w.field(0, 'Parameters', labelsText(object.parameters));
  w.field(0, 'AllowVolumeExpansion', boolText(object.allowVolumeExpansion));
  if (mountOptions.length === 0) w.field(0, 'MountOptions', none);
  else w.line(0, 'MountOptions:');
  for (const option of mountOptions) w.line(1, option);
  if (object.reclaimPolicy !== undefined) w.field(0, 'ReclaimPolicy', object.reclaimPolicy);
  if (object.volumeBindingMode !== undefined) w.field(0, 'VolumeBindingMode', object.volumeBindingMode);
  topologyLines(w, object.allowedTopologies);
  eventLines(w, events);
}

/** Models: describe.go describeCSINode (v1.37). */
export function csiNodeLines(w: DescriptionWriter, object: CSINode, events: Events): void {
  headLines(w, object, false);
  w.field(0, 'CreationTimestamp', dateText(object.metadata?.creationTimestamp));
  w.line(0, 'Spec:');
  w.line(1, 'Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of object.spec.drivers) {
    w.line(2, `${name}:`);
    w.field(3, 'Node ID', nodeID);
    if (allocatable?.count !== undefined) {
      w.line(3, 'Allocatables:');
      w.field(4, 'Count', allocatable.count);
    }
    if (topologyKeys !== undefined) w.field(3, 'Topology Keys', goList(topologyKeys));
  }
  eventLines(w, events);
}
