/** Pods that the runtime had when the kubelet came up, until the API has told what is to become of them. */
import type { Sim } from '../engine/engine.ts';
import type { RuntimePod } from '../api/cri.ts';

/** Node -> uid -> pod. */
export const foundPods = (sim: Sim) => sim.store.multimap<RuntimePod>('kubelet/foundPods');
