/** Pods that have a node and wait for their volumes. Models: plugins/volumebinding/binder.go BindPodVolumes, checkBindings (v1.37). */
import type { Sim, Timer } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../api/types.ts';
import { keyOf } from '../client/informer.ts';
import { assumeStorage, forgetStorage } from './assumed-storage.ts';
import { nodeInfoOf } from './cache.ts';
import type { PreBindWork } from './framework.ts';
import { claimByKey, volumeByName } from './informers.ts';
import { isBoundClaim, selectedNodeKey } from './plugins/volume-claims.ts';
import { reaches } from './plugins/volume-matching.ts';

/** A pod on its way to its node. */
export interface BindingStep {
  readonly key: string;
  readonly uid: string;
  readonly nodeName: string;
}

/** A pod whose volumes are not ready yet. */
export interface VolumeWait extends BindingStep {
  /** The plugin that waits. */
  readonly plugin: string;
  /** Requests without an answer. */
  readonly open: number;
  /** Since when the volumes are looked at, every second. */
  readonly since: Micros;
  /** Their next look at them. */
  readonly check: Timer | null;
  readonly volumes: readonly { readonly name: string; readonly claim: string }[];
  readonly provisions: readonly string[];
  /** Versions that the requests have made, by resource and key. */
  readonly versions: Readonly<Record<string, number>>;
  readonly timeout: Timer;
}

const waitsName = 'scheduler/volumeWaits';
const checkMicros = 1_000_000;
/** Models: apis/config/v1 DefaultBindTimeoutSeconds of VolumeBindingArgs (v1.37). */
const bindTimeoutMicros = 600_000_000;

/** Begins to wait; the requests are sent by the caller. */
export function beginWait(sim: Sim, step: BindingStep, plugin: string, work: PreBindWork): void {
  assumeStorage(
    sim,
    work.bindings.map(({ volume }) => volume),
    work.provisions,
  );
  sim.store.map<VolumeWait>(waitsName).set(step.key, {
    ...step,
    plugin,
    open: work.requests.length,
    since: sim.now,
    check: null,
    volumes: work.bindings.map(({ claim, volume }) => ({ name: volume.metadata?.name ?? '', claim })),
    provisions: work.provisions.map(keyOf),
    versions: {},
    timeout: sim.after(bindTimeoutMicros, 'scheduler.volumesTimedOut', step),
  });
}

export function waitOf(sim: Sim, { key, uid }: BindingStep): VolumeWait | undefined {
  const wait = sim.store.map<VolumeWait>(waitsName).get(key);
  return wait?.uid === uid ? wait : undefined;
}

export function endWait(sim: Sim, key: string): void {
  const waits = sim.store.map<VolumeWait>(waitsName);
  const wait = waits.get(key);
  if (wait === undefined) return;
  sim.cancel(wait.timeout);
  if (wait.check !== null) sim.cancel(wait.check);
  forgetStorage(
    sim,
    wait.volumes.map(({ name }) => name),
    wait.provisions,
  );
  waits.delete(key);
}

/** Notes the answer to one of the requests; after the last the volumes are looked at every second. */
export function noteAnswer(sim: Sim, wait: VolumeWait, what: string, object: KubeObject): void {
  const versions = { ...wait.versions, [what]: Number(object.metadata?.resourceVersion ?? 0) };
  const next = { ...wait, open: wait.open - 1, since: sim.now, versions };
  sim.store.map<VolumeWait>(waitsName).set(wait.key, next);
  if (next.open === 0) callCheck(sim, next);
}

/** Lets the waiting pods look at their volumes at their next second: one of the volumes, or a node, is another. */
export function recheckWaits(sim: Sim): void {
  const waits = sim.store.map<VolumeWait>(waitsName);
  if (waits.size === 0) return;
  for (const wait of waits.sortedValues()) if (wait.open === 0) callCheck(sim, wait);
}

