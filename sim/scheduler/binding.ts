/** The binding cycle: what must happen before, then the request that gives the pod its node. */
import type { Handlers, Sim, Timer } from '../engine/engine.ts';
import type { Pod } from '../api/types.ts';
import { failureOf, isSuccess, type ApiRequest } from '../apiserver/types.ts';
import { recordEvent } from '../client/event-recorder.ts';
import { keyOf } from '../client/informer.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import { forgetPod } from './cache.ts';
import type { Placement } from './attempt.ts';
import { claimByKey } from './informers.ts';
import { isBoundClaim } from './plugins/volume-claims.ts';
import { reportPod } from './pod-status.ts';
import { podByKey, podReference } from './pods.ts';
import type { Profile } from './profile.ts';
import { advance, armQueueTimer, backoffMicros, dropPod, queuedPod } from './queue.ts';
import { profileFor, schedulerSettings } from './settings.ts';

/** A pod on its way to its node. */
interface BindingStep {
  readonly key: string;
  readonly uid: string;
  readonly nodeName: string;
}

/** A pod whose volumes are not ready yet. */
interface VolumeWait extends BindingStep {
  /** Requests without an answer. */
  readonly open: number;
  /** Claims that must be bound, by `namespace/name`. */
  readonly claims: readonly string[];
  readonly timer: Timer;
}

const waitsName = 'scheduler/volumeWaits';
/** Models: apis/config/v1 DefaultBindTimeoutSeconds of VolumeBindingArgs (v1.37). */
const bindTimeoutMicros = 600_000_000;

/** Begins the binding cycle of a pod that has been assumed. Models: schedule_one.go bindingCycle (v1.37). */
export function beginBinding(sim: Sim, profile: Profile, pod: Pod, { cycle, index, nodeName }: Placement): void {
  const step: BindingStep = { key: keyOf(pod), uid: pod.metadata?.uid ?? '', nodeName };
  const requests: ApiRequest[] = [];
  const claims: string[] = [];
  const nodeInfo = cycle.cluster.nodes[index];
  for (const plugin of nodeInfo === undefined ? [] : profile.preBind) {
    const work = plugin.preBind?.(cycle, nodeInfo as NonNullable<typeof nodeInfo>) ?? null;
    requests.push(...(work?.requests ?? []));
    claims.push(...(work?.claims ?? []));
  }
  if (requests.length === 0) {
    bind(sim, profile, pod, step);
    return;
  }
  for (const request of requests) sendRequest(sim, request, { kind: 'scheduler.volumeAsked', context: step });
  const timer = sim.after(bindTimeoutMicros, 'scheduler.volumesTimedOut', step);
  sim.store.map<VolumeWait>(waitsName).set(step.key, { ...step, open: requests.length, claims, timer });
}

function bind(sim: Sim, profile: Profile, pod: Pod, step: BindingStep): void {
  const request = profile.binder?.bind?.(pod, step.nodeName);
  if (request !== undefined) sendRequest(sim, request, { kind: 'scheduler.bound', context: step });
}

function endWait(sim: Sim, key: string): void {
  const waits = sim.store.map<VolumeWait>(waitsName);
  const wait = waits.get(key);
  if (wait === undefined) return;
  sim.cancel(wait.timer);
  waits.delete(key);
}

function waitOf(sim: Sim, { key, uid }: BindingStep): VolumeWait | undefined {
  const wait = sim.store.map<VolumeWait>(waitsName).get(key);
  return wait?.uid === uid ? wait : undefined;
}

function onVolumeAsked(sim: Sim, { response, context }: Reply<BindingStep>): void {
  const wait = waitOf(sim, context);
  if (wait === undefined) return;
  if (!isSuccess(response)) {
    fail(sim, context, failureOf(response).message ?? 'binding volumes failed');
    return;
  }
  sim.store.map<VolumeWait>(waitsName).set(context.key, { ...wait, open: wait.open - 1 });
  bindWhenReady(sim, context.key);
}

/** Binds the pods whose claims have all been bound. */
export function onClaimChange(sim: Sim): void {
  const waits = sim.store.map<VolumeWait>(waitsName);
  if (waits.size === 0) return;
  for (const key of waits.sortedKeys()) bindWhenReady(sim, key);
}

function bindWhenReady(sim: Sim, key: string): void {
  const wait = sim.store.map<VolumeWait>(waitsName).get(key);
  if (wait === undefined || wait.open > 0) return;
  const isReady = wait.claims.every((claim) => {
    const object = claimByKey(sim, claim);
    return object !== undefined && isBoundClaim(object);
  });
  const pod = podByKey(sim, key);
  const profile = pod === undefined ? undefined : profileFor(sim, pod);
  if (!isReady || pod === undefined || profile === undefined) return;
  endWait(sim, key);
  bind(sim, profile, pod, { key, uid: wait.uid, nodeName: wait.nodeName });
}

function onBound(sim: Sim, { response, context }: Reply<BindingStep>): void {
  if (!isSuccess(response)) {
    fail(sim, context, failureOf(response).message ?? 'binding failed');
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
  if (pod !== undefined) forgetPod(sim, pod);
  if (queued?.uid !== uid) return;
  if (pod?.metadata?.uid !== uid || (pod.spec?.nodeName ?? '') !== '') {
    dropPod(sim, key);
    return;
  }
  const { initialBackoffMicros, maxBackoffMicros } = schedulerSettings(sim);
  const wait = backoffMicros(queued.machine.context.attempts, initialBackoffMicros, maxBackoffMicros);
  const more = { backoffUntil: sim.now + wait, hasFailed: true };
  armQueueTimer(sim, advance(sim, queued, { type: 'cycle.failed' }, more));
  recordEvent(sim, podReference(pod), 'Warning', 'FailedScheduling', message);
  reportPod(sim, pod, { reason: 'SchedulerError', message, nominatedNodeName: null });
}

export const bindingHandlers: Handlers = {
  'scheduler.bound': (sim: Sim, reply: Reply<BindingStep>) => onBound(sim, reply),
  'scheduler.volumeAsked': (sim: Sim, reply: Reply<BindingStep>) => onVolumeAsked(sim, reply),
  'scheduler.volumesTimedOut': (sim: Sim, step: BindingStep) => {
    if (waitOf(sim, step)?.uid === step.uid) fail(sim, step, 'binding volumes: context deadline exceeded');
  },
};
