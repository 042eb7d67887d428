import { describe, expect, it } from 'vitest';
import { created, templateWith, updated, type Fields } from './testing/complaints.ts';

function cronJob(spec: Fields = {}): Fields {
  const jobTemplate = { spec: { template: templateWith({ restartPolicy: 'Never' }) } };
  return { spec: { schedule: '*/5 * * * *', jobTemplate, ...spec } };
}

function said(spec: Fields): string[] {
  return created('batch/v1', 'CronJob', cronJob(spec));
}

describe('CronJobs', () => {
  it('have a schedule, without a zone in it', () => {
    expect(said({ schedule: '@daily' })).toEqual([]);
    expect(said({ schedule: '' })).toEqual(['spec.schedule: Required value']);
    expect(said({ schedule: '61 * * * *' })).toEqual([
      'spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61',
    ]);
    expect(said({ schedule: 'TZ=UTC 0 0 * * *' })).toEqual([
      'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ]);
  });

  it('know the time zones of the world', () => {
    expect(said({ timeZone: 'America/Argentina/Buenos_Aires' })).toEqual([]);
    expect(said({ timeZone: 'Europe/Pariss' })).toEqual([
      'spec.timeZone: Invalid value: "Europe/Pariss": unknown time zone Europe/Pariss',
    ]);
    expect(said({ timeZone: 'Local' })[0]).toContain('timeZone must be an explicit time zone');
    expect(said({ timeZone: '' })[0]).toContain('timeZone must be nil or non-empty string');
  });

  it('leave room in their name for the time', () => {
    const named = (length: number): string[] =>
      created('batch/v1', 'CronJob', { ...cronJob(), metadata: { name: 'x'.repeat(length), namespace: 'ns' } });
    expect(named(52)).toEqual([]);
    expect(named(53)[0]).toContain('must be no more than 52 characters');
  });

  it('have Jobs with generated selectors', () => {
    const spec = { template: templateWith({ restartPolicy: 'Never' }), manualSelector: true };
    expect(said({ jobTemplate: { spec } })).toEqual([
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
    ]);
    expect(said({ concurrencyPolicy: 'Often', startingDeadlineSeconds: -1 })).toEqual([
      'spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.concurrencyPolicy: Unsupported value: "Often": supported values: "Allow", "Forbid", "Replace"',
    ]);
  });

  it('may keep a zone that stands in the schedule since of old', () => {
    const old = cronJob({ schedule: 'TZ=UTC 0 0 * * *' });
    expect(updated('batch/v1', 'CronJob', old, cronJob({ schedule: 'TZ=UTC 0 1 * * *' }))).toEqual([]);
    expect(updated('batch/v1', 'CronJob', cronJob(), old)[0]).toContain('cannot use TZ or CRON_TZ in schedule');
  });
});
