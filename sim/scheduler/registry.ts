import type { Plugin } from './framework.ts';
import { nodeResourcesBalancedAllocation } from './plugins/balanced-allocation.ts';
import { defaultBinder } from './plugins/default-binder.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { interPodAffinity } from './plugins/inter-pod-affinity.ts';
import { nodeAffinity } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodePorts } from './plugins/node-ports.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import { nodeVolumeLimits } from './plugins/node-volume-limits.ts';
import { podTopologySpread } from './plugins/pod-topology-spread.ts';
import { prioritySort } from './plugins/priority-sort.ts';
import { schedulingGates } from './plugins/scheduling-gates.ts';
import { taintToleration } from './plugins/taint-toleration.ts';
import { volumeBinding } from './plugins/volume-binding.ts';
import { volumeRestrictions } from './plugins/volume-restrictions.ts';
import { volumeZone } from './plugins/volume-zone.ts';

/** A plugin of the default profile. */
export interface RegisteredPlugin {
  readonly name: string;
  /** Weight of its score by default. */
  readonly weight: number;
  /** Makes it with its arguments, which the configuration has checked. */
  readonly make: (args: object) => Plugin;
}

/** Preemption runs the other plugins, so it is part of the framework and only has a name here. */
const defaultPreemption: Plugin = { name: 'DefaultPreemption' };

/**
 * The default profile, in order and with its weights; a further plugin is a file and a line.
 *
 * Models: pkg/scheduler/apis/config/v1/default_plugins.go (v1.37). Differs: dynamic resources are not looked at.
 */
export const registry: readonly RegisteredPlugin[] = [
  { name: 'SchedulingGates', weight: 0, make: () => schedulingGates },
  { name: 'PrioritySort', weight: 0, make: () => prioritySort },
  { name: 'NodeUnschedulable', weight: 0, make: () => nodeUnschedulable },
  { name: 'NodeName', weight: 0, make: () => nodeName },
  { name: 'TaintToleration', weight: 3, make: () => taintToleration },
  { name: 'NodeAffinity', weight: 2, make: nodeAffinity },
  { name: 'NodePorts', weight: 0, make: () => nodePorts },
  { name: 'NodeResourcesFit', weight: 1, make: nodeResourcesFit },
  { name: 'VolumeRestrictions', weight: 0, make: () => volumeRestrictions },
  { name: 'NodeVolumeLimits', weight: 0, make: () => nodeVolumeLimits },
  { name: 'VolumeBinding', weight: 0, make: () => volumeBinding },
  { name: 'VolumeZone', weight: 0, make: () => volumeZone },
  { name: 'PodTopologySpread', weight: 2, make: podTopologySpread },
  { name: 'InterPodAffinity', weight: 2, make: interPodAffinity },
  { name: 'DefaultPreemption', weight: 0, make: () => defaultPreemption },
  { name: 'NodeResourcesBalancedAllocation', weight: 1, make: nodeResourcesBalancedAllocation },
  { name: 'ImageLocality', weight: 1, make: () => imageLocality },
  { name: 'DefaultBinder', weight: 0, make: () => defaultBinder },
];

export const registeredByName: ReadonlyMap<string, RegisteredPlugin> = new Map(
  registry.map((plugin) => [plugin.name, plugin]),
);
