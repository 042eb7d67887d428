import { describe, expect, it } from 'vitest';
import { parseTime } from '../time.ts';
import type { KubeObject, Pod } from '../types.ts';
import { podSummary } from './pods.ts';
import { tableOf } from './table.ts';

const now = parseTime('2026-01-10T12:00:00Z');

function cells(object: object, wide = true): Record<string, unknown> {
  const { apiVersion = '', kind = '' } = object as KubeObject;
  const { columnDefinitions, rows } = tableOf([object as KubeObject], { apiVersion, kind, now, wide });
  expect(rows[0]?.cells).toHaveLength(columnDefinitions.length);
  return Object.fromEntries(columnDefinitions.map(({ name }, index) => [name, rows[0]?.cells[index]]));
}

describe('tableOf', () => {
  it('answers with column definitions and the metadata of each object', () => {
    const metadata = { name: 'web', namespace: 'default', labels: { app: 'web' } };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } };
    const table = tableOf([object], { apiVersion: 'v1', kind: 'ConfigMap', now, wide: true });
    expect(table.columnDefinitions.map(({ name, type, priority }) => [name, type, priority])).toEqual([
      ['Name', 'string', 0],
      ['Data', 'string', 0],
      ['Age', 'string', 0],
    ]);
    expect(table.rows).toEqual([
      {
        cells: ['web', 1, '<unknown>'],
        object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata },
      },
    ]);
  });

  it('carries whole objects or none when the request says so', () => {
    const object: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
    const options = { apiVersion: 'v1', kind: 'Namespace', now, wide: true };
    expect(tableOf([object], { ...options, includeObject: 'Object' }).rows[0]?.object).toBe(object);
    expect(tableOf([object], { ...options, includeObject: 'None' }).rows[0]).toEqual({ cells: ['a', '', '<unknown>'] });
  });

  it('shows name and creation time of kinds without columns of their own', () => {
    const metadata = { name: 'reader', creationTimestamp: '2026-01-10T11:00:00Z' };
    expect(cells({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata })).toEqual({
      Name: 'reader',
      'Created At': '2026-01-10T11:00:00Z',
    });
  });
});

describe('rows', () => {
  it('say SchedulingGated for a gated pod', () => {
    const pod = {
      spec: { containers: [{ name: 'a' }] },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    };
    expect(podSummary(pod as Pod).reason).toBe('SchedulingGated');
  });

  it('keep the reason of a finished pod that is being deleted', () => {
    const metadata = { deletionTimestamp: '2026-01-10T11:59:50Z' };
    const status = { phase: 'Failed', reason: 'Evicted' };
    expect(podSummary({ metadata, spec: { containers: [] }, status } as Pod).reason).toBe('Evicted');
  });

  it('count readiness gates that are met', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'a' }], readinessGates: [{ conditionType: 'x' }, { conditionType: 'y' }] },
      status: { conditions: [{ type: 'x', status: 'True' }] },
    };
    expect(cells(pod)).toMatchObject({ 'Readiness Gates': '1/2', IP: '<none>', Node: '<none>' });
  });

  it('split a quota into requests and limits', () => {
    const hard = { 'limits.cpu': '2', pods: '10', 'requests.cpu': '1' };
    const used = { 'limits.cpu': '500m', pods: '3' };
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, status: { hard, used } };
    expect(cells(quota)).toMatchObject({ Request: 'pods: 3/10, requests.cpu: 0/1', Limit: 'limits.cpu: 500m/2' });
  });

  it('cut a long list of published addresses unless wide', () => {
    const ingress = [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }];
    const object = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', status: { loadBalancer: { ingress } } };
    expect(cells(object, false)['Address']).toBe('10.0.0.1,10.0...');
    expect(cells(object)['Address']).toBe('10.0.0.1,10.0.0.2');
  });

  it('write selectors with expressions sorted by key', () => {
    const matchExpressions = [{ key: 'app', operator: 'In', values: ['b', 'a'] }];
    const spec = { podSelector: { matchLabels: { tier: 'web' }, matchExpressions } };
    const object = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec };
    expect(cells(object)['Pod-Selector']).toBe('app in (a,b),tier=web');
  });

  it('add up the usage of the containers of a pod', () => {
    const containers = [{ usage: { cpu: '5m', memory: '16Mi' } }, { usage: { cpu: '10m', memory: '1Gi' } }];
    const metrics = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', metadata: { name: 'a' }, containers };
    expect(cells({ ...metrics, window: '10s' })).toEqual({ Name: 'a', cpu: '15m', memory: '1040Mi', window: '10s' });
  });
});
