import type { PersistentVolumeClaim, Pod, PodSpec } from '../../api/types.ts';
import { namespaceOf } from '../affinity-terms.ts';
import type { ClusterChange } from '../cluster-change.ts';
import { keyOf } from '../../client/informer.ts';

/** A claim that a pod mounts. */
export interface ClaimUse {
  readonly name: string;
  /** `namespace/name`. */
  readonly key: string;
  /** Made for this pod from a template in its spec. */
  readonly isEphemeral: boolean;
}

const none: readonly ClaimUse[] = [];

/** Annotation by which a claim is told the node of its first consumer. Models: component-helpers storage/volume AnnSelectedNode (v1.37). */
export const selectedNodeKey = 'volume.kubernetes.io/selected-node';

/** The claims of a pod's volumes, those of ephemeral volumes included. Models: component-helpers storage/ephemeral VolumeClaimName (v1.37). */
export function claimUses(pod: Pod): readonly ClaimUse[] {
  const volumes = pod.spec?.volumes;
  if (volumes === undefined || !hasClaims(volumes)) return none;
  const namespace = namespaceOf(pod);
  const uses: ClaimUse[] = [];
  for (const volume of volumes) {
    const isEphemeral = volume.ephemeral !== undefined;
    const name = isEphemeral ? `${pod.metadata?.name ?? ''}-${volume.name}` : volume.persistentVolumeClaim?.claimName;
    if (name !== undefined) uses.push({ name, key: `${namespace}/${name}`, isEphemeral });
  }
  return uses;
}

/** Whether pods with this spec mount no claim. */
export function mountsNoClaim({ volumes }: PodSpec): boolean {
  return volumes === undefined || !hasClaims(volumes);
}

const claimsByVolumes = new WeakMap<object, boolean>();

/** Whether any of the volumes is a claim; most pods only mount what the API server adds. */
function hasClaims(volumes: NonNullable<NonNullable<Pod['spec']>['volumes']>): boolean {
  let known = claimsByVolumes.get(volumes);
  if (known === undefined) {
    known = volumes.some((volume) => volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined);
    claimsByVolumes.set(volumes, known);
  }
  return known;
}

/** The words of a lister that does not find a claim. */
export function claimNotFound(name: string): string {
  return `persistentvolumeclaim "${name}" not found`;
}

/** The storage class that a claim names. Models: component-helpers storage/volume GetPersistentVolumeClaimClass (v1.37). */
export function claimClass(claim: PersistentVolumeClaim): string {
  return claim.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? claim.spec?.storageClassName ?? '';
}

/** A claim has been bound completely, by whoever did it. */
export function isBoundClaim(claim: PersistentVolumeClaim): boolean {
  return (
    (claim.spec?.volumeName ?? '') !== '' &&
    claim.metadata?.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined
  );
}

/** Whether a change is one of a claim that the pod uses. */
export function isOwnClaim(change: ClusterChange, pod: Pod): boolean {
  return change.what === 'claim' && claimUses(pod).some(({ key }) => key === keyOf(change.object));
}
