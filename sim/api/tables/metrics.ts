/** Rows of resource usage. */
import type { KubeObject } from '../types.ts';
import { column, nameColumn, printer, type TablePrinter } from './columns.ts';
import { nameOf } from './format.ts';
import { addQuantities, canonicalQuantity, mustParseQuantity } from '../quantity.ts';

type Usage = Readonly<Record<string, string>>;

/** Usage of a node, or of the containers of a pod. */
interface Metrics extends KubeObject {
  readonly usage?: Usage;
  readonly containers?: readonly { readonly usage: Usage }[];
  readonly window?: string;
}

const zero = mustParseQuantity('0');

function totalOf(object: Metrics, resource: string): string {
  const usages = object.usage === undefined ? (object.containers ?? []).map(({ usage }) => usage) : [object.usage];
  const amounts = usages.map((usage) => mustParseQuantity(usage[resource] ?? '0'));
  return canonicalQuantity(amounts.reduce(addQuantities, zero));
}

/** Models: metrics-server pkg/api/table.go (v0.7). */
export const metricsPrinter: TablePrinter = printer<Metrics>(
  [
    nameColumn,
    column('cpu', 'Used processor time.'),
    column('memory', 'Used memory.'),
    column('window', 'Time over which the usage was measured.'),
  ],
  (object) => [nameOf(object), totalOf(object, 'cpu'), totalOf(object, 'memory'), object.window ?? ''],
);
