/** Checks of what kubectl prints: table rows, progress and history of rollouts. */
import { tableOf } from '../../api/tables/table.ts';
import type { KubeObject, ReplicaSet } from '../../api/types.ts';
import { deploymentRevisions } from '../../kubectl/rollout/history.ts';
import { rolloutStatus } from '../../kubectl/rollout/status.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, timeField } from './given.ts';

/** Cells by the name of their column, as text. */
function cellTexts(columns: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(columns as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, cell]) => [name, String(cell)]));
}

function printedRow(given: JsonObject): JsonObject {
  const object = field<KubeObject>(given, 'object');
  const { apiVersion = '', kind = '' } = object;
  const wide = field<boolean | undefined>(given, 'wide') === true;
  const table = tableOf([object], { apiVersion, kind, now: timeField(given, 'now'), wide });
  const cells = table.rows[0]?.cells ?? [];
  return Object.fromEntries(table.columnDefinitions.map(({ name }, index) => [name, cells[index]]));
}

export const kubectlChecks: CheckTable = {
  'print.row': {
    observe: (given) => ({ columns: printedRow(given) }),
    matches: (expect, got) => {
      const printed = cellTexts(got['columns']);
      return Object.entries(cellTexts(expect['columns'])).every(([name, text]) => printed[name] === text);
    },
  },
  'rollout.status': {
    observe: (given) => {
      const status = rolloutStatus(field<KubeObject>(given, 'object'));
      return 'error' in status ? { error: true } : { message: status.message, done: status.done };
    },
  },
  'rollout.history': {
    observe: (given) => {
      const deployment = field<KubeObject>(given, 'deployment');
      const revisions = deploymentRevisions(deployment, listField<ReplicaSet>(given, 'replicaSets'));
      return { revisions: revisions.map(({ revision, changeCause }) => [revision, changeCause]) };
    },
  },
};
