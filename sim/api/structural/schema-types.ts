/**
 * Whether a schema is built of the right JSON types, also where the API's own types leave it open: below `items` and
 * `additionalProperties`.
 *
 * Differs: Kubernetes refuses such a definition already when it reads it.
 */
import { invalid, typeInvalid, type FieldError } from '../validation/field-error.ts';
import { fieldPath, isFields } from './json-schema.ts';
import { typeName } from './check-value.ts';

type Expected = 'string' | 'boolean' | 'number' | 'texts' | 'values' | 'schema' | 'schemas' | 'schemaMap' | 'rules';

const fieldTypes: Readonly<Record<string, Expected>> = {
  type: 'string',
  format: 'string',
  title: 'string',
  description: 'string',
  pattern: 'string',
  nullable: 'boolean',
  uniqueItems: 'boolean',
  exclusiveMinimum: 'boolean',
  exclusiveMaximum: 'boolean',
  minLength: 'number',
  maxLength: 'number',
  minimum: 'number',
  maximum: 'number',
  multipleOf: 'number',
  minItems: 'number',
  maxItems: 'number',
  minProperties: 'number',
  maxProperties: 'number',
  required: 'texts',
  enum: 'values',
  properties: 'schemaMap',
  items: 'schema',
  not: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  'x-kubernetes-preserve-unknown-fields': 'boolean',
  'x-kubernetes-int-or-string': 'boolean',
  'x-kubernetes-embedded-resource': 'boolean',
  'x-kubernetes-list-type': 'string',
  'x-kubernetes-map-type': 'string',
  'x-kubernetes-list-map-keys': 'texts',
  'x-kubernetes-validations': 'rules',
};

const ruleTexts = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath'];
const depthMax = 200;

/** Finds values of wrong types in a schema and the schemas inside. */
export function checkSchemaTypes(schema: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  visit(schema, path, 0, errors);
  return errors;
}

function wrong(value: unknown, wanted: string, path: string, errors: FieldError[]): void {
  const found = typeName(value);
  errors.push(typeInvalid(path, found, `must be of type ${wanted}: "${found}"`));
}

function visit(schema: unknown, path: string, depth: number, errors: FieldError[]): void {
  if (!isFields(schema)) {
    wrong(schema, 'object', path, errors);
    return;
  }
  if (depth > depthMax) {
    errors.push(invalid(path, 'object', `schemas may not be nested deeper than ${depthMax}`));
    return;
  }
  for (const [name, expected] of Object.entries(fieldTypes)) {
    const value = schema[name];
    if (value !== undefined) checkField(value, expected, fieldPath(path, name), depth, errors);
  }
  const { additionalProperties } = schema;
  if (additionalProperties !== undefined && typeof additionalProperties !== 'boolean') {
    visit(additionalProperties, fieldPath(path, 'additionalProperties'), depth + 1, errors);
  }
}

function checkField(value: unknown, expected: Expected, path: string, depth: number, errors: FieldError[]): void {
  switch (expected) {
    case 'string':
    case 'boolean':
    case 'number':
      if (typeof value !== expected) wrong(value, expected, path, errors);
      return;
    case 'schema':
      visit(value, path, depth + 1, errors);
      return;
    case 'schemaMap':
      if (!isFields(value)) wrong(value, 'object', path, errors);
      else for (const [name, inner] of Object.entries(value)) visit(inner, `${path}[${name}]`, depth + 1, errors);
      return;
    case 'texts':
    case 'values':
    case 'schemas':
    case 'rules':
      checkList(value, expected, path, depth, errors);
  }
}

function checkList(value: unknown, expected: Expected, path: string, depth: number, errors: FieldError[]): void {
  if (!Array.isArray(value)) {
    wrong(value, 'array', path, errors);
    return;
  }
  value.forEach((item: unknown, index) => {
    const place = `${path}[${index}]`;
    if (expected === 'schemas') visit(item, place, depth + 1, errors);
    else if (expected === 'texts' && typeof item !== 'string') wrong(item, 'string', place, errors);
    else if (expected === 'rules') checkRuleTypes(item, place, errors);
  });
}

function checkRuleTypes(rule: unknown, path: string, errors: FieldError[]): void {
  if (!isFields(rule)) {
    wrong(rule, 'object', path, errors);
    return;
  }
  for (const name of ruleTexts) {
    const text = rule[name];
    if (text !== undefined && typeof text !== 'string') wrong(text, 'string', `${path}.${name}`, errors);
  }
}
