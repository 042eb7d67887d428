/** The part of OpenAPI documents that `kubectl explain` reads. */

/** A schema, or a reference to one. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly allOf?: readonly OpenApiSchema[];
  readonly enum?: readonly unknown[];
  readonly externalDocs?: { readonly description?: string; readonly url?: string };
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A document of one group's version, as `/openapi/v3/apis/<group>/<version>` gives it. */
export interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
}

const prefix = '#/components/schemas/';

/** The schema itself, or the one that it refers to. */
export function resolved(schema: OpenApiSchema, { components }: OpenApiDocument): OpenApiSchema {
  const name = schema.$ref?.startsWith(prefix) === true ? schema.$ref.slice(prefix.length) : undefined;
  return (name === undefined ? undefined : components?.schemas?.[name]) ?? schema;
}

/** The schema of map values, when there is one. */
export function valueSchema({ additionalProperties }: OpenApiSchema): OpenApiSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** The schema of a kind. */
export function schemaOfKind({ components }: OpenApiDocument, gvk: GroupVersionKind): OpenApiSchema | undefined {
  return Object.values(components?.schemas ?? {}).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      ({ group, version, kind }) => group === gvk.group && version === gvk.version && kind === gvk.kind,
    ),
  );
}

/** A short name of a type: `string`, `[]Container`, `map[string]Quantity`. Models: explain/v2 plaintext.tmpl typeGuess (v1.37). */
export function typeName(schema: OpenApiSchema, document: OpenApiDocument): string {
  const { items, allOf = [], properties, $ref, type } = schema;
  if (items !== undefined) return `[]${typeName(items, document)}`;
  const value = valueSchema(schema);
  if (value !== undefined) return `map[string]${typeName(value, document)}`;
  const [only] = allOf;
  if (only !== undefined && allOf.length === 1 && properties === undefined) return typeName(only, document);
  if ($ref === undefined) return type === undefined || type === 'object' ? 'Object' : type;
  const target = resolved(schema, document);
  if (target !== schema && target.type !== undefined && target.type !== 'object') return target.type;
  return $ref.slice($ref.lastIndexOf('/') + 1).replace(/^.*\./, '');
}
