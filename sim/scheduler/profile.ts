import type { FilterPlugin, ScorePlugin } from './framework.ts';
import { nodeResourcesBalancedAllocation } from './plugins/balanced-allocation.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { nodeAffinityFilter, nodeAffinityScore } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodeResourcesFitFilter, nodeResourcesFitScore } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import { taintTolerationFilter, taintTolerationScore } from './plugins/taint-toleration.ts';

/**
 * The default profile, in order.
 * Models: pkg/scheduler/apis/config/v1/default_plugins.go (v1.37). Differs: ports, volumes and pod affinity are not looked at;
 * PodTopologySpread scores by its default constraints, apart from this list, since it looks at other pods.
 */
export const filterPlugins: readonly FilterPlugin[] = [
  nodeUnschedulable,
  nodeName,
  taintTolerationFilter,
  nodeAffinityFilter,
  nodeResourcesFitFilter,
];
export const scorePlugins: readonly ScorePlugin[] = [
  taintTolerationScore,
  nodeAffinityScore,
  nodeResourcesFitScore,
  nodeResourcesBalancedAllocation,
  imageLocality,
];
