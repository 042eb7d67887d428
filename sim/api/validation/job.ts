/** Jobs. Models: pkg/apis/batch/validation ValidateJob, ValidateJobUpdate, ValidateJobUpdateStatus (v1.37). */
import { generatedJobLabels } from '../job-labels.ts';
import { compileLabelSelector, selects } from '../label-selector.ts';
import { validateDns1123Label } from '../names.ts';
import type { Job, JobCondition, PodTemplateSpec } from '../types.ts';
import { checkImmutable, checkNonNegative, checkNonNegativeFields, isSame } from './common.ts';
import { invalid, invalidWhole, notSupported, required, tooLong } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';
import { checkPodFailurePolicy, checkSuccessPolicy, type SuccessPolicy } from './pod-failure-policy.ts';
import { checkPodTemplate } from './pod-spec.ts';
import { checkTemplateIsSelected } from './selected-template.ts';

/** Fields that are younger than the generated types. */
type JobSpec = NonNullable<Job['spec']> & { readonly managedBy?: string; readonly successPolicy?: SuccessPolicy };

const indexedMax = 100_000;
const manyIndexesMax = 10_000;
const managedByMax = 63;
const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

function checkManyIndexes(spec: JobSpec, path: string, errors: FieldError[]): void {
  const limit = `must be less than or equal to ${manyIndexesMax} when completions are above ${indexedMax} and used with backoff limit per index`;
  if (spec.maxFailedIndexes === undefined) {
    errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${indexedMax}`));
  }
  for (const field of ['parallelism', 'maxFailedIndexes'] as const) {
    if ((spec[field] ?? 0) > manyIndexesMax) errors.push(invalid(`${path}.${field}`, spec[field], limit));
  }
}

function checkIndexed(spec: JobSpec, path: string, errors: FieldError[]): void {
  const { completions, parallelism = 0, maxFailedIndexes = 0 } = spec;
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  if (parallelism > indexedMax) {
    const why = `must be less than or equal to ${indexedMax} when completion mode is Indexed`;
    errors.push(invalid(`${path}.parallelism`, parallelism, why));
  }
  if (completions !== undefined && maxFailedIndexes > completions) {
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions'));
  }
  if (maxFailedIndexes > indexedMax) {
    const why = `must be less than or equal to ${indexedMax}`;
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, why));
  }
  if ((completions ?? 0) > indexedMax && spec.backoffLimitPerIndex !== undefined) checkManyIndexes(spec, path, errors);
}

function checkCompletionMode(spec: JobSpec, path: string, errors: FieldError[]): void {
  const mode = spec.completionMode ?? 'NonIndexed';
  const modes = ['NonIndexed', 'Indexed'];
  if (!modes.includes(mode)) errors.push(notSupported(`${path}.completionMode`, mode, modes));
  if (mode === 'Indexed') checkIndexed(spec, path, errors);
  const needsIndexes = 'requires indexed completion mode';
  if (mode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
      if (spec[field] !== undefined) errors.push(invalid(`${path}.${field}`, spec[field], needsIndexes));
    }
  }
  if (spec.podFailurePolicy !== undefined) checkPodFailurePolicy(spec, `${path}.podFailurePolicy`, errors);
  if (spec.successPolicy === undefined) return;
  if (mode !== 'Indexed') errors.push(invalid(`${path}.successPolicy`, spec.successPolicy, needsIndexes));
  else checkSuccessPolicy(spec.successPolicy, spec.completions ?? 0, `${path}.successPolicy`, errors);
}

function checkManagedBy(managedBy: string, path: string, errors: FieldError[]): void {
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(managedBy)) {
    errors.push(invalid(path, managedBy, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  }
  if (managedBy.length > managedByMax) errors.push(tooLong(path, managedByMax));
}

function checkReplacement(spec: JobSpec, path: string, errors: FieldError[]): void {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined) return;
  const supported = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (!supported.includes(policy)) errors.push(notSupported(`${path}.podReplacementPolicy`, policy, supported));
}

function checkRestartPolicy(spec: JobSpec, path: string, errors: FieldError[]): void {
  const policy = spec.template.spec?.restartPolicy ?? '';
  const at = `${path}.template.spec.restartPolicy`;
  if (policy === '' || policy === 'Always') errors.push(required(at, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never') errors.push(notSupported(at, policy, ['OnFailure', 'Never']));
  else if (spec.podFailurePolicy !== undefined && policy !== 'Never') {
    errors.push(invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified'));
  }
}

const noTemplate: PodTemplateSpec = {};

/** The spec of a Job or of the Jobs of a CronJob, without its selector. */
export function checkJobSpec(given: Partial<JobSpec>, path: string, errors: FieldError[]): void {
  const spec: JobSpec = { ...given, template: given.template ?? noTemplate };
  for (const field of counts) checkNonNegative(spec[field], `${path}.${field}`, errors);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  if (spec.managedBy !== undefined) checkManagedBy(spec.managedBy, `${path}.managedBy`, errors);
  checkCompletionMode(spec, path, errors);
  checkReplacement(spec, path, errors);
  checkPodTemplate(spec.template, `${path}.template`, errors);
  checkRestartPolicy(spec, path, errors);
}

/** Unless its selector was chosen by hand, a Job selects by its own uid, and its pods carry that. */
function checkGeneratedSelector(job: Job, errors: FieldError[]): void {
  const { spec, metadata = {} } = job;
  const selector = spec?.selector;
  if (spec === undefined || spec.manualSelector === true || selector === undefined) return;
  if ((metadata.uid ?? '') === '') errors.push(required('metadata.uid'));
  const expected = generatedJobLabels(metadata.uid ?? '', metadata.name ?? '');
  const labels = spec.template.metadata?.labels ?? {};
  const path = 'spec.template.metadata';
  for (const key in expected) {
    const value = expected[key] ?? '';
    if (labels[key] === undefined) errors.push(required(`${path}.labels[${key}]`, `must be '${value}'`));
    else if (labels[key] !== value) errors.push(invalid(`${path}.labels[${key}]`, labels, `must be '${value}'`));
  }
  if (!selects(compileLabelSelector(selector), expected)) {
    errors.push(invalid('spec.selector', selector, '`selector` not auto-generated'));
  }
}

function checkSpecWithSelector(job: Job, errors: FieldError[]): void {
  const spec: Partial<JobSpec> = job.spec ?? {};
  checkJobSpec(spec, 'spec', errors);
  if (spec.selector === undefined) errors.push(required('spec.selector'));
  else checkLabelSelector(spec.selector, 'spec.selector', errors);
  checkTemplateIsSelected(spec.selector, spec.template, 'spec.template', errors);
}

/** A new Job, defaulted and with its generated selector. */
export function checkJob(job: Job, errors: FieldError[]): void {
  checkGeneratedSelector(job, errors);
  checkSpecWithSelector(job, errors);
  const { completionMode, completions = 0 } = job.spec ?? {};
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const name = job.metadata?.name ?? '';
  const hostname = `${name}-${completions - 1}`;
  if (validateDns1123Label(hostname).length > 0) {
    errors.push(invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${hostname}`));
  }
}

