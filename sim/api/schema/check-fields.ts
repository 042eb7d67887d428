/** Checks an object against the fields of its kind, with the words of Kubernetes' JSON decoder. */
import { goStringTypes } from './go-types.ts';
import { base64TextError, quantityTextError, timeTextError } from './literals.ts';
import type { DefinitionSchema, FieldType } from './notation.ts';
import { definitionById, definitionForKind } from './schema.ts';

/** A path of field names and list indexes below the object. */
export type FieldPath = readonly (string | number)[];

/** A field that the kind does not have. `field` is the path as strict decoding prints it. */
export interface UnknownField {
  readonly path: FieldPath;
  readonly field: string;
}

/** A value of the wrong type, with the decoder's message. */
export interface FieldTypeError {
  readonly path: FieldPath;
  readonly message: string;
}

export interface FieldCheck {
  readonly unknown: readonly UnknownField[];
  readonly typeErrors: readonly FieldTypeError[];
}

/** Where the decoder stands: the struct field it fills, which its messages name. */
interface Place {
  readonly path: (string | number)[];
  readonly owner: string;
  readonly names: string;
  readonly fieldName: string;
}

interface Findings {
  unknown: UnknownField[];
  typeErrors: FieldTypeError[];
}

const maxFindings = 100;
const int32Max = 2_147_483_647;
/** 2^63: integers beyond 2^53 are not exact here, but what Go refuses is refused. */
const int64Limit = 9_223_372_036_854_775_808;

/** Prints a path as strict decoding does: `spec.containers[0].image`. */
export function formatFieldPath(path: FieldPath): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}

function jsonTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goTypeName(type: FieldType, place: Place): string {
  switch (type.type) {
    case 'string': {
      const named = goStringTypes[`${place.owner}.${place.fieldName}`];
      if (named === undefined) return 'string';
      return named === 'UID' ? 'types.UID' : `v1.${named}`;
    }
    case 'boolean':
      return 'bool';
    case 'double':
      return 'float64';
    case 'bytes':
      return '[]uint8';
    case 'list':
      return `[]${goTypeName(type.item, place)}`;
    case 'map':
      return type.value.type === 'quantity' ? 'v1.ResourceList' : `map[string]${goTypeName(type.value, place)}`;
    case 'object': {
      const definition = definitionById(type.definition);
      return `${definition.version}.${definition.name}`;
    }
    case 'intOrString':
      return 'int32';
    case 'time':
    case 'microTime':
      return 'string';
    case 'quantity':
      return 'resource.Quantity';
    case 'any':
      return 'runtime.RawExtension';
    case 'int32':
    case 'int64':
      return type.type;
  }
}

function mismatch(value: unknown, goType: string, place: Place): string {
  const got = typeof value === 'number' && /^int/.test(goType) ? `number ${String(value)}` : jsonTypeName(value);
  return `json: cannot unmarshal ${got} into Go struct field ${place.owner}.${place.names} of type ${goType}`;
}

function isIntegerWithin(value: unknown, limit: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= limit;
}

function stringTypeError(
  value: unknown,
  type: FieldType,
  place: Place,
  read: (text: string) => string | undefined,
): string | undefined {
  return typeof value === 'string' ? read(value) : mismatch(value, goTypeName(type, place), place);
}

/** The decoder's message for a scalar of the wrong type, or undefined when it fits. */
function scalarError(value: unknown, type: FieldType, place: Place): string | undefined {
  const wrong = (): string => mismatch(value, goTypeName(type, place), place);
  switch (type.type) {
    case 'any':
      return undefined;
    case 'string':
      return typeof value === 'string' ? undefined : wrong();
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong();
    case 'int32':
      return isIntegerWithin(value, int32Max) ? undefined : wrong();
    case 'int64':
      return isIntegerWithin(value, int64Limit - 1024) ? undefined : wrong();
    case 'double':
      return typeof value === 'number' ? undefined : wrong();
    case 'intOrString':
      return typeof value === 'string' || isIntegerWithin(value, int32Max) ? undefined : wrong();
    case 'quantity':
      return quantityTextError(
        typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '',
      );
    case 'bytes':
      return stringTypeError(value, type, place, base64TextError);
    case 'time':
      return stringTypeError(value, type, place, (text) => timeTextError(text, false));
    case 'microTime':
      return stringTypeError(value, type, place, (text) => timeTextError(text, true));
    case 'list':
    case 'map':
    case 'object':
      return wrong();
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function checkValue(value: unknown, type: FieldType, place: Place, findings: Findings): void {
  if (value === null || value === undefined) return;
  if (type.type === 'list' && Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      checkValue(item, type.item, { ...place, path: [...place.path, index] }, findings);
    });
    return;
  }
  if (type.type === 'map' && isRecord(value)) {
    for (const key of sortedKeys(value)) {
      checkValue(value[key], type.value, { ...place, path: [...place.path, key] }, findings);
    }
    return;
  }
  if (type.type === 'object' && isRecord(value)) {
    checkObject(value, definitionById(type.definition), place, findings);
    return;
  }
  const message = scalarError(value, type, place);
  if (message !== undefined && findings.typeErrors.length < maxFindings) {
    findings.typeErrors.push({ path: place.path, message });
  }
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  definition: DefinitionSchema,
  place: Place,
  findings: Findings,
): void {
  for (const name of sortedKeys(value)) {
    const path = [...place.path, name];
    const field = definition.fields.get(name);
    if (field === undefined) {
      if (findings.unknown.length < maxFindings) findings.unknown.push({ path, field: formatFieldPath(path) });
      continue;
    }
    const names = place.names === '' ? name : `${place.names}.${name}`;
    checkValue(value[name], field.type, { path, owner: definition.name, names, fieldName: name }, findings);
  }
}

/**
 * Finds fields that the kind does not have, and values of the wrong type, in the order of sorted names.
 * A kind without a field table is not checked: nothing is found. At most 100 of each are collected.
 * Models: sigs.k8s.io/json strict decoding as the API server uses it (v1.37).
 */
export function checkFields(object: unknown, apiVersion: string, kind: string): FieldCheck {
  const findings: Findings = { unknown: [], typeErrors: [] };
  const definition = definitionForKind(apiVersion, kind);
  if (definition !== undefined && isRecord(object)) {
    checkObject(object, definition, { path: [], owner: definition.name, names: '', fieldName: '' }, findings);
  }
  return findings;
}

/**
 * The message with which the API server refuses an object that it cannot decode, or undefined when it can.
 * `strict` refuses unknown fields too (`fieldValidation=Strict`); a type error goes before them.
 * Models: apiserver pkg/endpoints/handlers transformDecodeError and runtime.NewStrictDecodingError (v1.37).
 */
export function decodeErrorMessage(
  check: FieldCheck,
  apiVersion: string,
  kind: string,
  strict: boolean,
): string | undefined {
  const head = `${kind} in version "${apiVersion.slice(apiVersion.indexOf('/') + 1)}" cannot be handled as a ${kind}: `;
  const [typeError] = check.typeErrors;
  if (typeError !== undefined) return head + typeError.message;
  if (!strict || check.unknown.length === 0) return undefined;
  const fields = check.unknown.map((unknown) => `unknown field ${JSON.stringify(unknown.field)}`);
  return `${head}strict decoding error: ${fields.join(', ')}`;
}

/** The warnings of the default `fieldValidation=Warn`: one for each unknown field. */
export function unknownFieldWarnings(check: FieldCheck): string[] {
  return check.unknown.map((unknown) => `unknown field ${JSON.stringify(unknown.field)}`);
}
