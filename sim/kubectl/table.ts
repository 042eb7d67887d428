/** A table as kubectl prints it. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Space between columns. Models: kubectl's tabwriter, padding 3 (v1.37). */
const padding = 3;

/** The table as lines of text: upper-case heads, columns as wide as their widest cell, no space at the ends of lines. */
export function tableText({ columns, rows }: Table): string {
  const heads = columns.map((column) => column.toUpperCase());
  const all = [heads, ...rows];
  const widths = heads.map((_, index) => all.reduce((width, row) => Math.max(width, (row[index] ?? '').length), 0));
  const lines = all.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + padding)))
      .join('')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
