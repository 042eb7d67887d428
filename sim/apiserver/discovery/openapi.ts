/**
 * OpenAPI documents, one for each group's version: what `kubectl` needs for validation by the server, for patches and for `explain`.
 *
 * Models: kube-openapi pkg/handler3, apiserver pkg/endpoints/openapi (v1.37).
 * Differs: paths say only how an object is patched, or for kinds that nobody patches how they are created or listed.
 */
import { fnv32a } from '../../api/fnv.ts';
import { fieldDescription, typeDescription } from '../../api/schema/descriptions.ts';
import { definitionById, definitionForKind } from '../../api/schema/schema.ts';
import type { DefinitionSchema, FieldSchema, FieldType } from '../../api/schema/notation.ts';
import type { CustomServing } from '../../api/custom-serving.ts';
import type { ResourceInfo } from '../../api/resources.ts';

function pathOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/** `/openapi/v3`: where the documents are. */
export function openApiIndex(resources: readonly ResourceInfo[], kubernetesVersion: string): object {
  const paths: Record<string, object> = {};
  for (const apiVersion of [...new Set(resources.map((info) => info.apiVersion))].sort()) {
    const kinds = resources.filter((info) => info.apiVersion === apiVersion).map(({ kind }) => kind);
    const hash = fnv32a(`${kubernetesVersion} ${apiVersion} ${kinds.join()}`)
      .toString(16)
      .toUpperCase()
      .padStart(8, '0');
    const path = pathOf(apiVersion);
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  }
  return { paths };
}

/** `/openapi/v3/apis/apps/v1`: the document of a group's version, or `undefined`. */
export function openApiDocument(
  resources: readonly ResourceInfo[],
  apiVersion: string,
  kubernetesVersion: string,
): object | undefined {
  const infos = resources.filter((info) => info.apiVersion === apiVersion);
  if (infos.length === 0) return undefined;
  const paths: Record<string, object> = {};
  const schemas: Record<string, object> = {};
  for (const info of infos) {
    if (info.verbs.includes('patch')) paths[objectPath(info)] = { patch: patchOperation(info) };
    else paths[listPath(info)] = plainOperations(info);
    addKind(info, schemas);
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: kubernetesVersion },
    paths,
    components: { schemas },
  };
}

function listPath(info: ResourceInfo): string {
  const namespace = info.namespaced ? '/namespaces/{namespace}' : '';
  return `/${pathOf(info.apiVersion)}${namespace}/${info.resource}`;
}

function objectPath(info: ResourceInfo): string {
  return `${listPath(info)}/{name}`;
}

/** What can be done with kinds that are only asked, such as reviews and metrics. */
function plainOperations(info: ResourceInfo): Record<string, object> {
  const operations: Record<string, object> = {};
  const add = (method: string, action: string): void => {
    operations[method] = {
      operationId: `${action}${info.kind}`,
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': gvkOf(info),
    };
  };
  if (info.verbs.includes('list')) add('get', 'list');
  if (info.verbs.includes('create')) add('post', 'post');
  return operations;
}

function gvkOf({ group, version, kind }: ResourceInfo): object {
  return { group, version, kind };
}

const textParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'pretty'];

function patchOperation(info: ResourceInfo): object {
  return {
    operationId: `patch${info.kind}`,
    parameters: textParameters.map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })),
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': gvkOf(info),
  };
}

/** Adds the schema of a kind, and of all types that it uses. Custom resources bring theirs. */
function addKind(info: ResourceInfo, schemas: Record<string, object>): void {
  const gvk = { 'x-kubernetes-group-version-kind': [gvkOf(info)] };
  if (info.custom !== undefined) {
    const reversed = info.group.split('.').reverse().join('.');
    schemas[`${reversed}.${info.version}.${info.kind}`] = { ...customSchema(info.custom, schemas), ...gvk };
    return;
  }
  const definition = definitionForKind(info.apiVersion, info.kind);
  if (definition === undefined) return;
  addDefinition(definition, schemas);
  const name = schemaName(definition);
  schemas[name] = { ...schemas[name], ...gvk };
}

/**
 * The schema of a custom resource with what all objects have.
 * Models: apiextensions-apiserver pkg/controller/openapi/builder/builder.go buildKubeNative (v1.37).
 */
