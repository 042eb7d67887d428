import type { Engine } from '../../engine/engine.ts';
import type { SchedulingPicture } from '../../protocol.ts';
import { decisionOf, lastDecisionKey } from '../../scheduler/decisions.ts';
import { schedulerConfiguration, schedulerSettings } from '../../scheduler/settings.ts';
import { objectId } from '../element-ids.ts';
import { schedulingNodes } from './nodes.ts';
import { queueLanes } from './queue.ts';

/** Most nodes that are told at once. */
const nodesMax = 200;

/**
 * The scheduler as it is now: its queue, the nodes as it counts them, its last decision. It changes nothing.
 *
 * @param first number of the first node that is wanted
 */
export function schedulingPicture(engine: Engine, first: number, count: number): SchedulingPicture {
  const key = lastDecisionKey(engine);
  const decision = key === undefined ? undefined : decisionOf(engine, key);
  return {
    nodes: schedulingNodes(engine, first, Math.min(nodesMax, count)),
    queue: queueLanes(engine),
    last: key === undefined || decision === undefined ? null : { elementId: objectId('pods', key), at: decision.at },
    profiles: [...schedulerSettings(engine).profiles.keys()],
    isConfigured: schedulerConfiguration(engine) !== undefined,
  };
}
