/**
 * The running pod garbage collector: deletes pods that no kubelet will ever finish, and finished ones when they are too many.
 *
 * It passes over the pods every 20 s; only passes that find something are made events. Its queue holds `node/<name>` for a vanished node,
 * `pod/<namespace>/<name>` for a single pod, and `finished`.
 */
import type { Handlers, Sim, Timer } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import { isPodTerminal, isPodTerminating } from '../../api/pod-status.ts';
import type { Node, Pod, PodCondition } from '../../api/types.ts';
import { isSuccess, type ApiResponse } from '../../apiserver/types.ts';
import {
  afterRequests,
  controllerComponent,
  done,
  enqueue,
  type ControllerDef,
  type Outcome,
} from '../../client/controller.ts';
import { keyOf, processOf, type Change } from '../../client/informer.ts';
import { apiTimeNow } from '../clock.ts';
import { listers, type Hooks } from '../informers.ts';
import { doneUnlessFailed, firstFailure, get, patchStatus, remove } from '../requests.ts';
import { controllerManagerSettings } from '../settings.ts';
import { finishedBeyond, isOutOfService, isStuckTerminating } from './victims.ts';

const name = 'pod-gc';
/** Models: gc_controller.go gcCheckPeriod, quarantineTime (v1.37). */
const periodMicros = 20_000_000;
const quarantineMicros = 40_000_000;

const originName = numbered('podGc/origin');
const plansName = numbered('podGc/plans');

export const podGcController: ControllerDef = {
  name,
  workers: 1,
  sync: (sim, key) => {
    if (key === 'finished') return deletePods(sim, finishedPods(sim), 'too many finished pods are kept', false);
    if (key.startsWith('node/')) return checkVanishedNode(sim, key.slice('node/'.length));
    return checkPod(sim, key.slice('pod/'.length));
  },
  steps: {
    nodeRead: deleteOrphans,
    marked: (_sim, _key, pods: readonly Pod[], responses) => {
      const failure = firstFailure(responses, 'NotFound');
      if (failure !== '') return { type: 'error', message: failure };
      const requests = pods.map((pod) => remove('pods', pod, { gracePeriodSeconds: 0 }));
      return afterRequests(requests, 'deleted', null);
    },
    deleted: doneUnlessFailed,
  },
};

/** Models: pkg/controller/podgc/gc_controller.go gc (v1.37). Differs: told of changes, so that it need not look at all pods. */
export const podGcHooks: Hooks = { nodes: onNode, pods: onPod };

export const podGcHandlers: Handlers = {
  'podGc.pass': (sim: Sim, { key }: { key: string }): void => {
    sim.store.multimap<Timer>(plansName).delete(processOf(sim.self), key);
    enqueue(sim, name, key);
  },
};

/** Begins the passes. Called as the controller manager's process. */
export function startPodGc(sim: Sim): void {
  sim.store.map<Micros>(originName).set(processOf(sim.self), sim.now);
}

/** Plans a key for the first pass at or after a time. */
function planPass(sim: Sim, key: string, at: Micros): void {
  const process = processOf(sim.self);
  const plans = sim.store.multimap<Timer>(plansName);
  if (plans.get(process, key) !== undefined) return;
  const origin = sim.store.map<Micros>(originName).get(process) ?? 0;
  const pass = origin + Math.ceil(Math.max(0, at - origin) / periodMicros) * periodMicros;
  plans.set(process, key, sim.after(pass - sim.now, 'podGc.pass', { key }, { target: controllerComponent(sim, name) }));
}

/** A node that vanishes is noticed at the next pass, and its pods stay for a quarantine from then. */
function planVanishedNode(sim: Sim, nodeName: string): void {
  const process = processOf(sim.self);
  const origin = sim.store.map<Micros>(originName).get(process) ?? 0;
  const noticedAt = origin + Math.ceil((sim.now - origin) / periodMicros) * periodMicros;
  planPass(sim, `node/${nodeName}`, noticedAt + quarantineMicros);
}

