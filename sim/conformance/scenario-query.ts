/** The queries of `scenario` checks: what is counted, read and compared. */
import { compileLabelMap, selects } from '../api/label-selector.ts';
import { isPodReady } from '../api/pod-status.ts';
import { microsPerSecond, parseTime } from '../api/time.ts';
import type { KubeObject, Labels, Pod } from '../api/types.ts';
import { isJsonObject, jsonEqual } from './compare.ts';
import type { JsonObject } from './types.ts';

/** Which objects, and what of them. */
export interface ScenarioQuery {
  readonly measure: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly where?: JsonObject;
  readonly field?: string;
  readonly event?: string;
  readonly pairs?: readonly (readonly [string, string])[];
  readonly first?: number;
  readonly a?: ScenarioQuery;
  readonly b?: ScenarioQuery;
}

/** Where queries look. */
export interface ObjectSource {
  readonly list: (kind: string) => readonly KubeObject[];
  readonly epochMs: () => number;
}

function isJobActive(object: KubeObject): boolean {
  const { status } = object as {
    readonly status?: { readonly conditions?: readonly { type: string; status: string }[] };
  };
  const isFinished = (status?.conditions ?? []).some(
    (condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  );
  return !isFinished;
}

function createdSecond(object: KubeObject, epochMs: number): number {
  const text = object.metadata?.creationTimestamp;
  return text === undefined ? 0 : (parseTime(text) - epochMs * 1000) / microsPerSecond;
}

/** Whether one entry of `where` holds. */
function clauseHolds(object: KubeObject, key: string, value: unknown, epochMs: number): boolean {
  const pod = object as Pod;
  const phase = pod.status?.phase;
  switch (key) {
    case 'phase':
      return phase === value;
    case 'ready':
      return isPodReady(pod) === value;
    case 'terminating':
      return (object.metadata?.deletionTimestamp !== undefined) === value;
    case 'finished':
      return (phase === 'Succeeded' || phase === 'Failed') === value;
    case 'image':
      return (pod.spec?.containers ?? []).some(({ image }) => image === value);
    case 'node':
      return pod.spec?.nodeName === value;
    case 'nodeNot':
      return pod.spec?.nodeName !== value;
    case 'owned':
      return (object.metadata?.ownerReferences ?? []).length > 0 === value;
    case 'active':
      return isJobActive(object) === value;
    case 'createdAfter':
      return createdSecond(object, epochMs) >= (value as number);
    default:
      throw new Error(`scenario: unknown clause where.${key}`);
  }
}

/** The objects that a query means, in the order of names. Namespaced objects are those of `default` unless it says otherwise. */
export function selectObjects(query: ScenarioQuery, source: ObjectSource): readonly KubeObject[] {
  if (query.kind === undefined) throw new Error('scenario: expected a query with a kind');
  const selector = compileLabelMap(query.labels);
  const namespace = query.namespace ?? 'default';
  const epochMs = source.epochMs();
  return source.list(query.kind).filter((object) => {
    const { metadata } = object;
    if (metadata?.namespace !== undefined && metadata.namespace !== namespace) return false;
    if (query.name !== undefined && metadata?.name !== query.name) return false;
    if (!selects(selector, metadata?.labels)) return false;
    return Object.entries(query.where ?? {}).every(([key, value]) => clauseHolds(object, key, value, epochMs));
  });
}

/** The steps of a path such as `status.conditions[type=Ready].status`. */
function pathSteps(path: string): string[] {
  return [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([whole]) => whole);
}

/** The value at a dotted path, null where anything on the way is unset. */
export function fieldAt(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const step of pathSteps(path)) {
    const key = step.startsWith('[') ? step.slice(1, -1) : step;
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      const [name = '', wanted = ''] = key.split('=', 2);
      value = key.includes('=')
        ? items.find((item) => isJsonObject(item) && String(item[name]) === wanted)
        : items[Number(key)];
    } else {
      value = isJsonObject(value) ? value[key] : undefined;
    }
  }
  return value ?? null;
}

/** The value of a query that needs only the present objects. */
export function measureNow(query: ScenarioQuery, source: ObjectSource): unknown {
  switch (query.measure) {
    case 'count':
      return selectObjects(query, source).length;
    case 'names':
      return selectObjects(query, source).map(({ metadata }) => metadata?.name ?? '');
    case 'field':
      return fieldAt(selectObjects(query, source)[0], query.field ?? '');
    case 'exclusive': {
      if (query.a === undefined || query.b === undefined) throw new Error('scenario: exclusive needs a and b');
      const [a, b] = [query.a, query.b].map((part) => selectObjects(part, source).length);
      return a === 0 || b === 0;
    }
    default:
      throw new Error(`scenario: unknown measure ${query.measure}`);
  }
}

/** Whether a value stands in the relation that an expectation names. */
export function relationHolds(op: string, got: unknown, value: unknown): boolean {
  switch (op) {
    case '==':
      return jsonEqual(got, value);
    case '>=':
      return typeof got === 'number' && got >= (value as number);
    case '<=':
      return typeof got === 'number' && got <= (value as number);
    case 'in':
      return Array.isArray(value) && value.some((item) => jsonEqual(got, item));
    default:
      throw new Error(`scenario: unknown operator ${op}`);
  }
}
