/** ReplicationControllers and PodTemplates. Models: pkg/apis/core/validation ValidateReplicationController, ValidatePodTemplate (v1.37). */
import type { PodTemplate, ReplicationController } from '../types.ts';
import { checkLabels, checkNonNegative, checkNonNegativeFields } from './common.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkPodTemplate } from './pod-spec.ts';

/** A ReplicationController, already defaulted. */
export function checkReplicationController(controller: ReplicationController, errors: FieldError[]): void {
  const spec = controller.spec ?? {};
  checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  const selector = spec.selector ?? {};
  if (Object.keys(selector).length === 0) errors.push(required('spec.selector'));
  checkLabels(selector, 'spec.selector', errors);
  checkNonNegative(spec.replicas, 'spec.replicas', errors);
  const path = 'spec.template';
  if (spec.template === undefined) {
    errors.push(required(path));
    return;
  }
  const labels = spec.template.metadata?.labels ?? {};
  if (Object.keys(selector).some((key) => labels[key] !== selector[key])) {
    errors.push(invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'));
  }
  checkPodTemplate(spec.template, path, errors);
  const { restartPolicy = '', activeDeadlineSeconds } = spec.template.spec ?? {};
  if (restartPolicy !== 'Always') errors.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    const why = 'activeDeadlineSeconds in ReplicationController is not Supported';
    errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, why));
  }
}

const counts = [
  'replicas',
  'fullyLabeledReplicas',
  'readyReplicas',
  'availableReplicas',
  'observedGeneration',
] as const;

/** The status: no count below zero, no part above the whole. */
export function checkReplicationControllerStatus(
  controller: ReplicationController,
  _old: ReplicationController,
  errors: FieldError[],
): void {
  const status = controller.status;
  if (status === undefined) return;
  checkNonNegativeFields(status, counts, 'status', errors);
  for (const field of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const) {
    const count = status[field] ?? 0;
    if (count > status.replicas)
      errors.push(invalid(`status.${field}`, count, 'cannot be greater than status.replicas'));
  }
  const available = status.availableReplicas ?? 0;
  if (available > (status.readyReplicas ?? 0)) {
    errors.push(invalid('status.availableReplicas', available, 'cannot be greater than readyReplicas'));
  }
}

export function checkPodTemplateObject(template: PodTemplate, errors: FieldError[]): void {
  checkPodTemplate(template.template ?? {}, 'template', errors);
}
