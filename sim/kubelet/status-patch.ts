/** The merge patch that turns one pod status into another. */
import { deepEqual } from '../api/deep-equal.ts';
import type { Pod, PodStatus } from '../api/types.ts';
import { isKubeletCondition } from './pod-conditions.ts';

type Fields = Record<string, unknown>;

/**
 * The patch body for `pods/status`, or `null` when nothing differs.
 *
 * @param before what was written last. @param pod the object as last seen, for the conditions of others, which are kept
 * Models: pkg/util/pod/pod.go preparePatchBytesForPodStatus (v1.37).
 * Differs: a merge patch, so conditions go as a whole list.
 */
export function statusPatch(
  pod: Pod,
  before: PodStatus,
  after: PodStatus,
): { metadata: { uid: string }; status: Fields } | null {
  const old = before as Fields;
  const changes: Fields = {};
  for (const [field, value] of Object.entries(after)) {
    if (old[field] !== value && !deepEqual(old[field], value)) changes[field] = value;
  }
  for (const field of Object.keys(old)) if (!(field in after)) changes[field] = null;
  if (changes['conditions'] !== undefined) changes['conditions'] = withForeign(pod, after);
  if (Object.keys(changes).length === 0) return null;
  return { metadata: { uid: pod.metadata?.uid ?? '' }, status: changes };
}

function withForeign(pod: Pod, { conditions = [] }: PodStatus): PodStatus['conditions'] {
  const foreign = (pod.status?.conditions ?? []).filter(({ type }) => !isKubeletCondition(type));
  return foreign.length === 0 ? conditions : [...foreign, ...conditions];
}

/** What the kubelet has to do with of a stored status: its own fields and conditions. */
export function ownPart(status: PodStatus | undefined): PodStatus {
  if (status === undefined) return {};
  const { nominatedNodeName: _nominated, conditions, ...own } = status;
  return conditions === undefined
    ? own
    : { ...own, conditions: conditions.filter(({ type }) => isKubeletCondition(type)) };
}
