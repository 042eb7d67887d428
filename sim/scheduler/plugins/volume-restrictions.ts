import type { Pod } from '../../api/types.ts';
import { cycleState, type Cycle, type Plugin, type PreFilterResult, type Refusal } from '../framework.ts';
import { supposedPods } from '../supposed-pods.ts';
import { claimNotFound, claimUses, isOwnClaim, mountsNoClaim } from './volume-claims.ts';

const name = 'VolumeRestrictions';
const diskTaken: Refusal = { plugin: name, reasons: ['node(s) had no available disk'], isFinal: false };
const claimTaken: Refusal = {
  plugin: name,
  reasons: ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'],
  isFinal: false,
};

type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

interface FilterState {
  /** Claims for a single pod, by `namespace/name`. */
  readonly singlePodClaims: readonly string[];
  /** Pods of the cluster that use one of them. */
  users: number;
}

const filterState = cycleState<FilterState>('VolumeRestrictions');

/**
 * Keeps two pods from one disk that only one may write, and from a claim for a single pod.
 * Models: plugins/volumerestrictions/volume_restrictions.go (v1.37).
 */
export const volumeRestrictions: Plugin = {
  name,
  ignores: (spec) => mountsNoClaim(spec) && exclusiveVolumes({ spec }).length === 0,
  preFilter,
  filter(cycle, { node }) {
    if (exclusiveVolumes(cycle.pod).length > 0) {
      const others = supposedPods(cycle, node.metadata?.name ?? '');
      if (others.some((other) => sharesDisk(cycle.pod, other))) return diskTaken;
    }
    return (filterState.read(cycle)?.users ?? 0) > 0 ? claimTaken : null;
  },
  addPod: (cycle, pod) => countPod(cycle, pod, 1),
  removePod: (cycle, pod) => countPod(cycle, pod, -1),
  events: ['node', 'podDeleted', 'claim'],
  mayHelp(change, pod) {
    if (change.what === 'node') return change.old === undefined;
    if (change.what !== 'assignedPod' || !change.isDeleted) return isOwnClaim(change, pod);
    const keys = claimUses(pod).map(({ key }) => key);
    return claimUses(change.object).some(({ key }) => keys.includes(key)) || sharesDisk(pod, change.object);
  },
};

function preFilter(cycle: Cycle): PreFilterResult {
  const { pod, cluster } = cycle;
  const uses = claimUses(pod);
  if (uses.length === 0) return exclusiveVolumes(pod).length === 0 ? 'skip' : null;
  const singlePodClaims: string[] = [];
  for (const { key, name: claimName, isEphemeral } of uses) {
    if (isEphemeral) continue;
    const claim = cluster.objects.claim(key);
    if (claim === undefined) return { refusal: { plugin: name, reasons: [claimNotFound(claimName)], isFinal: true } };
    if ((claim.spec?.accessModes ?? []).includes('ReadWriteOncePod')) singlePodClaims.push(key);
  }
  if (singlePodClaims.length === 0) return exclusiveVolumes(pod).length === 0 ? 'skip' : null;
  const counts = cluster.podCounts({
    id: `claims ${singlePodClaims.join(' ')}`,
    matches: (other) => usedClaims(other, singlePodClaims) > 0,
  });
  filterState.write(cycle, { singlePodClaims, users: counts.total });
  return null;
}

/** How many of the claims a pod uses. */
function usedClaims(pod: Pod, claims: readonly string[]): number {
  return claimUses(pod).filter(({ key }) => claims.includes(key)).length;
}

function countPod(cycle: Cycle, pod: Pod, by: 1 | -1): void {
  const state = filterState.read(cycle);
  if (state !== undefined && usedClaims(pod, state.singlePodClaims) > 0) state.users += by;
}

const exclusiveBySpec = new WeakMap<object, readonly Volume[]>();
const noVolumes: readonly Volume[] = [];

/** Volumes of the kinds that can be had only once. Models: needsRestrictionsCheck (v1.37). */
function exclusiveVolumes({ spec }: Pod): readonly Volume[] {
  if (spec?.volumes === undefined) return noVolumes;
  let known = exclusiveBySpec.get(spec);
  if (known === undefined) {
    known = spec.volumes.filter(
      ({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }) =>
        gcePersistentDisk !== undefined ||
        awsElasticBlockStore !== undefined ||
        rbd !== undefined ||
        iscsi !== undefined,
    );
    exclusiveBySpec.set(spec, known);
  }
  return known;
}

/** Whether a pod has a disk that another one has, and that only one of them can have. */
export function sharesDisk(pod: Pod, other: Pod): boolean {
  const theirs = other.spec?.volumes ?? [];
  return exclusiveVolumes(pod).some((disk) => theirs.some((volume) => areSameDisk(disk, volume)));
}

/** Models: isVolumeConflict (v1.37). */
function areSameDisk(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk !== undefined && b.gcePersistentDisk !== undefined) {
    const [disk, other] = [a.gcePersistentDisk, b.gcePersistentDisk];
    return disk.pdName === other.pdName && !(disk.readOnly === true && other.readOnly === true);
  }
  if (a.awsElasticBlockStore !== undefined && b.awsElasticBlockStore !== undefined) {
    return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  }
  if (a.iscsi !== undefined && b.iscsi !== undefined) {
    return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly === true && b.iscsi.readOnly === true);
  }
  if (a.rbd === undefined || b.rbd === undefined) return false;
  const [disk, other] = [a.rbd, b.rbd];
  const sharesMonitor = disk.monitors.some((monitor) => other.monitors.includes(monitor));
  const isSame = sharesMonitor && (disk.pool ?? 'rbd') === (other.pool ?? 'rbd') && disk.image === other.image;
  return isSame && !(disk.readOnly === true && other.readOnly === true);
}