function isTrue(job: Job, type: string): boolean {
  return (job.status?.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
}

/** A Job that is suspended and has not started may still be told where its pods go. */
function withFreePlacement(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const { affinity, nodeSelector, tolerations, schedulingGates } = template.spec ?? {};
  const others = { ...old.spec?.affinity };
  delete others.nodeAffinity;
  if (affinity?.nodeAffinity !== undefined) others.nodeAffinity = affinity.nodeAffinity;
  const isCleared = affinity === undefined && Object.keys(others).length === 0;
  return {
    ...old,
    metadata: { ...old.metadata, annotations: template.metadata?.annotations, labels: template.metadata?.labels },
    spec: { ...old.spec, affinity: isCleared ? undefined : others, nodeSelector, tolerations, schedulingGates },
  } as PodTemplateSpec;
}

function checkCompletionsUpdate(spec: Partial<JobSpec>, old: Partial<JobSpec>, errors: FieldError[]): void {
  const path = 'spec.completions';
  if (spec.completionMode !== 'Indexed') checkImmutable(spec.completions, old.completions, path, errors);
  else if (spec.completions !== undefined && spec.completions !== old.completions) {
    if (spec.completions === spec.parallelism) return;
    errors.push(invalid(path, spec.completions, 'can only be modified in tandem with spec.parallelism'));
  }
}

const lasting = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

/** Of a Job's spec only parallelism, suspension, limits and deadlines may change. */
export function checkJobUpdate(job: Job, oldJob: Job, errors: FieldError[]): void {
  if (job.spec === oldJob.spec) return;
  const spec: Partial<JobSpec> = job.spec ?? {};
  const old: Partial<JobSpec> = oldJob.spec ?? {};
  checkSpecWithSelector(job, errors);
  checkCompletionsUpdate(spec, old, errors);
  checkImmutable(spec.selector, old.selector, 'spec.selector', errors);
  const isFree = old.suspend === true && oldJob.status?.startTime === undefined;
  const template = spec.template ?? noTemplate;
  const oldTemplate = old.template ?? noTemplate;
  const wanted = isFree ? withFreePlacement(template, oldTemplate) : oldTemplate;
  if (!isSame(template, wanted)) errors.push(invalid('spec.template', template, 'field is immutable'));
  for (const field of lasting) checkImmutable(spec[field], old[field], `spec.${field}`, errors);
}

const statusCounts = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

function checkFinished(job: Job, errors: FieldError[]): void {
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = job.status ?? {};
  if (active > 0) errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'));
  if (startTime === undefined) errors.push(required('status.startTime', 'startTime is required for finished job'));
  if ((uncounted?.failed?.length ?? 0) + (uncounted?.succeeded?.length ?? 0) > 0) {
    const why = 'uncountedTerminatedPods needs to be empty for finished job';
    errors.push(invalid('status.uncountedTerminatedPods', uncounted, why));
  }
}

/** Conditions that exclude or need each other. */
function checkConditions(job: Job, errors: FieldError[]): void {
  const path = 'status.conditions';
  const is = (type: JobCondition['type']): boolean => isTrue(job, type);
  const report = (isWrong: boolean, why: string): void => {
    if (isWrong) errors.push(invalidWhole(path, why));
  };
  report(is('Complete') && is('Failed'), 'cannot set Complete=True and Failed=true conditions');
  report(is('Complete') && is('FailureTarget'), 'cannot set Complete=True and FailureTarget=true conditions');
  report(
    is('Failed') && !is('FailureTarget'),
    'cannot set Failed=True condition without the FailureTarget=true condition',
  );
  report(
    is('Complete') && !is('SuccessCriteriaMet'),
    'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
  );
  report(is('SuccessCriteriaMet') && is('Failed'), 'cannot set SuccessCriteriaMet=True and Failed=true conditions');
  report(
    is('SuccessCriteriaMet') && is('FailureTarget'),
    'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
  );
}

function checkCompletionTime(job: Job, errors: FieldError[]): void {
  const { completionTime, startTime } = job.status ?? {};
  const path = 'status.completionTime';
  const isComplete = isTrue(job, 'Complete');
  if (completionTime === undefined) {
    if (isComplete) errors.push(required(path, 'completionTime is required for Complete jobs'));
    return;
  }
  if (!isComplete) {
    const why = 'cannot set completionTime when there is no Complete=True condition';
    errors.push(invalid(path, completionTime, why));
  }
  if (startTime !== undefined && String(completionTime) < String(startTime)) {
    errors.push(invalid(path, completionTime, 'completionTime cannot be set before startTime'));
  }
}

/** The status of a Job: counts from zero that only grow, and conditions that fit each other and stay. */
export function checkJobStatus(job: Job, oldJob: Job, errors: FieldError[]): void {
  const status = job.status ?? {};
  const old = oldJob.status ?? {};
  checkNonNegativeFields(status, statusCounts, 'status', errors);
  checkConditions(job, errors);
  checkCompletionTime(job, errors);
  if (isTrue(job, 'Complete') || isTrue(job, 'Failed')) checkFinished(job, errors);
  if ((status.ready ?? 0) > (status.active ?? 0)) {
    errors.push(invalid('status.ready', status.ready, 'cannot set more ready pods than active'));
  }
  for (const type of ['Failed', 'Complete', 'FailureTarget'] as const) {
    if (isTrue(oldJob, type) && !isTrue(job, type)) {
      errors.push(invalidWhole('status.conditions', `cannot disable the terminal ${type}=True condition`));
    }
  }
  for (const field of ['failed', 'succeeded'] as const) {
    const count = status[field] ?? 0;
    if (count < (old[field] ?? 0))
      errors.push(invalid(`status.${field}`, count, `cannot decrease the ${field} counter`));
  }
}
