import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { matchesNodeSelector } from '../../api/node-selector.ts';
import { resourceAmount } from '../../api/pod-resources.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';

/**
 * The smallest free volume that serves a claim on a node; one that names the claim comes first, and if the node cannot reach it, no other
 * stands in.
 *
 * @param volumes of the claim's storage class
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
  let bestSize = Infinity;
  for (const volume of volumes) {
    if (taken.includes(volume.metadata?.name ?? '')) continue;
    const isMeant = isMeantFor(volume, claim);
    if (volume.spec?.claimRef !== undefined && !isMeant) continue;
    const size = sizeOf(volume.spec?.capacity?.['storage']);
    if (size < wanted || isUnusable(volume, claim)) continue;
    if (isMeant) return reaches(volume, node) ? volume : undefined;
    if (size >= bestSize || !isFree(volume, claim) || !reaches(volume, node)) continue;
    best = volume;
    bestSize = size;
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

/** Bytes. */
export function sizeOf(quantity: string | undefined): number {
  return quantity === undefined ? 0 : resourceAmount('storage', quantity);
}

/** No claim can use such a volume in this way, not even one that it names. */
function isUnusable({ metadata, spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const hasOtherMode = (spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem');
  return hasOtherMode || metadata?.deletionTimestamp !== undefined;
}

/** A volume that names nobody is free for a claim that asks for no more than it offers. */
function isFree({ metadata, spec, status }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (status?.phase !== 'Available') return false;
  const { selector, accessModes = [] } = claim.spec ?? {};
  if (selector !== undefined && !selects(compileLabelSelector(selector), metadata?.labels)) return false;
  const modes = spec?.accessModes ?? [];
  return accessModes.every((mode) => modes.includes(mode));
}

/** Models: component-helpers storage/volume IsVolumeBoundToClaim (v1.37). */
function isMeantFor({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const claimRef = spec?.claimRef;
  if (claimRef === undefined || claimRef.name !== claim.metadata?.name) return false;
  if ((claimRef.namespace ?? 'default') !== (claim.metadata?.namespace ?? 'default')) return false;
  return claimRef.uid === undefined || claimRef.uid === '' || claimRef.uid === claim.metadata?.uid;
}
