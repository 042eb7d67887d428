import type { Handlers, Sim } from '../engine/engine.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { hasGivenResources, podRequests } from '../api/pod-resources.ts';
import type { KubeObject, Namespace, Node, Pod } from '../api/types.ts';
import { startLeaderElection, type LeaderElectionDef } from '../client/leader-election.ts';
import { keyOf, startInformer, type Change, type InformerDef } from '../client/informer.ts';
import { bindingHandlers } from './binding.ts';
import { countedNode, forgetModel, removeNode, removePod, setBoundPod, setNode } from './cache.ts';
import type { StorageChange } from './cluster-change.ts';
import { forgetDecision } from './decisions.ts';
import { evictionHandlers } from './eviction.ts';
import { isGated } from './gating.ts';
import { moveChangedPod, moveUnschedulable } from './hints.ts';
import { forgetServices, objectInformers, startObjectInformers } from './informers.ts';
import { nominate } from './nominator.ts';
import { podsDef, setInformerOwner } from './pods.ts';
import { preemptionsUnderWay } from './preemptions-under-way.ts';
import type { Profile } from './profile.ts';
import { addPod, advance, dropPod, queuedPod, type QueuedPod } from './queue.ts';
import { reconfigurationHandlers } from './reconfiguration.ts';
import { runCycle } from './scheduling.ts';
import { profileFor } from './settings.ts';
import { endWait, recheckWaits } from './volume-wait.ts';

const schedulerPods: InformerDef<Pod> = { ...podsDef, onChange: onPodChange };
const schedulerNodes: InformerDef<Node> = { name: 'scheduler.nodes', resource: 'nodes', onChange: onNodeChange };
const objectDefs = objectInformers({
  onNamespace: onNamespaceChange,
  onStorage: (what) => (sim, change) => onStorageChange(sim, what, change),
});

/** Everything that the scheduler watches. */
export const schedulerInformers: readonly InformerDef[] = [
  schedulerPods as InformerDef,
  schedulerNodes as InformerDef,
  ...objectDefs,
];

/** How one of several schedulers becomes the one that works. */
export const schedulerElection: LeaderElectionDef = {
  lease: 'kube-scheduler',
  onStartedLeading: (sim) => {
    setInformerOwner(sim);
    forgetModel(sim);
    forgetServices(sim);
    startInformer(sim, schedulerNodes as InformerDef);
    startInformer(sim, schedulerPods as InformerDef);
    startObjectInformers(sim, objectDefs);
  },
};

/** Starts the scheduler as the present component; it works once it leads. */
export function startScheduler(sim: Sim): void {
  startLeaderElection(sim, schedulerElection.lease);
}

function onNodeChange(sim: Sim, change: Change<Node>): void {
  const { object } = change;
  if (change.type === 'deleted') {
    removeNode(sim, object);
    recheckWaits(sim);
    moveUnschedulable(sim, { what: 'nodeDeleted', object });
    return;
  }
  setNode(sim, object);
  if (change.type === 'added') moveUnschedulable(sim, { what: 'node', object });
  else if (hasSchedulingChange(change.old, object)) {
    recheckWaits(sim);
    moveUnschedulable(sim, { what: 'node', object, old: change.old });
  }
}

/** Models: pkg/scheduler/framework/events.go NodeSchedulingPropertiesChange (v1.37). */
function hasSchedulingChange(old: Node, node: Node): boolean {
  return !(
    deepEqual(old.spec, node.spec) &&
    deepEqual(old.metadata?.labels, node.metadata?.labels) &&
    deepEqual(old.status?.allocatable, node.status?.allocatable)
  );
}

