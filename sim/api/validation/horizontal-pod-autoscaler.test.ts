import { describe, expect, it } from 'vitest';
import { created, updated, type Fields } from './testing/complaints.ts';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

function autoscaler(spec: Fields = {}): Fields {
  return { spec: { scaleTargetRef, maxReplicas: 3, ...spec } };
}

function said(spec: Fields): string[] {
  return created('autoscaling/v2', 'HorizontalPodAutoscaler', autoscaler(spec));
}

describe('autoscalers', () => {
  it('have room between least and most', () => {
    expect(said({})).toEqual([]);
    expect(said({ minReplicas: 4 })).toEqual([
      'spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`',
    ]);
    expect(said({ maxReplicas: 0 })[0]).toBe('spec.maxReplicas: Required value: must be set and greater than 0');
    expect(said({ minReplicas: 0 })[0]).toContain('spec.minReplicas: Invalid value: 0');
  });

  it('name what they scale, with its group', () => {
    expect(said({ scaleTargetRef: { apiVersion: 'v1', kind: '', name: 'a/b' } })).toEqual([
      'spec.scaleTargetRef.kind: Required value',
      'spec.scaleTargetRef.name: Invalid value: "a/b": may not contain \'/\'',
      'spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group',
    ]);
    expect(said({ scaleTargetRef: { apiVersion: 'v1', kind: 'ReplicationController', name: 'a' } })).toEqual([]);
  });

  it('may keep a target that would be refused now', () => {
    const odd = autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'web' } });
    const more = autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5 });
    expect(updated('autoscaling/v2', 'HorizontalPodAutoscaler', odd, more)).toEqual([]);
  });

  it('move by policies that are bounded', () => {
    const policies = [{ type: 'Cores', value: 0, periodSeconds: 1801 }];
    expect(
      said({ behavior: { scaleUp: { policies, stabilizationWindowSeconds: 3601, selectPolicy: 'Any' } } }),
    ).toEqual([
      'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
      'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Any": supported values: "Disabled", "Max", "Min"',
      'spec.behavior.scaleUp.policies[0].type: Unsupported value: "Cores": supported values: "Percent", "Pods"',
      'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
      'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
    ]);
  });
});
