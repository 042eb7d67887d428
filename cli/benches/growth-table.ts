import type { BenchResult } from './result.ts';

/**
 * How the cost of one grows with how many there are: a row for each shape, a column for each size, in each cell things a second and
 * microseconds for each.
 */
export function growthTable(results: readonly BenchResult[]): string {
  const sizeOf = ({ nodes, n }: BenchResult): string => `${nodes} nodes, ${n} pods`;
  const sizes = [...new Set(results.map(sizeOf))];
  const shapes = [...new Set(results.map(({ shape }) => shape))];
  const rows = shapes.map((shape) => [
    String(shape),
    ...sizes.map((size) => {
      const result = results.find((one) => one.shape === shape && sizeOf(one) === size);
      return result === undefined ? '' : `${result.perSecond}/s ${Math.round(1e6 / result.perSecond)} us`;
    }),
  ]);
  const table = [['shape', ...sizes], ...rows];
  const widths = ['', ...sizes].map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((cells) => `${cells.join('  ')}\n`)
    .join('');
}
