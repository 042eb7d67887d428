import type { PlacementAnswer, SchedulingPicture } from '../../sim/protocol.ts';
import { Hindsight } from '../../sim/scenario/hindsight.ts';
import type { Simulation } from '../../sim/scenario/simulation.ts';
import { decisionOf } from '../../sim/scheduler/decisions.ts';
import { explainPod } from '../../sim/scheduler/explain/explain-pod.ts';
import { seenPod } from '../../sim/scheduler/pods.ts';
import { queuedPod } from '../../sim/scheduler/queue.ts';
import { profileFor } from '../../sim/scheduler/settings.ts';
import type { Engine } from '../../sim/engine/engine.ts';
import { objectOfId } from '../../sim/view/element-ids.ts';
import { schedulingPicture } from '../../sim/view/scheduling/picture.ts';
import { placementOf } from '../../sim/view/scheduling/placement.ts';
import type { OpenSession } from './open-session.ts';

const hindsights = new WeakMap<Simulation, Hindsight>();

function hindsightOf(simulation: Simulation): Hindsight {
  let hindsight = hindsights.get(simulation);
  if (hindsight === undefined) hindsights.set(simulation, (hindsight = new Hindsight(simulation)));
  return hindsight;
}

/** The scheduler as of now. */
export function scheduling(
  { simulation }: OpenSession,
  first: number,
  count: number,
  elementId: string | null = null,
): SchedulingPicture {
  return schedulingPicture(simulation.engine, first, count, elementId);
}

/**
 * How a pod was placed last, up to `at`: the state just before the decision is worked out again beside the session, and the decision in it.
 * A pod that waits for its first attempt is told what that would give now.
 *
 * @param at `null` for now
 */
export function placement(session: OpenSession, elementId: string, at: number | null): PlacementAnswer {
  const { simulation } = session;
  const found = objectOfId(elementId);
  if (found?.resource !== 'pods') return { placement: null, note: 'Only pods are placed.' };
  return placementIn(simulation, hindsightOf(simulation), found.key, at);
}

/** The same of any simulation, by the pod's `namespace/name`. */
export function placementIn(
  simulation: Simulation,
  hindsight: Hindsight,
  key: string,
  at: number | null,
): PlacementAnswer {
  const isPast = at !== null && at < simulation.now;
  const engine = isPast ? hindsight.at(at) : simulation.engine;
  if (engine === undefined) return { placement: null, note: notKept };
  const decision = decisionOf(engine, key);
  if (decision === undefined) return undecided(engine, key);
  const before = hindsight.at(decision.at - 1);
  if (before === undefined) return { placement: null, note: `${notKept} It ${decision.message}.` };
  const pod = seenPod(before, key);
  const explanation = explainPod(before, key);
  if (pod === undefined || explanation === undefined) return { placement: null, note: notKept };
  return { placement: placementOf({ ...explanation, message: decision.message }, pod, decision.at), note: '' };
}

const notKept = 'It was placed while the cluster was set up, before time began.';

function undecided(engine: Engine, key: string): PlacementAnswer {
  const pod = seenPod(engine, key);
  if (pod === undefined) return { placement: null, note: 'The scheduler does not know it (yet, or any more).' };
  const name = pod.spec?.schedulerName ?? '';
  if (profileFor(engine, pod) === undefined) {
    return { placement: null, note: `It asks for the scheduler ${name}, and there is no profile of that name.` };
  }
  const queued = queuedPod(engine, key);
  if (queued === undefined) {
    const node = pod.spec?.nodeName ?? '';
    const note = `It came with its node, ${node}, so the scheduler was not asked.`;
    return { placement: null, note: node === '' ? 'The scheduler has let go of it.' : note };
  }
  const explanation = explainPod(engine, key);
  if (explanation === undefined) return { placement: null, note: 'The scheduler has let go of it.' };
  const isGated = queued.machine.value === 'queued.gated';
  const note = isGated
    ? 'Its scheduling gates are closed: it is not tried before they are taken away. This is what would come of it now.'
    : 'It has not been tried yet. This is what would come of it now.';
  return { placement: placementOf(explanation, pod, null), note };
}
