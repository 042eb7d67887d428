import { describe, expect, it } from 'vitest';
import { created, updated, type Fields } from './testing/complaints.ts';

function said(spec: Fields): string[] {
  return created('v1', 'ResourceQuota', { spec });
}

describe('quotas', () => {
  it('limit what is known, in amounts from zero', () => {
    const hard = { 'requests.cpu': '1', pods: '10', 'count/jobs.batch': '3', 'requests.nvidia.com/gpu': '4' };
    expect(said({ hard })).toEqual([]);
    expect(said({ hard: { frobs: '1', cpu: '-1', pods: '1.5' } })).toEqual([
      'spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0',
      'spec.hard[frobs]: Invalid value: "frobs": must be a standard resource for quota',
      'spec.hard[pods]: Invalid value: "1.5": must be an integer',
    ]);
  });

  it('have scopes that fit each other and what they count', () => {
    expect(said({ hard: { pods: '1' }, scopes: ['BestEffort'] })).toEqual([]);
    expect(said({ hard: { cpu: '1' }, scopes: ['BestEffort'] })).toEqual([
      'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    ]);
    expect(said({ scopes: ['Terminating', 'NotTerminating'] })).toEqual([
      'spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes',
    ]);
    expect(said({ scopes: ['Odd'] })[0]).toContain('unsupported scope');
  });

  it('select by priority class with values, by other scopes without', () => {
    const select = (requirement: Fields): string[] => said({ scopeSelector: { matchExpressions: [requirement] } });
    expect(select({ scopeName: 'PriorityClass', operator: 'In', values: ['high'] })).toEqual([]);
    expect(select({ scopeName: 'PriorityClass', operator: 'In' })[0]).toContain(
      'spec.scopeSelector.matchExpressions.values: Required value',
    );
    expect(select({ scopeName: 'BestEffort', operator: 'In', values: ['x'] })[0]).toContain(
      'operator: Invalid value: "In"',
    );
  });

  it('keep their scopes, in whatever order', () => {
    const both = { spec: { scopes: ['BestEffort', 'Terminating'] } };
    const turned = { spec: { scopes: ['Terminating', 'BestEffort'] } };
    expect(updated('v1', 'ResourceQuota', both, turned)).toEqual([]);
    expect(updated('v1', 'ResourceQuota', both, { spec: { scopes: ['BestEffort'] } })).toEqual([
      'spec.scopes: Invalid value: ["BestEffort"]: field is immutable',
    ]);
  });
});
