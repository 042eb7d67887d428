/** What a schema asks of one value, apart from the values inside. Models: kube-openapi pkg/validation/validate (v1.37). */
import { canonicalJson } from '../canonical-json.ts';
import { deepEqual } from '../deep-equal.ts';
import {
  duplicate,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type FieldError,
} from '../validation/field-error.ts';
import { hasFormat } from './formats.ts';
import { fieldPath, isFields, type Fields, type JsonSchema } from './json-schema.ts';
import { patternOf } from './pattern.ts';

/** The JSON type of a value, as messages name it. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function expectedTypes(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined || schema.type === '' ? [] : [schema.type];
}

/** Whether a value has the type that its schema asks for; says so when it has not. */
export function checkType(value: unknown, schema: JsonSchema, path: string, errors: FieldError[]): boolean {
  if (value === null && schema.nullable === true) return true;
  const expected = expectedTypes(schema);
  const found = typeName(value);
  const fits =
    expected.length === 0 || expected.some((type) => type === found || (type === 'number' && found === 'integer'));
  if (fits && (value !== null || expected.length === 0)) return true;
  errors.push(typeInvalid(path, found, `${path} in body must be of type ${expected.join(',')}: "${found}"`));
  return false;
}

/** The limits, patterns and lists of allowed values. The value is of the right type. */
export function checkLimits(value: unknown, schema: JsonSchema, path: string, errors: FieldError[]): void {
  if (schema.enum !== undefined && !schema.enum.some((allowed) => deepEqual(allowed, value))) {
    errors.push(
      notSupported(
        path,
        value,
        schema.enum.map((allowed) => (typeof allowed === 'string' ? allowed : canonicalJson(allowed))),
      ),
    );
  }
  if (typeof value === 'string') checkText(value, schema, path, errors);
  else if (typeof value === 'number') checkNumber(value, schema, path, errors);
  else if (Array.isArray(value)) checkList(value, schema, path, errors);
  else if (isFields(value)) checkFields(value, schema, path, errors);
}

function checkText(value: string, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { minLength = 0, maxLength, pattern, format } = schema;
  if (maxLength !== undefined || minLength > 0) {
    const length = [...value].length;
    if (maxLength !== undefined && length > maxLength) errors.push(tooLong(path, maxLength));
    if (length < minLength) {
      errors.push(invalid(path, value, `${path} in body should be at least ${minLength} chars long`));
    }
  }
  if (pattern !== undefined && pattern !== '' && patternOf(pattern)?.test(value) !== true) {
    errors.push(invalid(path, value, `${path} in body should match '${pattern}'`));
  }
  if (format !== undefined && !hasFormat(value, format)) {
    errors.push(typeInvalid(path, value, `${path} in body must be of type ${format}: "${value}"`));
  }
}

function checkNumber(value: number, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const say = (detail: string): void => void errors.push(invalid(path, value, `${path} in body should be ${detail}`));
  if (maximum !== undefined) {
    if (exclusiveMaximum === true && value >= maximum) say(`less than ${maximum}`);
    else if (value > maximum) say(`less than or equal to ${maximum}`);
  }
  if (minimum !== undefined) {
    if (exclusiveMinimum === true && value <= minimum) say(`greater than ${minimum}`);
    else if (value < minimum) say(`greater than or equal to ${minimum}`);
  }
  if (multipleOf !== undefined && multipleOf > 0 && !Number.isInteger(value / multipleOf)) {
    say(`a multiple of ${multipleOf}`);
  }
}

function checkList(value: readonly unknown[], schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { minItems = 0, maxItems } = schema;
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
  if (value.length < minItems) {
    errors.push(invalid(path, value.length, `${path} in body should have at least ${minItems} items`));
  }
  checkUnique(value, schema, path, errors);
}

/** Models: apiextensions-apiserver pkg/apiserver/schema/listtype (v1.37). */
function checkUnique(value: readonly unknown[], schema: JsonSchema, path: string, errors: FieldError[]): void {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const identity = listType === 'set' ? item : mapKey(item, keys);
    const text = canonicalJson(identity ?? null);
    if (seen.has(text)) errors.push(duplicate(`${path}[${index}]`, identity));
    seen.add(text);
  });
}

/** The fields that tell an item of a map-like list from the others. */
export function mapKey(item: unknown, keys: readonly string[]): Fields {
  if (!isFields(item)) return {};
  return Object.fromEntries(keys.filter((key) => item[key] !== undefined).map((key) => [key, item[key]]));
}

function checkFields(value: Fields, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const count = Object.keys(value).length;
  const { minProperties = 0, maxProperties } = schema;
  if (maxProperties !== undefined && count > maxProperties) errors.push(tooMany(path, count, maxProperties));
  if (count < minProperties) {
    errors.push(invalid(path, count, `${path} in body should have at least ${minProperties} properties`));
  }
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) errors.push(required(fieldPath(path, name)));
  }
}
