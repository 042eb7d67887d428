import type { Handlers, Sim } from '../engine/engine.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { formatTime } from '../api/time.ts';
import type { Node, Pod, PodCondition } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { failureOf, isSuccess } from '../apiserver/types.ts';
import { recordEvent } from '../client/event-recorder.ts';
import { startLeaderElection, type LeaderElectionDef } from '../client/leader-election.ts';
import { keyOf, listerOf, startInformer, type Change, type InformerDef } from '../client/informer.ts';
import { ignoreReply, sendRequest, type Reply } from '../client/request.ts';
import { controllerOf } from '../api/owner-references.ts';
import {
  assumePod,
  forgetPod,
  nodeSnapshot,
  podsOfOwner,
  removeNode,
  removePod,
  setBoundPod,
  setNode,
} from './cache.ts';
import { findNodesThatFit, selectHost, type FilterResult } from './cycle.ts';
import { totalScores, type Evaluation } from './evaluation.ts';
import { fitErrorMessage } from './fit-error.ts';
import type { NodeInfo, Refusal } from './framework.ts';
import { podTopologySpreadWeight, spreadScores } from './plugins/pod-topology-spread.ts';
import {
  addPod,
  advance,
  armQueueTimer,
  backoffMicros,
  callCycle,
  dropPod,
  moveUnschedulable,
  popPod,
  queuedPod,
  type QueuedPod,
} from './queue.ts';

const schedulerName = 'default-scheduler';

/** The last decision about a pod, kept for whoever asks why. */
export interface Decision {
  readonly nodeName: string;
  readonly examined: number;
  readonly feasible: number;
  /** Best total score, and how many nodes shared it. */
  readonly score: number;
  readonly ties: number;
  readonly message: string;
}

/** The decision about a pod, by `namespace/name`. */
export function decisionOf(sim: Sim, key: string): Decision | undefined {
  return sim.store.map<Decision>('scheduler/decisions').get(key);
}

export const schedulerPods: InformerDef<Pod> = { name: 'scheduler.pods', resource: 'pods', onChange: onPodChange };
export const schedulerNodes: InformerDef<Node> = { name: 'scheduler.nodes', resource: 'nodes', onChange: onNodeChange };
const pods = listerOf(schedulerPods);

/** How one of several schedulers becomes the one that works. */
export const schedulerElection: LeaderElectionDef = {
  lease: 'kube-scheduler',
  onStartedLeading: (sim) => {
    startInformer(sim, schedulerNodes as InformerDef);
    startInformer(sim, schedulerPods as InformerDef);
  },
};

/** Starts the scheduler as the present component; it works once it leads. */
export function startScheduler(sim: Sim): void {
  startLeaderElection(sim, schedulerElection.lease);
}

function onNodeChange(sim: Sim, change: Change<Node>): void {
  if (change.type === 'deleted') {
    removeNode(sim, change.object);
    return;
  }
  setNode(sim, change.object);
  if (change.type === 'added' || hasBecomeBetter(change.old, change.object)) moveUnschedulable(sim, nodePlugins);
}

/** Refusals that a new or changed node may undo. */
const nodePlugins = ['NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity', 'NodeResourcesFit'];

function hasBecomeBetter(old: Node, node: Node): boolean {
  return !(
    deepEqual(old.spec, node.spec) &&
    deepEqual(old.metadata?.labels, node.metadata?.labels) &&
    deepEqual(old.status?.allocatable, node.status?.allocatable)
  );
}

function onPodChange(sim: Sim, change: Change<Pod>): void {
  const pod = change.object;
  const key = keyOf(pod);
  const isBound = (pod.spec?.nodeName ?? '') !== '';
  if (change.type === 'deleted') {
    if (queuedPod(sim, key) !== undefined) dropPod(sim, key);
    removePod(sim, pod);
    sim.store.map<Decision>('scheduler/decisions').delete(key);
    if (isBound) moveUnschedulable(sim, ['NodeResourcesFit']);
    return;
  }
  if (isBound) {
    setBoundPod(sim, pod);
    if (change.type === 'updated' && pod.status?.phase !== change.old.status?.phase && isEnded(pod)) {
      moveUnschedulable(sim, ['NodeResourcesFit']);
    }
    return;
  }
  if ((pod.spec?.schedulerName ?? schedulerName) !== schedulerName) return;
  const queued = queuedPod(sim, key);
  if (queued === undefined) {
    if (pod.metadata?.deletionTimestamp === undefined) addPod(sim, key, pod);
  } else if (change.type === 'updated' && !deepEqual(pod.spec, change.old.spec)) onSpecChange(sim, queued, pod);
}

function isEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function onSpecChange(sim: Sim, queued: QueuedPod, pod: Pod): void {
  const isFree = queued.machine.value === 'queued.gated' && (pod.spec?.schedulingGates ?? []).length === 0;
  if (isFree) advance(sim, queued, { type: 'gates.removed' });
  else if (queued.machine.value === 'queued.unschedulable') {
    armQueueTimer(sim, advance(sim, queued, { type: 'cluster.changed', isBackingOff: queued.backoffUntil > sim.now }));
  }
}

/** One scheduling cycle: takes a pod, finds it a node, and sends the binding. */
function runCycle(sim: Sim): void {
  sim.store.map<boolean>('scheduler/flags').set('isCycleCalled', false);
  const queued = popPod(sim);
  if (queued === undefined) return;
  callCycle(sim);
  sim.causedBy(queued.cause);
  const pod = pods.get(sim, queued.key);
  if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) {
    dropPod(sim, queued.key);
    return;
  }
  schedule(sim, advance(sim, queued, { type: 'pod.popped' }), pod);
}

function schedule(sim: Sim, queued: QueuedPod, pod: Pod): void {
  const nodes = nodeSnapshot(sim);
  const starts = sim.store.map<number>('scheduler/nextStart');
  const start = nodes.length === 0 ? 0 : (starts.get('index') ?? 0) % nodes.length;
  const found = findNodesThatFit(pod, nodes, start);
  const { feasible, refusals, examined } = found;
  starts.set('index', nodes.length === 0 ? 0 : (start + examined) % nodes.length);
  if (feasible.length === 0) refuse(sim, queued, pod, nodes.length, refusals);
  else choose(sim, queued, pod, found);
}

function choose(sim: Sim, queued: QueuedPod, pod: Pod, { feasible, indexes, examined }: FilterResult): void {
  const totals = feasible.length === 1 ? [0] : totalScores(pod, feasible);
  if (feasible.length > 1) addSpreadScores(sim, pod, feasible, indexes, totals);
  const draw = sim.random('tie', queued.uid, queued.machine.context.attempts);
  const { index, ties } = selectHost(totals, draw);
  const nodeName = (feasible[index] as Evaluation).nodeInfo.node.metadata?.name ?? '';
  const count = feasible.length;
  const found = advance(sim, queued, { type: 'nodes.found', count, nodeName });
  const chosen = count === 1 ? found : advance(sim, found, { type: 'node.chosen', nodeName });
  assumePod(sim, pod, nodeName);
  advance(sim, advance(sim, chosen, { type: 'pod.reserved' }), { type: 'permit.allowed' });
  const score = totals[index] as number;
  const message = decisionText(nodeName, examined, count, score, ties);
  remember(sim, queued.key, { nodeName, examined, feasible: count, score, ties, message });
  sim.note({ verb: 'NodeChosen', resource: 'pods', key: queued.key, text: message });
  const { name = '', namespace = '' } = pod.metadata ?? {};
  const body = { metadata: { name, namespace }, target: { kind: 'Node', name: nodeName } };
  sendRequest(
    sim,
    { verb: 'create', resource: 'pods', subresource: 'binding', namespace, name, body },
    { kind: 'scheduler.bound', context: { key: queued.key, nodeName } },
  );
}

function remember(sim: Sim, key: string, decision: Decision): void {
  sim.store.map<Decision>('scheduler/decisions').set(key, decision);
  sim.store.map<string>('scheduler/lastDecision').set('key', key);
}

/** Adds what PodTopologySpread says, which depends on where the controller's other pods are. */
function addSpreadScores(
  sim: Sim,
  pod: Pod,
  feasible: readonly Evaluation[],
  indexes: readonly number[],
  totals: number[],
): void {
  const counts = podsOfOwner(sim, controllerOf(pod)?.uid ?? '');
  if (counts === null) return;
  const zoneOf = (nodeInfo: NodeInfo): string => nodeInfo.node.metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';
  const zoneCounts = new Map<string, number>();
  const zones = feasible.map(({ nodeInfo }) => zoneOf(nodeInfo));
  if (zones.some((zone) => zone !== '')) {
    nodeSnapshot(sim).forEach((nodeInfo, index) => {
      const zone = zoneOf(nodeInfo);
      zoneCounts.set(zone, (zoneCounts.get(zone) ?? 0) + (counts[index] ?? 0));
    });
  }
  const own = indexes.map((index) => counts[index] ?? 0);
  const scores = spreadScores(own, zones, (zone) => zoneCounts.get(zone) ?? 0);
  if (scores === null) return;
  for (let i = 0; i < totals.length; i++)
    totals[i] = (totals[i] as number) + podTopologySpreadWeight * (scores[i] as number);
}

