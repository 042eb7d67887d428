/** What the kubelet watches: the pods bound to its machine. Differs: its own Node is read when it is needed. */
import type { InformerDef } from '../client/informer.ts';
import type { Pod } from '../api/types.ts';
import { cleanUpOrphans, podAdded, podDeleted, podUpdated } from './pod-config.ts';
import { podInformer } from './pod-lister.ts';
import { nodeNameOf } from './records.ts';

/** Models: pkg/kubelet/config/apiserver.go NewSourceApiserver (v1.37). */
export const kubeletPods: InformerDef<Pod> = {
  ...podInformer,
  fieldSelector: (component) => `spec.nodeName=${nodeNameOf(component)}`,
  onChange(sim, change) {
    if (change.type === 'added') podAdded(sim, change.object);
    else if (change.type === 'updated') podUpdated(sim, change.old, change.object);
    else podDeleted(sim, change.object);
  },
  onSynced: cleanUpOrphans,
};
