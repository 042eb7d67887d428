/** `kubectl describe` of jobs and cron jobs. */
import type { CronJob, Job, JobTemplateSpec } from 'kubernetes-types/batch/v1';
import { boolText, none, selectorQuery, spanText, unset } from '../../api/tables/format.ts';
import { parseTime } from '../../api/time.ts';
import type { Event } from '../../api/types.ts';
import { eventLines } from './events.ts';
import { annotationLines, controllerLine, headLines, labelLines } from './metadata.ts';
import { podTemplateLines } from './pod-template.ts';
import { dateText, type DescriptionWriter } from './writer.ts';

type Events = readonly Event[] | undefined;

/** A list of indexes, cut at the first comma after 50 characters. Models: describe.go capIndexesListOrNone (v1.37). */
function indexesText(indexes: string): string {
  if (indexes === '') return none;
  const comma = indexes.indexOf(',', 50);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

function jobTimes(w: DescriptionWriter, { status }: Job): void {
  const { startTime, completionTime } = status ?? {};
  if (startTime !== undefined) w.field(0, 'Start Time', dateText(startTime));
  if (completionTime !== undefined) w.field(0, 'Completed At', dateText(completionTime));
  if (startTime !== undefined && completionTime !== undefined) {
    w.field(0, 'Duration', spanText(parseTime(startTime), parseTime(completionTime)));
  }
}

/** Models: describe.go describeJob (v1.37). */
export function jobLines(w: DescriptionWriter, job: Job, events: Events): void {
  const { metadata, spec, status } = job;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', selectorQuery(spec?.selector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  controllerLine(w, job);
  if (spec?.parallelism !== undefined) w.field(0, 'Parallelism', spec.parallelism);
  w.field(0, 'Completions', spec?.completions ?? unset);
  if (spec?.completionMode !== undefined) w.field(0, 'Completion Mode', spec.completionMode);
  if (spec?.suspend !== undefined) w.field(0, 'Suspend', spec.suspend);
  if (spec?.backoffLimit !== undefined) w.field(0, 'Backoff Limit', spec.backoffLimit);
  if (spec?.ttlSecondsAfterFinished !== undefined) {
    w.field(0, 'TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
  }
  jobTimes(w, job);
  if (spec?.activeDeadlineSeconds !== undefined) {
    w.field(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  }
  const ready = status?.ready === undefined ? '' : ` (${status.ready} Ready)`;
  const counts = [`${status?.active ?? 0} Active${ready}`, `${status?.succeeded ?? 0} Succeeded`];
  w.field(0, 'Pods Statuses', [...counts, `${status?.failed ?? 0} Failed`].join(' / '));
  if (spec?.completionMode === 'Indexed') w.field(0, 'Completed Indexes', indexesText(status?.completedIndexes ?? ''));
  podTemplateLines(w, spec?.template);
  eventLines(w, events);
}

function jobTemplateLines(w: DescriptionWriter, template: JobTemplateSpec | undefined): void {
  const spec = template?.spec;
  w.field(0, 'Selector', spec?.selector === undefined ? unset : selectorQuery(spec.selector));
  w.field(0, 'Parallelism', spec?.parallelism ?? unset);
  w.field(0, 'Completions', spec?.completions ?? unset);
  if (spec?.activeDeadlineSeconds !== undefined) {
    w.field(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  }
  podTemplateLines(w, spec?.template);
}

/** Models: describe.go describeCronJob (v1.37). */
export function cronJobLines(w: DescriptionWriter, object: CronJob, events: Events): void {
  const { spec, status } = object;
  headLines(w, object);
  w.field(0, 'Schedule', spec?.schedule ?? '');
  w.field(0, 'Concurrency Policy', spec?.concurrencyPolicy ?? '');
  w.field(0, 'Suspend', boolText(spec?.suspend));
  w.field(0, 'Successful Job History Limit', spec?.successfulJobsHistoryLimit ?? unset);
  w.field(0, 'Failed Job History Limit', spec?.failedJobsHistoryLimit ?? unset);
  const deadline = spec?.startingDeadlineSeconds;
  w.field(0, 'Starting Deadline Seconds', deadline === undefined ? unset : `${deadline}s`);
  jobTemplateLines(w, spec?.jobTemplate);
  const last = status?.lastScheduleTime;
  w.field(0, 'Last Schedule Time', last === undefined ? unset : dateText(last));
  const jobs = (status?.active ?? []).map(({ name = '' }) => name);
  w.field(0, 'Active Jobs', jobs.length === 0 ? none : jobs.join(', '));
  eventLines(w, events);
}
