import { describe, expect, it } from 'vitest';
import type { MetricSpec } from '../types.ts';
import { fieldErrorText, type FieldError } from './field-error.ts';
import { checkMetrics } from './metric-spec.ts';

function said(metric: object, minReplicas = 1): string[] {
  const errors: FieldError[] = [];
  checkMetrics([metric as MetricSpec], minReplicas, 'm', errors);
  return errors.map(fieldErrorText);
}

const share = { type: 'Utilization', averageUtilization: 50 };

describe('metrics', () => {
  it('have the source that their type names, and no other', () => {
    expect(said({ type: 'Resource', resource: { name: 'cpu', target: share } })).toEqual([]);
    expect(said({ type: 'Pods' })).toEqual([
      'm[0].pods: Required value: must populate information for the given metric source',
    ]);
    const pods = { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '1' } };
    expect(said({ type: 'Pods', pods, resource: { name: 'cpu', target: share } })).toEqual([
      'm[0].resource: Forbidden: must populate the given metric source only',
    ]);
    expect(said({ type: 'Odd' })[0]).toContain('m[0].type: Unsupported value: "Odd"');
  });

  it('aim at a share of what is requested or at an amount', () => {
    const target = { ...share, averageValue: '-1' };
    expect(said({ type: 'Resource', resource: { name: 'cpu', target } })).toEqual([
      'm[0].resource.target.averageValue: Invalid value: "-1": must be positive',
      'm[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization',
    ]);
    expect(said({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Value' } } })).toEqual([
      'm[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
    ]);
  });

  it('wake up from nothing only by metrics that do not come from the pods', () => {
    const external = { metric: { name: 'queue' }, target: { type: 'Value', value: '3' } };
    expect(said({ type: 'External', external }, 0)).toEqual([]);
    expect(said({ type: 'Resource', resource: { name: 'cpu', target: share } }, 0)).toEqual([
      'm: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
    ]);
  });
});
