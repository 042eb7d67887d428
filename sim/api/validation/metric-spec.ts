/** The metrics of an autoscaler. Models: pkg/apis/autoscaling/validation validateMetricSpec and its sources (v1.37). */
import { parseQuantity } from '../quantity.ts';
import type { MetricSpec } from '../types.ts';
import { checkDnsLabel } from './common.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkContainerResourceName } from './resources.ts';

type ObjectSource = NonNullable<MetricSpec['object']>;
type ExternalSource = NonNullable<MetricSpec['external']>;
type PodsSource = NonNullable<MetricSpec['pods']>;
type ResourceSource = NonNullable<MetricSpec['resource']>;
type ContainerSource = NonNullable<MetricSpec['containerResource']>;
type Target = ResourceSource['target'];
type Identifier = PodsSource['metric'];
type Reference = ObjectSource['describedObject'];

/** A part of a path: not a way up, no slash, no percent sign. Models: IsValidPathSegmentName (v1.37). */
export function checkPathSegment(text: string, path: string, errors: FieldError[]): void {
  if (text === '.' || text === '..') errors.push(invalid(path, text, `may not be '${text}'`));
  for (const sign of ['/', '%']) {
    if (text.includes(sign)) errors.push(invalid(path, text, `may not contain '${sign}'`));
  }
}

/** What an autoscaler scales, or an object that a metric is about. */
export function checkReference(reference: Reference | undefined, path: string, errors: FieldError[]): void {
  for (const field of ['kind', 'name'] as const) {
    const value = reference?.[field] ?? '';
    if (value === '') errors.push(required(`${path}.${field}`));
    else checkPathSegment(value, `${path}.${field}`, errors);
  }
}

function checkIdentifier(metric: Identifier | undefined, path: string, errors: FieldError[]): void {
  const name = metric?.name ?? '';
  if (name === '') errors.push(required(`${path}.name`, 'must specify a metric name'));
  else checkPathSegment(name, `${path}.name`, errors);
}

function checkTarget(target: Target | undefined, path: string, errors: FieldError[]): void {
  const type = target?.type ?? '';
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') {
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const field of ['value', 'averageValue'] as const) {
    const text = target?.[field];
    const isPositive = text === undefined || (parseQuantity(text)?.nanos ?? 0n) > 0n;
    if (!isPositive) errors.push(invalid(`${path}.${field}`, text, 'must be positive'));
  }
  const utilization = target?.averageUtilization;
  if (utilization !== undefined && utilization < 1) {
    errors.push(invalid(`${path}.averageUtilization`, utilization, 'must be greater than 0'));
  }
}

/** Resources are aimed at as a share of what was requested, or as an amount; not both. */
function checkShareOrAmount(target: Target | undefined, path: string, errors: FieldError[]): void {
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined) {
    const why = 'must set either a target raw value or a target utilization';
    errors.push(required(`${path}.averageUtilization`, why));
  } else if (averageUtilization !== undefined && averageValue !== undefined) {
    errors.push(forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization'));
  }
}

function checkObject(source: ObjectSource, path: string, errors: FieldError[]): void {
  checkReference(source.describedObject, `${path}.describedObject`, errors);
  checkIdentifier(source.metric, `${path}.metric`, errors);
  checkTarget(source.target, `${path}.target`, errors);
  if (source.target?.value === undefined && source.target?.averageValue === undefined) {
    errors.push(required(`${path}.target.averageValue`, 'must set either a target value or averageValue'));
  }
}

function checkExternal(source: ExternalSource, path: string, errors: FieldError[]): void {
  checkIdentifier(source.metric, `${path}.metric`, errors);
  checkTarget(source.target, `${path}.target`, errors);
  const { value, averageValue } = source.target ?? {};
  if (value === undefined && averageValue === undefined) {
    const why = 'must set either a target value for metric or a per-pod target';
    errors.push(required(`${path}.target.averageValue`, why));
  } else if (value !== undefined && averageValue !== undefined) {
    const why = 'may not set both a target value for metric and a per-pod target';
    errors.push(forbidden(`${path}.target.value`, why));
  }
}

function checkPods(source: PodsSource, path: string, errors: FieldError[]): void {
  checkIdentifier(source.metric, `${path}.metric`, errors);
  checkTarget(source.target, `${path}.target`, errors);
  if (source.target?.averageValue === undefined) {
    errors.push(required(`${path}.target.averageValue`, 'must specify a positive target averageValue'));
  }
}

function checkResource(source: ResourceSource, path: string, errors: FieldError[]): void {
  if ((source.name ?? '') === '') errors.push(required(`${path}.name`, 'must specify a resource name'));
  checkTarget(source.target, `${path}.target`, errors);
  checkShareOrAmount(source.target, `${path}.target`, errors);
}

function checkContainerResource(source: ContainerSource, path: string, errors: FieldError[]): void {
  if ((source.name ?? '') === '') errors.push(required(`${path}.name`, 'must specify a resource name'));
  else checkContainerResourceName(source.name, `${path}.name`, errors);
  if ((source.container ?? '') === '') errors.push(required(`${path}.container`, 'must specify a container'));
  else checkDnsLabel(source.container, `${path}.container`, errors);
  checkTarget(source.target, `${path}.target`, errors);
  checkShareOrAmount(source.target, `${path}.target`, errors);
}

const sourceByType = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
} as const;
const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

function checkSources(metric: MetricSpec, path: string, errors: FieldError[]): readonly string[] {
  const present = Object.values(sourceByType).filter((field) => metric[field] !== undefined);
  const at = `${path}.${present[0] ?? ''}`;
  if (metric.object !== undefined) checkObject(metric.object, at, errors);
  else if (metric.external !== undefined) checkExternal(metric.external, at, errors);
  else if (metric.pods !== undefined) checkPods(metric.pods, at, errors);
  else if (metric.resource !== undefined) checkResource(metric.resource, at, errors);
  else if (metric.containerResource !== undefined) checkContainerResource(metric.containerResource, at, errors);
  return present;
}

function checkMetric(metric: MetricSpec, path: string, errors: FieldError[]): void {
  const type = (metric.type as string | undefined) ?? '';
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric source type'));
  if (!types.includes(type)) errors.push(notSupported(`${path}.type`, type, types));
  const present = checkSources(metric, path, errors);
  const expected: string | undefined = Object.hasOwn(sourceByType, type)
    ? sourceByType[type as keyof typeof sourceByType]
    : undefined;
  if (expected !== undefined && !present.includes(expected)) {
    errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  }
  if (present.length === 1) return;
  for (const field of present) {
    if (field !== expected) {
      errors.push(forbidden(`${path}.${field}`, 'must populate the given metric source only'));
    }
  }
}

/** The list of metrics; without pods only metrics from elsewhere can wake the target up again. */
export function checkMetrics(
  metrics: readonly MetricSpec[],
  minReplicas: number | undefined,
  path: string,
  errors: FieldError[],
): void {
  metrics.forEach((metric, index) => {
    checkMetric(metric, `${path}[${index}]`, errors);
  });
  if (minReplicas !== 0 || metrics.some(({ type }) => type === 'Object' || type === 'External')) return;
  const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
  errors.push(forbidden(path, why));
}
