/** Labels by which a Job knows its pods. Models: pkg/registry/batch/job/strategy.go generateSelector (v1.37). */
import type { Labels } from './types.ts';

const controllerUidLabel = 'batch.kubernetes.io/controller-uid';

/** What pods of a Job carry; the labels without prefix are of old. */
export function generatedJobLabels(uid: string, name: string): Labels {
  return {
    [controllerUidLabel]: uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
}

/** What the generated selector of a Job asks for. */
export function generatedJobSelector(uid: string): { matchLabels: Labels } {
  return { matchLabels: { [controllerUidLabel]: uid } };
}
