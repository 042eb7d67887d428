/**
 * Tables for `kubectl get`.
 *
 * The API server makes a `Table` of objects (`sim/api/tables/table.ts`: `tableOf`, with `wide: true`); here it becomes text.
 * For several kinds, print each table with `kindPrefix` and put an empty line between.
 */
export { tableText } from './table-text.ts';
export { tableOf } from '../../api/tables/table.ts';
