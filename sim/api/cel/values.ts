/** JSON values as values of the Common Expression Language: whole numbers are bigint, the others double. */
import { isFields, type JsonSchema, fieldSchema } from '../structural/json-schema.ts';

/**
 * A JSON value inside an expression.
 * @param schema says which numbers are integers and which fields are names; without it whole numbers are integers
 */
export function toCel(value: unknown, schema?: JsonSchema): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => toCel(item, schema?.items));
  if (!isFields(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const inner = schema === undefined ? undefined : fieldSchema(schema, name);
    const isName = schema?.properties !== undefined && Object.hasOwn(schema.properties, name);
    result[isName ? escapeName(name) : name] = toCel(field, inner);
  }
  return result;
}

const reservedNames: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** A property's name as expressions write it. Models: apiserver pkg/cel/escaping.go Escape (v1.37). */
export function escapeName(name: string): string {
  if (reservedNames.has(name)) return `__${name}__`;
  return name
    .replace(/__/g, '__underscores__')
    .replace(/\./g, '__dot__')
    .replace(/-/g, '__dash__')
    .replace(/\//g, '__slash__');
}

/** Whether two values of the language are equal. */
export function celEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' && typeof b === 'number') return Number(a) === b;
  if (typeof a === 'number' && typeof b === 'bigint') return a === Number(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, n) => celEqual(item, b[n]));
  if (!isFields(a) || !isFields(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && celEqual(a[name], b[name]))
  );
}