function onNode(sim: Sim, change: Change<Node>): void {
  const nodeName = change.object.metadata?.name ?? '';
  if (change.type === 'deleted') {
    if (listers.pods.countIn(sim, 'byNode', nodeName) > 0) planVanishedNode(sim, nodeName);
    return;
  }
  if (!isOutOfService(change.object)) return;
  listers.pods.forEachIn(sim, 'byNode', nodeName, (pod) => {
    if (isStuckTerminating(pod, change.object)) planPass(sim, `pod/${keyOf(pod)}`, sim.now);
  });
}

function onPod(sim: Sim, change: Change<Pod>): void {
  if (change.type === 'deleted') return;
  const pod = change.object;
  const nodeName = pod.spec?.nodeName ?? '';
  const wasBound = change.type === 'updated' && change.old.spec?.nodeName === nodeName;
  if (!wasBound || isPodTerminating(pod)) {
    const node = nodeName === '' ? undefined : listers.nodes.get(sim, nodeName);
    if (nodeName !== '' && node === undefined && !wasBound) planVanishedNode(sim, nodeName);
    if (isStuckTerminating(pod, node)) planPass(sim, `pod/${keyOf(pod)}`, sim.now);
  }
  if (!isPodTerminal(pod)) return;
  const { terminatedPodThreshold } = controllerManagerSettings(sim);
  if (terminatedPodThreshold <= 0) return;
  if (listers.pods.countIn(sim, 'isFinished', 'finished') > terminatedPodThreshold) planPass(sim, 'finished', sim.now);
}

function finishedPods(sim: Sim): Pod[] {
  const finished = listers.pods.byIndex(sim, 'isFinished', 'finished');
  return finishedBeyond(finished, controllerManagerSettings(sim).terminatedPodThreshold);
}

/** The cache may be behind: the API server is asked whether the node is really gone. Models: checkIfNodeExists (v1.37). */
function checkVanishedNode(sim: Sim, nodeName: string): Outcome {
  if (listers.nodes.get(sim, nodeName) !== undefined) return done;
  if (listers.pods.countIn(sim, 'byNode', nodeName) === 0) return done;
  return afterRequests([get('nodes', { metadata: { name: nodeName } })], 'nodeRead', nodeName);
}

function deleteOrphans(sim: Sim, _key: string, nodeName: string, [response]: readonly ApiResponse[]): Outcome {
  if (response === undefined || isSuccess(response)) return done;
  const pods = listers.pods.byIndex(sim, 'byNode', nodeName);
  return deletePods(sim, pods, `node ${nodeName} does not exist any more`, true);
}

function checkPod(sim: Sim, key: string): Outcome {
  const pod = listers.pods.get(sim, key);
  if (pod === undefined || !isStuckTerminating(pod, listers.nodes.get(sim, pod.spec?.nodeName ?? ''))) return done;
  const isOnLostNode = (pod.spec?.nodeName ?? '') !== '';
  return deletePods(sim, [pod], 'no kubelet will finish it', isOnLostNode);
}

/** Marks the pods failed, then deletes them without grace. Models: gc_controller.go markFailedAndDeletePodWithCondition (v1.37). */
function deletePods(sim: Sim, pods: readonly Pod[], why: string, isDisruption: boolean): Outcome {
  if (pods.length === 0) return done;
  const sorted = [...pods].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const pod of sorted) {
    const text = `Pod ${pod.metadata?.name ?? ''} is deleted at once: ${why}`;
    sim.note({ verb: 'PodGC', resource: 'pods', key: keyOf(pod), text });
  }
  const unfinished = sorted.filter((pod) => !isPodTerminal(pod));
  const requests = unfinished.map((pod) => patchStatus('pods', pod, { status: failedStatus(sim, pod, isDisruption) }));
  return afterRequests(requests, 'marked', sorted);
}

function failedStatus(sim: Sim, pod: Pod, isDisruption: boolean): object {
  if (!isDisruption) return { phase: 'Failed' };
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
    lastTransitionTime: apiTimeNow(sim),
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { phase: 'Failed', conditions: [...others, condition] };
}
