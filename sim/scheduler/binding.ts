/** The binding cycle: what must happen before, then the request that gives the pod its node. */
import type { Handlers, Sim } from '../engine/engine.ts';
import type { KubeObject, Pod } from '../api/types.ts';
import { failureOf, isSuccess, type ApiRequest } from '../apiserver/types.ts';
import { recordEvent } from '../client/event-recorder.ts';
import { keyOf } from '../client/informer.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import type { Placement } from './attempt.ts';
import { forgetPod } from './cache.ts';
import { eventNote } from './event-note.ts';
import type { NodeInfo } from './framework.ts';
import { moveUnschedulable } from './hints.ts';
import { reportPod } from './pod-status.ts';
import { podByKey, podReference } from './pods.ts';
import type { Profile } from './profile.ts';
import { advance, armQueueTimer, dropPod, queuedPod, queueWait } from './queue.ts';
import { profileFor } from './settings.ts';
import { beginWait, endWait, lookAtVolumes, noteAnswer, waitOf, type BindingStep } from './volume-wait.ts';

/** A request for a volume or a claim, with the object that it is about. */
interface VolumeRequest extends BindingStep {
  /** Resource and key. */
  readonly what: string;
}

/** Begins the binding cycle of a pod that has been assumed. Models: schedule_one.go bindingCycle (v1.37). */
export function beginBinding(sim: Sim, profile: Profile, pod: Pod, { cycle, index, nodeName }: Placement): void {
  const step: BindingStep = { key: keyOf(pod), uid: pod.metadata?.uid ?? '', nodeName };
  const nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
  for (const plugin of profile.preBind) {
    const work = plugin.preBind?.(cycle, nodeInfo) ?? null;
    if (work === null || work.requests.length === 0) continue;
    beginWait(sim, step, plugin.name, work);
    for (const request of work.requests) {
      const context: VolumeRequest = { ...step, what: subjectOf(request) };
      sendRequest(sim, request, { kind: 'scheduler.volumeAsked', context });
    }
    return;
  }
  bind(sim, profile, pod, step);
}

function subjectOf({ resource, namespace, name = '' }: ApiRequest): string {
  return namespace === undefined ? `${resource}/${name}` : `${resource}/${namespace}/${name}`;
}

function bind(sim: Sim, profile: Profile, pod: Pod, step: BindingStep): void {
  const request = profile.binder?.bind?.(pod, step.nodeName);
  if (request !== undefined) sendRequest(sim, request, { kind: 'scheduler.bound', context: step });
}

function onVolumeAsked(sim: Sim, { response, context }: Reply<VolumeRequest>): void {
  const wait = waitOf(sim, context);
  if (wait === undefined) return;
  if (isSuccess(response)) noteAnswer(sim, wait, context.what, response.body as KubeObject);
  else fail(sim, context, `running PreBind plugin "${wait.plugin}": ${failureOf(response).message ?? ''}`);
}

function onVolumesLookedAt(sim: Sim, step: BindingStep): void {
  const wait = waitOf(sim, step);
  if (wait === undefined) return;
  const result = lookAtVolumes(sim, wait);
  if (result === 'waiting') return;
  if (result !== 'ready') {
    fail(sim, step, `running PreBind plugin "${wait.plugin}": binding volumes: ${result.trouble}`);
    return;
  }
  endWait(sim, step.key);
  const pod = podByKey(sim, step.key);
  const profile = pod === undefined ? undefined : profileFor(sim, pod);
  if (pod?.metadata?.uid === step.uid && profile !== undefined) bind(sim, profile, pod, step);
}

function onVolumesTimedOut(sim: Sim, step: BindingStep): void {
  const wait = waitOf(sim, step);
  if (wait === undefined) return;
  fail(sim, step, `running PreBind plugin "${wait.plugin}": binding volumes: context deadline exceeded`);
}

function onBound(sim: Sim, { response, context }: Reply<BindingStep>): void {
  if (!isSuccess(response)) {
    fail(sim, context, `running Bind plugin "DefaultBinder": ${failureOf(response).message ?? ''}`);
    return;
  }
  if (queuedPod(sim, context.key)?.uid === context.uid) dropPod(sim, context.key);
  const pod = podByKey(sim, context.key);
  if (pod?.metadata?.uid !== context.uid) return;
  const message = `Successfully assigned ${context.key} to ${context.nodeName}`;
  recordEvent(sim, podReference(pod), 'Normal', 'Scheduled', message);
}

/** Takes the pod back from its node; it is tried again once its back-off is over. Models: handleBindingCycleError (v1.37). */
function fail(sim: Sim, { key, uid }: BindingStep, message: string): void {
  endWait(sim, key);
  const queued = queuedPod(sim, key);
  const pod = podByKey(sim, key);
  if (pod !== undefined) {
    forgetPod(sim, key);
    moveUnschedulable(sim, { what: 'assignedPod', object: pod, isDeleted: true });
  }
  if (queued?.uid !== uid) return;
  if (pod?.metadata?.uid !== uid || (pod.spec?.nodeName ?? '') !== '') {
    dropPod(sim, key);
    return;
  }
  armQueueTimer(sim, advance(sim, queued, { type: 'cycle.failed' }, queueWait(sim, queued, 'failed')));
  recordEvent(sim, podReference(pod), 'Warning', 'FailedScheduling', eventNote(message));
  reportPod(sim, pod, { reason: 'SchedulerError', message, nominatedNodeName: null });
}

export const bindingHandlers: Handlers = {
  'scheduler.bound': (sim: Sim, reply: Reply<BindingStep>) => onBound(sim, reply),
  'scheduler.volumeAsked': (sim: Sim, reply: Reply<VolumeRequest>) => onVolumeAsked(sim, reply),
  'scheduler.volumesLookedAt': (sim: Sim, step: BindingStep) => onVolumesLookedAt(sim, step),
  'scheduler.volumesTimedOut': (sim: Sim, step: BindingStep) => onVolumesTimedOut(sim, step),
};
