/** Rows of kinds that have no columns of their own. */
import type { KubeObject, Status } from '../types.ts';
import { ageColumn, column, nameColumn, printer, type TablePrinter } from './columns.ts';
import { age, nameOf } from './format.ts';

/** Built-in kinds such as Role and LimitRange show when they were made. Models: rest.NewDefaultTableConvertor (v1.37). */
export const createdAtPrinter: TablePrinter = printer<KubeObject>(
  [nameColumn, column('Created At', 'When the object was created.', { type: 'date' })],
  (object) => [nameOf(object), object.metadata?.creationTimestamp ?? null],
);

/** Custom resources without printer columns show their age. Models: apiextensions tableconvertor.New (v1.37). */
export const nameAndAgePrinter: TablePrinter = printer<KubeObject>([nameColumn, ageColumn], (object, { now }) => [
  nameOf(object),
  age(object, now),
]);

export const statusPrinter: TablePrinter = printer<Status>(
  [column('Status', 'Success or Failure.'), column('Reason', 'Why, in a word.'), column('Message', 'Why, in words.')],
  (object) => [object.status, object.reason ?? '', object.message ?? ''],
);
