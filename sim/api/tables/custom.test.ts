import { describe, expect, it } from 'vitest';
import { parseTime } from '../time.ts';
import type { KubeObject } from '../types.ts';
import { customPrinter } from './custom.ts';
import { tableOf } from './table.ts';

const now = parseTime('2026-01-31T12:00:00Z');
const object = {
  apiVersion: 'stable.example.com/v1',
  kind: 'CronTab',
  metadata: { name: 'a', creationTimestamp: '2026-01-31T11:00:00Z' },
  spec: { replicas: 3, hosts: ['x', 'y'], on: true, since: '2026-01-31T11:59:00Z', odd: 'never' },
} as KubeObject;

function cellsOf(columns: Parameters<typeof customPrinter>[0]): readonly unknown[] {
  const options = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', now, wide: true };
  return tableOf([object], { ...options, printer: customPrinter(columns) }).rows[0]?.cells ?? [];
}

describe('customPrinter', () => {
  it('shows name and age without printer columns', () => {
    expect(cellsOf(undefined)).toEqual(['a', '60m']);
  });

  it('reads cells by path and type', () => {
    const columns = [
      { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
      { name: 'Hosts', type: 'string', jsonPath: '.spec.hosts[*]' },
      { name: 'On', type: 'boolean', jsonPath: '.spec.on' },
      { name: 'Since', type: 'date', jsonPath: '.spec.since' },
    ];
    expect(cellsOf(columns)).toEqual(['a', 3, 'x y', true, '60s']);
  });

  it('leaves cells empty that the object has not, or has in another type', () => {
    const columns = [
      { name: 'Missing', type: 'string', jsonPath: '.status.phase' },
      { name: 'Index', type: 'string', jsonPath: '.spec.hosts[7]' },
      { name: 'Text', type: 'integer', jsonPath: '.spec.odd' },
      { name: 'Date', type: 'date', jsonPath: '.spec.odd' },
    ];
    expect(cellsOf(columns)).toEqual(['a', null, null, null, '<invalid>']);
  });

  it('keeps priorities and formats of columns', () => {
    const columns = [{ name: 'X', type: 'string', format: 'byte', description: 'An x.', priority: 1, jsonPath: '.x' }];
    expect(customPrinter(columns).columns[1]).toEqual({
      name: 'X',
      type: 'string',
      format: 'byte',
      description: 'An x.',
      priority: 1,
    });
  });
});