/** Models: eventhandlers.go addPod, updatePod, deletePod (v1.37). */
function onPodChange(sim: Sim, change: Change<Pod>): void {
  const pod = change.object;
  const key = keyOf(pod);
  const isBound = (pod.spec?.nodeName ?? '') !== '';
  if (change.type === 'deleted') {
    onPodDeleted(sim, key, pod, isBound);
    return;
  }
  if (isBound) {
    onBoundPod(sim, key, change);
    return;
  }
  const profile = profileFor(sim, pod);
  if (profile === undefined) return;
  const queued = queuedPod(sim, key);
  if (queued === undefined) {
    if (pod.metadata?.deletionTimestamp !== undefined) return;
    nominate(sim, key, pod.status?.nominatedNodeName ?? '');
    addPod(sim, key, pod, isGated(profile, pod));
  } else if (change.type === 'updated' && hasOwnChange(change.old, pod)) {
    onWaitingPodChange(sim, profile, queued, pod, change.old);
  }
}

function onPodDeleted(sim: Sim, key: string, pod: Pod, isBound: boolean): void {
  const tookRoom = isBound || countedNode(sim, key) !== '' || (pod.status?.nominatedNodeName ?? '') !== '';
  dropPod(sim, key);
  endWait(sim, key);
  removePod(sim, key);
  nominate(sim, key, '');
  forgetDecision(sim, key);
  preemptionsUnderWay(sim).delete(key);
  if (tookRoom) moveUnschedulable(sim, { what: 'assignedPod', object: pod, isDeleted: true });
}

function onBoundPod(sim: Sim, key: string, change: Change<Pod>): void {
  const pod = change.object;
  setBoundPod(sim, key, pod);
  nominate(sim, key, '');
  const old = change.type === 'updated' ? change.old : undefined;
  if (isEnded(pod)) {
    if (old !== undefined && !isEnded(old)) {
      moveUnschedulable(sim, { what: 'assignedPod', object: pod, old, isDeleted: true });
    }
    return;
  }
  if (old === undefined || (old.spec?.nodeName ?? '') === '') {
    moveUnschedulable(sim, { what: 'assignedPod', object: pod, isDeleted: false });
  } else if (mattersToOthers(old, pod)) {
    moveUnschedulable(sim, { what: 'assignedPod', object: pod, isDeleted: false, old });
  }
}

/** Labels, or the room that it takes, have changed. Models: pkg/scheduler/framework/events.go PodSchedulingPropertiesChange (v1.37). */
function mattersToOthers(old: Pod, pod: Pod): boolean {
  if (!deepEqual(old.metadata?.labels, pod.metadata?.labels)) return true;
  if (old.spec?.containers === pod.spec?.containers && !hasGivenResources(old)) return false;
  return !deepEqual(podRequests(old), podRequests(pod));
}

function isEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function hasOwnChange(old: Pod, pod: Pod): boolean {
  return !deepEqual(old.spec, pod.spec) || !deepEqual(old.metadata?.labels, pod.metadata?.labels);
}

/** Models: scheduling_queue.go Update (v1.37). */
function onWaitingPodChange(sim: Sim, profile: Profile, queued: QueuedPod, pod: Pod, old: Pod): void {
  if (queued.machine.value === 'queued.gated') {
    if (!isGated(profile, pod)) advance(sim, queued, { type: 'gates.removed' });
  } else moveChangedPod(sim, profile, queued, { what: 'targetPod', object: pod, old });
}

/** What was counted by the labels of namespaces holds no longer. */
function onNamespaceChange(sim: Sim, change: Change<Namespace>): void {
  const hasChanged =
    change.type !== 'updated' || !deepEqual(change.old.metadata?.labels, change.object.metadata?.labels);
  if (hasChanged) forgetModel(sim);
}

function onStorageChange(sim: Sim, what: StorageChange, change: Change<KubeObject>): void {
  if (what === 'claim' || what === 'volume') recheckWaits(sim);
  if (change.type === 'deleted') return;
  moveUnschedulable(sim, { what, object: change.object });
}

interface QueueTimer {
  readonly key: string;
  readonly attempts: number;
}

export const schedulerHandlers: Handlers = {
  ...bindingHandlers,
  ...evictionHandlers,
  ...reconfigurationHandlers,
  'scheduler.cycle': (sim: Sim) => runCycle(sim),
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
