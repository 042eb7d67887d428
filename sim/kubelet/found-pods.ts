/** Pods that the runtime had when the kubelet came up, until the API has told what is to become of them. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { RuntimePod } from '../api/cri.ts';

const foundPodsName = numbered('kubelet/foundPods');

/** Node -> uid -> pod. */
export const foundPods = (sim: Sim) => sim.store.multimap<RuntimePod>(foundPodsName);
