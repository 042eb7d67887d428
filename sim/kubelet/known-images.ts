/** The images that the kubelet knows to be on its machine. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';

const imagesName = numbered('kubelet/images');

export interface KnownImage {
  readonly sizeBytes: number;
}

/** Node -> full image name -> what the kubelet knows of it. */
export const knownImages = (sim: Sim) => sim.store.multimap<KnownImage>(imagesName);
