/**
 * The running node lifecycle controller: notices silent nodes, marks their pods not ready, and taints them.
 *
 * Its queue holds jobs: `health/<node>` looks at a node, `taints/<node>` keeps its NoSchedule taints and labels, `execute/<node>` sets or
 * takes its NoExecute taint, `pods/<node>` marks its pods not ready.
 */
import type { Handlers, Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { isPodReady } from '../../api/pod-status.ts';
import type { Node, NodeCondition, Pod, PodCondition } from '../../api/types.ts';
import { isSuccess, type ApiResponse } from '../../apiserver/types.ts';
import {
  afterRequests,
  controllerComponent,
  done,
  enqueue,
  type ControllerDef,
  type Outcome,
} from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { observeHeartbeats, type HeartbeatChange } from '../../client/heartbeat.ts';
import { keyOf, processOf, type Change } from '../../client/informer.ts';
import { apiTimeNow, instantNow } from '../clock.ts';
import { haveCachesSynced, listers, type Hooks } from '../informers.ts';
import { doneUnless, doneUnlessFailed, failureText, firstFailure, patch, updateStatus } from '../requests.ts';
import { controllerManagerSettings } from '../settings.ts';
import { nodeCondition, type HealthCheck, type NodeHealth } from './health.ts';
import { reconcileNodeLabels } from './labels.ts';
import {
  cancelLook,
  forgetHealth,
  healthOf,
  isHeard,
  lookAt,
  lookBegins,
  nodeLifecycleName as name,
  nodeOfLease,
  passAtOrAfter,
  planLook,
  planNextLook,
  planSilenceCheck,
  rememberHealth,
  startMonitor,
} from './monitor.ts';
import {
  notReadyTaintKey,
  taintsAfterNoExecutePass,
  taintsAfterNoSchedulePass,
  unreachableTaintKey,
  wantedNoExecuteTaint,
} from './taints.ts';
import { countNode, isEverythingDown, leaveQueue, queueForTaint, taintNext, type Disruption } from './zones.ts';

const registeredName = numbered('nodeLifecycle/registered');

export const nodeLifecycleController: ControllerDef = {
  name,
  workers: 16,
  sync: (sim, key) => {
    const slash = key.indexOf('/');
    const [job, nodeName] = [key.slice(0, slash), key.slice(slash + 1)];
    const node = listers.nodes.get(sim, nodeName);
    if (node === undefined) return done;
    if (job === 'health') return checkHealth(sim, node);
    if (job === 'taints') return keepTaintsAndLabels(sim, node);
    return job === 'execute' ? setNoExecuteTaint(sim, node) : markPodsNotReady(sim, node);
  },
  steps: {
    written: doneUnlessFailed,
    nodeMarked: takeMarkedNode,
    podsMarked: takeMarkedPods,
  },
};

export const nodeLifecycleHooks: Hooks = { nodes: onNode };

export const nodeLifecycleHandlers: Handlers = {
  'nodeLifecycle.look': (sim: Sim, { nodeName }: { nodeName: string }): void => {
    lookBegins(sim, nodeName);
    enqueue(sim, name, `health/${nodeName}`);
  },
  'nodeLifecycle.taintNext': taintNext,
  'nodeLifecycle.heartbeat': onHeartbeat,
};

/** Begins to watch over nodes. Called as the controller manager's process, before its caches are filled. */
export function startNodeLifecycle(sim: Sim): void {
  startMonitor(sim);
  observeHeartbeats(sim, controllerComponent(sim, name), 'nodeLifecycle.heartbeat');
}

function onNode(sim: Sim, change: Change<Node>): void {
  const node = change.object;
  const nodeName = node.metadata?.name ?? '';
  if (change.type === 'deleted') {
    forgetHealth(sim, nodeName);
    leaveQueue(sim, nodeName);
    sim.store.map<boolean>(registeredName).delete(registeredKey(sim, nodeName));
    followDisruption(sim, countNode(sim, nodeName, undefined));
    return;
  }
  followDisruption(sim, countNode(sim, nodeName, node));
  if (change.type === 'updated' && isSameToTaints(change.old, node)) return;
  enqueue(sim, name, `taints/${nodeName}`);
  const isNew = change.type === 'added';
  if (!isNew && readyStatus(change.old) === readyStatus(node)) return;
  if (!isNew && readyStatus(change.old) === 'True' && readyStatus(node) === 'Unknown') {
    enqueue(sim, name, `pods/${nodeName}`);
  }
  if (readyStatus(node) === 'True' && isHeard(sim, nodeName) && !hasNoExecuteTaint(node)) {
    cancelLook(sim, nodeName);
    leaveQueue(sim, nodeName);
  } else planNextLook(sim, nodeName);
}

function readyStatus(node: Node): string {
  return nodeCondition(node, 'Ready')?.status ?? '';
}

function hasNoExecuteTaint(node: Node): boolean {
  return (node.spec?.taints ?? []).some(
    ({ key, effect }) => effect === 'NoExecute' && (key === notReadyTaintKey || key === unreachableTaintKey),
  );
}

/** Whether nothing changed that taints or labels follow from. */
function isSameToTaints(old: Node, node: Node): boolean {
  return (
    deepEqual(old.spec, node.spec) &&
    deepEqual(old.metadata?.labels, node.metadata?.labels) &&
    haveSameStatuses(old.status?.conditions ?? [], node.status?.conditions ?? [])
  );
}

function haveSameStatuses(a: readonly NodeCondition[], b: readonly NodeCondition[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every(({ type, status }, n) => b[n]?.type === type && b[n].status === status);
}

function registeredKey(sim: Sim, nodeName: string): string {
  return `${processOf(sim.self)}|${nodeName}`;
}

/** A kubelet has fallen silent, or is heard again. */
function onHeartbeat(sim: Sim, { leaseKey, isBeating, lastRenewal }: HeartbeatChange): void {
  const nodeName = nodeOfLease(leaseKey);
  if (nodeName === undefined || !haveCachesSynced(sim)) return;
  const node = listers.nodes.get(sim, nodeName);
  if (node === undefined) return;
  if (isBeating) {
    cancelLook(sim, nodeName);
    if (readyStatus(node) !== 'True' || hasNoExecuteTaint(node)) planNextLook(sim, nodeName);
    return;
  }
  const noticedAt = passAtOrAfter(sim, lastRenewal);
  if (noticedAt > sim.now) {
    planLook(sim, nodeName, noticedAt);
    return;
  }
  const { health } = lookAt(sim, node, noticedAt);
  rememberHealth(sim, nodeName, health);
  planSilenceCheck(sim, node, health);
}

/** Models: node_lifecycle_controller.go monitorNodeHealth for one node (v1.37). */
function checkHealth(sim: Sim, node: Node): Outcome {
  const nodeName = node.metadata?.name ?? '';
  const check = lookAt(sim, node, sim.now);
  if (check.conditions === undefined) {
    rememberHealth(sim, nodeName, check.health);
    planSilenceCheck(sim, node, check.health);
    considerNoExecute(sim, node);
    return done;
  }
  const { monitorGraceSeconds, startupGraceSeconds } = controllerManagerSettings(sim).health;
  const seconds = check.observedReady === undefined ? startupGraceSeconds : monitorGraceSeconds;
  const text = `Node ${nodeName} has not been heard of for more than ${seconds} s: Ready becomes Unknown`;
  sim.note({ verb: 'NodeStatusUnknown', resource: 'nodes', key: nodeName, text });
  const body: Node = { ...node, status: { ...node.status, conditions: [...check.conditions] } };
  return afterRequests([updateStatus('nodes', body)], 'nodeMarked', check);
}

function takeMarkedNode(sim: Sim, _key: string, check: HealthCheck, [response]: readonly ApiResponse[]): Outcome {
  if (response === undefined || !isSuccess(response)) {
    return doneUnless(response === undefined ? '' : failureText(response));
  }
  const node = response.body as Node;
  const nodeName = node.metadata?.name ?? '';
  rememberHealth(sim, nodeName, check.health);
  if (check.podsMarkedNotReady) {
    recordEvent(sim, node, 'Normal', 'NodeNotReady', `Node ${nodeName} status is now: NodeNotReady`);
  }
  considerNoExecute(sim, node);
  return done;
}

/** Decides about the NoExecute taint; a new one waits for its turn. Models: processTaintBaseEviction (v1.37). */
function considerNoExecute(sim: Sim, node: Node): void {
  const nodeName = node.metadata?.name ?? '';
  const wanted = wantedNoExecuteTaint(node);
  const isTainted = hasNoExecuteTaint(node);
  if (wanted !== undefined && !isTainted) {
    if (!isEverythingDown(sim)) queueForTaint(sim, node);
    return;
  }
  leaveQueue(sim, nodeName);
  if (taintsAfterNoExecutePass(node, instantNow(sim)) !== undefined) enqueue(sim, name, `execute/${nodeName}`);
}

function setNoExecuteTaint(sim: Sim, node: Node): Outcome {
  const nodeName = node.metadata?.name ?? '';
  const isManaged = (key: string): boolean => key === notReadyTaintKey || key === unreachableTaintKey;
  const present = node.spec?.taints ?? [];
  const without = present.filter(({ key, effect }) => effect !== 'NoExecute' || !isManaged(key));
  const stripped = without.length === present.length ? undefined : without;
  const taints = isEverythingDown(sim) ? stripped : taintsAfterNoExecutePass(node, instantNow(sim));
  if (taints === undefined) return done;
  const added = taints.find(({ key, effect }) => effect === 'NoExecute' && isManaged(key));
  const text =
    added === undefined
      ? `Node ${nodeName} is heard of again: taint NoExecute is taken away`
      : `Node ${nodeName} gets taint ${added.key}:NoExecute: pods leave when their toleration is over`;
  sim.note({ verb: added === undefined ? 'TaintRemoved' : 'TaintAdded', resource: 'nodes', key: nodeName, text });
  return afterRequests([patchTaints(node, taints)], 'written', null);
}

function patchTaints(node: Node, taints: readonly object[]): ReturnType<typeof patch> {
  const { resourceVersion } = node.metadata ?? {};
  return patch('nodes', node, { metadata: { resourceVersion }, spec: { taints } });
}

/** Models: node_lifecycle_controller.go doNoScheduleTaintingPass, reconcileNodeLabels (v1.37). */
function keepTaintsAndLabels(sim: Sim, node: Node): Outcome {
  const nodeName = node.metadata?.name ?? '';
  const registered = sim.store.map<boolean>(registeredName);
  if (registered.get(registeredKey(sim, nodeName)) === undefined) {
    registered.set(registeredKey(sim, nodeName), true);
    recordEvent(
      sim,
      node,
      'Normal',
      'RegisteredNode',
      `Node ${nodeName} event: Registered Node ${nodeName} in Controller`,
    );
  }
  const taints = taintsAfterNoSchedulePass(node, instantNow(sim));
  const labels = reconcileNodeLabels(node);
  const hasNewLabels = labels !== node.metadata?.labels && Object.keys(labels).length > 0;
  if (taints === undefined && !hasNewLabels) return done;
  if (taints === undefined) return afterRequests([patch('nodes', node, { metadata: { labels } })], 'written', null);
  const keys = taints.filter(({ effect }) => effect === 'NoSchedule').map(({ key }) => key);
  const text =
    keys.length === 0
      ? `Node ${nodeName} takes pods`
      : `Node ${nodeName} takes no pods that do not tolerate ${keys.join(', ')}`;
  sim.note({ verb: 'NoScheduleTaints', resource: 'nodes', key: nodeName, text });
  const { resourceVersion } = node.metadata ?? {};
  const metadata = hasNewLabels ? { resourceVersion, labels } : { resourceVersion };
  return afterRequests([patch('nodes', node, { metadata, spec: { taints } })], 'written', null);
}

/** Models: pkg/controller/util/node/controller_utils.go MarkPodsNotReady (v1.37). */
function markPodsNotReady(sim: Sim, node: Node): Outcome {
  if (readyStatus(node) === 'True') return done;
  const pods = listers.pods.byIndex(sim, 'byNode', node.metadata?.name ?? '').filter(isPodReady);
  if (pods.length === 0) return done;
  pods.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const text = `Node ${node.metadata?.name ?? ''} is not ready: its ${pods.length} ready pods are marked not ready`;
  sim.note({ verb: 'PodsNotReady', resource: 'nodes', key: node.metadata?.name ?? '', text });
  const requests = pods.map((pod) => updateStatus('pods', withReadyFalse(pod, apiTimeNow(sim))));
  return afterRequests(requests, 'podsMarked', pods);
}

function withReadyFalse(pod: Pod, now: string): Pod {
  const conditions = (pod.status?.conditions ?? []).map((condition): PodCondition =>
    condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: now } : condition,
  );
  return { ...pod, status: { ...pod.status, conditions } };
}

function takeMarkedPods(sim: Sim, _key: string, pods: readonly Pod[], responses: readonly ApiResponse[]): Outcome {
  responses.forEach((response, index) => {
    if (isSuccess(response)) recordEvent(sim, pods[index] as Pod, 'Warning', 'NodeNotReady', 'Node is not ready');
  });
  return doneUnless(firstFailure(responses, 'NotFound'));
}

/** All nodes down: taints are taken back. Up again: everybody gets a new grace. Models: handleDisruption (v1.37). */
function followDisruption(sim: Sim, disruption: Disruption): void {
  if (disruption === 'none') return;
  const nodeNames: string[] = [];
  listers.nodes.forEach(sim, (node) => {
    const isConcerned = disruption === 'allDownBegan' ? hasNoExecuteTaint(node) : readyStatus(node) !== 'True';
    if (isConcerned) nodeNames.push(node.metadata?.name ?? '');
  });
  for (const nodeName of nodeNames.sort()) {
    leaveQueue(sim, nodeName);
    if (disruption === 'allDownBegan') enqueue(sim, name, `execute/${nodeName}`);
    else {
      resetGrace(sim, nodeName);
      planNextLook(sim, nodeName);
    }
  }
}

function resetGrace(sim: Sim, nodeName: string): void {
  const health: NodeHealth | undefined = healthOf(sim, nodeName);
  if (health === undefined) return;
  const now = instantNow(sim);
  rememberHealth(sim, nodeName, { ...health, probedAt: now, readyChangedAt: now });
}
