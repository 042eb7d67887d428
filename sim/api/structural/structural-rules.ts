/**
 * What makes a schema structural, so that objects can be pruned and filled in by it.
 *
 * Models: apiextensions-apiserver pkg/apiserver/schema/validation.go, pkg/apis/apiextensions/validation (v1.37).
 */
import { forbidden, invalid, notSupported, required, type FieldError } from '../validation/field-error.ts';
import { applySchemaDefaults } from './default.ts';
import { isFields, type JsonSchema } from './json-schema.ts';
import { patternOf } from './pattern.ts';
import { checkSchemaTypes } from './schema-types.ts';
import { prune } from './prune.ts';
import { validateValue } from './validate.ts';
import { checkRuleTexts } from './validation-rules.ts';

type Level = 'root' | 'field' | 'item';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
/** Fields of JSON schema that custom resources may not use. */
const unsupported = ['$ref', '$schema', 'id', 'definitions', 'dependencies', 'patternProperties', 'additionalItems'];
const depthMax = 100;

/** Finds what a schema breaks. @param path of the schema: `spec.versions[0].schema.openAPIV3Schema` */
export function checkStructural(schema: JsonSchema, path: string): FieldError[] {
  const errors = checkSchemaTypes(schema, path);
  if (errors.length === 0) checkSchema(schema, path, 'root', 0, errors);
  return errors;
}

function checkSchema(schema: JsonSchema, path: string, level: Level, depth: number, errors: FieldError[]): void {
  if (depth > depthMax) {
    errors.push(forbidden(path, `schemas may not be nested deeper than ${depthMax}`));
    return;
  }
  checkForbidden(schema, path, errors);
  checkTypeGiven(schema, path, level, errors);
  checkExtensions(schema, path, errors);
  if (schema.pattern !== undefined && patternOf(schema.pattern) === null) {
    errors.push(invalid(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't`));
  }
  checkRuleTexts(schema['x-kubernetes-validations'] ?? [], `${path}.x-kubernetes-validations`, errors);
  if (schema.default !== undefined) checkDefault(schema, path, errors);
  checkNested(schema, path, errors);
  const { properties = {}, additionalProperties, items } = schema;
  if (level === 'root') checkRootFields(properties, path, errors);
  for (const [name, inner] of Object.entries(properties)) {
    checkSchema(inner, `${path}.properties[${name}]`, 'field', depth + 1, errors);
  }
  if (typeof additionalProperties === 'object') {
    checkSchema(additionalProperties, `${path}.additionalProperties`, 'field', depth + 1, errors);
  }
  if (items !== undefined) checkSchema(items, `${path}.items`, 'item', depth + 1, errors);
}

function checkForbidden(schema: JsonSchema, path: string, errors: FieldError[]): void {
  const loose = schema as Readonly<Record<string, unknown>>;
  for (const name of unsupported) {
    if (loose[name] !== undefined) errors.push(forbidden(`${path}.${name}`, `${name} is not supported`));
  }
  if (schema.uniqueItems === true) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(forbidden(`${path}.uniqueItems`, why));
  }
  if (schema.additionalProperties === false) {
    errors.push(forbidden(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'));
  } else if (schema.additionalProperties !== undefined && Object.keys(schema.properties ?? {}).length > 0) {
    errors.push(forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  }
}

function checkTypeGiven(schema: JsonSchema, path: string, level: Level, errors: FieldError[]): void {
  const { type = '' } = schema;
  const isLoose =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const at = `${path}.type`;
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? required(at, why) : invalid(at, type, why));
  } else if (type === '' && level === 'root') errors.push(required(at, 'must not be empty at the root'));
  else if (type === '' && !isLoose) {
    errors.push(required(at, `must not be empty for specified ${level === 'item' ? 'array items' : 'object fields'}`));
  } else if (type !== '' && !types.includes(type)) errors.push(notSupported(at, type, types));
  else if (level === 'root' && type !== 'object') errors.push(invalid(at, type, 'must be object at the root'));
  if (type === 'array' && schema.items === undefined) errors.push(required(`${path}.items`, 'must be specified'));
}

function checkExtensions(schema: JsonSchema, path: string, errors: FieldError[]): void {
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  if (schema['x-kubernetes-int-or-string'] === true && (schema.type ?? '') !== '') {
    errors.push(forbidden(`${path}.type`, 'must not be set if x-kubernetes-int-or-string is true'));
  }
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const keysAt = `${path}.x-kubernetes-list-map-keys`;
  if (listType !== undefined) {
    if (!['atomic', 'map', 'set'].includes(listType)) {
      errors.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'map', 'set']));
    }
    if (schema.type !== 'array')
      errors.push(invalid(`${path}.type`, schema.type ?? '', 'must be array if x-kubernetes-list-type is specified'));
  }
  if (listType === 'map' && (keys ?? []).length === 0) {
    errors.push(required(keysAt, 'must not be empty if x-kubernetes-list-type is map'));
  } else if (listType !== 'map' && keys !== undefined) {
    errors.push(
      invalid(
        `${path}.x-kubernetes-list-type`,
        listType ?? '',
        'must be map if x-kubernetes-list-map-keys is non-empty',
      ),
    );
  }
  if (listType === 'map') checkMapKeys(schema, path, errors);
}

