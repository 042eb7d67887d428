import type { Sim } from '../engine/engine.ts';
import { formatTime } from '../api/time.ts';
import type { Pod, PodCondition } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { ignoreReply, sendRequest } from '../client/request.ts';

/** What a cycle that placed a pod nowhere reports about it. */
export interface PodReport {
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly message: string;
  /** Node that is being emptied for it; empty takes an earlier one back, `null` leaves it as it is. */
  readonly nominatedNodeName: string | null;
}

/** Writes PodScheduled=False and the nominated node when they do not stand there already. Models: schedule_one.go updatePod (v1.37). */
export function reportPod(sim: Sim, pod: Pod, { reason, message, nominatedNodeName }: PodReport): void {
  const old = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const isSame = old?.status === 'False' && old.reason === reason && old.message === message;
  const nominated = pod.status?.nominatedNodeName ?? '';
  const isNominationSame = nominatedNodeName === null || nominatedNodeName === nominated;
  if (isSame && isNominationSame) return;
  const condition: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    reason,
    message,
    lastTransitionTime:
      (old?.status === 'False' ? old.lastTransitionTime : undefined) ?? formatTime(sim.now, worldSettings(sim).epochMs),
  };
  sendRequest(
    sim,
    statusPatch(pod, {
      ...(isSame ? {} : { conditions: [condition] }),
      ...(isNominationSame ? {} : { nominatedNodeName: nominatedNodeName === '' ? null : nominatedNodeName }),
    }),
    ignoreReply,
  );
}

/** Takes a nomination back. Models: preemption.go clearNominatedNodeName (v1.37). */
export function clearNomination(sim: Sim, pod: Pod): void {
  if ((pod.status?.nominatedNodeName ?? '') === '') return;
  sendRequest(sim, statusPatch(pod, { nominatedNodeName: null }), ignoreReply);
}

/** The request that marks a pod as the target of a disruption. Models: preemption.go PreemptPod (v1.37). */
export function disruptionPatch(sim: Sim, victim: Pod, preemptor: Pod): ApiRequest {
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${preemptor.spec?.schedulerName ?? 'default-scheduler'}: preempting to accommodate a higher priority pod`,
    lastTransitionTime: formatTime(sim.now, worldSettings(sim).epochMs),
  };
  return statusPatch(victim, { conditions: [condition] });
}

/** Conditions go among those that others have written. Models: pkg/scheduler/util/utils.go PatchPodStatus (v1.37). */
function statusPatch(pod: Pod, status: object): ApiRequest {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const body = { metadata: { uid }, status };
  return { verb: 'patch', resource: 'pods', subresource: 'status', namespace, name, patchType: 'strategic', body };
}
