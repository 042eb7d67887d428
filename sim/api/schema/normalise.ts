/** Brings an object into the form in which the API server keeps it, as decoding into typed fields does. */
import { canonicalQuantity, parseQuantity } from '../quantity.ts';
import type { DefinitionSchema, FieldType } from './notation.ts';
import { definitionById, definitionForKind } from './schema.ts';

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const canonicalTexts = new Map<string | number, string>();
const memoMax = 20_000;

function canonicalText(text: string | number): string {
  const known = canonicalTexts.get(text);
  if (known !== undefined) return known;
  const quantity = parseQuantity(typeof text === 'string' ? text.trim() : text);
  const canonical = quantity === undefined ? String(text) : canonicalQuantity(quantity);
  if (canonicalTexts.size >= memoMax) canonicalTexts.clear();
  canonicalTexts.set(text, canonical);
  return canonical;
}

function normaliseList(items: readonly unknown[], type: FieldType): readonly unknown[] {
  let isChanged = false;
  const next = items.map((item) => {
    const normalised = normaliseValue(item ?? zeroOf(type), type);
    isChanged ||= normalised !== item;
    return normalised;
  });
  return isChanged ? next : items;
}

/** What null in a list or as the value of a map is read as: the zero of its Go type. */
function zeroOf({ type }: FieldType): unknown {
  switch (type) {
    case 'string':
    case 'bytes':
      return '';
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    case 'list':
      return [];
    case 'map':
    case 'object':
      return {};
    case 'time':
    case 'microTime':
    case 'any':
      return null;
  }
}

/** Fields for which `typeOf` gives a type stay, without those that are null; the others go. */
function normaliseFields(value: Fields, typeOf: (name: string) => FieldType | undefined): Fields {
  let isChanged = false;
  const next: Record<string, unknown> = {};
  for (const name in value) {
    const type = typeOf(name);
    const field = value[name];
    if (type === undefined || field === null || field === undefined) {
      isChanged = true;
      continue;
    }
    const normalised = normaliseValue(field, type);
    isChanged ||= normalised !== field;
    next[name] = normalised;
  }
  return isChanged ? next : value;
}

function normaliseMap(value: Fields, type: FieldType): Fields {
  const hasNull = Object.values(value).includes(null);
  const entries = hasNull ? Object.entries(value).map(([key, item]) => [key, item ?? zeroOf(type)] as const) : [];
  return normaliseFields(hasNull ? Object.fromEntries(entries) : value, () => type);
}

/** Fields that an object has even when nothing was said of them, with what they then are. */
const alwaysThere = new WeakMap<DefinitionSchema, readonly (readonly [string, unknown])[]>();

function zeroesOf(definition: DefinitionSchema): readonly (readonly [string, unknown])[] {
  const known = alwaysThere.get(definition);
  if (known !== undefined) return known;
  const zeroes = [...definition.fields.values()]
    .filter(({ required, type }) => required && hasZero.has(type.type))
    .map(({ name, type }) => [name, zeroOf(type)] as const);
  alwaysThere.set(definition, zeroes);
  return zeroes;
}

/** Types that Go keeps as values: a required field of another is a pointer or a struct, which may say nothing. */
const hasZero: ReadonlySet<FieldType['type']> = new Set([
  'string',
  'int32',
  'int64',
  'double',
  'boolean',
  'intOrString',
  'list',
]);

function normaliseObject(value: Fields, definition: DefinitionSchema): Fields {
  const next = normaliseFields(value, (name) => definition.fields.get(name)?.type);
  const missing = zeroesOf(definition).filter(([name]) => next[name] === undefined);
  return missing.length === 0 ? next : { ...next, ...Object.fromEntries(missing) };
}

function normaliseValue(value: unknown, type: FieldType): unknown {
  if (type.type === 'quantity' && (typeof value === 'string' || typeof value === 'number')) return canonicalText(value);
  if (type.type === 'list' && Array.isArray(value)) return normaliseList(value, type.item);
  if (type.type === 'map' && isFields(value)) return normaliseMap(value, type.value);
  if (type.type === 'object' && isFields(value)) return normaliseObject(value, definitionById(type.definition));
  return value;
}

/**
 * Drops fields that are null or unknown to the kind, reads other nulls and required fields that are missing as zeros, and writes quantities in their canonical form (`1000m` as `1`).
 * @returns the same object when nothing changes or the kind has no field table; the given one is never changed.
 * Models: decoding into Go types and encoding again, as every object passes on its way through the API server (v1.37).
 * Differs: empty texts and lists stay, and times keep their zone.
 */
export function normalise<T extends object>(object: T, apiVersion: string, kind: string): T {
  const definition = definitionForKind(apiVersion, kind);
  if (definition === undefined || !isFields(object)) return object;
  return normaliseObject(object, definition) as T;
}