function checkMapKeys({ items, ...schema }: JsonSchema, path: string, errors: FieldError[]): void {
  if (items !== undefined && items.type !== 'object') {
    errors.push(
      invalid(`${path}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map"),
    );
    return;
  }
  (schema['x-kubernetes-list-map-keys'] ?? []).forEach((key, index) => {
    const inner = items?.properties?.[key];
    if (inner === undefined) {
      const why = 'entries must all be names of item properties';
      errors.push(invalid(`${path}.x-kubernetes-list-map-keys[${index}]`, key, why));
    } else if (inner.default === undefined && items?.required?.includes(key) !== true) {
      const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      errors.push(required(`${path}.items.properties[${key}].default`, why));
    }
  });
}

/** A default fits the schema that it stands in, and nothing of it would be pruned. */
function checkDefault(schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { default: value } = schema;
  if (isFields(value)) {
    const { unknown } = prune({ value }, { properties: { value: schema } });
    if (unknown.length > 0) {
      const fields = unknown.map((field) => field.replace(/^value\.?/, '')).join(', ');
      errors.push(invalid(`${path}.default`, value, `must not have unknown fields: ${fields}`));
    }
  }
  errors.push(...validateValue(applySchemaDefaults(value, schema), undefined, schema, `${path}.default`));
}

const valueOnly = ['type', 'default', 'title', 'description', 'nullable', 'additionalProperties'] as const;

/** What stands in allOf, anyOf, oneOf and not checks values only. */
function checkNested(schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  const places: [JsonSchema, string][] = [
    ...allOf.map((one, n): [JsonSchema, string] => [one, `${path}.allOf[${n}]`]),
    ...anyOf.map((one, n): [JsonSchema, string] => [one, `${path}.anyOf[${n}]`]),
    ...oneOf.map((one, n): [JsonSchema, string] => [one, `${path}.oneOf[${n}]`]),
    ...(not === undefined ? [] : [[not, `${path}.not`] as [JsonSchema, string]]),
  ];
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  for (const [nested, place] of places) checkValueOnly(nested, place, isIntOrString, errors);
}

function checkValueOnly(schema: JsonSchema, path: string, mayHaveType: boolean, errors: FieldError[]): void {
  for (const name of valueOnly) {
    if (schema[name] === undefined || (name === 'type' && mayHaveType)) continue;
    errors.push(forbidden(`${path}.${name}`, 'must be empty to be structural'));
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    checkValueOnly(inner, `${path}.properties[${name}]`, false, errors);
  }
  if (schema.items !== undefined) checkValueOnly(schema.items, `${path}.items`, false, errors);
  checkNested(schema, path, errors);
}

function checkRootFields(properties: Readonly<Record<string, JsonSchema>>, path: string, errors: FieldError[]): void {
  for (const name of ['apiVersion', 'kind']) {
    const type = properties[name]?.type;
    if (type !== undefined && type !== 'string') {
      errors.push(invalid(`${path}.properties[${name}].type`, type, 'must be string'));
    }
  }
  const { metadata } = properties;
  if (metadata === undefined) return;
  if (metadata.type !== 'object') {
    errors.push(invalid(`${path}.properties[metadata].type`, metadata.type ?? '', 'must be object'));
  }
  for (const name of Object.keys(metadata.properties ?? {})) {
    if (name === 'name' || name === 'generateName') continue;
    const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbidden(`${path}.properties[metadata]`, why));
    return;
  }
}
