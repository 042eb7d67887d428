/** Validates a custom resource by its schema. Models: apiextensions-apiserver pkg/apiserver/validation/validation.go (v1.37). */
import { deepEqual } from '../deep-equal.ts';
import { invalid, required, type FieldError } from '../validation/field-error.ts';
import { checkLimits, checkType, mapKey } from './check-value.ts';
import { fieldPath, fieldSchema, isFields, sortedKeys, type Fields, type JsonSchema } from './json-schema.ts';

/**
 * Finds where a value breaks its schema.
 * @param old the stored value; parts that stay as they were are not blamed again (ratcheting)
 * @returns the findings in the order of the fields' names
 */
export function validateValue(value: unknown, old: unknown, schema: JsonSchema, path = ''): FieldError[] {
  const errors: FieldError[] = [];
  checkValue(value, old, schema, path, errors);
  return errors;
}

function checkValue(value: unknown, old: unknown, schema: JsonSchema, path: string, errors: FieldError[]): void {
  if (old !== undefined && deepEqual(value, old)) return;
  if (!checkType(value, schema, path, errors)) return;
  if (value === null) return;
  checkLimits(value, schema, path, errors);
  checkJunctors(value, schema, path, errors);
  if (schema['x-kubernetes-embedded-resource'] === true && isFields(value)) checkResource(value, path, errors);
  if (Array.isArray(value)) checkItems(value, old, schema, path, errors);
  else if (isFields(value)) checkInside(value, old, schema, path, errors);
}

function checkInside(value: Fields, old: unknown, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const before = isFields(old) ? old : {};
  for (const name of sortedKeys(value)) {
    const inner = fieldSchema(schema, name);
    if (inner === undefined || value[name] === undefined) continue;
    const place = schema.properties?.[name] === undefined && path !== '' ? `${path}.${name}` : fieldPath(path, name);
    checkValue(value[name], before[name], inner, place, errors);
  }
}

function checkItems(
  value: readonly unknown[],
  old: unknown,
  schema: JsonSchema,
  path: string,
  errors: FieldError[],
): void {
  const { items } = schema;
  if (items === undefined) return;
  const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
  const before: readonly unknown[] = Array.isArray(old) ? old : [];
  value.forEach((item, index) => {
    const same = keys.length === 0 ? undefined : before.find((one) => deepEqual(mapKey(one, keys), mapKey(item, keys)));
    checkValue(item, same, items, `${path}[${index}]`, errors);
  });
}

/** Whether a value fits the value rules of a schema, and of the schemas inside. */
function fits(value: unknown, schema: JsonSchema): boolean {
  return validateValue(value, undefined, schema, 'value').length === 0;
}

function checkJunctors(value: unknown, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { allOf, anyOf, oneOf, not } = schema;
  const named = path === '' ? '""' : `"${path}"`;
  if (anyOf !== undefined && anyOf.length > 0 && !anyOf.some((one) => fits(value, one))) {
    errors.push(invalid(path, value, `${named} must validate at least one schema (anyOf)`));
    const [first] = anyOf;
    if (first !== undefined) errors.push(...validateValue(value, undefined, first, path));
  }
  if (oneOf !== undefined && oneOf.length > 0) {
    const count = oneOf.filter((one) => fits(value, one)).length;
    const found = count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`;
    if (count !== 1)
      errors.push(invalid(path, value, `${named} must validate one and only one schema (oneOf). ${found}`));
  }
  for (const one of allOf ?? []) {
    const inner = validateValue(value, undefined, one, path);
    if (inner.length === 0) continue;
    errors.push(...inner, invalid(path, value, `${named} must validate all the schemas (allOf)`));
    break;
  }
  if (not !== undefined && fits(value, not)) {
    errors.push(invalid(path, value, `${named} must not validate the schema (not)`));
  }
}

/** An object inside an object has what every object has. Models: pkg/apiserver/schema/objectmeta/validation.go (v1.37). */
function checkResource(value: Fields, path: string, errors: FieldError[]): void {
  for (const name of ['apiVersion', 'kind']) {
    const text = value[name];
    if (text === undefined) errors.push(required(`${path}.${name}`, 'must not be empty'));
    else if (typeof text !== 'string' || text === '') {
      errors.push(invalid(`${path}.${name}`, text, 'must not be empty'));
    }
  }
}
