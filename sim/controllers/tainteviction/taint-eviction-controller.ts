/** The running taint-eviction controller: deletes pods when their time on a tainted node is over. */
import type { Sim } from '../../engine/engine.ts';
import type { Micros } from '../../engine/event.ts';
import { numbered } from '../../engine/store.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { microsPerSecond } from '../../api/time.ts';
import type { Node, Pod, PodCondition, Taint } from '../../api/types.ts';
import { afterRequests, done, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { recordEvent } from '../../client/event-recorder.ts';
import { keyOf, type Change } from '../../client/informer.ts';
import { apiTimeNow } from '../clock.ts';
import { listers, type Hooks } from '../informers.ts';
import { doneUnlessFailed, firstFailure, patchStatus, remove } from '../requests.ts';
import { cancelSync, syncAfter, syncDueAt } from '../timers.ts';
import { evictionDelaySeconds, noExecuteTaints } from './eviction-time.ts';

const name = 'taint-eviction';

/** When the taint that counts was first seen, by pod: later taints count from there. */
const sinceName = numbered('tainteviction/since');

export const taintEvictionController: ControllerDef = {
  name,
  workers: 8,
  sync: evict,
  steps: {
    marked: (_sim, _key, pod: Pod, responses) => {
      const failure = firstFailure(responses, 'NotFound');
      return failure === ''
        ? afterRequests([remove('pods', pod)], 'deleted', null)
        : { type: 'error', message: failure };
    },
    deleted: doneUnlessFailed,
  },
};

/** Models: pkg/controller/tainteviction/taint_eviction.go handleNodeUpdate, handlePodUpdate (v1.37). */
export const taintEvictionHooks: Hooks = { nodes: onNode, pods: onPod };

function onNode(sim: Sim, change: Change<Node>): void {
  const before = change.type === 'added' ? [] : noExecuteTaints(change.old.spec?.taints);
  const after = change.type === 'deleted' ? [] : noExecuteTaints(change.object.spec?.taints);
  if (deepEqual(before, after)) return;
  const pods = listers.pods.byIndex(sim, 'byNode', change.object.metadata?.name ?? '');
  for (const pod of pods.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) planEviction(sim, pod, after);
}

function onPod(sim: Sim, change: Change<Pod>): void {
  const pod = change.object;
  if (change.type === 'deleted') {
    cancelEviction(sim, keyOf(pod));
    return;
  }
  const nodeName = pod.spec?.nodeName ?? '';
  if (nodeName === '') return;
  const isSame =
    change.type === 'updated' &&
    change.old.spec?.nodeName === nodeName &&
    deepEqual(change.old.spec?.tolerations, pod.spec?.tolerations);
  if (isSame) return;
  const taints = noExecuteTaints(listers.nodes.get(sim, nodeName)?.spec?.taints);
  if (taints.length > 0) planEviction(sim, pod, taints);
}

/** Models: taint_eviction.go processPodOnNode (v1.37). */
function planEviction(sim: Sim, pod: Pod, taints: readonly Taint[]): void {
  const key = keyOf(pod);
  const seconds = evictionDelaySeconds(pod, taints);
  if (seconds === undefined) {
    cancelEviction(sim, key);
    return;
  }
  const since = sim.store.map<Micros>(sinceName);
  const start = since.get(key) ?? sim.now;
  const due = seconds === 0 ? sim.now : start + seconds * microsPerSecond;
  const planned = syncDueAt(sim, name, key);
  if (planned !== undefined && planned <= due) return;
  since.set(key, start);
  cancelSync(sim, name, key);
  const reason = taints.map((taint) => `${taint.key}:${taint.effect}`).join(', ');
  const text = `Pod ${pod.metadata?.name ?? ''} has to leave node ${pod.spec?.nodeName ?? ''} (${reason}) ${seconds === 0 ? 'now' : `after ${seconds} s`}`;
  sim.note({ verb: 'EvictionPlanned', resource: 'pods', key, text });
  syncAfter(sim, name, key, Math.max(0, due - sim.now));
}

function cancelEviction(sim: Sim, key: string): void {
  const since = sim.store.map<Micros>(sinceName);
  if (since.get(key) === undefined) return;
  since.delete(key);
  if (syncDueAt(sim, name, key) === undefined) return;
  cancelSync(sim, name, key);
  const pod = listers.pods.get(sim, key);
  if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) return;
  const text = `The taints are gone: pod ${pod.metadata?.name ?? ''} may stay on node ${pod.spec?.nodeName ?? ''}`;
  sim.note({ verb: 'EvictionCancelled', resource: 'pods', key, text });
}

const disruptionTarget = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
} as const;

/** Models: taint_eviction.go deletePodHandler, addConditionAndDeletePod (v1.37). */
function evict(sim: Sim, key: string): Outcome {
  sim.store.map<Micros>(sinceName).delete(key);
  const pod = listers.pods.get(sim, key);
  if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) return done;
  const taints = noExecuteTaints(listers.nodes.get(sim, pod.spec?.nodeName ?? '')?.spec?.taints);
  if (evictionDelaySeconds(pod, taints) === undefined) return done;
  const text = `Marking for deletion Pod ${key}`;
  sim.note({ verb: 'TaintManagerEviction', resource: 'pods', key, text });
  recordEvent(sim, pod, 'Normal', 'TaintManagerEviction', text);
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== disruptionTarget.type);
  const condition: PodCondition = { ...disruptionTarget, lastTransitionTime: apiTimeNow(sim) };
  return afterRequests([patchStatus('pods', pod, { status: { conditions: [...others, condition] } })], 'marked', pod);
}
