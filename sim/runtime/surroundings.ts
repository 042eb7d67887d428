/** What a command in a container finds there: the tools of its image, and what else runs. */
import type { Sim } from '../engine/engine.ts';
import { instantOf } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import type { ProgramSurroundings } from '../workload/program.ts';
import { toolboxOf } from '../workload/toolboxes.ts';
import type { ExecProcess } from './exec-state.ts';
import { modelOf } from './plan.ts';
import type { Process } from './process.ts';

/** Kernel of the machines, as their kubelets report it. */
export const kernelVersion = '6.12.0';

/**
 * What surrounds a command.
 *
 * @param self the command itself, as the list of processes shows it
 */
export function surroundingsOf(sim: Sim, process: Process, self?: ExecProcess): ProgramSurroundings {
  const image = process.call.spec.image ?? '';
  const model = modelOf(sim, image);
  const { toolbox, lacks } = toolboxOf(image, model);
  const { epochMs } = worldSettings(sim);
  const { command = [], args = [] } = process.call.spec;
  const own = [...command, ...args].join(' ');
  const first = own !== '' ? own : (model?.processName ?? (model?.command ?? [model?.name ?? 'app']).join(' '));
  const processes = [{ pid: 1, command: first, startedMicros: instantOf(process.startedAt ?? sim.now, epochMs) }];
  if (self !== undefined) {
    const { pid, startedAt, call } = self;
    processes.push({
      pid,
      command: (call.exec?.command ?? []).join(' '),
      startedMicros: instantOf(startedAt, epochMs),
    });
  }
  const uid = self?.call.place?.user.uid ?? 0;
  const gid = self?.call.place?.user.gid ?? 0;
  return { toolbox, lacks, nameServer: '', searches: [], kernel: kernelVersion, uid, gid, processes };
}
