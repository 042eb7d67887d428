/**
 * OpenAPI v2 as JSON, for clients that want all types in one document: made of the documents of v3.
 *
 * Models: kube-openapi pkg/openapiconv/convert.go ConvertV3ToV2, apiserver pkg/endpoints/openapi (v1.37).
 */
import type { ResourceInfo } from '../../api/resources.ts';
import { openApiDocument } from './openapi.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/**
 * The document of all kinds.
 *
 * @param resources the served kinds @param version of Kubernetes, such as `v1.37.1`
 */
export function openApiV2Document(resources: readonly ResourceInfo[], version: string): object {
  const paths: Record<string, object> = {};
  const definitions: Record<string, unknown> = {};
  for (const apiVersion of [...new Set(resources.map((info) => info.apiVersion))].sort()) {
    const document = openApiDocument(resources, apiVersion, version) as Document | undefined;
    if (document === undefined) continue;
    for (const [path, operations] of Object.entries(document.paths)) paths[path] = operationsOf(operations);
    for (const [name, schema] of Object.entries(document.components.schemas)) definitions[name] ??= schemaOf(schema);
  }
  return { swagger: '2.0', info: { title: 'Kubernetes', version }, paths, definitions };
}

/** In v2 a parameter says its type itself. */
function operationsOf(operations: Readonly<Record<string, object>>): object {
  const converted: Record<string, object> = {};
  for (const [method, operation] of Object.entries(operations)) {
    const { parameters = [] } = operation as { parameters?: readonly { readonly schema: object }[] };
    const own = parameters.map(({ schema, ...parameter }) => ({ ...parameter, ...schema }));
    converted[method] = { ...operation, ...(own.length === 0 ? {} : { parameters: own }) };
  }
  return converted;
}

/** References go elsewhere, stand alone, and there is no choice of types: what may be a text is one. */
function schemaOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(schemaOf);
  if (typeof value !== 'object' || value === null) return value;
  const converted: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    if (key === '$ref') converted[key] = String(one).replace('#/components/schemas/', '#/definitions/');
    else if (key === 'allOf' && isOneReference(one)) Object.assign(converted, schemaOf(one[0]));
    else if (key === 'oneOf') converted['type'] = 'string';
    else converted[key] = schemaOf(one);
  }
  return converted;
}

function isOneReference(value: unknown): value is [object] {
  return (
    Array.isArray(value) &&
    value.length === 1 &&
    typeof value[0] === 'object' &&
    value[0] !== null &&
    '$ref' in value[0]
  );
}
