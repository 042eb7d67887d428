import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { matchesNodeSelector } from '../../api/node-selector.ts';
import { resourceAmount } from '../../api/pod-resources.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';

/**
 * The smallest free volume that serves a claim on a node; one that names the claim comes first.
 *
 * @param taken names of volumes that other claims of the pod get
 * Models: component-helpers storage/volume FindMatchingVolume (v1.37).
 */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Node,
  taken: readonly string[],
): PersistentVolume | undefined {
  const wanted = sizeOf(claim.spec?.resources?.requests?.['storage']);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (taken.includes(volume.metadata?.name ?? '') || !serves(volume, claim, wanted) || !reaches(volume, node))
      continue;
    if (isMeantFor(volume, claim)) return volume;
    if (volume.spec?.claimRef !== undefined || volume.status?.phase !== 'Available') continue;
    if (!selectorPicks(claim, volume)) continue;
    if (best === undefined || sizeOf(volume.spec?.capacity?.['storage']) < sizeOf(best.spec?.capacity?.['storage'])) {
      best = volume;
    }
  }
  return best;
}

/** Whether a volume can be used on a node. Models: component-helpers storage/volume CheckNodeAffinity (v1.37). */
export function reaches({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  return required === undefined || matchesNodeSelector(required, node);
}

/** Orders claims by what they ask for, smallest first. Models: binder.go byPVCSize (v1.37). */
export function bySize(a: PersistentVolumeClaim, b: PersistentVolumeClaim): number {
  const sizes = [a, b].map(({ spec }) => sizeOf(spec?.resources?.requests?.['storage']));
  return (sizes[0] as number) - (sizes[1] as number);
}

function sizeOf(quantity: string | undefined): number {
  return quantity === undefined ? 0 : resourceAmount('storage', quantity);
}

function serves({ metadata, spec }: PersistentVolume, claim: PersistentVolumeClaim, wanted: number): boolean {
  if (metadata?.deletionTimestamp !== undefined || sizeOf(spec?.capacity?.['storage']) < wanted) return false;
  if ((spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return false;
  const modes = spec?.accessModes ?? [];
  return (claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode));
}

function isMeantFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const claimRef = spec?.claimRef;
  if (claimRef?.name !== metadata?.name || claimRef?.namespace !== metadata?.namespace) return false;
  return claimRef?.uid === undefined || claimRef.uid === '' || claimRef.uid === metadata?.uid;
}

function selectorPicks({ spec }: PersistentVolumeClaim, { metadata }: PersistentVolume): boolean {
  return spec?.selector === undefined || selects(compileLabelSelector(spec.selector), metadata?.labels);
}
