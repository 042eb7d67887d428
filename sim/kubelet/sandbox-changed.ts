/** Does a pod need a new sandbox? */
import type { Pod } from '../api/types.ts';

/** What the runtime tells of one sandbox of a pod. */
export interface SandboxFacts {
  readonly attempt: number;
  readonly state: 'ready' | 'notready';
  readonly ip: string;
  /** Whose network it is in; absent: the one that the pod asks for. */
  readonly network?: 'pod' | 'node';
}

export interface SandboxDecision {
  readonly isNeeded: boolean;
  /** Number of the sandbox to create, or of the one to keep. */
  readonly attempt: number;
}

/**
 * Whether the pod's sandbox has to be made anew: none, dead, two at once, of the wrong network, or without an address.
 * @param sandboxes newest first.
 * Models: pkg/kubelet/kuberuntime/util/util.go PodSandboxChanged (v1.37).
 */
export function podSandboxChanged(pod: Pod, sandboxes: readonly SandboxFacts[]): SandboxDecision {
  const newest = sandboxes[0];
  if (newest === undefined) return { isNeeded: true, attempt: 0 };
  const network = pod.spec?.hostNetwork === true ? 'node' : 'pod';
  let readyCount = 0;
  for (const { state } of sandboxes) if (state === 'ready') readyCount++;
  const isUsable =
    readyCount === 1 &&
    newest.state === 'ready' &&
    (newest.network ?? network) === network &&
    (network === 'node' || newest.ip !== '');
  return isUsable ? { isNeeded: false, attempt: newest.attempt } : { isNeeded: true, attempt: newest.attempt + 1 };
}
