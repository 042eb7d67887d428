/** Volumes that the containers of a pod write to and share. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { Files } from '../workload/program.ts';

const volumesName = numbered('containerd/volumes');

/** Node -> pod uid -> files of all its volumes, by volume and path. */
const volumes = (sim: Sim) => sim.store.multimap<Files>(volumesName);

/** The files that the containers of a pod share. */
export function sharedFiles(sim: Sim, node: string, podUid: string): Files {
  return volumes(sim).get(node, podUid) ?? {};
}

/** Keeps the files that the containers of a pod share. */
export function putSharedFiles(sim: Sim, node: string, podUid: string, files: Files): void {
  volumes(sim).set(node, podUid, files);
}

/** Forgets the volumes of a pod. */
export function dropVolumes(sim: Sim, node: string, podUid: string): void {
  volumes(sim).delete(node, podUid);
}
