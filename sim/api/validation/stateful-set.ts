/** StatefulSets and ControllerRevisions. Models: pkg/apis/apps/validation ValidateStatefulSet, ValidateControllerRevision (v1.37). */
import type { ControllerRevision, IntOrString, PodTemplateSpec, StatefulSet } from '../types.ts';
import { amountOf, checkAtMostAll, checkIntOrPercent } from './apps.ts';
import { checkDnsLabel, checkImmutable, checkNonNegative, checkNonNegativeFields, isSame } from './common.ts';
import { checkCollisionCount } from './daemon-set.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector, isEmptySelector } from './label-selector.ts';
import { checkPodTemplate } from './pod-spec.ts';
import { checkTemplateIsSelected } from './selected-template.ts';

type StatefulSetSpec = NonNullable<StatefulSet['spec']>;
type UpdateStrategy = NonNullable<StatefulSetSpec['updateStrategy']>;
type RollingUpdate = NonNullable<UpdateStrategy['rollingUpdate']> & { readonly maxUnavailable?: IntOrString };

const strategyPath = 'spec.updateStrategy';

function checkRollingUpdate(rolling: RollingUpdate, errors: FieldError[]): void {
  checkNonNegative(rolling.partition, `${strategyPath}.rollingUpdate.partition`, errors);
  const maxUnavailable = rolling.maxUnavailable;
  if (maxUnavailable === undefined) return;
  const path = `${strategyPath}.rollingUpdate.maxUnavailable`;
  checkIntOrPercent(maxUnavailable, path, errors);
  if (amountOf(maxUnavailable) === 0) errors.push(invalid(path, maxUnavailable, 'cannot be 0'));
  checkAtMostAll(maxUnavailable, path, errors);
}

function checkUpdateStrategy(strategy: UpdateStrategy, errors: FieldError[]): void {
  switch (strategy.type ?? '') {
    case '':
      errors.push(required(strategyPath));
      break;
    case 'OnDelete':
      if (strategy.rollingUpdate !== undefined) {
        const why = "only allowed for updateStrategy 'RollingUpdate'";
        errors.push(invalid(`${strategyPath}.rollingUpdate`, strategy.rollingUpdate, why));
      }
      break;
    case 'RollingUpdate':
      if (strategy.rollingUpdate !== undefined) checkRollingUpdate(strategy.rollingUpdate, errors);
      break;
    default:
      errors.push(invalid(strategyPath, strategy, "must be 'RollingUpdate' or 'OnDelete'"));
  }
}

function checkManagement(spec: Partial<StatefulSetSpec>, errors: FieldError[]): void {
  const policy = spec.podManagementPolicy ?? '';
  if (policy === '') errors.push(required('spec.podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    errors.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  }
  checkUpdateStrategy(spec.updateStrategy ?? {}, errors);
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  if (retention === undefined) return;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const value = retention[field];
    if (value === 'Retain' || value === 'Delete') continue;
    const path = `spec.persistentVolumeClaimRetentionPolicy.${field}`;
    errors.push(notSupported(path, value ?? '', ['Retain', 'Delete']));
  }
}

/** The template as its pods will be: every claim is a volume, in place of one of the same name. */
function templateWithClaims(spec: Partial<StatefulSetSpec>): PodTemplateSpec {
  const template = spec.template ?? {};
  const names = (spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata?.name ?? '');
  if (names.length === 0 || template.spec === undefined) return template;
  const others = (template.spec.volumes ?? []).filter((volume) => !names.includes(volume.name));
  const claimed = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...others, ...claimed] } };
}

function checkTemplate(spec: Partial<StatefulSetSpec>, isSelectorLegal: boolean, errors: FieldError[]): void {
  const template = spec.template ?? {};
  const path = 'spec.template';
  if (isSelectorLegal && spec.selector !== undefined && !isEmptySelector(spec.selector)) {
    checkTemplateIsSelected(spec.selector, template, path, errors);
  }
  checkPodTemplate(templateWithClaims(spec), path, errors);
  if (template.spec?.restartPolicy !== 'Always') {
    errors.push(notSupported(`${path}.spec.restartPolicy`, template.spec?.restartPolicy ?? '', ['Always']));
  }
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const why = 'activeDeadlineSeconds in StatefulSet is not Supported';
    errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, why));
  }
}

/** A StatefulSet, already defaulted. */
export function checkStatefulSet(statefulSet: StatefulSet, errors: FieldError[]): void {
  const spec: Partial<StatefulSetSpec> = statefulSet.spec ?? {};
  checkManagement(spec, errors);
  checkNonNegative(spec.replicas, 'spec.replicas', errors);
  checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  checkNonNegative(spec.ordinals?.start, 'spec.ordinals.start', errors);
  if ((spec.serviceName ?? '') !== '') checkDnsLabel(spec.serviceName ?? '', 'spec.serviceName', errors);
  const before = errors.length;
  if (spec.selector === undefined) errors.push(required('spec.selector'));
  else {
    checkLabelSelector(spec.selector, 'spec.selector', errors);
    if (isEmptySelector(spec.selector)) {
      errors.push(invalid('spec.selector', spec.selector, 'empty selector is invalid for statefulset'));
    }
  }
  checkTemplate(spec, errors.length === before, errors);
}

const changeable = [
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'persistentVolumeClaimRetentionPolicy',
  'revisionHistoryLimit',
] as const;

function lasting(spec: Partial<StatefulSetSpec>): Partial<StatefulSetSpec> {
  const rest = { ...spec };
  for (const field of changeable) delete rest[field];
  return rest;
}

/** Name of the service, claims and selector are for good. */
export function checkStatefulSetUpdate(statefulSet: StatefulSet, old: StatefulSet, errors: FieldError[]): void {
  if (statefulSet.spec === old.spec || isSame(lasting(statefulSet.spec ?? {}), lasting(old.spec ?? {}))) return;
  const why =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  errors.push(forbidden('spec', why));
}

const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;

/** The status of a StatefulSet: no count below zero, no part above the whole. */
export function checkStatefulSetStatus(statefulSet: StatefulSet, old: StatefulSet, errors: FieldError[]): void {
  const status = statefulSet.status;
  if (status === undefined) return;
  checkNonNegativeFields(status, ['replicas', ...parts, 'observedGeneration', 'collisionCount'], 'status', errors);
  for (const field of parts) {
    const count = status[field] ?? 0;
    if (count > status.replicas) {
      errors.push(invalid(`status.${field}`, count, 'cannot be greater than status.replicas'));
    }
  }
  const available = status.availableReplicas ?? 0;
  if (available > (status.readyReplicas ?? 0)) {
    errors.push(invalid('status.availableReplicas', available, 'cannot be greater than status.readyReplicas'));
  }
  checkCollisionCount(status.collisionCount, old.status?.collisionCount, errors);
}

/** A remembered template: its data is there and stays. */
export function checkControllerRevision(revision: ControllerRevision, errors: FieldError[]): void {
  if (revision.data === undefined) errors.push(required('data', 'data is mandatory'));
  checkNonNegative(revision.revision, 'revision', errors);
}

export function checkControllerRevisionUpdate(
  revision: ControllerRevision,
  old: ControllerRevision,
  errors: FieldError[],
): void {
  checkImmutable(revision.data, old.data, 'data', errors);
}
