/** Columns and cells of the tables that the API server makes of objects. */
import type { KubeObject } from '../types.ts';
import type { Micros } from '../time.ts';

/** One cell. `null` is a value that a custom resource does not have; clients print nothing for it. */
export type Cell = string | number | boolean | null;

/** A column as clients read it. Models: metav1.TableColumnDefinition (v1.37). */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** `name` marks the column that identifies the object. */
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, more than 0 only in wide output. */
  readonly priority: number;
}

/** What cells depend on besides the object. */
export interface PrintContext {
  /** Present instant in micros since 1970, for ages. */
  readonly now: Micros;
  /** Whether long values are printed whole, as the API server does in every answer. */
  readonly wide: boolean;
}

/** How objects of one kind become rows: `cells` gives as many cells as there are `columns`. */
export interface TablePrinter {
  readonly columns: readonly ColumnDefinition[];
  cells(object: KubeObject, context: PrintContext): readonly Cell[];
}

type Extras = Partial<Pick<ColumnDefinition, 'type' | 'priority' | 'format'>>;

/** A column of text that is always shown, unless `extras` says otherwise. */
export function column(name: string, description: string, extras: Extras = {}): ColumnDefinition {
  return { name, type: 'string', format: '', description, priority: 0, ...extras };
}

/** A column that only wide output shows. */
export function wideColumn(name: string, description: string, extras: Extras = {}): ColumnDefinition {
  return column(name, description, { ...extras, priority: 1 });
}

export const integer: Extras = { type: 'integer' };
export const boolean: Extras = { type: 'boolean' };

export const nameColumn = column('Name', 'Name of the object, unique among objects of its kind and namespace.', {
  format: 'name',
});
export const ageColumn = column('Age', 'Time since the object was created.');

/** The wide columns of kinds that carry a pod template. */
export const containerColumns = [
  wideColumn('Containers', 'Names of the containers in the pod template.'),
  wideColumn('Images', 'Images of the containers in the pod template.'),
] as const;
export const selectorColumn = wideColumn('Selector', 'Labels of the pods that belong to the object.');

/**
 * A printer for objects of type T. The caller has looked the printer up by the kind of the object, so the cast holds.
 */
export function printer<T>(
  columns: readonly ColumnDefinition[],
  cells: (object: T, context: PrintContext) => readonly Cell[],
): TablePrinter {
  return { columns, cells: (object, context) => cells(object as T, context) };
}
