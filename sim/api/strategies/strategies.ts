/** Strategies by kind: what the API server does to an object after its defaults and before its validation. */
import { deepEqual } from '../deep-equal.ts';
import type { ResourceInfo } from '../resources.ts';
import { pairTable } from '../pair-table.ts';
import type { KubeObject } from '../types.ts';
import { infrastructureStrategies } from './infrastructure-strategies.ts';
import type { Strategy } from './strategy.ts';
import { workloadStrategies } from './workload-strategies.ts';

const strategiesByKind = pairTable<Strategy>({ ...workloadStrategies, ...infrastructureStrategies });

const ordinary: Strategy = {};
const onlySpec = ['spec'];

function strategyOf(info: ResourceInfo): Strategy {
  return strategiesByKind.get(info.apiVersion, info.kind) ?? ordinary;
}

/** Kinds whose status a client may set when it creates the object, though only the `status` subresource changes it later. */
const keepsStatus: ReadonlySet<string> = new Set(['Namespace', 'Node', 'Pod']);

/**
 * Prepares a new object: the status that new objects have, and what the server adds.
 * Models: staging/src/k8s.io/apiserver/pkg/registry/rest/create.go BeforeCreate, PrepareForCreate of the strategies (v1.37).
 */
export function prepareForCreate<T extends KubeObject>(info: ResourceInfo, object: T): T {
  const strategy = strategyOf(info);
  const hasOwnStatus = info.hasStatus && !keepsStatus.has(info.kind);
  const fresh = hasOwnStatus ? { ...object, status: strategy.initialStatus ?? {} } : object;
  return strategy.create === undefined ? fresh : (strategy.create(fresh) as T);
}

/** A field of the object, or of its metadata. */
function fieldOf(object: KubeObject, field: string): unknown {
  const [name = '', part] = field.split('.');
  const value = (object as Readonly<Record<string, unknown>>)[name];
  return part === undefined ? value : ((value ?? {}) as Readonly<Record<string, unknown>>)[part];
}

/**
 * Prepares a changed object: what the server adds, and the next generation when something changed that counts.
 * Models: PrepareForUpdate of the strategies (v1.37).
 */
export function prepareForUpdate<T extends KubeObject>(info: ResourceInfo, object: T, old: T): T {
  const strategy = strategyOf(info);
  const prepared = strategy.update === undefined ? object : (strategy.update(object, old) as T);
  if (!info.hasGeneration) return prepared;
  const fields = strategy.generationFields ?? onlySpec;
  if (fields.every((field) => deepEqual(fieldOf(prepared, field), fieldOf(old, field)))) return prepared;
  const { metadata = {} } = prepared;
  return { ...prepared, metadata: { ...metadata, generation: (old.metadata?.generation ?? 0) + 1 } };
}
