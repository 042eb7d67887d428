import { labelOf, selects } from '../api/label-selector.ts';
import { parseLabelSelector } from '../api/label-selector-parser.ts';
import { allResources } from '../api/resources.ts';
import { isPodReady } from '../api/pod-status.ts';
import type { Sim } from '../engine/engine.ts';
import type { KubeObject, Labels, Pod } from '../api/types.ts';
import { rangeStored } from '../etcd/etcd.ts';
import { deepEqual } from '../api/deep-equal.ts';
import type { Expectation, Query } from './formats/types.ts';

/** What a query gives: the number of objects, or a field of the one object it names. */
export function measure(sim: Sim, query: Query): unknown {
  const objects = objectsOf(sim, query);
  if (query.measure === 'count') return objects.length;
  const [object] = objects;
  return object === undefined ? null : (fieldOf(object, query.measure) ?? null);
}

/** Whether an expectation holds now. */
export function holds(sim: Sim, { query, op, value }: Expectation): boolean {
  const got = measure(sim, query);
  switch (op) {
    case '==':
      return deepEqual(got, value);
    case '!=':
      return !deepEqual(got, value);
    case 'in':
      return Array.isArray(value) && value.some((one) => deepEqual(got, one));
    default:
      return typeof got === 'number' && typeof value === 'number' && compare(got, op, value);
  }
}

function compare(got: number, op: '>=' | '<=' | '>' | '<', value: number): boolean {
  if (op === '>=') return got >= value;
  if (op === '<=') return got <= value;
  return op === '>' ? got > value : got < value;
}

function objectsOf(sim: Sim, query: Query): KubeObject[] {
  const info = allResources.find((one) => one.kind === query.kind);
  if (info === undefined) return [];
  const selector = query.selector === undefined ? undefined : parseLabelSelector(query.selector).selector;
  return rangeStored(sim, info.etcdPrefix)
    .map((stored) => stored.object)
    .filter((object) => {
      const { name, namespace, labels } = object.metadata ?? {};
      if (query.name !== undefined && name !== query.name) return false;
      if (info.namespaced && namespace !== (query.namespace ?? 'default')) return false;
      if (selector !== undefined && !selects(selector, labels as Labels | undefined)) return false;
      return Object.entries(query.where ?? {}).every(([field, wanted]) => deepEqual(whereField(object, field), wanted));
    });
}

/** A field in a condition: a dotted path, or one of the words that scripts use for pods. */
function whereField(object: KubeObject, field: string): unknown {
  if (field === 'ready') return isPodReady(object as Pod);
  if (field === 'phase') return (object as Pod).status?.phase;
  if (field === 'terminating') return object.metadata?.deletionTimestamp !== undefined;
  if (field === 'node') return (object as Pod).spec?.nodeName ?? null;
  return fieldOf(object, field);
}

/** A field by its dotted path; parts in brackets pick a map entry (`labels[app]`) or a list item (`conditions[type=Ready]`). */
export function fieldOf(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const part of path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? []) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = part.startsWith('[') ? bracket(value, part.slice(1, -1)) : (value as Record<string, unknown>)[part];
  }
  return value;
}

function bracket(value: object, inside: string): unknown {
  const equals = inside.indexOf('=');
  if (!Array.isArray(value)) return labelOf(value as Labels, inside);
  if (equals < 0) return value[Number(inside)] as unknown;
  const key = inside.slice(0, equals);
  const wanted = inside.slice(equals + 1);
  return value.find((item) => String((item as Record<string, unknown>)[key]) === wanted) as unknown;
}
