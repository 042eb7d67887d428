/**
 * Aligns cells that are separated by tabs, as Go's tabwriter does, which kubectl writes all its tables and descriptions with.
 *
 * A cell ends with a tab; what follows the last tab of a line belongs to no column. Lines in a row that have a cell at the same
 * place form a column, and a line without one ends it.
 */

export interface TabSettings {
  /** Least width of a column, padding included. */
  readonly minWidth: number;
  /** Spaces between the longest cell of a column and the next column. */
  readonly padding: number;
}

/** How `kubectl get` writes tables. Models: cli-runtime pkg/printers/tabwriter.go (v1.37). */
export const tableTabs: TabSettings = { minWidth: 6, padding: 3 };
/** How `kubectl describe` writes. Models: kubectl pkg/describe/describe.go tabbedString (v1.37). */
export const describeTabs: TabSettings = { minWidth: 0, padding: 2 };

/** Number of characters, not of UTF-16 units. */
function widthOf(text: string): number {
  let width = 0;
  for (const _character of text) width++;
  return width;
}

function lineText(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => {
      const width = widths[index];
      return width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
    })
    .join('');
}

interface Formatting {
  readonly lines: readonly (readonly string[])[];
  readonly settings: TabSettings;
  readonly out: string[];
}

function hasColumn(line: readonly string[] | undefined, column: number): boolean {
  return line !== undefined && column < line.length - 1;
}

function writeLines({ lines, out }: Formatting, from: number, to: number, widths: readonly number[]): void {
  for (let index = from; index < to; index++) out.push(lineText(lines[index] ?? [], widths));
}

/** Formats the lines [from, to), whose first columns have the given widths. */
function formatBlock(formatting: Formatting, from: number, to: number, widths: readonly number[]): void {
  const { lines, settings } = formatting;
  const column = widths.length;
  let start = from;
  let index = from;
  while (index < to) {
    if (!hasColumn(lines[index], column)) {
      index++;
      continue;
    }
    writeLines(formatting, start, index, widths);
    start = index;
    let width = settings.minWidth;
    for (; index < to && hasColumn(lines[index], column); index++) {
      width = Math.max(width, widthOf(lines[index]?.[column] ?? '') + settings.padding);
    }
    formatBlock(formatting, start, index, [...widths, width]);
    start = index;
  }
  writeLines(formatting, start, to, widths);
}

/**
 * Aligns a text of lines with tabs.
 * @param text lines that end with `\n`; what follows the last `\n` is a line too, if it is not empty.
 * Models: Go's text/tabwriter Writer.format, left aligned, padded by spaces.
 */
export function alignTabs(text: string, settings: TabSettings): string {
  const endsWithNewline = text.endsWith('\n');
  const lines = (endsWithNewline ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
  if (text === '') return '';
  const out: string[] = [];
  formatBlock({ lines, settings, out }, 0, lines.length, []);
  return `${out.join('\n')}${endsWithNewline ? '\n' : ''}`;
}

/**
 * Aligns rows of cells, all of the same length.
 * @param known widths that columns have already, as when a watch prints further rows below a table.
 * @returns the text and the widths for the next rows.
 */
export function alignRows(
  rows: readonly (readonly string[])[],
  settings: TabSettings,
  known: readonly number[] = [],
): { readonly text: string; readonly widths: readonly number[] } {
  const columns = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: Math.max(0, columns) }, (_, column) =>
    rows.reduce(
      (width, row) => Math.max(width, widthOf(row[column] ?? '') + settings.padding),
      Math.max(settings.minWidth, known[column] ?? 0),
    ),
  );
  return { text: rows.map((row) => `${lineText(row, widths)}\n`).join(''), widths };
}
