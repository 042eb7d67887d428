/** Says why a configuration cannot be applied: fields that the type does not have, values of another type, items without keys. */
import type { FieldType } from '../schema/notation.ts';
import { elementText } from './path-element.ts';
import { childShape, fieldShape, isRecord, itemElement, type Shape } from './shape.ts';

/**
 * The first mistakes of a configuration, as typed conversion prints them: `.spec.foo: field not declared in schema`.
 *
 * Models: structured-merge-diff typed/validate.go and typed/helpers.go (v6).
 */
export function configErrors(config: unknown, shape: Shape): string[] {
  const errors: string[] = [];
  check(config, shape, '', errors);
  return errors.slice(0, errorsMax);
}

const errorsMax = 20;

function check(value: unknown, shape: Shape, path: string, errors: string[]): void {
  if (value === null || value === undefined || errors.length >= errorsMax) return;
  if (shape.kind === 'struct') checkStruct(value, shape, path, errors);
  else if (shape.kind === 'map') checkMap(value, shape, path, errors);
  else if (shape.kind === 'listMap' || shape.kind === 'set') checkList(value, shape, path, errors);
}

function checkStruct(value: unknown, shape: Shape & { kind: 'struct' }, path: string, errors: string[]): void {
  if (!isRecord(value)) {
    errors.push(`${path}: expected map, got ${goValue(value)}`);
    return;
  }
  for (const name of Object.keys(value).sort()) {
    const field = shape.definition.fields.get(name);
    const below = `${path}.${name}`;
    if (field === undefined) errors.push(`${below}: field not declared in schema`);
    else if (fieldShape(field).kind === 'leaf') checkLeaf(value[name], field.type, below, errors);
    else check(value[name], fieldShape(field), below, errors);
  }
}

function checkMap(value: unknown, shape: Shape & { kind: 'map' }, path: string, errors: string[]): void {
  if (!isRecord(value)) {
    errors.push(`${path}: expected map, got ${goValue(value)}`);
    return;
  }
  for (const name of Object.keys(value).sort()) check(value[name], shape.value, `${path}.${name}`, errors);
}

function checkList(value: unknown, shape: Shape & { kind: 'listMap' | 'set' }, path: string, errors: string[]): void {
  if (!Array.isArray(value)) {
    errors.push(`${path}: expected list, got ${goValue(value)}`);
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    const element = itemElement(shape, item);
    if (element === undefined) {
      const keys = shape.kind === 'listMap' ? shape.keys : [];
      const why = `associative list with keys has an element that omits key field ${JSON.stringify(keys[0] ?? '')}`;
      errors.push(`${path}: element ${index}: ${why} (and doesn't have default value)`);
      continue;
    }
    const below = path + elementText(element);
    if (seen.has(element)) errors.push(`${path}: duplicate entries for key ${elementText(element)}`);
    seen.add(element);
    if (shape.kind === 'listMap') check(item, childShape(shape, element), below, errors);
  }
}

function checkLeaf(value: unknown, { type }: FieldType, path: string, errors: string[]): void {
  if (value === null || value === undefined) return;
  const wanted = scalarName(type);
  if (wanted === '' || isScalar(value, type)) return;
  errors.push(`${path}: expected ${wanted}, got ${goValue(value)}`);
}

function scalarName(type: FieldType['type']): string {
  switch (type) {
    case 'string':
    case 'bytes':
    case 'time':
    case 'microTime':
      return 'string';
    case 'int32':
    case 'int64':
    case 'double':
      return 'numeric (int or float)';
    case 'boolean':
      return 'boolean';
    case 'list':
      return 'list';
    case 'map':
    case 'object':
      return 'map';
    case 'quantity':
    case 'intOrString':
    case 'any':
      return '';
  }
}

function isScalar(value: unknown, type: FieldType['type']): boolean {
  switch (scalarName(type)) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'map':
      return isRecord(value);
    default:
      return typeof value === 'number';
  }
}

function goValue(value: unknown): string {
  return `&value.valueUnstructured{Value:${JSON.stringify(value) ?? 'nil'}}`;
}
