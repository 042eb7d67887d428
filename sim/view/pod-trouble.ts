import { podReason } from '../api/pod-reason.ts';
import type { Pod } from '../api/types.ts';

/** What keeps a pod from running as it should. */
export interface PodTrouble {
  /** Kubernetes' own word: `ImagePullBackOff`, `Unschedulable`. */
  readonly reason: string;
  /** The same for a beginner, as the end of a sentence about the pod. */
  readonly words: string;
  /** The end of a sentence about several such pods. */
  readonly pluralWords: string;
}

/** Words for the reasons that people meet, about one pod and about several; what else is waited for is no trouble. */
const troubleWords: Readonly<Record<string, readonly [one: string, several: string]>> = {
  Unschedulable: ['fits on no node', 'fit on no node'],
  ErrImagePull: ['cannot fetch its image', 'cannot fetch their image'],
  ImagePullBackOff: ['cannot fetch its image', 'cannot fetch their image'],
  ErrImageNeverPull: ['may not fetch its image', 'may not fetch their image'],
  InvalidImageName: ['has an image name that nobody can read', 'have an image name that nobody can read'],
  CreateContainerConfigError: ['lacks something that it refers to', 'lack something that they refer to'],
  CreateContainerError: ['cannot have its container created', 'cannot have their container created'],
  RunContainerError: ['cannot have its container started', 'cannot have their container started'],
  CrashLoopBackOff: ['keeps ending and is started again ever later', 'keep ending and are started again ever later'],
  OOMKilled: ['used more memory than it may', 'used more memory than they may'],
  Error: ['ended with an error', 'ended with an error'],
  Evicted: ['was driven off its node', 'were driven off their node'],
};

/** What keeps a pod from running; `null` when all is well, or on its way. */
export function podTrouble(pod: Pod): PodTrouble | null {
  if (pod.metadata?.deletionTimestamp !== undefined) return null;
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  const isRefused = scheduled?.status === 'False' && scheduled.reason === 'Unschedulable';
  const shown = isRefused ? 'Unschedulable' : podReason(pod);
  const reason = shown.startsWith('Init:') ? shown.slice('Init:'.length) : shown;
  const words = troubleWords[reason];
  if (words !== undefined) return { reason, words: words[0], pluralWords: words[1] };
  if (pod.status?.phase !== 'Failed') return null;
  return { reason: reason || 'Failed', words: 'has failed', pluralWords: 'have failed' };
}
