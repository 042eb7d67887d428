import type { Labels, Node, PersistentVolume, Pod } from '../../api/types.ts';
import { hasNewLabels } from '../cluster-change.ts';
import type { ClusterView } from '../cluster-view.ts';
import { cycleState, type Plugin, type Refusal } from '../framework.ts';
import { claimClass, claimNotFound, claimUses, isOwnClaim, mountsNoClaim } from './volume-claims.ts';

const name = 'VolumeZone';
const conflict: Refusal = { plugin: name, reasons: ['node(s) had no available volume zone'], isFinal: true };

const stableKeys: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
};
const topologyKeys = [...Object.keys(stableKeys), 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** Where a volume can be used, by one of its labels. */
export interface VolumeTopology {
  readonly key: string;
  readonly values: readonly string[];
}

const wanted = cycleState<readonly VolumeTopology[]>('VolumeZone');

/** Keeps pods in the zones of their bound volumes. Models: plugins/volumezone/volume_zone.go (v1.37). */
export const volumeZone: Plugin = {
  name,
  ignores: mountsNoClaim,
  preFilter(cycle) {
    const found = topologiesOf(cycle.pod, cycle.cluster);
    if (typeof found === 'string') return { refusal: { plugin: name, reasons: [found], isFinal: true } };
    if (found.length === 0) return 'skip';
    wanted.write(cycle, found);
    return null;
  },
  filter(cycle, { node }) {
    return isWhere(wanted.read(cycle) ?? [], node) ? null : conflict;
  },
  events: ['node', 'claim', 'volume', 'storageClass'],
  mayHelp: (change, pod) =>
    hasNewLabels(change) || change.what === 'volume' || change.what === 'storageClass' || isOwnClaim(change, pod),
};

/** Whether a node is where all these volumes can be used: one without labels of zone and region is anywhere. */
export function isWhere(topologies: readonly VolumeTopology[], { metadata }: Node): boolean {
  const labels: Labels = metadata?.labels ?? {};
  if (!topologyKeys.some((key) => labels[key] !== undefined)) return true;
  return topologies.every(({ key, values }) => {
    const value = labels[key] ?? labels[stableKeys[key] ?? key];
    return value !== undefined && values.includes(value);
  });
}

/** @returns the topologies of all bound volumes, or why the pod cannot be placed. Models: getPVbyPod (v1.37). */
function topologiesOf(pod: Pod, { objects }: ClusterView): readonly VolumeTopology[] | string {
  const topologies: VolumeTopology[] = [];
  for (const { key, name: claimName, isEphemeral } of claimUses(pod)) {
    if (isEphemeral) continue;
    if (claimName === '') return 'PersistentVolumeClaim had no name';
    const claim = objects.claim(key);
    if (claim === undefined) return claimNotFound(claimName);
    const volumeName = claim.spec?.volumeName ?? '';
    if (volumeName === '') {
      const className = claimClass(claim);
      if (className === '') return 'PersistentVolumeClaim had no pv name and storageClass name';
      const storageClass = objects.storageClass(className);
      if (storageClass === undefined) return `storageclass.storage.k8s.io "${className}" not found`;
      if (storageClass.volumeBindingMode === undefined)
        return `VolumeBindingMode not set for StorageClass "${className}"`;
      if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') continue;
      return 'PersistentVolume had no name';
    }
    const volume = objects.volume(volumeName);
    if (volume === undefined) return `persistentvolume "${volumeName}" not found`;
    topologies.push(...volumeTopologies(volume));
  }
  return topologies;
}

/** Where a volume can be used. A label may name several zones: `a__b`. Models: cloud-provider volume/helpers LabelZonesToSet (v1.37). */
export function volumeTopologies(volume: PersistentVolume): VolumeTopology[] {
  const labels: Labels = volume.metadata?.labels ?? {};
  return topologyKeys.flatMap((key) => {
    const values = labels[key]?.split('__').map((value) => value.trim());
    return values === undefined || values.includes('') ? [] : [{ key, values }];
  });
}
