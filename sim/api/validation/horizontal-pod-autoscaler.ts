/** HorizontalPodAutoscalers as they are kept, in autoscaling/v2, and scales. Models: pkg/apis/autoscaling/validation (v1.37). */
import type { HorizontalPodAutoscaler } from '../types.ts';
import { checkNonNegativeFields } from './common.ts';
import { invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkMetrics, checkReference } from './metric-spec.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Behavior = NonNullable<Spec['behavior']>;
type ScalingRules = NonNullable<Behavior['scaleUp']>;
type Policy = NonNullable<ScalingRules['policies']>[number];

const periodSecondsMax = 1800;
const windowSecondsMax = 3600;

function checkPolicy(policy: Policy, path: string, errors: FieldError[]): void {
  const types = ['Percent', 'Pods'];
  if (!types.includes(policy.type)) errors.push(notSupported(`${path}.type`, policy.type, types));
  for (const field of ['value', 'periodSeconds'] as const) {
    const value: number | undefined = policy[field];
    if ((value ?? 0) <= 0) errors.push(invalid(`${path}.${field}`, value ?? 0, 'must be greater than zero'));
  }
  if (policy.periodSeconds > periodSecondsMax) {
    const why = `must be less than or equal to ${periodSecondsMax}`;
    errors.push(invalid(`${path}.periodSeconds`, policy.periodSeconds, why));
  }
}

function checkScalingRules(rules: ScalingRules | undefined, path: string, errors: FieldError[]): void {
  if (rules === undefined) return;
  const window = rules.stabilizationWindowSeconds ?? 0;
  const windowPath = `${path}.stabilizationWindowSeconds`;
  if (window < 0) errors.push(invalid(windowPath, window, 'must be greater than or equal to zero'));
  if (window > windowSecondsMax) {
    errors.push(invalid(windowPath, window, `must be less than or equal to ${windowSecondsMax}`));
  }
  const choices = ['Disabled', 'Max', 'Min'];
  if (rules.selectPolicy !== undefined && !choices.includes(rules.selectPolicy)) {
    errors.push(notSupported(`${path}.selectPolicy`, rules.selectPolicy, choices));
  }
  const policies = rules.policies ?? [];
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  policies.forEach((policy, index) => {
    checkPolicy(policy, `${path}.policies[${index}]`, errors);
  });
}

function checkReplicas(spec: Partial<Spec>, leastMin: number, errors: FieldError[]): void {
  const { minReplicas, maxReplicas = 0 } = spec;
  if (minReplicas !== undefined && minReplicas < leastMin) {
    errors.push(invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${leastMin}`));
  }
  if (maxReplicas === 0) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (maxReplicas < 0) errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
}

/** An API version names a group, except of the one scalable kind that has none. */
function checkTarget(spec: Partial<Spec>, errors: FieldError[]): void {
  const path = 'spec.scaleTargetRef';
  const { apiVersion = '', kind } = spec.scaleTargetRef ?? {};
  if (kind === 'ReplicationController') return;
  const parts = apiVersion.split('/');
  if (parts.length > 2) {
    errors.push(invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  } else if (parts.length < 2 || parts[0] === '') {
    errors.push(invalid(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group'));
  }
}

function checkSpec(spec: Partial<Spec>, leastMin: number, errors: FieldError[]): void {
  checkReplicas(spec, leastMin, errors);
  checkReference(spec.scaleTargetRef, 'spec.scaleTargetRef', errors);
  checkMetrics(spec.metrics ?? [], spec.minReplicas, 'spec.metrics', errors);
  checkScalingRules(spec.behavior?.scaleUp, 'spec.behavior.scaleUp', errors);
  checkScalingRules(spec.behavior?.scaleDown, 'spec.behavior.scaleDown', errors);
}

/** A new autoscaler, already defaulted. */
export function checkAutoscaler(autoscaler: HorizontalPodAutoscaler, errors: FieldError[]): void {
  const spec: Partial<Spec> = autoscaler.spec ?? {};
  checkSpec(spec, 1, errors);
  checkTarget(spec, errors);
}

/** A changed autoscaler: what was there and is not allowed any more may stay. */
export function checkAutoscalerUpdate(
  autoscaler: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler,
  errors: FieldError[],
): void {
  const spec: Partial<Spec> = autoscaler.spec ?? {};
  checkSpec(spec, old.spec?.minReplicas === 0 ? 0 : 1, errors);
  const target = spec.scaleTargetRef;
  const oldTarget = old.spec?.scaleTargetRef;
  if (target?.apiVersion !== oldTarget?.apiVersion || target?.kind !== oldTarget?.kind) checkTarget(spec, errors);
}

export function checkAutoscalerStatus(
  autoscaler: HorizontalPodAutoscaler,
  _old: HorizontalPodAutoscaler,
  errors: FieldError[],
): void {
  checkNonNegativeFields(autoscaler.status ?? {}, ['currentReplicas', 'desiredReplicas'], 'status', errors);
}
