/**
 * Tables for `kubectl get`.
 *
 * The API server makes a `Table` of objects (`sim/api/tables/table.ts`: `tableOf`, with `wide: true`); here it becomes text.
 * For several kinds, print each table with `kindPrefix` and put an empty line between.
 */
export { tableText, type TableText, type TableTextOptions } from './table-text.ts';
export { tableOf, type Table, type TableOptions } from '../../api/tables/table.ts';
