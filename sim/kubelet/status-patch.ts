/** The merge patch that turns one pod status into another. */
import { withFields } from '../engine/with-fields.ts';
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
  const next = after as Fields;
  let isSame = true;
  for (const field in next) {
    if (deepEqual(old[field], next[field])) continue;
    changes[field] = next[field];
    isSame = false;
  }
  for (const field in old) {
    if (field in next) continue;
    changes[field] = null;
    isSame = false;
  }
  if (isSame) return null;
  if (changes['conditions'] !== undefined) changes['conditions'] = withForeign(pod, after);
  return { metadata: { uid: pod.metadata?.uid ?? '' }, status: changes };
}

function withForeign(pod: Pod, { conditions = [] }: PodStatus): PodStatus['conditions'] {
  const foreign = (pod.status?.conditions ?? []).filter(({ type }) => !isKubeletCondition(type));
  return foreign.length === 0 ? conditions : [...foreign, ...conditions];
}

/** What the kubelet has to do with of a stored status: its own fields and conditions. */
export function ownPart(status: PodStatus | undefined): PodStatus {
  if (status === undefined) return {};
  const { nominatedNodeName, conditions } = status;
  const own = conditions?.filter(({ type }) => isKubeletCondition(type));
  const kept = own === undefined ? status : withFields(status, { conditions: own });
  if (nominatedNodeName === undefined) return kept;
  const { nominatedNodeName: _nominated, ...rest } = kept;
  return rest;
}
