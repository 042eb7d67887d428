import type { Pod } from '../../api/types.ts';
import type { ClusterView } from '../cluster-view.ts';
import { cycleState, type Plugin, type Refusal } from '../framework.ts';
import { supposedPods } from '../supposed-pods.ts';
import { claimClass, claimUses, isOwnClaim, mountsNoClaim } from './volume-claims.ts';

const name = 'NodeVolumeLimits';
const tooMany: Refusal = { plugin: name, reasons: ['node(s) exceed max volume count'], isFinal: false };

/** Volumes by their driver. */
type Attachments = ReadonlyMap<string, ReadonlySet<string>>;

const wanted = cycleState<Attachments>('NodeVolumeLimits');

/**
 * Keeps pods off nodes to which no more volumes of a driver can be attached.
 * Models: plugins/nodevolumelimits/csi.go (v1.37). Differs: volumes of kinds that became CSI drivers are not counted.
 */
export const nodeVolumeLimits: Plugin = {
  name,
  ignores: mountsNoClaim,
  preFilter(cycle) {
    const attachments = attachmentsOf([cycle.pod], cycle.cluster);
    if (attachments.size === 0) return 'skip';
    wanted.write(cycle, attachments);
    return null;
  },
  filter(cycle, { node }) {
    const nodeName = node.metadata?.name ?? '';
    const limits = (cycle.cluster.objects.csiNode(nodeName)?.spec.drivers ?? []).flatMap((driver) => {
      const count = driver.allocatable?.count;
      return count === undefined ? [] : [{ driver: driver.name, count }];
    });
    const attachments = wanted.read(cycle);
    if (limits.length === 0 || attachments === undefined) return null;
    const used = attachmentsOf(supposedPods(cycle, nodeName), cycle.cluster);
    const isOver = limits.some(({ driver, count }) => {
      const own = attachments.get(driver);
      if (own === undefined) return false;
      const there = used.get(driver) ?? new Set<string>();
      const added = [...own].filter((volume) => !there.has(volume)).length;
      return added > 0 && there.size + added > count;
    });
    return isOver ? tooMany : null;
  },
  events: ['node', 'podDeleted', 'csiNode', 'claim'],
  mayHelp(change, pod) {
    if (change.what === 'node') return change.old === undefined;
    if (change.what === 'csiNode') return true;
    if (change.what === 'assignedPod') return change.isDeleted && claimUses(change.object).length > 0;
    return isOwnClaim(change, pod);
  },
};

/** Models: csi.go filterAttachableVolumes, getCSIDriverInfo (v1.37). */
function attachmentsOf(pods: readonly Pod[], { objects }: ClusterView): Attachments {
  const attachments = new Map<string, Set<string>>();
  const add = (driver: string, volume: string): void => {
    const volumes = attachments.get(driver) ?? new Set();
    attachments.set(driver, volumes.add(volume));
  };
  for (const pod of pods) {
    for (const { key } of claimUses(pod)) {
      const claim = objects.claim(key);
      const volumeName = claim?.spec?.volumeName ?? '';
      const csi = volumeName === '' ? undefined : objects.volume(volumeName)?.spec?.csi;
      if (csi !== undefined) add(csi.driver, csi.volumeHandle);
      else if (claim !== undefined && volumeName === '') {
        const provisioner = objects.storageClass(claimClass(claim))?.provisioner;
        if (provisioner !== undefined && !provisioner.startsWith('kubernetes.io/')) add(provisioner, `claim ${key}`);
      }
    }
  }
  return attachments;
}
