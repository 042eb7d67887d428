/**
 * HorizontalPodAutoscalers of autoscaling/v1 and of autoscaling/v2, in which they are kept.
 *
 * The older version knows one target, the CPU; it carries the rest in annotations.
 * Models: pkg/apis/autoscaling/v1/conversion.go, pkg/apis/autoscaling/helpers.go (v1.37).
 */
import { defaultMetric } from '../defaults/autoscaling.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerV1, KubeObject } from '../types.ts';
import { metricFromV1, metricStatusFromV1, metricStatusToV1, metricToV1 } from './metrics-v1.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Metric = NonNullable<Spec['metrics']>[number];
type Status = NonNullable<HorizontalPodAutoscaler['status']>;
type StatusV1 = NonNullable<HorizontalPodAutoscalerV1['status']>;

const annotationPrefix = 'autoscaling.alpha.kubernetes.io/';
const carried = ['metrics', 'behavior', 'current-metrics', 'conditions'] as const;
type Carried = (typeof carried)[number];

function isCpuShare({ type, resource }: Metric): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** The annotations with what the version itself cannot say. */
function withCarried(
  annotations: Record<string, string> | undefined,
  values: Partial<Record<Carried, unknown>>,
): object {
  const next = { ...annotations };
  for (const name of carried) {
    const value = values[name];
    if (value !== undefined) next[annotationPrefix + name] = JSON.stringify(value);
  }
  return Object.keys(next).length === 0 ? {} : { annotations: next };
}

function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** An autoscaler as it is kept, as one of autoscaling/v1. */
export function autoscalerToV1(object: KubeObject): KubeObject {
  const { metadata = {}, spec, status, ...rest } = object as HorizontalPodAutoscaler;
  const { annotations, ...otherMetadata } = metadata;
  const metrics = spec?.metrics ?? [];
  const current = status?.currentMetrics ?? [];
  const cpu = metrics.find(isCpuShare)?.resource?.target.averageUtilization;
  const currentCpu = current.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')?.resource;
  const extra = withCarried(annotations, {
    metrics: filled(metrics.filter((metric) => !isCpuShare(metric)).map(metricToV1)),
    behavior: spec?.behavior,
    'current-metrics': filled(current.map(metricStatusToV1)),
    conditions: filled(status?.conditions ?? []),
  });
  const { observedGeneration, lastScaleTime, currentReplicas = 0, desiredReplicas = 0 } = status ?? {};
  return {
    ...rest,
    apiVersion: 'autoscaling/v1',
    metadata: { ...otherMetadata, ...extra },
    spec: defined({
      maxReplicas: spec?.maxReplicas,
      minReplicas: spec?.minReplicas,
      scaleTargetRef: spec?.scaleTargetRef,
      targetCPUUtilizationPercentage: cpu,
    }),
    status: defined({
      currentReplicas,
      desiredReplicas,
      observedGeneration,
      lastScaleTime,
      currentCPUUtilizationPercentage: currentCpu?.current.averageUtilization,
    }),
  } as KubeObject;
}

/** What an annotation carries; clients may write anything there, and what is no JSON of the wanted form counts as absent. */
function carriedIn(annotations: Record<string, string> | undefined, name: Carried): object | undefined {
  const text = annotations?.[annotationPrefix + name];
  if (text === undefined || !isJsonText(text)) return undefined;
  const value = JSON.parse(text) as unknown;
  return typeof value === 'object' && value !== null ? value : undefined;
}

function listIn(annotations: Record<string, string> | undefined, name: Carried): readonly unknown[] | undefined {
  const value = carriedIn(annotations, name);
  return Array.isArray(value) ? value : undefined;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function statusFromV1(status: StatusV1, annotations: Record<string, string> | undefined): Status {
  const cpu = status.currentCPUUtilizationPercentage;
  const metrics = listIn(annotations, 'current-metrics')?.map(metricStatusFromV1);
  const own =
    cpu === undefined
      ? undefined
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: cpu } } }];
  return defined({
    observedGeneration: status.observedGeneration,
    lastScaleTime: status.lastScaleTime,
    currentReplicas: status.currentReplicas,
    desiredReplicas: status.desiredReplicas,
    currentMetrics: metrics ?? own ?? null,
    conditions: listIn(annotations, 'conditions'),
  }) as Status;
}

/** An autoscaler of autoscaling/v1 as it is kept. */
export function autoscalerFromV1(object: KubeObject): KubeObject {
  const { metadata = {}, spec, status, ...rest } = object as HorizontalPodAutoscalerV1;
  const { annotations, ...otherMetadata } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(
    ([key]) => !carried.some((name) => key === annotationPrefix + name),
  );
  const cpu = spec?.targetCPUUtilizationPercentage;
  const own: Metric[] =
    cpu === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } } }];
  const metrics = [...own, ...(listIn(annotations, 'metrics') ?? []).map(metricFromV1)];
  return {
    ...rest,
    apiVersion: 'autoscaling/v2',
    metadata: { ...otherMetadata, ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }) },
    ...(spec === undefined
      ? {}
      : {
          spec: defined({
            maxReplicas: spec.maxReplicas,
            minReplicas: spec.minReplicas,
            scaleTargetRef: spec.scaleTargetRef,
            metrics: metrics.length === 0 ? [defaultMetric] : metrics,
            behavior: carriedIn(annotations, 'behavior'),
          }),
        }),
    ...(status === undefined ? {} : { status: statusFromV1(status, annotations) }),
  } as KubeObject;
}