function callCheck(sim: Sim, wait: VolumeWait): void {
  if (wait.check !== null) return;
  const seconds = Math.floor((sim.now - wait.since) / checkMicros) + 1;
  const { key, uid, nodeName } = wait;
  const delay = wait.since + seconds * checkMicros - sim.now;
  const check = sim.after(delay, 'scheduler.volumesLookedAt', { key, uid, nodeName });
  sim.store.map<VolumeWait>(waitsName).set(key, { ...wait, check });
}

/** What a look at the volumes has shown. */
export type WaitResult = 'ready' | 'waiting' | { readonly trouble: string };

/** Looks at the volumes of a waiting pod. */
export function lookAtVolumes(sim: Sim, wait: VolumeWait): WaitResult {
  sim.store.map<VolumeWait>(waitsName).set(wait.key, { ...wait, check: null });
  if (nodeInfoOf(sim, wait.nodeName) === undefined) {
    return { trouble: `failed to get node "${wait.nodeName}": node "${wait.nodeName}" not found` };
  }
  for (const { name, claim } of wait.volumes) {
    const result = lookAtBinding(sim, wait, volumeByName(sim, name), claimByKey(sim, claim), name, claim);
    if (result !== 'ready') return result;
  }
  for (const key of wait.provisions) {
    const result = lookAtProvision(sim, wait, claimByKey(sim, key), key);
    if (result !== 'ready') return result;
  }
  return 'ready';
}

function lookAtBinding(
  sim: Sim,
  wait: VolumeWait,
  volume: PersistentVolume | undefined,
  claim: PersistentVolumeClaim | undefined,
  name: string,
  key: string,
): WaitResult {
  if (volume === undefined) return notFound('failed to check binding', 'v1.PersistentVolume', name);
  if (claim === undefined) return notFound('failed to check binding', 'v1.PersistentVolumeClaim', key);
  if (isOlder(volume, wait.versions[`persistentvolumes/${name}`])) return 'waiting';
  if (!reachesNode(sim, volume, wait.nodeName)) return { trouble: outOfReach(name, wait.nodeName) };
  if ((volume.spec?.claimRef?.uid ?? '') === '') return { trouble: `ClaimRef got reset for pv "${name}"` };
  return isBoundClaim(claim) ? 'ready' : 'waiting';
}

function lookAtProvision(
  sim: Sim,
  wait: VolumeWait,
  claim: PersistentVolumeClaim | undefined,
  key: string,
): WaitResult {
  if (claim === undefined) return notFound('failed to check provisioning pvc', 'v1.PersistentVolumeClaim', key);
  if (isOlder(claim, wait.versions[`persistentvolumeclaims/${key}`])) return 'waiting';
  const name = claim.metadata?.name ?? '';
  const { annotations } = claim.metadata ?? {};
  if (annotations === undefined) return { trouble: `selectedNode annotation reset for PVC "${name}"` };
  if (annotations[selectedNodeKey] !== wait.nodeName) return { trouble: `provisioning failed for PVC "${name}"` };
  const volumeName = claim.spec?.volumeName ?? '';
  if (volumeName !== '') {
    const volume = volumeByName(sim, volumeName);
    if (volume === undefined) return 'waiting';
    if (!reachesNode(sim, volume, wait.nodeName)) return { trouble: outOfReach(volumeName, wait.nodeName) };
  }
  return isBoundClaim(claim) ? 'ready' : 'waiting';
}

function notFound(what: string, kind: string, key: string): WaitResult {
  return { trouble: `${what}: could not find ${kind} "${key}": not found` };
}

function outOfReach(volume: string, nodeName: string): string {
  return `pv "${volume}" node affinity doesn't match node "${nodeName}": no matching NodeSelectorTerms`;
}

/** The informer has not yet seen what a request of the binding has made. */
function isOlder(object: KubeObject, version = 0): boolean {
  return Number(object.metadata?.resourceVersion ?? 0) < version;
}

function reachesNode(sim: Sim, volume: PersistentVolume, nodeName: string): boolean {
  const info = nodeInfoOf(sim, nodeName);
  return info !== undefined && reaches(volume, info.node);
}
