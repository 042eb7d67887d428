import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../types.ts';
import { asVersion } from './convert.ts';

function autoscaler(apiVersion: string, spec: object, more: object = {}): KubeObject {
  const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  return {
    apiVersion,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { scaleTargetRef: reference, minReplicas: 1, maxReplicas: 4, ...spec },
    ...more,
  } as KubeObject;
}

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
};
const hits = {
  type: 'Object',
  object: {
    describedObject: { apiVersion: 'v1', kind: 'Service', name: 'web' },
    metric: { name: 'hits', selector: { matchLabels: { a: 'b' } } },
    target: { type: 'Value', value: '10' },
  },
};

describe('autoscalers of autoscaling/v1', () => {
  it('say the share of CPU in a field of its own', () => {
    const given = autoscaler('autoscaling/v1', { targetCPUUtilizationPercentage: 50 });
    expect(asVersion(given, 'autoscaling/v2')).toEqual(autoscaler('autoscaling/v2', { metrics: [cpu] }));
  });

  it('aim at 80 % of the CPU when they name no target', () => {
    const kept = asVersion(autoscaler('autoscaling/v1', {}), 'autoscaling/v2');
    expect(kept).toMatchObject({ spec: { metrics: [{ resource: { target: { averageUtilization: 80 } } }] } });
  });

  it('carry other metrics and the behavior in annotations, in words of their own', () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    const kept = autoscaler('autoscaling/v2', { metrics: [cpu, memory, hits], behavior });
    const shown = asVersion(kept, 'autoscaling/v1') as { metadata: { annotations: Record<string, string> } };
    expect(shown).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { targetCPUUtilizationPercentage: 50 } });
    expect(JSON.parse(shown.metadata.annotations['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } },
      {
        type: 'Object',
        object: {
          target: { apiVersion: 'v1', kind: 'Service', name: 'web' },
          metricName: 'hits',
          selector: { matchLabels: { a: 'b' } },
          targetValue: '10',
        },
      },
    ]);
  });

  it('lose nothing on the way there and back', () => {
    const status = {
      currentReplicas: 2,
      desiredReplicas: 3,
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 70 } } }],
      conditions: [{ type: 'AbleToScale', status: 'True' }],
    };
    const kept = autoscaler('autoscaling/v2', { metrics: [cpu, memory, hits] }, { status });
    expect(asVersion(asVersion(kept, 'autoscaling/v1'), 'autoscaling/v2')).toEqual(kept);
  });

  it('are read even when an annotation is no JSON', () => {
    const given = autoscaler('autoscaling/v1', {});
    const odd = {
      ...given,
      metadata: { name: 'web', annotations: { 'autoscaling.alpha.kubernetes.io/metrics': '{' } },
    };
    expect(asVersion(odd, 'autoscaling/v2').metadata).toEqual({ name: 'web' });
  });
});
