/**
 * Tables: what the API server answers to clients that ask for `as=Table`, and what `kubectl get` prints.
 *
 * `tableOf` is the answer to a list (or to a get: one object), and also the object of each event of a watch.
 */
import type { KubeObject } from '../types.ts';
import type { Cell, ColumnDefinition, PrintContext, TablePrinter } from './columns.ts';
import { printerFor } from './printers.ts';

/** Part of an object that a row carries: its metadata, all of it, or nothing. Models: metav1.IncludeObjectPolicy (v1.37). */
export type IncludeObject = 'Metadata' | 'Object' | 'None';

export interface TableRow {
  readonly cells: readonly Cell[];
  /** PartialObjectMetadata or the whole object; absent with `None`. */
  readonly object?: KubeObject;
}

/** Models: metav1.Table (v1.37). */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: TableMetadata;
  readonly columnDefinitions: readonly ColumnDefinition[];
  readonly rows: readonly TableRow[];
}

/** What the list says of itself. */
export interface TableMetadata {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface TableOptions extends PrintContext {
  /** Kind of the objects; all rows are of one kind. */
  readonly apiVersion: string;
  readonly kind: string;
  /** `Metadata` unless the request says otherwise. */
  readonly includeObject?: IncludeObject;
  readonly metadata?: TableMetadata;
  /** Printer of a custom resource (see `customPrinter`); built-in kinds have theirs by apiVersion and kind. */
  readonly printer?: TablePrinter;
}

function rowObject(object: KubeObject, include: IncludeObject): KubeObject | undefined {
  switch (include) {
    case 'Object':
      return object;
    case 'Metadata':
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata ?? {} };
    case 'None':
      return undefined;
  }
}

/**
 * The table of objects of one kind.
 * @param options `now` in micros since 1970; `wide: true` is what the API server always answers with.
 * Models: pkg/printers/tablegenerator.go GenerateTable, rest.TableConvertor (v1.37).
 */
export function tableOf(objects: readonly KubeObject[], options: TableOptions): Table {
  const { apiVersion, kind, includeObject = 'Metadata', metadata = {} } = options;
  const printer = options.printer ?? printerFor(apiVersion, kind);
  const rows = objects.map((object): TableRow => {
    const cells = printer.cells(object, options);
    const part = rowObject(object, includeObject);
    return part === undefined ? { cells } : { cells, object: part };
  });
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: printer.columns, rows };
}
