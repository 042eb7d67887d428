import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../types.ts';
import { applyDefaults } from './defaults.ts';

type Fields = Readonly<Record<string, unknown>>;

function filled(apiVersion: string, kind: string, fields: Fields): KubeObject {
  return applyDefaults({ apiVersion, kind, metadata: { name: 'x' }, ...fields } as KubeObject);
}

const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };

describe('workloads', () => {
  it('roll one node after another in a DaemonSet', () => {
    expect(filled('apps/v1', 'DaemonSet', { spec: { template } })).toMatchObject({
      spec: {
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      },
    });
  });

  it('go in order in a StatefulSet, and keep their claims', () => {
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } };
    expect(filled('apps/v1', 'StatefulSet', { spec: { template, volumeClaimTemplates: [claim] } })).toMatchObject({
      spec: {
        podManagementPolicy: 'OrderedReady',
        replicas: 1,
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        volumeClaimTemplates: [{ kind: 'PersistentVolumeClaim', spec: { volumeMode: 'Filesystem' } }],
      },
    });
  });

  it('are one pod in a Job that says no number', () => {
    expect(filled('batch/v1', 'Job', { spec: { template } })).toMatchObject({
      metadata: { labels: { a: 'b' } },
      spec: {
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        completions: 1,
        manualSelector: false,
        parallelism: 1,
        podReplacementPolicy: 'TerminatingOrFailed',
        suspend: false,
      },
    });
  });

  it('are a queue in a Job that says only how many run at once', () => {
    const { spec } = filled('batch/v1', 'Job', { spec: { template, parallelism: 3 } }) as { spec?: Fields };
    expect(spec?.['completions']).toBeUndefined();
  });

  it('replace failed pods when failures are looked into', () => {
    const podFailurePolicy = { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] };
    expect(filled('batch/v1', 'Job', { spec: { template, podFailurePolicy } })).toMatchObject({
      spec: {
        podReplacementPolicy: 'Failed',
        podFailurePolicy: { rules: [{ onPodConditions: [{ status: 'True' }] }] },
      },
    });
  });

  it('may overlap in a CronJob, whose Jobs are filled in when they are made', () => {
    const jobTemplate = { spec: { template } };
    const cronJob = filled('batch/v1', 'CronJob', { spec: { schedule: '@daily', jobTemplate } });
    expect(cronJob).toMatchObject({
      spec: { concurrencyPolicy: 'Allow', failedJobsHistoryLimit: 1, successfulJobsHistoryLimit: 3, suspend: false },
    });
    const job = (cronJob as { spec?: { jobTemplate: { spec: Fields } } }).spec?.jobTemplate.spec;
    expect(Object.keys(job ?? {})).toEqual(['template']);
  });
});

describe('autoscalers', () => {
  it('aim at 80 % of the CPU, and move at once up and slowly down', () => {
    expect(
      filled('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 3, behavior: {} } }),
    ).toMatchObject({
      spec: {
        minReplicas: 1,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
        behavior: {
          scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 4 }, { type: 'Percent' }] },
          scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
        },
      },
    });
  });
});

describe('smaller kinds', () => {
  it('speak TCP and preempt', () => {
    expect(filled('v1', 'Endpoints', { subsets: [{ ports: [{ port: 1 }] }] })).toMatchObject({
      subsets: [{ ports: [{ protocol: 'TCP' }] }],
    });
    expect(filled('scheduling.k8s.io/v1', 'PriorityClass', { value: 1 })).toMatchObject({
      preemptionPolicy: 'PreemptLowerPriority',
    });
  });
});
