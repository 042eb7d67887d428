/** What the API server adds to Jobs. Models: pkg/registry/batch/job/strategy.go generateSelector (v1.37). */
import { generatedJobLabels, generatedJobSelector } from '../job-labels.ts';
import type { Job } from '../types.ts';
import type { Strategy } from './strategy.ts';

/** Unless the selector is chosen by hand, a Job selects the pods that carry its uid. Labels that are there already stay. */
function withGeneratedSelector(job: Job): Job {
  const { spec, metadata = {} } = job;
  if (spec?.template === undefined || spec.manualSelector === true) return job;
  const { uid = '', name = '' } = metadata;
  const labels = { ...generatedJobLabels(uid, name), ...spec.template.metadata?.labels };
  const generated = generatedJobSelector(uid);
  const selector = { ...spec.selector, matchLabels: { ...generated.matchLabels, ...spec.selector?.matchLabels } };
  const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
  return { ...job, spec: { ...spec, selector, template } };
}

export const jobStrategy: Strategy<Job> = { initialStatus: {}, create: withGeneratedSelector };
