/** How apply sees a value of a type: what is one leaf, and what is looked into. */
import { definitionById } from '../schema/schema.ts';
import type { DefinitionSchema, FieldSchema, FieldType } from '../schema/notation.ts';
import { fieldSchema, type JsonSchema } from '../structural/json-schema.ts';
import { fieldNameOf, keyElement, valueElement, type PathElement } from './path-element.ts';

export type Shape =
  /** One value, whatever is inside. */
  | { readonly kind: 'leaf' }
  | { readonly kind: 'struct'; readonly definition: DefinitionSchema }
  /** An object of a custom resource; a whole resource has metadata as every kind. */
  | { readonly kind: 'custom'; readonly schema: JsonSchema; readonly isResource: boolean }
  | { readonly kind: 'map'; readonly value: Shape }
  | { readonly kind: 'listMap'; readonly keys: readonly string[]; readonly item: Shape }
  | { readonly kind: 'set' }
  /** Without a schema: maps are looked into, lists are leaves. */
  | { readonly kind: 'deduced' };

const leaf: Shape = { kind: 'leaf' };
const deduced: Shape = { kind: 'deduced' };

/** Shape of a whole object. @param definition `undefined` where the kind has no field table */
export function objectShape(definition: DefinitionSchema | undefined): Shape {
  return definition === undefined ? deduced : { kind: 'struct', definition };
}

/**
 * Shape of a whole custom resource.
 * Models: apiextensions-apiserver pkg/controller/openapi/builder and structured-merge-diff schema of the result (v1.37).
 */
export function customObjectShape(schema: JsonSchema): Shape {
  return { kind: 'custom', schema, isResource: true };
}

function schemaShape(schema: JsonSchema): Shape {
  const { properties, additionalProperties } = schema;
  if (schema['x-kubernetes-embedded-resource'] === true) return { kind: 'custom', schema, isResource: true };
  if (schema.type === 'array') {
    const listType = schema['x-kubernetes-list-type'];
    if (listType === 'set') return { kind: 'set' };
    if (listType !== 'map') return leaf;
    return { kind: 'listMap', keys: schema['x-kubernetes-list-map-keys'] ?? [], item: schemaShape(schema.items ?? {}) };
  }
  if (schema['x-kubernetes-map-type'] === 'atomic') return leaf;
  if (properties !== undefined) return { kind: 'custom', schema, isResource: false };
  if (typeof additionalProperties === 'object') return { kind: 'map', value: schemaShape(additionalProperties) };
  return schema.type === 'object' || schema['x-kubernetes-preserve-unknown-fields'] === true ? deduced : leaf;
}

function customFieldShape({ schema, isResource }: Shape & { kind: 'custom' }, name: string): Shape {
  if (isResource && name === 'metadata') return { kind: 'struct', definition: definitionById('meta/v1.ObjectMeta') };
  const field = fieldSchema(schema, name);
  return field === undefined ? deduced : schemaShape(field);
}

/** Whether the type of a value has a field of that name, so that the field is no member by itself. */
export function declaresField(shape: Shape, name: string): boolean {
  if (shape.kind === 'struct') return shape.definition.fields.has(name);
  if (shape.kind !== 'custom') return false;
  if (shape.isResource && (name === 'metadata' || name === 'apiVersion' || name === 'kind')) return true;
  return shape.schema.properties !== undefined && Object.hasOwn(shape.schema.properties, name);
}

function typeShape(type: FieldType): Shape {
  if (type.type === 'map') return { kind: 'map', value: typeShape(type.value) };
  if (type.type !== 'object') return leaf;
  const definition = definitionById(type.definition);
  return definition.isAtomic ? leaf : { kind: 'struct', definition };
}

const shapes = new WeakMap<FieldSchema, Shape>();

/** Shape of a field's value. */
export function fieldShape(field: FieldSchema): Shape {
  const known = shapes.get(field);
  if (known !== undefined) return known;
  const shape = shapeOfField(field);
  shapes.set(field, shape);
  return shape;
}

function shapeOfField({ type, listMapKeys, isSet, isAtomicMap }: FieldSchema): Shape {
  if (type.type === 'list') {
    if (listMapKeys.length > 0) return { kind: 'listMap', keys: listMapKeys, item: typeShape(type.item) };
    return isSet ? { kind: 'set' } : leaf;
  }
  return isAtomicMap ? leaf : typeShape(type);
}

/** Shape of what is below an element. */
export function childShape(shape: Shape, element: PathElement): Shape {
  switch (shape.kind) {
    case 'struct': {
      const field = shape.definition.fields.get(fieldNameOf(element) ?? '');
      return field === undefined ? deduced : fieldShape(field);
    }
    case 'custom':
      return customFieldShape(shape, fieldNameOf(element) ?? '');
    case 'map':
      return shape.value;
    case 'listMap':
      return shape.item;
    case 'deduced':
      return deduced;
    case 'leaf':
    case 'set':
      return leaf;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys of list items that may be left out. Models: +default of the API's Go types: protocols (v1.37). */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** The element of a list item, or `undefined` when it names none of its keys. */
export function itemElement(shape: Shape & { kind: 'listMap' | 'set' }, item: unknown): PathElement | undefined {
  if (shape.kind === 'set') return valueElement(item);
  if (!isRecord(item)) return undefined;
  const keys: Record<string, unknown> = {};
  for (const key of shape.keys) {
    const value = item[key] ?? keyDefaults[key];
    if (value !== undefined && value !== null) keys[key] = value;
  }
  return Object.keys(keys).length === 0 ? undefined : keyElement(keys);
}
