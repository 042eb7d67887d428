/** Tables as `kubectl get` writes them. */
import type { Cell, ColumnDefinition } from '../../api/tables/columns.ts';
import { labelsText } from '../../api/tables/format.ts';
import type { Table, TableRow } from '../../api/tables/table.ts';
import { alignRows, tableTabs } from '../text/tab-writer.ts';

/** What the flags of `kubectl get` ask for. */
export interface TableTextOptions {
  /** `-o wide` */
  readonly wide?: boolean;
  /** `--no-headers` */
  readonly noHeaders?: boolean;
  /** `-A`: a first column with the namespace. */
  readonly withNamespace?: boolean;
  /** Put before each name, `deployment.apps`, when several kinds are printed. */
  readonly kindPrefix?: string;
  /** `--show-labels` */
  readonly showLabels?: boolean;
  /** `-L app,tier`: a column for each label. */
  readonly labelColumns?: readonly string[];
  /** `--output-watch-events`: a first column with the type of the event. */
  readonly eventType?: string;
}

/** Written rows, and what a watch needs to write further ones below them. */
export interface TableText {
  readonly text: string;
  readonly widths: readonly number[];
}

/** A cell on one line: what follows a line break is cut. Models: cli-runtime tableprinter.go printTable (v1.37). */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

/** `APP` for `example.com/app`: the head of a label column. Models: formatLabelHeaders (v1.37). */
function labelHead(label: string): string {
  return label.slice(label.lastIndexOf('/') + 1).toUpperCase();
}

function isShown(column: ColumnDefinition, wide: boolean): boolean {
  return wide || column.priority === 0;
}

function headsOf(table: Table, options: TableTextOptions): string[] {
  const own = table.columnDefinitions.filter((column) => isShown(column, options.wide === true));
  return [
    ...(options.eventType === undefined ? [] : ['EVENT']),
    ...(options.withNamespace === true ? ['NAMESPACE'] : []),
    ...own.map(({ name }) => name.toUpperCase()),
    ...(options.labelColumns ?? []).map(labelHead),
    ...(options.showLabels === true ? ['LABELS'] : []),
  ];
}

function rowCells(table: Table, row: TableRow, options: TableTextOptions): string[] {
  const { metadata } = row.object ?? {};
  const labels = metadata?.labels;
  const nameIndex = table.columnDefinitions.findIndex(({ format }) => format === 'name');
  const own = table.columnDefinitions.flatMap((column, index) => {
    if (!isShown(column, options.wide === true)) return [];
    const text = cellText(row.cells[index] ?? null);
    return [index === nameIndex && options.kindPrefix !== undefined ? `${options.kindPrefix}/${text}` : text];
  });
  return [
    ...(options.eventType === undefined ? [] : [options.eventType]),
    ...(options.withNamespace === true ? [metadata?.namespace ?? ''] : []),
    ...own,
    ...(options.labelColumns ?? []).map((label) => labels?.[label] ?? ''),
    ...(options.showLabels === true ? [labelsText(labels)] : []),
  ];
}

/**
 * Writes a table; one without rows is empty text.
 * @param known widths of columns that were written before, by a watch; then no heads are written.
 * Models: cli-runtime pkg/printers/tableprinter.go PrintObj (v1.37).
 */
export function tableText(table: Table, options: TableTextOptions = {}, known?: readonly number[]): TableText {
  const hasHeads = options.noHeaders !== true && known === undefined && table.rows.length > 0;
  const heads = hasHeads ? [headsOf(table, options)] : [];
  return alignRows([...heads, ...table.rows.map((row) => rowCells(table, row, options))], tableTabs, known);
}