function customSchema({ schema }: CustomServing, schemas: Record<string, object>): object {
  const properties: Record<string, object> = { ...schema.properties };
  const plain = definitionForKind('v1', 'ConfigMap');
  for (const name of ['apiVersion', 'kind', 'metadata']) {
    const field = plain?.fields.get(name);
    if (plain === undefined || field === undefined) continue;
    properties[name] = { ...describedBy(fieldDescription(plain.id, name)), ...typeSchema(field.type, schemas) };
  }
  return { ...schema, properties };
}

function addDefinition(definition: DefinitionSchema, schemas: Record<string, object>): void {
  const name = schemaName(definition);
  if (Object.hasOwn(schemas, name)) return;
  const properties: Record<string, object> = {};
  schemas[name] = {};
  const required: string[] = [];
  for (const field of definition.fields.values()) {
    const described = describedBy(fieldDescription(definition.id, field.name));
    properties[field.name] = { ...described, ...typeSchema(field.type, schemas), ...extensionsOf(field) };
    if (field.required) required.push(field.name);
  }
  schemas[name] = {
    ...describedBy(typeDescription(definition.id)),
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    properties,
    ...(definition.isAtomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

function describedBy(description: string): object {
  return description === '' ? {} : { description };
}

/** `core/v1.Container` as OpenAPI names it: `io.k8s.api.core.v1.Container`. */
function schemaName({ id }: DefinitionSchema): string {
  const [group = '', rest = ''] = id.split('/');
  if (group === 'meta') return `io.k8s.apimachinery.pkg.apis.meta.${rest}`;
  if (group === 'apiextensions') return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${rest}`;
  if (group === 'metrics') return `io.k8s.metrics.pkg.apis.metrics.${rest}`;
  return `io.k8s.api.${group}.${rest}`;
}

function typeSchema(type: FieldType, schemas: Record<string, object>): object {
  switch (type.type) {
    case 'string':
    case 'boolean':
      return { type: type.type };
    case 'int32':
    case 'int64':
      return { type: 'integer', format: type.type };
    case 'double':
      return { type: 'number', format: 'double' };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'time':
    case 'microTime':
      return { type: 'string', format: 'date-time' };
    case 'quantity':
      return referenceTo(quantityName, quantitySchema, schemas);
    case 'intOrString': {
      return referenceTo(intOrStringName, intOrStringSchema, schemas);
    }
    case 'any':
      return { type: 'object' };
    case 'list':
      return { type: 'array', items: typeSchema(type.item, schemas) };
    case 'map':
      return { type: 'object', additionalProperties: typeSchema(type.value, schemas) };
    case 'object': {
      const definition = definitionById(type.definition);
      addDefinition(definition, schemas);
      return { allOf: [{ $ref: `#/components/schemas/${schemaName(definition)}` }] };
    }
  }
}

const quantitySchema = {
  description:
    'Quantity is a number with a unit: a decimal one (m, k, M, G, T, P, E), a binary one (Ki, Mi, Gi, Ti, Pi, Ei) or a decimal exponent.',
  oneOf: [{ type: 'string' }, { type: 'number' }],
};
const intOrStringSchema = {
  description: 'IntOrString is a whole number, or a text such as a percentage or the name of a port.',
  oneOf: [{ type: 'integer' }, { type: 'string' }],
  format: 'int-or-string',
};
const quantityName = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const intOrStringName = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';

/** A reference to a type that is no object, added where it is not yet. */
function referenceTo(name: string, schema: object, schemas: Record<string, object>): object {
  schemas[name] = schema;
  return { $ref: `#/components/schemas/${name}` };
}

/** What patch and apply need to know of a field. */
function extensionsOf(field: FieldSchema): object {
  const strategies = [
    ...(field.patchMerges ? ['merge'] : []),
    ...(field.patchReplaces ? ['replace'] : []),
    ...(field.patchRetainsKeys ? ['retainKeys'] : []),
  ];
  const listType = field.listMapKeys.length > 0 ? 'map' : field.isSet ? 'set' : 'atomic';
  return {
    ...(strategies.length === 0 ? {} : { 'x-kubernetes-patch-strategy': strategies.join(',') }),
    ...(field.patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': field.patchMergeKey }),
    ...(field.type.type === 'list' ? { 'x-kubernetes-list-type': listType } : {}),
    ...(field.listMapKeys.length === 0 ? {} : { 'x-kubernetes-list-map-keys': field.listMapKeys }),
    ...(field.isAtomicMap ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}
