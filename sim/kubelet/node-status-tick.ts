/** The kubelet computes its node's status every ten seconds, and writes it when something has changed. */
import type { Sim } from '../engine/engine.ts';
import { microsPerSecond } from '../engine/event.ts';
import { changeNodeRecord, nodeRecord } from './node-records.ts';

/** Models: pkg/kubelet nodeStatusUpdateFrequency (v1.37). */
const nodeStatusPeriodMicros = 10 * microsPerSecond;

/** Something in the node's status has changed: it is written at the next instant of the grid. */
export function noteNodeChange(sim: Sim): void {
  const { bootedAt, statusTick } = nodeRecord(sim);
  if (statusTick !== null) return;
  const passed = Math.floor((sim.now - bootedAt) / nodeStatusPeriodMicros);
  const at = bootedAt + (passed + 1) * nodeStatusPeriodMicros;
  changeNodeRecord(sim, { statusTick: sim.after(at - sim.now, 'kubelet.nodeStatusTick', null) });
}
