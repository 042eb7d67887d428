import { describe, expect, it } from 'vitest';
import type { Table } from '../../api/tables/table.ts';
import { tableText } from './index.ts';

const columns = [
  { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
  { name: 'Age', type: 'string', format: '', description: '', priority: 0 },
  { name: 'Node', type: 'string', format: '', description: '', priority: 1 },
] as const;

const table: Table = {
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {},
  columnDefinitions: columns,
  rows: [
    { cells: ['web-0', '5s', 'n1'], object: { metadata: { namespace: 'shop', labels: { app: 'web', tier: 'a' } } } },
    { cells: ['db\nx', '3d', null], object: { metadata: { namespace: 'default' } } },
  ],
};

describe('tableText', () => {
  it('hides wide columns, and what follows a line break', () => {
    expect(tableText(table).text).toBe('NAME    AGE\nweb-0   5s\ndb...   3d\n');
  });

  it('shows all columns when wide; an absent value is empty', () => {
    expect(tableText(table, { wide: true }).text).toBe('NAME    AGE   NODE\nweb-0   5s    n1\ndb...   3d    \n');
  });

  it('puts namespaces first and labels last', () => {
    const options = { withNamespace: true, showLabels: true, labelColumns: ['example.com/tier', 'tier'] };
    expect(tableText(table, options).text).toBe(
      'NAMESPACE   NAME    AGE   TIER   TIER   LABELS\n' +
        'shop        web-0   5s           a      app=web,tier=a\n' +
        'default     db...   3d                  <none>\n',
    );
  });

  it('names the kind before names', () => {
    expect(tableText(table, { kindPrefix: 'pod', noHeaders: true }).text).toBe('pod/web-0   5s\npod/db...   3d\n');
  });

  it('writes further rows of a watch below the first, without heads', () => {
    const { widths } = tableText(table);
    const row = { cells: ['a', '1s', 'n1'] };
    expect(tableText({ ...table, rows: [row] }, {}, widths).text).toBe('a       1s\n');
  });

  it('writes nothing for a table without rows', () => {
    expect(tableText({ ...table, rows: [] }).text).toBe('');
  });
});
