/** Defaults of HorizontalPodAutoscalers. Models: pkg/apis/autoscaling/v2/defaults.go, v1/defaults.go (v1.37). */
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerV1, MetricSpec } from '../types.ts';
import { fill, withField } from './fill.ts';

type Behavior = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['behavior']>;
type ScalingRules = NonNullable<Behavior['scaleUp']>;

/** Up by four pods or the double in 15 s, whichever is more, at once. */
const scaleUpDefaults: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
/** Down to nothing in 15 s; how long it waits is the controller's setting. */
const scaleDownDefaults: ScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** Aims at 80 % of the CPU that is requested. */
export const defaultMetric: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

function defaultBehavior(behavior: Behavior): Behavior {
  const scaleUp = fill(behavior.scaleUp ?? {}, scaleUpDefaults);
  const scaleDown = fill(behavior.scaleDown ?? {}, scaleDownDefaults);
  return withField(withField(behavior, 'scaleUp', scaleUp), 'scaleDown', scaleDown);
}

/** Fills in an autoscaler of autoscaling/v2. */
export function defaultAutoscaler(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  if (autoscaler.spec === undefined) return autoscaler;
  let spec = fill(autoscaler.spec, { minReplicas: 1 });
  if ((spec.metrics ?? []).length === 0) spec = { ...spec, metrics: [defaultMetric] };
  if (spec.behavior !== undefined) spec = withField(spec, 'behavior', defaultBehavior(spec.behavior));
  return withField(autoscaler, 'spec', spec);
}

/** Fills in an autoscaler of autoscaling/v1; its metrics come with the conversion. */
export function defaultAutoscalerV1(autoscaler: HorizontalPodAutoscalerV1): HorizontalPodAutoscalerV1 {
  if (autoscaler.spec === undefined) return autoscaler;
  return withField(autoscaler, 'spec', fill(autoscaler.spec, { minReplicas: 1 }));
}
