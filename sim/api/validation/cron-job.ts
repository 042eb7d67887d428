/** CronJobs. Models: pkg/apis/batch/validation ValidateCronJobCreate, ValidateCronJobUpdate (v1.37). */
import { CronScheduleError, parseCronSchedule } from '../cron-schedule.ts';
import { isTimeZoneName } from '../time-zone-names.ts';
import type { CronJob } from '../types.ts';
import { checkNonNegative, checkOneOf } from './common.ts';
import { invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkJobSpec } from './job.ts';

type CronJobSpec = NonNullable<CronJob['spec']>;

/** The Job of a CronJob is named after it, with a dash and ten digits. */
const nameMax = 52;
const zonePartShape = /^[A-Za-z.\-_0-9+]{1,14}$/;

function checkSchedule(spec: Partial<CronJobSpec>, mayHaveZone: boolean, errors: FieldError[]): void {
  const path = 'spec.schedule';
  const schedule = spec.schedule ?? '';
  if (schedule === '') {
    errors.push(required(path));
    return;
  }
  try {
    parseCronSchedule(schedule);
  } catch (error) {
    if (!(error instanceof CronScheduleError)) throw error;
    errors.push(invalid(path, schedule, error.message));
  }
  if (!schedule.includes('TZ')) return;
  if (!mayHaveZone) {
    errors.push(invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  } else if (spec.timeZone !== undefined) {
    errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  }
}

function checkTimeZone(zone: string, errors: FieldError[]): void {
  const path = 'spec.timeZone';
  if (zone === '') {
    errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'));
    return;
  }
  const isOdd = (part: string): boolean =>
    part === '.' || part === '..' || part.startsWith('-') || !zonePartShape.test(part);
  const isLocal = zone.toLowerCase() === 'local';
  if (isLocal) {
    const why = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(invalid(path, zone, why));
  }
  if (zone.split('/').some(isOdd) || (zone !== 'Local' && !isTimeZoneName(zone))) {
    errors.push(invalid(path, zone, `unknown time zone ${zone}`));
  }
}

function checkJobTemplate(spec: Partial<CronJobSpec>, errors: FieldError[]): void {
  const path = 'spec.jobTemplate.spec';
  const job = spec.jobTemplate?.spec;
  checkJobSpec(job ?? {}, path, errors);
  if (job?.selector !== undefined) {
    errors.push(invalid(`${path}.selector`, job.selector, '`selector` will be auto-generated'));
  }
  if (job?.manualSelector === true) errors.push(notSupported(`${path}.manualSelector`, true, ['nil', 'false']));
}

function checkSpec(spec: Partial<CronJobSpec>, old: Partial<CronJobSpec> | undefined, errors: FieldError[]): void {
  checkSchedule(spec, old?.schedule?.includes('TZ') === true, errors);
  checkNonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds', errors);
  if (spec.timeZone !== undefined && spec.timeZone !== old?.timeZone) checkTimeZone(spec.timeZone, errors);
  checkOneOf(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', errors);
  checkJobTemplate(spec, errors);
  checkNonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit', errors);
  checkNonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit', errors);
}

/** A new CronJob, already defaulted. */
export function checkCronJob(cronJob: CronJob, errors: FieldError[]): void {
  checkSpec(cronJob.spec ?? {}, undefined, errors);
  const name = cronJob.metadata?.name ?? '';
  if (name.length > nameMax) {
    errors.push(invalid('metadata.name', name, `must be no more than ${nameMax} characters`));
  }
}

/** A changed CronJob: a zone that stands in the schedule may stay there. */
export function checkCronJobUpdate(cronJob: CronJob, old: CronJob, errors: FieldError[]): void {
  checkSpec(cronJob.spec ?? {}, old.spec ?? {}, errors);
}
