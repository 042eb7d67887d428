import type { Engine } from '../../engine/engine.ts';
import type { SchedulingPicture } from '../../protocol.ts';
import { decisionOf, lastDecisionKey, type Decision } from '../../scheduler/decisions.ts';
import { schedulerConfiguration, schedulerSettings } from '../../scheduler/settings.ts';
import { objectId, objectOfId } from '../element-ids.ts';
import { schedulingNodes } from './nodes.ts';
import { queueLanes } from './queue.ts';

/** Most nodes that are told at once. */
const nodesMax = 200;

/**
 * The scheduler as it is now: its queue, the nodes as it counts them, its last decision. It changes nothing.
 *
 * @param first number of the first node that is wanted
 * @param elementId the pod in focus, if any
 */
export function schedulingPicture(
  engine: Engine,
  first: number,
  count: number,
  elementId: string | null,
): SchedulingPicture {
  const key = lastDecisionKey(engine);
  const decision = key === undefined ? undefined : decisionOf(engine, key);
  // What was decided while the cluster was set up cannot be looked at any more.
  const isKept = decision !== undefined && decision.at > 0;
  const own = decisionAbout(engine, elementId);
  const chosen = elementId === null ? decision : own;
  return {
    nodes: schedulingNodes(engine, first, Math.min(nodesMax, count), chosen?.nodeName ?? ''),
    queue: queueLanes(engine),
    last: key === undefined || !isKept ? null : { elementId: objectId('pods', key), at: decision.at },
    decidedAt: own?.at ?? null,
    profiles: [...schedulerSettings(engine).profiles.keys()],
    isConfigured: schedulerConfiguration(engine) !== undefined,
  };
}

function decisionAbout(engine: Engine, elementId: string | null): Decision | undefined {
  const found = elementId === null ? undefined : objectOfId(elementId);
  return found?.resource === 'pods' ? decisionOf(engine, found.key) : undefined;
}
