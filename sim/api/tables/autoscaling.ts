/** Rows of autoscalers, scales and disruption budgets. */
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from 'kubernetes-types/autoscaling/v2';
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1, Scale } from 'kubernetes-types/autoscaling/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { IntOrString } from '../types.ts';
import { ageColumn, column, integer, nameColumn, printer, type TablePrinter } from './columns.ts';
import { age, nameOf, none, quantityText, unknown, unset } from './format.ts';

/** An amount per pod: as a quantity when the target is one, else as a share of the request. */
function resourceText(name: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) {
    const now = current === undefined ? unknown : quantityText(current.averageValue);
    return `${name}: ${now}/${quantityText(target.averageValue)}`;
  }
  const share = (percent: number | undefined, absent: string): string =>
    percent === undefined ? absent : `${percent}%`;
  return `${name}: ${share(current?.averageUtilization, unknown)}/${share(target.averageUtilization, '<auto>')}`;
}

/** An amount of an object or of something outside, in all or per pod. */
function amountText(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) {
    const now = current?.averageValue === undefined ? unknown : quantityText(current.averageValue);
    return `${now}/${quantityText(target.averageValue)} (avg)`;
  }
  return `${current === undefined ? unknown : quantityText(current.value)}/${quantityText(target.value)}`;
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  if (spec.external !== undefined) return amountText(spec.external.target, status?.external?.current);
  if (spec.object !== undefined) return amountText(spec.object.target, status?.object?.current);
  if (spec.pods !== undefined) {
    const now = status?.pods === undefined ? unknown : quantityText(status.pods.current.averageValue);
    return `${now}/${quantityText(spec.pods.target.averageValue)}`;
  }
  if (spec.resource !== undefined) {
    return resourceText(spec.resource.name, spec.resource.target, status?.resource?.current);
  }
  const { containerResource } = spec;
  if (containerResource === undefined) return '<unknown type>';
  return resourceText(containerResource.name, containerResource.target, status?.containerResource?.current);
}

/** Models: printers.go formatHPAMetrics (v1.37). */
function metricsText(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  const texts = specs.map((spec, index) => metricText(spec, statuses[index]));
  if (texts.length === 0) return none;
  return texts.length > 2 ? `${texts.slice(0, 2).join(', ')} + ${texts.length - 2} more...` : texts.join(', ');
}

/** The first version of the kind knows CPU only; it prints as the second version of the same autoscaler does. */
function metricsOf(object: HorizontalPodAutoscaler | HorizontalPodAutoscalerV1): string {
  const { spec, status } = object as HorizontalPodAutoscaler;
  const v1 = object as HorizontalPodAutoscalerV1;
  const target = v1.spec?.targetCPUUtilizationPercentage;
  if (target === undefined) return metricsText(spec?.metrics ?? [], status?.currentMetrics ?? []);
  const current = v1.status?.currentCPUUtilizationPercentage;
  return `cpu: ${current === undefined ? unknown : `${current}%`}/${target}%`;
}

export const horizontalPodAutoscalerPrinter: TablePrinter = printer<HorizontalPodAutoscaler>(
  [
    nameColumn,
    column('Reference', 'What is scaled.'),
    column('Targets', 'Present and wanted values of the metrics.'),
    column('MinPods', 'Fewest pods.'),
    column('MaxPods', 'Most pods.'),
    column('Replicas', 'Pods that exist.'),
    ageColumn,
  ],
  (object, { now }) => {
    const { spec, status } = object;
    return [
      nameOf(object),
      `${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`,
      metricsOf(object),
      spec?.minReplicas === undefined ? unset : String(spec.minReplicas),
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      age(object, now),
    ];
  },
);

export const scalePrinter: TablePrinter = printer<Scale>(
  [
    nameColumn,
    column('Desired', 'Pods that are wanted.', integer),
    column('Available', 'Pods that exist.', integer),
    ageColumn,
  ],
  (object, { now }) => [nameOf(object), object.spec?.replicas ?? 0, object.status?.replicas ?? 0, age(object, now)],
);

function boundText(bound: IntOrString | undefined): string {
  return bound === undefined ? 'N/A' : String(bound);
}

export const podDisruptionBudgetPrinter: TablePrinter = printer<PodDisruptionBudget>(
  [
    nameColumn,
    column('Min Available', 'Fewest pods that must stay available.'),
    column('Max Unavailable', 'Most pods that may be unavailable.'),
    column('Allowed Disruptions', 'Pods that may be evicted now.', integer),
    ageColumn,
  ],
  (object, { now }) => [
    nameOf(object),
    boundText(object.spec?.minAvailable),
    boundText(object.spec?.maxUnavailable),
    object.status?.disruptionsAllowed ?? 0,
    age(object, now),
  ],
);
