/** Rows of custom resources, by the printer columns of their definition. */
import type { PrinterColumn } from '../custom-serving.ts';
import { evaluatePath, JsonPathError, parseJsonPath, printResults, type PathNode } from '../json-path/index.ts';
import { parseTimeOrUndefined } from '../time.ts';
import type { ResourceInfo } from '../resources.ts';
import type { KubeObject } from '../types.ts';
import { nameColumn, type Cell, type ColumnDefinition, type PrintContext, type TablePrinter } from './columns.ts';
import { nameAndAgePrinter } from './fallback.ts';
import { nameOf, spanText } from './format.ts';
import { printerFor } from './printers.ts';

const columnTypes: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'date']);

function definitionOf({ name, type, format = '', description = '', priority = 0 }: PrinterColumn) {
  const known = (columnTypes.has(type) ? type : 'string') as ColumnDefinition['type'];
  return { name, type: known, format, description, priority };
}

/** Models: apiextensions-apiserver tableconvertor.go cellForJSONValue (v1.37). */
function cellOf(type: string, values: readonly unknown[], { now }: PrintContext): Cell {
  const [value] = values;
  if (value === undefined) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateCell(value, now) : null;
    default:
      return printResults([values]);
  }
}

function dateCell(text: string, now: number): string {
  const time = parseTimeOrUndefined(text);
  return time === undefined ? '<invalid>' : spanText(time, now);
}

/** The path of a column; a definition that the API server accepted has a readable one. */
function pathOf(jsonPath: string): readonly PathNode[] {
  const [part] = parseJsonPath(`{${jsonPath}}`);
  return part?.type === 'expression' ? part.path : [];
}

function valuesAt(object: KubeObject, path: readonly PathNode[]): readonly unknown[] {
  try {
    return evaluatePath([object], path, { allowMissingKeys: true });
  } catch (error) {
    // A path that does not fit this object, such as an index into an empty list, leaves the cell empty.
    if (error instanceof JsonPathError) return [];
    throw error;
  }
}

/**
 * The printer of a custom resource.
 * @param columns `additionalPrinterColumns` of the served version; none of them gives name and age.
 * Models: apiextensions-apiserver pkg/registry/customresource/tableconvertor (v1.37). Throws JsonPathError for an unreadable path.
 */
export function customPrinter(columns: readonly PrinterColumn[] | undefined): TablePrinter {
  if (columns === undefined || columns.length === 0) return nameAndAgePrinter;
  const paths = columns.map(({ type, jsonPath }) => ({ type, path: pathOf(jsonPath) }));
  return {
    columns: [nameColumn, ...columns.map(definitionOf)],
    cells: (object, context) => [
      nameOf(object),
      ...paths.map(({ type, path }) => cellOf(type, valuesAt(object, path), context)),
    ],
  };
}

/** Printers of custom resources by the columns of their definitions: made once for each state of a definition. */
const printersByColumns = new WeakMap<readonly PrinterColumn[], TablePrinter>();

/** The printer of a served kind, built-in or custom. */
export function printerOf({ apiVersion, kind, custom }: ResourceInfo): TablePrinter {
  if (custom === undefined) return printerFor(apiVersion, kind);
  const known = printersByColumns.get(custom.columns);
  if (known !== undefined) return known;
  const printer = customPrinter(custom.columns);
  printersByColumns.set(custom.columns, printer);
  return printer;
}
