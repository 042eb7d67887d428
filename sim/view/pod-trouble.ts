import { podReason } from '../api/pod-reason.ts';
import type { Pod } from '../api/types.ts';

/** What keeps a pod from running as it should. */
export interface PodTrouble {
  /** Kubernetes' own word: `ImagePullBackOff`, `Unschedulable`. */
  readonly reason: string;
  /** The same for a beginner, as the end of a sentence about the pod. */
  readonly words: string;
}

/** Words for the reasons that people meet; what else is waited for is no trouble. */
const troubleWords: Readonly<Record<string, string>> = {
  Unschedulable: 'fits on no node',
  ErrImagePull: 'cannot fetch its image',
  ImagePullBackOff: 'cannot fetch its image',
  ErrImageNeverPull: 'may not fetch its image',
  InvalidImageName: 'has an image name that nobody can read',
  CreateContainerConfigError: 'lacks something that it refers to',
  CreateContainerError: 'cannot have its container created',
  RunContainerError: 'cannot have its container started',
  CrashLoopBackOff: 'keeps ending and is started again ever later',
  OOMKilled: 'used more memory than it may',
  Error: 'ended with an error',
  Evicted: 'was driven off its node',
};

/** What keeps a pod from running; `null` when all is well, or on its way. */
export function podTrouble(pod: Pod): PodTrouble | null {
  if (pod.metadata?.deletionTimestamp !== undefined) return null;
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  const isRefused = scheduled?.status === 'False' && scheduled.reason === 'Unschedulable';
  const shown = isRefused ? 'Unschedulable' : podReason(pod);
  const reason = shown.startsWith('Init:') ? shown.slice('Init:'.length) : shown;
  const words = troubleWords[reason];
  if (words !== undefined) return { reason, words };
  return pod.status?.phase === 'Failed' ? { reason: reason || 'Failed', words: 'has failed' } : null;
}
