/** Field tables by kind and by definition, read when first asked for. */
import { admissionregistrationDefinitions } from './admission-fields.ts';
import { apiextensionsDefinitions } from './apiextensions-fields.ts';
import { appsDefinitions } from './apps-fields.ts';
import { authenticationDefinitions, authorizationDefinitions } from './auth-fields.ts';
import { batchDefinitions } from './batch-fields.ts';
import { coreDefinitions } from './core-fields.ts';
import { metaDefinitions } from './meta-fields.ts';
import { networkingDefinitions } from './networking-fields.ts';
import { parseDefinition } from './notation.ts';
import type { DefinitionSchema, FieldSchema } from './notation.ts';
import {
  autoscalingDefinitions,
  autoscalingV2Definitions,
  coordinationDefinitions,
  discoveryDefinitions,
  eventsDefinitions,
  flowcontrolDefinitions,
  metricsDefinitions,
  nodeDefinitions,
  policyDefinitions,
  rbacDefinitions,
  schedulingDefinitions,
  storageDefinitions,
} from './others-fields.ts';

const tablesByPackage: Readonly<Record<string, string>> = {
  'admissionregistration/v1': admissionregistrationDefinitions,
  'apiextensions/v1': apiextensionsDefinitions,
  'apps/v1': appsDefinitions,
  'authentication/v1': authenticationDefinitions,
  'authorization/v1': authorizationDefinitions,
  'autoscaling/v1': autoscalingDefinitions,
  'autoscaling/v2': autoscalingV2Definitions,
  'batch/v1': batchDefinitions,
  'coordination/v1': coordinationDefinitions,
  'core/v1': coreDefinitions,
  'discovery/v1': discoveryDefinitions,
  'events/v1': eventsDefinitions,
  'flowcontrol/v1': flowcontrolDefinitions,
  'meta/v1': metaDefinitions,
  'metrics/v1beta1': metricsDefinitions,
  'networking/v1': networkingDefinitions,
  'node/v1': nodeDefinitions,
  'policy/v1': policyDefinitions,
  'rbac/v1': rbacDefinitions,
  'scheduling/v1': schedulingDefinitions,
  'storage/v1': storageDefinitions,
};

function indexLines(): Map<string, { line: string; packageId: string }> {
  const index = new Map<string, { line: string; packageId: string }>();
  for (const [packageId, table] of Object.entries(tablesByPackage)) {
    for (const line of table.split('\n')) {
      if (line === '') continue;
      const end = line.search(/[# ]/);
      index.set(`${packageId}.${end < 0 ? line : line.slice(0, end)}`, { line, packageId });
    }
  }
  return index;
}

const lines = indexLines();
const parsed = new Map<string, DefinitionSchema>();

/** The object type with this id (`core/v1.Container`). Throws for an id that no table has: only a bug asks for one. */
export function definitionById(id: string): DefinitionSchema {
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const entry = lines.get(id);
  if (entry === undefined) throw new Error(`Field tables: expected a definition ${id}, got none`);
  const definition = parseDefinition(entry.line, entry.packageId);
  parsed.set(id, definition);
  return definition;
}

/** Groups whose Go package is named after the first part of the group. */
const builtInGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'metrics.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** The object type of a kind, or undefined when the tables do not have it (`apps/v1`, `Deployment`). */
export function definitionForKind(apiVersion: string, kind: string): DefinitionSchema | undefined {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  if (group !== '' && !builtInGroups.has(group)) return undefined;
  const id = `${group === '' ? 'core' : (group.split('.')[0] ?? '')}/${apiVersion.slice(slash + 1)}.${kind}`;
  return lines.has(id) ? definitionById(id) : undefined;
}

/** The field at a path of names below a definition; lists and maps are stepped into without a name. */
export function fieldAtPath(definition: DefinitionSchema, path: readonly string[]): FieldSchema | undefined {
  let current: DefinitionSchema | undefined = definition;
  let field: FieldSchema | undefined;
  for (const name of path) {
    field = current?.fields.get(name);
    if (field === undefined) return undefined;
    current = itemDefinition(field);
  }
  return field;
}

/** The object type inside a field: of the field itself, or of the items of its list or map; undefined for scalars. */
export function itemDefinition(field: FieldSchema): DefinitionSchema | undefined {
  let type = field.type;
  while (type.type === 'list' || type.type === 'map') type = type.type === 'list' ? type.item : type.value;
  return type.type === 'object' ? definitionById(type.definition) : undefined;
}
