/** The kubelet's cache of the pods of its machine, for reading. */
import { listerOf } from '../client/informer.ts';
import type { Pod } from '../api/types.ts';

/** Name and resource of the informer whose cache it is. */
export const podInformer = { name: 'kubelet.pods', resource: 'pods' } as const;

export const cachedPods = listerOf<Pod>(podInformer);
