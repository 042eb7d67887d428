/** The flags of the controller manager that a world may set. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import { defaultEvictionSettings, type EvictionSettings } from './node-lifecycle/eviction-rate.ts';
import { defaultHealthSettings, type HealthSettings } from './node-lifecycle/health.ts';

const worldName = numbered('world');

/** Models: cmd/kube-controller-manager/app/options (v1.37). */
export interface ControllerManagerSettings {
  readonly health: HealthSettings;
  readonly eviction: EvictionSettings;
  /** Finished pods that are kept before the oldest are deleted. Flag terminated-pod-gc-threshold. */
  readonly terminatedPodThreshold: number;
}

export const defaultControllerManagerSettings: ControllerManagerSettings = {
  health: defaultHealthSettings,
  eviction: defaultEvictionSettings,
  terminatedPodThreshold: 12_500,
};

const settingsKey = 'controllerManager';

/** The flags in force; the defaults until somebody sets others. */
export function controllerManagerSettings(sim: Sim): ControllerManagerSettings {
  return sim.store.map<ControllerManagerSettings>(worldName).get(settingsKey) ?? defaultControllerManagerSettings;
}

/** Sets the flags, before the controller manager starts. */
export function setControllerManagerSettings(sim: Sim, settings: ControllerManagerSettings): void {
  sim.store.map<ControllerManagerSettings>(worldName).set(settingsKey, settings);
}
