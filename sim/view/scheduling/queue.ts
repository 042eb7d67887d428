import type { Engine } from '../../engine/engine.ts';
import type { QueuedPodRow, QueueLane, SchedulingPicture } from '../../protocol.ts';
import { decisionOf } from '../../scheduler/decisions.ts';
import { seenPod } from '../../scheduler/pods.ts';
import { forEachQueuedPod, leftoverFlushAt, type QueuedPod } from '../../scheduler/queue.ts';
import { profileFor } from '../../scheduler/settings.ts';
import { objectId } from '../element-ids.ts';
import { helpFor } from './help.ts';

const lanes: readonly QueueLane[] = ['active', 'backoff', 'unschedulable', 'gated', 'binding'];
/** Pods of a lane that are told one by one. */
const rowsMax = 60;

/** The lanes of the queue, each in its own order, with the first of its pods. */
export function queueLanes(engine: Engine): SchedulingPicture['queue'] {
  const firsts = new Map(lanes.map((lane) => [lane, new First(orders[lane])]));
  forEachQueuedPod(engine, (queued) => firsts.get(laneOf(queued))?.add(queued));
  return lanes.map((lane) => {
    const { total, pods } = firsts.get(lane) as First;
    return { lane, total, rows: pods.map((queued) => rowOf(engine, lane, queued)) };
  });
}

/** The first pods in an order, of any number of them: the others are only counted. */
class First {
  readonly pods: QueuedPod[] = [];
  total = 0;
  readonly #order: Order;

  constructor(order: Order) {
    this.#order = order;
  }

  add(queued: QueuedPod): void {
    this.total++;
    const last = this.pods[rowsMax - 1];
    if (last !== undefined && this.#order(queued, last) > 0) return;
    let low = 0;
    let high = this.pods.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order(this.pods[middle] as QueuedPod, queued) < 0) low = middle + 1;
      else high = middle;
    }
    this.pods.splice(low, 0, queued);
    this.pods.length = Math.min(this.pods.length, rowsMax);
  }
}

function laneOf({ machine }: QueuedPod): QueueLane {
  switch (machine.value) {
    case 'queued.backoff':
      return 'backoff';
    case 'queued.unschedulable':
      return 'unschedulable';
    case 'queued.gated':
      return 'gated';
    default:
      return machine.value.startsWith('assumed') ? 'binding' : 'active';
  }
}

type Order = (a: QueuedPod, b: QueuedPod) => number;

const byKey: Order = (a, b) => (a.key < b.key ? -1 : 1);
/** Highest priority first, then longest waiting, as the queue gives them out. */
const byPriority: Order = (a, b) => b.priority - a.priority || a.since - b.since || byKey(a, b);
const orders: Readonly<Record<QueueLane, Order>> = {
  active: byPriority,
  backoff: (a, b) => a.backoffUntil - b.backoffUntil || byKey(a, b),
  unschedulable: byPriority,
  gated: byKey,
  binding: byKey,
};

function rowOf(engine: Engine, lane: QueueLane, queued: QueuedPod): QueuedPodRow {
  const { key, priority, machine, rejectedBy } = queued;
  const { attempts, nodeName, nominatedNodeName } = machine.context;
  const slash = key.indexOf('/');
  const pod = seenPod(engine, key);
  const profile = pod === undefined ? undefined : profileFor(engine, pod);
  const gates = (pod?.spec?.schedulingGates ?? []).map(({ name }) => name);
  return {
    elementId: objectId('pods', key),
    namespace: key.slice(0, slash),
    name: key.slice(slash + 1),
    priority,
    attempts,
    until: untilOf(engine, lane, queued),
    heldBy: lane === 'gated' ? gates : lane === 'unschedulable' || lane === 'backoff' ? [...rejectedBy] : [],
    helpedBy: lane === 'unschedulable' && profile !== undefined ? helpFor(profile, rejectedBy) : [],
    nodeName: lane === 'binding' ? nodeName : (pod?.status?.nominatedNodeName ?? nominatedNodeName),
  };
}

function untilOf(engine: Engine, lane: QueueLane, { key, backoffUntil }: QueuedPod): number | null {
  if (lane === 'backoff') return backoffUntil;
  const decision = lane === 'unschedulable' ? decisionOf(engine, key) : undefined;
  return decision === undefined ? null : leftoverFlushAt(decision.at);
}
