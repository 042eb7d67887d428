import type { Sim } from '../../engine/engine.ts';
import { numbered } from '../../engine/store.ts';
import { apiServerName } from '../wire.ts';

const isAwakeName = numbered('apiextensions/isAwake');

/** Says once, with the first definition that is written, that the controllers of definitions have something to do. */
export function wakeDefinitionControllers(sim: Sim): void {
  const isAwake = sim.store.cell<boolean>(isAwakeName);
  if (isAwake.get() === true) return;
  isAwake.set(true);
  sim.after(0, 'apiextensions.woken', null, { target: apiServerName });
}
