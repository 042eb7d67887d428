import type { Sim } from '../engine/engine.ts';
import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../api/types.ts';
import { keyOf } from '../client/informer.ts';

/** A volume or claim as a pod's binding will leave it, until the API server has shown it so. */
interface Assumed<T> {
  readonly object: T;
  /** Version that it was made of; a newer one from the API server counts instead. */
  readonly basedOn: string;
}

const volumesName = 'scheduler/assumedVolumes';
const claimsName = 'scheduler/assumedClaims';

/**
 * Takes volumes and claims for given away, so that the next pod does not get them as well.
 * Models: pkg/scheduler/util/assumecache Assume, plugins/volumebinding/binder.go AssumePodVolumes (v1.37).
 */
export function assumeStorage(
  sim: Sim,
  volumes: readonly PersistentVolume[],
  claims: readonly PersistentVolumeClaim[],
): void {
  for (const volume of volumes) put(sim, volumesName, volume.metadata?.name ?? '', volume);
  for (const claim of claims) put(sim, claimsName, keyOf(claim), claim);
}

function put<T extends KubeObject>(sim: Sim, name: string, key: string, object: T): void {
  sim.store.map<Assumed<T>>(name).set(key, { object, basedOn: object.metadata?.resourceVersion ?? '' });
}

/** Takes that back, or ends it. Models: RevertAssumedPodVolumes (v1.37). */
export function forgetStorage(sim: Sim, volumes: readonly string[], claims: readonly string[]): void {
  for (const name of volumes) sim.store.map(volumesName).delete(name);
  for (const key of claims) sim.store.map(claimsName).delete(key);
}

/** A volume as it will be. @param seen as the API server has shown it last */
export function assumedVolume(sim: Sim, seen: PersistentVolume): PersistentVolume {
  return current(sim, volumesName, seen.metadata?.name ?? '', seen);
}

/** A claim as it will be. @param seen as the API server has shown it last */
export function assumedClaim(sim: Sim, seen: PersistentVolumeClaim): PersistentVolumeClaim {
  return current(sim, claimsName, keyOf(seen), seen);
}

function current<T extends KubeObject>(sim: Sim, name: string, key: string, seen: T): T {
  const all = sim.store.map<Assumed<T>>(name);
  const assumed = all.size === 0 ? undefined : all.get(key);
  return assumed?.basedOn === (seen.metadata?.resourceVersion ?? '') ? assumed.object : seen;
}
