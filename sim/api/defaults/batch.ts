/** Defaults of Jobs and CronJobs. Models: pkg/apis/batch/v1/defaults.go (v1.37). */
import type { CronJob, Job, PodTemplateSpec } from '../types.ts';
import { fill, withField } from './fill.ts';
import { defaultPodTemplate } from './pod.ts';

type JobSpec = NonNullable<Job['spec']>;
type CronJobSpec = NonNullable<CronJob['spec']>;
type JobTemplate = CronJobSpec['jobTemplate'];
type FailurePolicy = NonNullable<JobSpec['podFailurePolicy']>;

/** What is missing is reported by name, so the rest is filled in. */
const noSpec = {} as JobSpec;
const int32Max = 2_147_483_647;

const cronJobDefaults: Partial<CronJobSpec> = {
  concurrencyPolicy: 'Allow',
  suspend: false,
  successfulJobsHistoryLimit: 3,
  failedJobsHistoryLimit: 1,
};

/** A condition counts when it is true, unless another status is named. */
function defaultFailurePolicy(policy: FailurePolicy): FailurePolicy {
  const rules = (policy.rules ?? []).map((rule) => {
    if (rule.onPodConditions === undefined) return rule;
    const onPodConditions = rule.onPodConditions.map((pattern) =>
      (pattern.status as string | undefined) === undefined ? { ...pattern, status: 'True' } : pattern,
    );
    return { ...rule, onPodConditions };
  });
  return { ...policy, rules };
}

/** Without either number a Job is one pod; with an amount of completions, one at a time. */
function defaultJobSpec(given: JobSpec): JobSpec {
  let spec = given;
  if (spec.completions === undefined && spec.parallelism === undefined) {
    spec = { ...spec, completions: 1, parallelism: 1 };
  }
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  spec = fill(spec, {
    parallelism: 1,
    backoffLimit: perIndex ? int32Max : 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
  });
  if (perIndex) spec = fill(spec, { maxFailedIndexes: spec.completions ?? int32Max });
  if (spec.podFailurePolicy !== undefined) {
    spec = { ...spec, podFailurePolicy: defaultFailurePolicy(spec.podFailurePolicy) };
  }
  return withField(spec, 'template', defaultPodTemplate((spec.template as PodTemplateSpec | undefined) ?? {}));
}

/** Fills in a Job; its pods carry its labels too when the Job itself has none. */
export function defaultJob(job: Job): Job {
  const filled = withField(job, 'spec', defaultJobSpec(job.spec ?? noSpec));
  const labels = filled.spec?.template?.metadata?.labels ?? {};
  if (Object.keys(labels).length === 0 || Object.keys(job.metadata?.labels ?? {}).length > 0) return filled;
  return { ...filled, metadata: { ...filled.metadata, labels } };
}

/** Fills in a CronJob. Its Job's own numbers are filled in when the Job is made. */
export function defaultCronJob(cronJob: CronJob): CronJob {
  const spec = fill(cronJob.spec ?? ({} as CronJobSpec), cronJobDefaults);
  const jobTemplate = (spec.jobTemplate as JobTemplate | undefined) ?? {};
  const job = jobTemplate.spec ?? noSpec;
  const template = defaultPodTemplate((job.template as PodTemplateSpec | undefined) ?? {});
  const filled = withField(jobTemplate, 'spec', withField(job, 'template', template));
  return withField(cronJob, 'spec', withField(spec, 'jobTemplate', filled));
}