function decisionText(nodeName: string, examined: number, feasible: number, score: number, ties: number): string {
  if (feasible === 1) return `chose ${nodeName}: the only one of ${examined} that fits`;
  const tie = ties > 1 ? `, drawn among ${ties} equals` : '';
  return `chose ${nodeName} of ${feasible} that fit: highest score ${score}${tie}`;
}

function refuse(sim: Sim, queued: QueuedPod, pod: Pod, nodeCount: number, refusals: readonly Refusal[]): void {
  const message = fitErrorMessage(nodeCount, refusals);
  const plugins = [...new Set(refusals.map((refusal) => refusal.plugin))].sort();
  const filtered = advance(sim, queued, { type: 'nodes.notFound' });
  const waiting = advance(
    sim,
    filtered,
    { type: 'preemption.failed' },
    {
      rejectedBy: nodeCount === 0 ? nodePlugins : plugins,
      backoffUntil: sim.now + backoffMicros(queued.machine.context.attempts),
    },
  );
  armQueueTimer(sim, waiting);
  remember(sim, queued.key, { nodeName: '', examined: nodeCount, feasible: 0, score: 0, ties: 0, message });
  sim.note({ verb: 'Unschedulable', resource: 'pods', key: queued.key, text: message });
  recordEvent(sim, podReference(pod), 'Warning', 'FailedScheduling', message);
  reportCondition(sim, pod, message);
}

/** Writes PodScheduled=False when it does not stand there already. */
function reportCondition(sim: Sim, pod: Pod, message: string): void {
  const conditions = pod.status?.conditions ?? [];
  const old = conditions.find((condition) => condition.type === 'PodScheduled');
  if (old?.status === 'False' && old.message === message) return;
  const condition: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: old?.lastTransitionTime ?? formatTime(sim.now, worldSettings(sim).epochMs),
  };
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const status = { conditions: [...conditions.filter((other) => other !== old), condition] };
  const body = { metadata: { uid }, status };
  sendRequest(sim, { verb: 'patch', resource: 'pods', subresource: 'status', namespace, name, body }, ignoreReply);
}

function onBound(sim: Sim, { response, context }: Reply<{ key: string; nodeName: string }>): void {
  const queued = queuedPod(sim, context.key);
  const pod = pods.get(sim, context.key);
  if (isSuccess(response)) {
    if (queued !== undefined) dropPod(sim, context.key);
    if (pod === undefined) return;
    recordEvent(
      sim,
      podReference(pod),
      'Normal',
      'Scheduled',
      `Successfully assigned ${context.key} to ${context.nodeName}`,
    );
    return;
  }
  if (pod !== undefined) forgetPod(sim, pod);
  if (queued === undefined) return;
  if (pod === undefined || (pod.spec?.nodeName ?? '') !== '') {
    dropPod(sim, context.key);
    return;
  }
  const message = failureOf(response).message ?? 'binding failed';
  const backoffUntil = sim.now + backoffMicros(queued.machine.context.attempts);
  armQueueTimer(sim, advance(sim, queued, { type: 'cycle.failed' }, { backoffUntil }));
  recordEvent(sim, podReference(pod), 'Warning', 'FailedScheduling', message);
}

/** The pod with its kind, as events name it. */
function podReference(pod: Pod): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata ?? {} };
}

interface QueueTimer {
  readonly key: string;
  readonly attempts: number;
}

export const schedulerHandlers: Handlers = {
  'scheduler.cycle': (sim: Sim) => runCycle(sim),
  'scheduler.bound': (sim: Sim, reply: Reply<{ key: string; nodeName: string }>) => onBound(sim, reply),
  'scheduler.backoffElapsed': (sim: Sim, { key, attempts }: QueueTimer) => {
    const queued = queuedPod(sim, key);
    const isMeant = queued?.machine.context.attempts === attempts && queued.machine.value === 'queued.backoff';
    if (queued !== undefined && isMeant) advance(sim, queued, { type: 'backoff.elapsed' });
  },
  'scheduler.leftoverExpired': (sim: Sim, { key, attempts }: QueueTimer) => {
    const queued = queuedPod(sim, key);
    if (queued?.machine.context.attempts !== attempts || queued.machine.value !== 'queued.unschedulable') return;
    advance(sim, queued, { type: 'unschedulable.expired', isBackingOff: false }, { cause: sim.cause });
  },
};
