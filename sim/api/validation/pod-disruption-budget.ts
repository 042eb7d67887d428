/** PodDisruptionBudgets and PriorityClasses. Models: pkg/apis/policy/validation, pkg/apis/scheduling/validation (v1.37). */
import { highestUserPriority, systemPriorities } from '../system-priorities.ts';
import type { PodDisruptionBudget, PriorityClass } from '../types.ts';
import { checkAtMostAll, checkIntOrPercent } from './apps.ts';
import { checkImmutable, checkNonNegativeFields } from './common.ts';
import { forbidden, invalid, notSupported } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

/** A budget: at least so many available or at most so many not, never both. */
export function checkDisruptionBudget(budget: PodDisruptionBudget, errors: FieldError[]): void {
  const spec = budget.spec ?? {};
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.push(invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[field];
    if (value === undefined) continue;
    checkIntOrPercent(value, `spec.${field}`, errors);
    checkAtMostAll(value, `spec.${field}`, errors);
  }
  checkLabelSelector(spec.selector, 'spec.selector', errors);
  const policy = spec.unhealthyPodEvictionPolicy;
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, policies));
  }
}

const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

export function checkDisruptionBudgetStatus(
  budget: PodDisruptionBudget,
  _old: PodDisruptionBudget,
  errors: FieldError[],
): void {
  checkNonNegativeFields(budget.status ?? {}, counts, 'status', errors);
}

/** A priority class: names of the system's own are taken, and so are the highest numbers. */
export function checkPriorityClass(priorityClass: PriorityClass, errors: FieldError[]): void {
  const name = priorityClass.metadata?.name ?? '';
  if (name.startsWith('system-')) {
    if (systemPriorities[name] === undefined || systemPriorities[name] !== priorityClass.value) {
      const why = "priority class names with 'system-' prefix are reserved for system use only. error: ";
      const known = systemPriorities[name];
      const detail =
        known === undefined
          ? `${name} is not a known system priority class`
          : `value of ${name} PriorityClass must be ${known}`;
      errors.push(forbidden('metadata.name', why + detail));
    }
  } else if (priorityClass.value > highestUserPriority) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`));
  }
  const policy = priorityClass.preemptionPolicy;
  const policies = ['Never', 'PreemptLowerPriority'];
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported('preemptionPolicy', policy, policies));
  }
}

/** Numbers stay: pods have been given them. */
export function checkPriorityClassUpdate(priorityClass: PriorityClass, old: PriorityClass, errors: FieldError[]): void {
  if (priorityClass.value !== old.value) errors.push(forbidden('value', 'may not be changed in an update.'));
  checkImmutable(priorityClass.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy', errors);
}
