import { definitionById } from '../schema/schema.ts';
import type { DefinitionSchema, FieldSchema } from '../schema/notation.ts';

/**
 * Fields whose Go type is a struct itself and no pointer, so that an empty object has them too, beside those that are required.
 * Models: staging/src/k8s.io/api types.go of the groups (v1.37).
 */
const valueStructs: ReadonlySet<string> = new Set([
  'CronJobSpec.jobTemplate',
  'DaemonSetSpec.updateStrategy',
  'DeploymentSpec.strategy',
  'EndpointSlice.endpoints',
  'EndpointSlice.ports',
  'IngressStatus.loadBalancer',
  'JobTemplateSpec.spec',
  'NodeStatus.daemonEndpoints',
  'NodeStatus.nodeInfo',
  'PersistentVolumeClaimSpec.resources',
  'PodTemplate.template',
  'PodTemplateSpec.spec',
  'ServiceStatus.loadBalancer',
  'StatefulSetSpec.updateStrategy',
]);

function isPresent(definition: DefinitionSchema, { name, type, required }: FieldSchema): boolean {
  if (required || valueStructs.has(`${definition.name}.${name}`)) return true;
  if (type.type !== 'object') return false;
  const isWhole = definition.fields.has('apiVersion') && (name === 'spec' || name === 'status');
  return isWhole || type.definition === 'meta/v1.ObjectMeta';
}

const zeros = new WeakMap<DefinitionSchema, Readonly<Record<string, unknown>>>();

/** The object that Go makes before it fills anything in, as far as apply sees it: structs, and null for lists and maps that are always written. */
export function zeroObject(definition: DefinitionSchema): Readonly<Record<string, unknown>> {
  const known = zeros.get(definition);
  if (known !== undefined) return known;
  const zero: Record<string, unknown> = {};
  for (const field of definition.fields.values()) {
    if (!isPresent(definition, field)) continue;
    if (field.type.type === 'object') zero[field.name] = zeroObject(definitionById(field.type.definition));
    else if (field.type.type === 'list' || field.type.type === 'map') zero[field.name] = null;
  }
  zeros.set(definition, zero);
  return zero;
}
