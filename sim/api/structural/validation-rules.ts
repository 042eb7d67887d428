/** The `x-kubernetes-validations` of a schema. Models: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go (v1.37). */
import { compileExpression, type CelVariables } from '../cel/expression.ts';
import { toCel } from '../cel/values.ts';
import { deepEqual } from '../deep-equal.ts';
import { duplicate, forbidden, invalid, required, type FieldError } from '../validation/field-error.ts';
import { mapKey } from './check-value.ts';
import { fieldPath, fieldSchema, isFields, sortedKeys, type JsonSchema, type ValidationRule } from './json-schema.ts';

const variables = ['self', 'oldSelf'];

/**
 * Finds the rules that a value breaks. Rules about a change (`oldSelf`) hold for values that were there before.
 * @param old the stored value, undefined for a new one
 */
export function checkRules(value: unknown, old: unknown, schema: JsonSchema, path = ''): FieldError[] {
  if (!hasRules(schema)) return [];
  const errors: FieldError[] = [];
  visit(value, old, schema, path, errors);
  return errors;
}

const withRules = new WeakMap<JsonSchema, boolean>();

/** Whether a schema or one inside has rules; objects without are not walked. */
function hasRules(schema: JsonSchema): boolean {
  const known = withRules.get(schema);
  if (known !== undefined) return known;
  const { properties = {}, additionalProperties, items } = schema;
  const inner = [...Object.values(properties), ...(items === undefined ? [] : [items])];
  if (typeof additionalProperties === 'object') inner.push(additionalProperties);
  const result = (schema['x-kubernetes-validations'] ?? []).length > 0 || inner.some(hasRules);
  withRules.set(schema, result);
  return result;
}

function visit(value: unknown, old: unknown, schema: JsonSchema, path: string, errors: FieldError[]): void {
  if (value === null || value === undefined || !hasRules(schema)) return;
  for (const rule of schema['x-kubernetes-validations'] ?? []) checkRule(rule, value, old, schema, path, errors);
  if (Array.isArray(value)) visitItems(value, old, schema, path, errors);
  else if (isFields(value)) {
    const before = isFields(old) ? old : {};
    for (const name of sortedKeys(value)) {
      const inner = fieldSchema(schema, name);
      if (inner !== undefined) visit(value[name], before[name], inner, fieldPath(path, name), errors);
    }
  }
}

function visitItems(
  value: readonly unknown[],
  old: unknown,
  schema: JsonSchema,
  path: string,
  errors: FieldError[],
): void {
  const { items } = schema;
  if (items === undefined) return;
  const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
  const before: readonly unknown[] = Array.isArray(old) && keys.length > 0 ? old : [];
  value.forEach((item, index) => {
    const same = before.find((one) => deepEqual(mapKey(one, keys), mapKey(item, keys)));
    visit(item, same, items, `${path}[${index}]`, errors);
  });
}

/** Whether a rule speaks of the value before the change. */
function isTransition(rule: ValidationRule): boolean {
  return /\boldSelf\b/.test(rule.rule);
}

function checkRule(
  rule: ValidationRule,
  value: unknown,
  old: unknown,
  schema: JsonSchema,
  path: string,
  errors: FieldError[],
): void {
  const isAboutChange = isTransition(rule);
  if (isAboutChange && old === undefined && rule.optionalOldSelf !== true) return;
  if (!isAboutChange && old !== undefined && deepEqual(value, old)) return;
  const expression = compileExpression(rule.rule, variables);
  if ('error' in expression) {
    errors.push(invalid(path, value, `rule compile error: ${expression.error}`));
    return;
  }
  const bound: CelVariables = { self: toCel(value, schema), oldSelf: old === undefined ? null : toCel(old, schema) };
  const result = expression.evaluate(bound);
  if ('error' in result) {
    const why = result.error.replace(/^No such key/, 'no such key');
    errors.push(invalid(path, shownValue(value), `${why} evaluating rule: ${ruleName(rule)}`));
  } else if (result.value !== true) errors.push(broken(rule, value, path, bound));
}

function ruleName({ message, rule }: ValidationRule): string {
  return message !== undefined && message !== '' ? message : rule.trim();
}

function messageOf(rule: ValidationRule, bound: CelVariables): string {
  const { messageExpression, message = '', rule: text } = rule;
  if (messageExpression !== undefined && messageExpression !== '') {
    const expression = compileExpression(messageExpression, variables);
    const result = 'error' in expression ? expression : expression.evaluate(bound);
    if ('value' in result && typeof result.value === 'string' && result.value.trim() !== '') return result.value.trim();
  }
  return message !== '' ? message : `failed rule: ${text.trim()}`;
}

/** Models: validation.go fieldErrorForReason: what is shown is the type of the value, not the value (v1.37). */
function broken(rule: ValidationRule, value: unknown, path: string, bound: CelVariables): FieldError {
  const place = placeOf(rule.fieldPath, path);
  const message = messageOf(rule, bound);
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(place, message);
    case 'FieldValueRequired':
      return required(place, message);
    case 'FieldValueDuplicate':
      return duplicate(place, shownValue(value));
    default:
      return invalid(place, shownValue(value), message);
  }
}

function placeOf(relative: string | undefined, path: string): string {
  if (relative === undefined || relative === '') return path;
  const below = relative.replace(/\['([^']*)'\]/g, '[$1]');
  return path === ''
    ? below.replace(/^\./, '')
    : `${path}${below.startsWith('.') || below.startsWith('[') ? '' : '.'}${below}`;
}

function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return 'array';
  return isFields(value) ? 'object' : value;
}

/** Finds rules of a schema that cannot be used. @param path of the schema's `x-kubernetes-validations` */
export function checkRuleTexts(rules: readonly ValidationRule[], path: string, errors: FieldError[]): void {
  rules.forEach((rule, index) => {
    const place = `${path}[${index}]`;
    if (((rule.rule as string | undefined) ?? '').trim() === '') {
      errors.push(required(`${place}.rule`, 'rule is not specified'));
      return;
    }
    const expression = compileExpression(rule.rule, variables);
    if ('error' in expression)
      errors.push(invalid(`${place}.rule`, rule.rule, `compilation failed: ${expression.error}`));
    if (rule.message !== undefined && rule.message !== '' && /\n/.test(rule.message)) {
      errors.push(invalid(`${place}.message`, rule.message, 'message must not contain line breaks'));
    }
    if (rule.messageExpression === undefined || rule.messageExpression === '') return;
    const told = compileExpression(rule.messageExpression, variables);
    if ('error' in told) {
      const why = `messageExpression compilation failed: ${told.error}`;
      errors.push(invalid(`${place}.messageExpression`, rule.messageExpression, why));
    }
  });
}
