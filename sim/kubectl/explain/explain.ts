/**
 * `kubectl explain`: documentation of a kind or of a field, from the OpenAPI document of its group's version.
 *
 * Models: kubectl pkg/explain/v2/templates/plaintext.tmpl (v1.37).
 */
import {
  resolved,
  schemaOfKind,
  typeName,
  valueSchema,
  type GroupVersionKind,
  type OpenApiDocument,
  type OpenApiSchema,
} from './openapi.ts';
import { wordWrap } from './word-wrap.ts';

export type { OpenApiDocument } from './openapi.ts';

/** References that lead to where we are, so that types that contain themselves come to an end. */
type Seen = ReadonlySet<string>;

function indented(text: string, amount: number): string {
  const space = ' '.repeat(amount);
  return text
    .split('\n')
    .map((line) => space + line)
    .join('\n');
}

function withRef(seen: Seen, { $ref }: OpenApiSchema): Seen {
  return $ref === undefined ? seen : new Set([...seen, $ref]);
}

/** The schemas beside a schema that say more of the same value: parts, items and values of maps. */
function inside(schema: OpenApiSchema): OpenApiSchema[] {
  const value = valueSchema(schema);
  return [
    ...(schema.allOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(value === undefined ? [] : [value]),
  ];
}

/** Descriptions of a value and of the types that it is made of. */
function descriptionOf(schema: OpenApiSchema, document: OpenApiDocument): string {
  const target = resolved(schema, document);
  const own = target.description === undefined || target.description === '' ? '' : `${target.description}\n`;
  return (
    own +
    inside(target)
      .map((part) => descriptionOf(part, document))
      .join('')
  );
}

function enumText(value: unknown): string {
  return value === '' ? '""' : String(value);
}

/** How a field is shown in a list. */
interface Listing {
  readonly document: OpenApiDocument;
  /** Names and types only, with the fields inside. */
  readonly recursive: boolean;
}

function fieldText(name: string, parent: OpenApiSchema, level: number, { document, recursive }: Listing): string {
  const schema = parent.properties?.[name] ?? {};
  const space = level * 2;
  const required = parent.required?.includes(name) === true ? ' -required-' : '';
  const values = schema.enum ?? [];
  const shown = values.slice(0, 4).map(enumText).join(', ') + (values.length > 4 ? ', ....' : '');
  const choices = values.length === 0 ? '' : `\n${' '.repeat(space)}enum: ${shown}`;
  const head = `${' '.repeat(space)}${name}\t<${typeName(schema, document)}>${required}${choices}\n`;
  if (recursive) return head;
  const description = schema.description ?? '';
  const text = wordWrap(description === '' ? '<no description>' : description, 78 - space);
  return `${head}${indented(text, space + 2)}\n${docsText(schema, space + 2, '\n')}\n`;
}

function fieldList(schema: OpenApiSchema, level: number, seen: Seen, listing: Listing): string {
  if (schema.$ref !== undefined && seen.has(schema.$ref)) return '';
  const next = withRef(seen, schema);
  const target = resolved(schema, listing.document);
  const own = Object.keys(target.properties ?? {})
    .sort()
    .map((name) => {
      const inner = target.properties?.[name] ?? {};
      const nested = listing.recursive ? fieldList(inner, level + 1, next, listing) : '';
      return fieldText(name, target, level, listing) + nested;
    });
  return (
    own.join('') +
    inside(target)
      .map((part) => fieldList(part, level, next, listing))
      .join('')
  );
}

function docsText({ externalDocs }: OpenApiSchema, space: number, before: string): string {
  if (externalDocs === undefined) return '';
  const { description = '', url = '' } = externalDocs;
  const lines = [indented('EXTERNAL DOCS:', space)];
  if (description !== '') lines.push(indented(wordWrap(description, 78 - space), space + 2));
  if (url !== '') lines.push(indented(`URL: ${url}`, space + 2));
  return `${before}${lines.join('\n')}\n`;
}

/** Description and fields of what the path has led to. */
function contents(schema: OpenApiSchema, listing: Listing): string {
  const target = resolved(schema, listing.document);
  const description = descriptionOf(target, listing.document);
  const text = indented(wordWrap(description === '' ? '<empty>' : description, 76), 4);
  const fields = fieldList(target, 1, new Set(), listing);
  return `DESCRIPTION:\n${text}\n${docsText(target, 0, '\n')}${fields === '' ? '' : `FIELDS:\n${fields}`}`;
}

/** Follows the path; empty when it leads nowhere. */
function follow(schema: OpenApiSchema, path: readonly string[], seen: Seen, listing: Listing): string {
  const [name, ...rest] = path;
  if (name === undefined) return contents(schema, listing);
  if (schema.$ref !== undefined && seen.has(schema.$ref)) return '';
  const { document } = listing;
  const target = resolved(schema, document);
  const field =
    target.properties !== undefined && Object.hasOwn(target.properties, name) ? target.properties[name] : undefined;
  if (field !== undefined) {
    const values = (field.enum ?? []).map((value) => `\n    ${enumText(value)}`).join('');
    const choices = values === '' ? '' : `ENUM:${values}`;
    const head = rest.length > 0 ? '' : `FIELD: ${name} <${typeName(field, document)}>\n${choices}\n\n`;
    const found = follow(field, rest, new Set(), listing);
    return found === '' ? '' : head + found;
  }
  const next = withRef(seen, schema);
  const single = target.items ?? valueSchema(target);
  if (single !== undefined) return follow(single, path, next, listing);
  for (const part of target.allOf ?? []) {
    const found = follow(part, path, next, listing);
    if (found !== '') return found;
  }
  return '';
}

/** What is asked for. */
export interface ExplainOptions {
  readonly gvk: GroupVersionKind;
  /** Fields from the kind on: `['spec', 'containers']`. */
  readonly path: readonly string[];
  /** `--recursive` */
  readonly recursive?: boolean;
}

/** What is printed, and the error that the command ends with (without `error: `), if it does. */
export interface Explanation {
  readonly text: string;
  readonly error?: string;
}

/**
 * The text of `kubectl explain`.
 * @param document the OpenAPI document of the group's version; custom resources bring theirs.
 */
export function explain(document: OpenApiDocument, { gvk, path, recursive = false }: ExplainOptions): Explanation {
  const { group, version, kind } = gvk;
  const schema = schemaOfKind(document, gvk);
  if (schema === undefined) {
    return { text: '', error: `GVK map[group:${group} kind:${kind} version:${version}] not found in OpenAPI schema` };
  }
  const head = `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n`;
  const found = follow(schema, path, new Set(), { document, recursive });
  if (found === '') return { text: `${head}\n`, error: `field "${path.at(-1) ?? ''}" does not exist` };
  return { text: `${head}\n${found}\n` };
}
