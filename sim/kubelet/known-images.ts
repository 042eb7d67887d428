/** The images that the kubelet knows to be on its machine. */
import type { Sim } from '../engine/engine.ts';

export interface KnownImage {
  readonly sizeBytes: number;
}

/** Node -> full image name -> what the kubelet knows of it. */
export const knownImages = (sim: Sim) => sim.store.multimap<KnownImage>('kubelet/images');
