/** What a version of a CustomResourceDefinition says besides its schema: subresources, columns, selectable fields. */
import type { JsonSchema } from '../structural/json-schema.ts';
import type { CustomResourceDefinition } from '../types.ts';
import { duplicate, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];
type Column = NonNullable<Version['additionalPrinterColumns']>[number];
type SelectableField = NonNullable<Version['selectableFields']>[number];

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const selectableMax = 8;

/** A path of plain field names: `.spec.replicas`. */
const plainPath = /^(\.[a-zA-Z_][\w-]*)+$/;

/** The fields below an object that a plain JSON path names: `.spec.replicas` as `spec`, `replicas`. */
export function stepsOfPath(path: string): string[] {
  return path.split('.').slice(1);
}

export function checkSubresources(subresources: Version['subresources'], path: string, errors: FieldError[]): void {
  const scale = subresources?.scale;
  if (scale === undefined) return;
  checkScalePath(scale.specReplicasPath, '.spec.', `${path}.scale.specReplicasPath`, true, errors);
  checkScalePath(scale.statusReplicasPath, '.status.', `${path}.scale.statusReplicasPath`, true, errors);
  const { labelSelectorPath } = scale;
  if (labelSelectorPath === undefined || labelSelectorPath === '') return;
  if (!plainPath.test(labelSelectorPath) || !/^\.(spec|status)\./.test(labelSelectorPath)) {
    const why = 'should be a json path under either .spec or .status';
    errors.push(invalid(`${path}.scale.labelSelectorPath`, labelSelectorPath, why));
  }
}

function checkScalePath(
  value: string | undefined,
  root: string,
  path: string,
  isRequired: boolean,
  errors: FieldError[],
): void {
  if (value === undefined || value === '') {
    if (isRequired) errors.push(required(path));
  } else if (!plainPath.test(value)) {
    errors.push(invalid(path, value, `should be a json path without array notation`));
  } else if (!value.startsWith(root)) {
    errors.push(invalid(path, value, `should be a json path under ${root.slice(0, -1)}`));
  }
}

/** Models: validation.go ValidateCustomResourceColumnDefinition (v1.37). */
export function checkPrinterColumns(columns: readonly Column[], path: string, errors: FieldError[]): void {
  columns.forEach((column, index) => {
    const place = `${path}[${index}]`;
    const { name = '', type = '', jsonPath = '', format = '' } = column as Partial<Column>;
    if (name === '') errors.push(required(`${place}.name`));
    if (type === '') errors.push(required(`${place}.type`, `must be one of ${columnTypes.join(',')}`));
    else if (!columnTypes.includes(type)) {
      errors.push(invalid(`${place}.type`, type, `must be one of ${columnTypes.join(',')}`));
    }
    if (format !== '' && !columnFormats.includes(format)) {
      errors.push(invalid(`${place}.format`, format, `must be one of ${columnFormats.join(',')}`));
    }
    if (jsonPath === '') errors.push(required(`${place}.jsonPath`));
    else if (!/^[.[]/.test(jsonPath)) {
      const why = 'must be a simple json path starting with .';
      errors.push(invalid(`${place}.jsonPath`, jsonPath, why));
    }
  });
}

/** Models: validation.go ValidateCustomResourceSelectableFields (v1.37). */
export function checkSelectableFields(
  fields: readonly SelectableField[],
  schema: JsonSchema | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (fields.length > selectableMax)
    errors.push(invalid(path, fields.length, `must have at most ${selectableMax} items`));
  const seen = new Set<string>();
  fields.forEach(({ jsonPath = '' }: Partial<SelectableField>, index) => {
    const place = `${path}[${index}].jsonPath`;
    if (!plainPath.test(jsonPath))
      errors.push(invalid(place, jsonPath, 'is an invalid path: must be a simple path of fields'));
    else if (/^\.metadata(\.|$)/.test(jsonPath))
      errors.push(invalid(place, jsonPath, 'must not point to fields in metadata'));
    else {
      const found = stepsOfPath(jsonPath).reduce<JsonSchema | undefined>((at, step) => at?.properties?.[step], schema);
      if (found === undefined)
        errors.push(invalid(place, jsonPath, 'is an invalid path: does not refer to a valid field'));
      else if (!['boolean', 'integer', 'string'].includes(found.type ?? '')) {
        errors.push(notSupported(place, found.type ?? '', ['boolean', 'integer', 'string']));
      }
    }
    if (seen.has(jsonPath)) errors.push(duplicate(place, jsonPath));
    seen.add(jsonPath);
  });
}
