import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import type { Pod } from '../api/types.ts';
import {
  compileConfiguration,
  defaultConfiguration,
  defaultSchedulerName,
  type CompiledConfiguration,
  type SchedulerConfiguration,
} from './configuration.ts';
import type { Profile } from './profile.ts';

const worldName = numbered('world');

/** Sets the configuration of the world's scheduler; it must have been checked. */
export function setSchedulerConfiguration(sim: Sim, configuration: SchedulerConfiguration): void {
  sim.store.map<SchedulerConfiguration>(worldName).set('schedulerConfiguration', configuration);
}

/** The configuration that the world's scheduler works by. */
export function schedulerSettings(sim: Sim): CompiledConfiguration {
  return compileConfiguration(schedulerConfiguration(sim) ?? defaultConfiguration);
}

/** What was set; `undefined` for the defaults of kube-scheduler. */
export function schedulerConfiguration(sim: Sim): SchedulerConfiguration | undefined {
  return sim.store.map<SchedulerConfiguration>(worldName).get('schedulerConfiguration');
}

/** The profile that a pod asks for by its scheduler name; none when the pod is another scheduler's. */
export function profileFor(sim: Sim, pod: Pod): Profile | undefined {
  return schedulerSettings(sim).profiles.get(pod.spec?.schedulerName ?? defaultSchedulerName);
}
