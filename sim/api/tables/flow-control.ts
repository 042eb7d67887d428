/** Rows of what divides the API server's room among its clients. Models: pkg/printers/internalversion/printers.go (v1.37). */
import type { FlowSchema, PriorityLevelConfiguration } from '../types.ts';
import { ageColumn, column, integer, nameColumn, printer, type TablePrinter } from './columns.ts';
import { age, nameOf, none } from './format.ts';

export const flowSchemaPrinter: TablePrinter = printer<FlowSchema>(
  [
    nameColumn,
    column('PriorityLevel', 'Level that requests of the schema belong to.'),
    column('MatchingPrecedence', 'Place in the order in which schemas are asked.', integer),
    column('DistinguisherMethod', 'What tells the flows of the schema apart.'),
    ageColumn,
    column('MissingPL', 'Whether the level is not there.'),
  ],
  (object, { now }) => {
    const { priorityLevelConfiguration, matchingPrecedence, distinguisherMethod } = object.spec ?? {};
    const dangling = object.status?.conditions?.find(({ type }) => type === 'Dangling');
    return [
      nameOf(object),
      priorityLevelConfiguration?.name ?? none,
      matchingPrecedence ?? 0,
      distinguisherMethod?.type ?? none,
      age(object, now),
      dangling?.status ?? '?',
    ];
  },
);

export const priorityLevelPrinter: TablePrinter = printer<PriorityLevelConfiguration>(
  [
    nameColumn,
    column('Type', 'Whether requests of the level are limited.'),
    column('NominalConcurrencyShares', 'Share of the server that the level has.'),
    column('Queues', 'Queues of the level.'),
    column('HandSize', 'Queues among which a flow has the shortest.'),
    column('QueueLengthLimit', 'Requests that one queue holds.'),
    ageColumn,
  ],
  (object, { now }) => {
    const { type = '', limited, exempt } = object.spec ?? {};
    const shares = limited?.nominalConcurrencyShares ?? exempt?.nominalConcurrencyShares;
    const { queues, handSize, queueLengthLimit } = limited?.limitResponse?.queuing ?? {};
    const text = (value: number | undefined): string => (value === undefined ? none : String(value));
    return [nameOf(object), type, text(shares), text(queues), text(handSize), text(queueLengthLimit), age(object, now)];
  },
);
