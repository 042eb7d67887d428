/** DaemonSets. Models: pkg/apis/apps/validation ValidateDaemonSet, ValidateDaemonSetStatusUpdate (v1.37). */
import type { DaemonSet } from '../types.ts';
import { amountOf, checkAtMostAll, checkIntOrPercent } from './apps.ts';
import { checkNonNegative, checkNonNegativeFields } from './common.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector, isEmptySelector } from './label-selector.ts';
import { checkSelectedTemplate } from './selected-template.ts';

type DaemonSetSpec = NonNullable<DaemonSet['spec']>;
type UpdateStrategy = NonNullable<DaemonSetSpec['updateStrategy']>;
type RollingUpdate = NonNullable<UpdateStrategy['rollingUpdate']>;

const strategyPath = 'spec.updateStrategy';

function checkRollingUpdate(rolling: RollingUpdate, errors: FieldError[]): void {
  const path = `${strategyPath}.rollingUpdate`;
  const maxUnavailable = rolling.maxUnavailable ?? 0;
  const maxSurge = rolling.maxSurge ?? 0;
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  checkAtMostAll(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkAtMostAll(maxSurge, `${path}.maxSurge`, errors);
  const hasUnavailable = amountOf(maxUnavailable) !== 0;
  const hasSurge = amountOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    errors.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
}

function checkUpdateStrategy(strategy: UpdateStrategy, errors: FieldError[]): void {
  if (strategy.type === 'OnDelete') return;
  if (strategy.type !== 'RollingUpdate') {
    errors.push(notSupported(strategyPath, strategy, ['RollingUpdate', 'OnDelete']));
  } else if (strategy.rollingUpdate === undefined) errors.push(required(`${strategyPath}.rollingUpdate`));
  else checkRollingUpdate(strategy.rollingUpdate, errors);
}

/** A DaemonSet, already defaulted. */
export function checkDaemonSet(daemonSet: DaemonSet, errors: FieldError[]): void {
  const spec: Partial<DaemonSetSpec> = daemonSet.spec ?? {};
  checkLabelSelector(spec.selector, 'spec.selector', errors);
  checkSelectedTemplate(spec.selector, spec.template, 'spec.template', errors);
  if (spec.selector !== undefined && isEmptySelector(spec.selector)) {
    errors.push(invalid('spec.selector', spec.selector, 'empty selector is invalid for daemonset'));
  }
  const podSpec = spec.template?.spec;
  if (podSpec?.restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', podSpec?.restartPolicy ?? '', ['Always']));
  }
  if (podSpec?.activeDeadlineSeconds !== undefined) {
    const why = 'activeDeadlineSeconds in DaemonSet is not Supported';
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', why));
  }
  checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  checkUpdateStrategy(spec.updateStrategy ?? {}, errors);
  checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
}

const counts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;

/** The status of a DaemonSet: no count below zero. */
export function checkDaemonSetStatus(daemonSet: DaemonSet, old: DaemonSet, errors: FieldError[]): void {
  checkNonNegativeFields(daemonSet.status ?? {}, counts, 'status', errors);
  checkCollisionCount(daemonSet.status?.collisionCount, old.status?.collisionCount, errors);
}

/** Collisions of names are only ever counted up. */
export function checkCollisionCount(count: number | undefined, old: number | undefined, errors: FieldError[]): void {
  if (old !== undefined && (count ?? 0) < old) {
    errors.push(invalid('status.collisionCount', count ?? 0, 'cannot be decremented'));
  }
}
