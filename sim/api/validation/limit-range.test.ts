import { describe, expect, it } from 'vitest';
import { created, make, type Fields } from './testing/complaints.ts';

function said(...limits: Fields[]): string[] {
  return created('v1', 'LimitRange', { spec: { limits } });
}

describe('limit ranges', () => {
  it('go from least to most', () => {
    expect(said({ type: 'Container', min: { cpu: '1' }, max: { cpu: '2' } })).toEqual([]);
    expect(said({ type: 'Container', min: { cpu: '3' }, max: { cpu: '2' } })).toContain(
      'spec.limits[0].min[cpu]: Invalid value: "3": min value 3 is greater than max value 2',
    );
    expect(said({ type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '2' } })).toEqual([
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1',
    ]);
  });

  it('have one item a type, and defaults only for containers', () => {
    expect(said({ type: 'Pod', default: { cpu: '1' } }, { type: 'Pod' }, { type: 'Odd' })).toEqual([
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
      'spec.limits[1].type: Duplicate value: "Pod"',
      'spec.limits[2].type: Invalid value: "Odd": must be a standard limit type or fully qualified',
    ]);
    expect(said({ type: 'PersistentVolumeClaim', max: { cpu: '1' } })).toEqual([
      'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    ]);
  });

  it('allow no ratio that nothing could have', () => {
    const amounts = { min: { cpu: '1' }, max: { cpu: '2' } };
    expect(said({ type: 'Container', ...amounts, maxLimitRequestRatio: { cpu: '3' } })).toEqual([
      'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000',
    ]);
  });

  it('give by default what is the most, and request it', () => {
    const object = make('v1', 'LimitRange', {
      spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } }] },
    });
    expect(object).toMatchObject({
      spec: { limits: [{ default: { cpu: '2' }, defaultRequest: { cpu: '2', memory: '1Mi' } }] },
    });
  });
});
