/** Metrics of autoscalers as autoscaling/v1 writes them into annotations. Models: pkg/apis/autoscaling/v1/conversion.go (v1.37). */
import type { HorizontalPodAutoscaler, MetricSpec } from '../types.ts';

type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
type Loose = Readonly<Record<string, unknown>>;

function defined(object: Loose): Loose {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** The one source of a metric and its name. */
function sourceOf(metric: Loose): [string, Loose] {
  const name = ['object', 'pods', 'resource', 'containerResource', 'external'].find((field) => metric[field]) ?? '';
  return [name, (metric[name] ?? {}) as Loose];
}

/** Target or present value: which of its numbers stand under which name in the older version. */
function flat(name: string, value: Loose, word: 'target' | 'current'): Loose {
  if (name === 'resource' || name === 'containerResource') {
    return {
      [`${word}AverageUtilization`]: value['averageUtilization'],
      [`${word}AverageValue`]: value['averageValue'],
    };
  }
  if (name === 'pods') return { [`${word}AverageValue`]: value['averageValue'] };
  const average = name === 'object' ? 'averageValue' : `${word}AverageValue`;
  return { [`${word}Value`]: value['value'], [average]: value['averageValue'] };
}

function toV1(metric: Loose, word: 'target' | 'current'): Loose {
  const [name, source] = sourceOf(metric);
  const identifier = (source['metric'] ?? {}) as Loose;
  const value = (source[word] ?? {}) as Loose;
  const selector = name === 'external' ? 'metricSelector' : 'selector';
  const flattened = defined({
    name: source['name'],
    container: source['container'],
    target: source['describedObject'],
    metricName: identifier['name'],
    [selector]: identifier['selector'],
    ...flat(name, value, word),
  });
  return { type: metric['type'], [name]: flattened };
}

function targetType(value: Loose): string {
  if (value['averageUtilization'] !== undefined) return 'Utilization';
  return value['averageValue'] !== undefined ? 'AverageValue' : 'Value';
}

function fromV1(metric: Loose, word: 'target' | 'current'): Loose {
  const [name, source] = sourceOf(metric);
  const value = defined({
    averageUtilization: source[`${word}AverageUtilization`],
    averageValue: source[`${word}AverageValue`] ?? source['averageValue'],
    value: source[`${word}Value`],
  });
  const identifier = defined({ name: source['metricName'], selector: source['metricSelector'] ?? source['selector'] });
  const restored = defined({
    name: source['name'],
    container: source['container'],
    describedObject: source['target'],
    metric: source['metricName'] === undefined ? undefined : identifier,
    [word]: word === 'target' ? { type: targetType(value), ...value } : value,
  });
  return { type: metric['type'], [name]: restored };
}

export function metricToV1(metric: MetricSpec): Loose {
  return toV1({ ...metric }, 'target');
}

export function metricStatusToV1(metric: MetricStatus): Loose {
  return toV1({ ...metric }, 'current');
}

/** A metric out of an annotation; what is no object there is an empty metric, which validation refuses. */
export function metricFromV1(metric: unknown): MetricSpec {
  return fromV1((metric ?? {}) as Loose, 'target') as unknown as MetricSpec;
}

export function metricStatusFromV1(metric: unknown): MetricStatus {
  return fromV1((metric ?? {}) as Loose, 'current') as unknown as MetricStatus;
}
