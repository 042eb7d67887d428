/**
 * Reads the field tables of this folder.
 *
 * A line is one definition: its name, `#` when the whole value is replaced by an apply, then its fields as `name:type`.
 * `!` after the name says required. Types: `s` string, `i` int32, `l` int64, `b` boolean, `d` double, `y` base64 bytes,
 * `q` Quantity, `x` IntOrString, `t` Time, `m` MicroTime, `o` anything, `[T]` list, `{T}` map, else a definition of the same
 * package or `package.Definition`. After the type: `@a,b` keys of a map-like list, `=` set, `#` atomic map, `^key` merged
 * by a strategic patch (by that key; without key: as a set), `~` the patch may retain keys, `%` the patch replaces.
 */

/** A type of a field. `definition` is the id of an object type: `core/v1.Container`. */
export type FieldType =
  | { readonly type: 'string' | 'int32' | 'int64' | 'boolean' | 'double' | 'bytes' }
  | { readonly type: 'quantity' | 'intOrString' | 'time' | 'microTime' | 'any' }
  | { readonly type: 'list'; readonly item: FieldType }
  | { readonly type: 'map'; readonly value: FieldType }
  | { readonly type: 'object'; readonly definition: string };

/** One field of an object type, with what apply and patch need to know of it. */
export interface FieldSchema {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Keys that identify an item for server-side apply, in order; empty for atomic lists and sets. */
  readonly listMapKeys: readonly string[];
  readonly isSet: boolean;
  readonly isAtomicMap: boolean;
  /** A strategic patch merges the list, by `patchMergeKey` or, without it, as a set. */
  readonly patchMerges: boolean;
  readonly patchMergeKey: string | undefined;
  readonly patchRetainsKeys: boolean;
  readonly patchReplaces: boolean;
}

/** An object type: its Go name, whether apply takes it as a whole, its fields by name. */
export interface DefinitionSchema {
  /** `core/v1.Container` */
  readonly id: string;
  /** `Container` */
  readonly name: string;
  /** `v1`, the Go package that error messages show. */
  readonly version: string;
  readonly isAtomic: boolean;
  readonly fields: ReadonlyMap<string, FieldSchema>;
}

const scalarTypes: Readonly<Record<string, FieldType>> = {
  s: { type: 'string' },
  i: { type: 'int32' },
  l: { type: 'int64' },
  b: { type: 'boolean' },
  d: { type: 'double' },
  y: { type: 'bytes' },
  q: { type: 'quantity' },
  x: { type: 'intOrString' },
  t: { type: 'time' },
  m: { type: 'microTime' },
  o: { type: 'any' },
};

function parseType(text: string, packageId: string): FieldType {
  const inner = text.slice(1, -1);
  if (text.startsWith('[')) return { type: 'list', item: parseType(inner, packageId) };
  if (text.startsWith('{')) return { type: 'map', value: parseType(inner, packageId) };
  return scalarTypes[text] ?? { type: 'object', definition: text.includes('.') ? text : `${packageId}.${text}` };
}

const fieldPattern = /^([\w$-]+)(!?):([\w/.[\]{}]+)(?:@([\w,]+))?(=?)(#?)(?:(\^)(\w*))?(~?)(%?)$/;

function parseField(text: string, packageId: string): FieldSchema {
  const match = fieldPattern.exec(text);
  if (match === null) throw new Error(`Field table of ${packageId}: expected name:type, got "${text}"`);
  const [, name = '', required, type = '', keys, set, atomic, merge, mergeKey, retain, replace] = match;
  return {
    name,
    type: parseType(type, packageId),
    required: required === '!',
    listMapKeys: keys === undefined ? [] : keys.split(','),
    isSet: set === '=',
    isAtomicMap: atomic === '#',
    patchMerges: merge === '^',
    patchMergeKey: mergeKey === undefined || mergeKey === '' ? undefined : mergeKey,
    patchRetainsKeys: retain === '~',
    patchReplaces: replace === '%',
  };
}

/** Reads one line of a table. `packageId` is `core/v1`. Throws when the line does not follow the notation. */
export function parseDefinition(line: string, packageId: string): DefinitionSchema {
  const [head = '', ...fields] = line.split(' ').filter((word) => word !== '');
  const isAtomic = head.endsWith('#');
  const name = isAtomic ? head.slice(0, -1) : head;
  return {
    id: `${packageId}.${name}`,
    name,
    version: packageId.slice(packageId.indexOf('/') + 1),
    isAtomic,
    fields: new Map(fields.map((text) => parseField(text, packageId)).map((field) => [field.name, field])),
  };
}
