/** `kubectl describe` of autoscalers and disruption budgets. */
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from 'kubernetes-types/autoscaling/v2';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { quantityText, selectorText, unknown, unset } from '../../api/tables/format.ts';
import type { Event } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { headLines } from './metadata.ts';
import { dateText, type DescriptionWriter } from './writer.ts';

type Events = readonly Event[] | undefined;

function quantityOf(current: MetricValueStatus | undefined, field: 'averageValue' | 'value'): string {
  return current === undefined ? unknown : quantityText(current[field]);
}

/** An amount per pod, in full or as a share of what is requested. */
function resourceLine(title: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) {
    return `${title}:\t${quantityOf(current, 'averageValue')} / ${quantityText(target.averageValue)}`;
  }
  const share = current?.averageUtilization;
  const now = share === undefined ? unknown : `${share}% (${quantityText(current?.averageValue)})`;
  const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `${title}  (as a percentage of request):\t${now} / ${wanted}`;
}

function externalLine(name: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue === undefined) {
    return `"${name}" (target value):\t${quantityOf(current, 'value')} / ${quantityText(target.value)}`;
  }
  const now = current?.averageValue === undefined ? unknown : quantityText(current.averageValue);
  return `"${name}" (target average value):\t${now} / ${quantityText(target.averageValue)}`;
}

/** Models: describe.go describeHorizontalPodAutoscalerV2 (v1.37). */
function metricLine(spec: MetricSpec, status: MetricStatus | undefined): string {
  const { external, pods, object, resource, containerResource } = spec;
  if (external !== undefined) return externalLine(external.metric.name, external.target, status?.external?.current);
  if (pods !== undefined) {
    const now = quantityOf(status?.pods?.current, 'averageValue');
    return `"${pods.metric.name}" on pods:\t${now} / ${quantityText(pods.target.averageValue)}`;
  }
  if (object !== undefined) {
    const { describedObject, target } = object;
    const [field, words] =
      target.type === 'AverageValue' ? (['averageValue', 'average value'] as const) : (['value', 'value'] as const);
    const title = `"${object.metric.name}" on ${describedObject.kind}/${describedObject.name} (target ${words})`;
    return `${title}:\t${quantityOf(status?.object?.current, field)} / ${quantityText(target[field])}`;
  }
  if (resource !== undefined) {
    return resourceLine(`resource ${resource.name} on pods`, resource.target, status?.resource?.current);
  }
  if (containerResource === undefined) return `<unknown metric type "${spec.type}">`;
  const title = `resource ${containerResource.name} of container "${containerResource.container}" on pods`;
  return resourceLine(title, containerResource.target, status?.containerResource?.current);
}

function behaviorLines(w: DescriptionWriter, title: string, rules: HPAScalingRules | undefined): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds, selectPolicy, policies = [] } = rules;
  w.line(1, `${title}:`);
  if (stabilizationWindowSeconds !== undefined) {
    w.line(2, `Stabilization Window: ${stabilizationWindowSeconds} seconds`);
  }
  if (policies.length === 0) return;
  w.line(2, `Select Policy: ${selectPolicy ?? 'Max'}`);
  w.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies) {
    w.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
  }
}

/** Models: describe.go describeHorizontalPodAutoscalerV2 (v1.37). */
export function horizontalPodAutoscalerLines(
  w: DescriptionWriter,
  object: HorizontalPodAutoscaler,
  events: Events,
): void {
  const { metadata, spec, status } = object;
  headLines(w, object);
  w.field(0, 'CreationTimestamp', dateText(metadata?.creationTimestamp));
  w.field(0, 'Reference', `${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`);
  w.field(0, 'Metrics', '( current / target )');
  (spec?.metrics ?? []).forEach((metric, index) => w.line(1, metricLine(metric, status?.currentMetrics?.[index])));
  w.field(0, 'Min replicas', spec?.minReplicas ?? unset);
  w.field(0, 'Max replicas', spec?.maxReplicas ?? 0);
  if (spec?.behavior !== undefined) {
    w.line(0, 'Behavior:');
    behaviorLines(w, 'Scale Up', spec.behavior.scaleUp);
    behaviorLines(w, 'Scale Down', spec.behavior.scaleDown);
  }
  const counts = `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`;
  w.field(0, `${spec?.scaleTargetRef.kind ?? ''} pods`, counts);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    const rows = conditions.map(({ type, status: state, reason = '', message = '' }) => [type, state, reason, message]);
    w.line(0, 'Conditions:');
    w.table(1, ['Type', 'Status', 'Reason', 'Message'], rows);
  }
  eventLines(w, events);
}

/** Models: describe.go describePodDisruptionBudgetV1 (v1.37). */
export function podDisruptionBudgetLines(w: DescriptionWriter, object: PodDisruptionBudget, events: Events): void {
  const { metadata, spec, status } = object;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  if (spec?.minAvailable !== undefined) w.field(0, 'Min available', spec.minAvailable);
  else if (spec?.maxUnavailable !== undefined) w.field(0, 'Max unavailable', spec.maxUnavailable);
  w.field(0, 'Selector', spec?.selector === undefined ? unset : selectorText(spec.selector));
  w.line(0, 'Status:');
  w.field(2, 'Allowed disruptions', status?.disruptionsAllowed ?? 0);
  w.field(2, 'Current', status?.currentHealthy ?? 0);
  w.field(2, 'Desired', status?.desiredHealthy ?? 0);
  w.field(2, 'Total', status?.expectedPods ?? 0);
  eventLines(w, events);
}
