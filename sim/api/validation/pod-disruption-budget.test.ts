import { describe, expect, it } from 'vitest';
import { created, updated, type Fields } from './testing/complaints.ts';

function budget(spec: Fields): string[] {
  return created('policy/v1', 'PodDisruptionBudget', { spec });
}

describe('budgets', () => {
  it('say how many stay or how many may go', () => {
    expect(budget({ minAvailable: '50%' })).toEqual([]);
    expect(budget({ minAvailable: 1, maxUnavailable: 1 })[0]).toContain(
      'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
    );
    expect(budget({ maxUnavailable: '101%' })[0]).toContain('must not be greater than 100%');
    expect(budget({ maxUnavailable: 'few' })[0]).toContain('a valid percent string must be a numeric string');
    expect(budget({ unhealthyPodEvictionPolicy: 'Now' })[0]).toContain('spec.unhealthyPodEvictionPolicy: Unsupported');
  });
});

describe('priority classes', () => {
  const said = (name: string, value: number): string[] =>
    created('scheduling.k8s.io/v1', 'PriorityClass', { metadata: { name }, value });

  it('leave the highest numbers and the names of the system to the system', () => {
    expect(said('high', 1_000_000_000)).toEqual([]);
    expect(said('system-node-critical', 2_000_001_000)).toEqual([]);
    expect(said('high', 1_000_000_001)).toEqual([
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ]);
    expect(said('system-mine', 1)[0]).toContain('metadata.name: Forbidden: priority class names with');
  });

  it('keep their number', () => {
    const from = { metadata: { name: 'a' }, value: 1 };
    expect(updated('scheduling.k8s.io/v1', 'PriorityClass', from, { ...from, value: 2 })).toEqual([
      'value: Forbidden: may not be changed in an update.',
    ]);
  });
});
