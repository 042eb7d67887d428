import type { Pod } from '../api/types.ts';
import type { Profile } from './profile.ts';

/** Whether a plugin keeps a pod out of the queue. Models: scheduling_queue.go runPreEnqueuePlugins (v1.37). */
export function isGated(profile: Profile, pod: Pod): boolean {
  return profile.preEnqueue.some((plugin) => plugin.preEnqueue?.(pod) !== null);
}
