/** Deployments and ReplicaSets. Models: pkg/apis/apps/validation and the strategies of apps/v1 (v1.37). */
import { canonicalJson } from '../canonical-json.ts';
import { compileLabelSelector, selects } from '../label-selector.ts';
import type { Deployment, IntOrString, LabelSelector, PodTemplateSpec, ReplicaSet } from '../types.ts';
import { checkNonNegative, immutableMessage, nonNegativeMessage } from './common.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector, isEmptySelector } from './label-selector.ts';
import { checkPodTemplate } from './pod-spec.ts';

type Strategy = NonNullable<NonNullable<Deployment['spec']>['strategy']>;
type RollingUpdate = NonNullable<Strategy['rollingUpdate']>;

const percentShape = /^[0-9]+%$/;

/** A number from zero or a percentage. */
export function checkIntOrPercent(value: IntOrString, path: string, errors: FieldError[]): void {
  if (typeof value === 'number') {
    if (value < 0) errors.push(invalid(path, value, nonNegativeMessage));
  } else if (!percentShape.test(value)) {
    const why =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
    errors.push(invalid(path, value, why));
  }
}

/** At most everything. */
export function checkAtMostAll(value: IntOrString, path: string, errors: FieldError[]): void {
  if (typeof value === 'string' && percentShape.test(value) && Number(value.slice(0, -1)) > 100) {
    errors.push(invalid(path, value, 'must not be greater than 100%'));
  }
}

/** What counts when both must not be zero: a percentage counts by its number. */
export function amountOf(value: IntOrString): number {
  return typeof value === 'number' ? value : Number(percentShape.test(value) ? value.slice(0, -1) : Number.NaN);
}

function checkRollingUpdate(rolling: RollingUpdate, path: string, errors: FieldError[]): void {
  const maxUnavailable = rolling.maxUnavailable ?? 0;
  const maxSurge = rolling.maxSurge ?? 0;
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  checkAtMostAll(maxUnavailable, `${path}.maxUnavailable`, errors);
}

function checkStrategy(strategy: Strategy, path: string, errors: FieldError[]): void {
  switch (strategy.type) {
    case 'Recreate':
      if (strategy.rollingUpdate !== undefined) {
        errors.push(forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"));
      }
      break;
    case 'RollingUpdate':
      if (strategy.rollingUpdate === undefined) {
        errors.push(required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil'));
      } else checkRollingUpdate(strategy.rollingUpdate, `${path}.rollingUpdate`, errors);
      break;
    default:
      errors.push(notSupported(path, strategy, ['RollingUpdate', 'Recreate']));
  }
}

/** The selector of a controller: there, legal, and not of everything. */
function checkSelector(selector: LabelSelector | undefined, errors: FieldError[]): void {
  if (selector === undefined) {
    errors.push(required('spec.selector'));
    return;
  }
  checkLabelSelector(selector, 'spec.selector', errors);
  if (isEmptySelector(selector)) {
    errors.push(invalid('spec.selector', selector, 'empty selector is invalid for deployment'));
  }
}

function checkTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  isSelectorLegal: boolean,
  errors: FieldError[],
): void {
  const path = 'spec.template';
  const labels = template?.metadata?.labels ?? {};
  if (isSelectorLegal && selector !== undefined && !isEmptySelector(selector)) {
    if (!selects(compileLabelSelector(selector), labels)) {
      errors.push(invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'));
    }
  }
  checkPodTemplate(template ?? {}, path, errors);
  const policy = template?.spec?.restartPolicy;
  if (policy !== 'Always') errors.push(notSupported(`${path}.spec.restartPolicy`, policy, ['Always']));
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    const why = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, why));
  }
}

function checkSelectorAndTemplate(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  errors: FieldError[],
): void {
  const before = errors.length;
  checkSelector(selector, errors);
  checkTemplate(template, selector, errors.length === before, errors);
}

/** A Deployment, already defaulted. */
export function checkDeployment(deployment: Deployment, errors: FieldError[]): void {
  const spec = deployment.spec;
  if (spec === undefined) {
    checkSelectorAndTemplate(undefined, undefined, errors);
    return;
  }
  checkNonNegative(spec.replicas, 'spec.replicas', errors);
  checkSelectorAndTemplate(spec.selector, spec.template, errors);
  checkStrategy(spec.strategy ?? {}, 'spec.strategy', errors);
  checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  const deadline = spec.progressDeadlineSeconds;
  if (deadline === undefined) return;
  checkNonNegative(deadline, 'spec.progressDeadlineSeconds', errors);
  if (deadline <= (spec.minReadySeconds ?? 0)) {
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
}

/** A ReplicaSet, already defaulted. */
export function checkReplicaSet(replicaSet: ReplicaSet, errors: FieldError[]): void {
  checkNonNegative(replicaSet.spec?.replicas, 'spec.replicas', errors);
  checkNonNegative(replicaSet.spec?.minReadySeconds, 'spec.minReadySeconds', errors);
  checkSelectorAndTemplate(replicaSet.spec?.selector, replicaSet.spec?.template, errors);
}

interface Selecting {
  readonly spec?: { readonly selector: LabelSelector };
}

/** In apps/v1 the selector of a controller stays. */
export function checkSelectorUnchanged(object: Selecting, old: Selecting, errors: FieldError[]): void {
  const selector = object.spec?.selector;
  if (selector === old.spec?.selector) return;
  if (canonicalJson(selector ?? null) !== canonicalJson(old.spec?.selector ?? null)) {
    errors.push(invalid('spec.selector', selector, immutableMessage));
  }
}

const deploymentCounts = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
] as const;

/** The status of a Deployment: no count below zero, no part above the whole. */
export function checkDeploymentStatus(deployment: Deployment, errors: FieldError[]): void {
  const status = deployment.status ?? {};
  for (const field of deploymentCounts) checkNonNegative(status[field], `status.${field}`, errors);
  const replicas = status.replicas ?? 0;
  for (const field of ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const) {
    const count = status[field] ?? 0;
    if (count > replicas) errors.push(invalid(`status.${field}`, count, 'cannot be greater than status.replicas'));
  }
  const available = status.availableReplicas ?? 0;
  if (available > (status.readyReplicas ?? 0)) {
    errors.push(invalid('status.availableReplicas', available, 'cannot be greater than readyReplicas'));
  }
}

/** The status of a ReplicaSet, by the same rules. */
export function checkReplicaSetStatus(replicaSet: ReplicaSet, errors: FieldError[]): void {
  const status = replicaSet.status;
  if (status === undefined) return;
  for (const field of [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
  ] as const) {
    checkNonNegative(status[field], `status.${field}`, errors);
  }
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
