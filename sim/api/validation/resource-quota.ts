/** ResourceQuotas. Models: pkg/apis/core/validation ValidateResourceQuota, ValidateResourceQuotaUpdate (v1.37). */
import { validateQualifiedName } from '../names.ts';
import type { QuantityText } from '../quantity.ts';
import type { ResourceQuota } from '../types.ts';
import { check, immutableMessage } from './common.ts';
import { invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkQuantity, isHugePages } from './resources.ts';

type QuotaSpec = NonNullable<ResourceQuota['spec']>;
type ScopeRequirement = NonNullable<NonNullable<QuotaSpec['scopeSelector']>['matchExpressions']>[number];

const objectCounts = [
  'pods',
  'resourcequotas',
  'services',
  'services.nodeports',
  'services.loadbalancers',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
];
const computeResources = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
];
const standardResources: ReadonlySet<string> = new Set([...objectCounts, ...computeResources]);
const podScopes = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
];
const scopes = [...podScopes, 'VolumeAttributesClass'];
/** What a quota of a scope may count. Pods that ask for nothing are only counted. */
const resourcesByScope: Readonly<Record<string, ReadonlySet<string>>> = {
  BestEffort: new Set(['pods']),
  VolumeAttributesClass: new Set(['persistentvolumeclaims', 'requests.storage']),
};
const podComputeResources: ReadonlySet<string> = new Set([
  'pods',
  ...computeResources.filter((name) => name !== 'requests.storage'),
]);

function isStandard(name: string): boolean {
  return standardResources.has(name) || isHugePages(name) || isHugePages(name.replace(/^requests\./, ''));
}

/** A name that a quota may limit. */
export function checkQuotaResourceName(name: string, path: string, errors: FieldError[]): void {
  const before = errors.length;
  check(validateQualifiedName, name, path, errors);
  if (errors.length === before && !name.includes('/') && !isStandard(name)) {
    errors.push(invalid(path, name, 'must be a standard resource for quota'));
  }
}

function checkAmounts(
  list: Readonly<Record<string, QuantityText>> | undefined,
  path: string,
  errors: FieldError[],
): void {
  for (const name of Object.keys(list ?? {}).sort()) {
    checkQuotaResourceName(name, `${path}[${name}]`, errors);
    const isWhole = objectCounts.includes(name) || name.startsWith('count/') || isHugePages(name);
    checkQuantity(isWhole ? 'pods' : name, list?.[name] ?? '', `${path}[${name}]`, errors);
  }
}

function fits(scope: string, resource: string): boolean {
  return (resourcesByScope[scope] ?? podComputeResources).has(resource);
}

function checkConflicts(named: readonly string[], given: unknown, path: string, errors: FieldError[]): void {
  for (const [one, other] of [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ] as const) {
    if (named.includes(one) && named.includes(other)) errors.push(invalid(path, given, 'conflicting scopes'));
  }
}

function checkScopes(spec: QuotaSpec, errors: FieldError[]): void {
  const named = spec.scopes ?? [];
  const path = 'spec.scopes';
  for (const scope of named) {
    if (!scopes.includes(scope)) errors.push(invalid(path, named, 'unsupported scope'));
    for (const resource of Object.keys(spec.hard ?? {}).sort()) {
      if (standardResources.has(resource) && !fits(scope, resource)) {
        errors.push(invalid(path, named, 'unsupported scope applied to resource'));
      }
    }
  }
  checkConflicts(named, named, path, errors);
}

/** Scopes that ask only whether a pod is of them. */
const yesOrNoScopes = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

function checkRequirement(requirement: ScopeRequirement, spec: QuotaSpec, path: string, errors: FieldError[]): void {
  const { scopeName, operator, values = [] } = requirement;
  if (!scopes.includes(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
  for (const resource of Object.keys(spec.hard ?? {}).sort()) {
    if (standardResources.has(resource) && !fits(scopeName, resource)) {
      errors.push(invalid(path, spec.scopeSelector, 'unsupported scope applied to resource'));
    }
  }
  if (yesOrNoScopes.includes(scopeName) && operator !== 'Exists') {
    const why =
      "must be 'Exist' only operator when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalid(`${path}.operator`, operator, why));
  }
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length > 0) return;
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    errors.push(required(`${path}.values`, why));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length === 0) return;
    const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    errors.push(invalid(`${path}.values`, values, why));
  } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
}

/** A quota: known resources, amounts from zero, scopes that fit what is counted. */
export function checkResourceQuota(quota: ResourceQuota, errors: FieldError[]): void {
  const spec = quota.spec ?? {};
  checkAmounts(spec.hard, 'spec.hard', errors);
  checkScopes(spec, errors);
  const requirements = spec.scopeSelector?.matchExpressions ?? [];
  const path = 'spec.scopeSelector.matchExpressions';
  for (const requirement of requirements) checkRequirement(requirement, spec, path, errors);
  const named = requirements.map(({ scopeName }) => scopeName);
  checkConflicts(named, spec.scopeSelector, path, errors);
}

/** The scopes of a quota stay; their order does not count. */
export function checkResourceQuotaUpdate(quota: ResourceQuota, old: ResourceQuota, errors: FieldError[]): void {
  const named = quota.spec?.scopes ?? [];
  const before = old.spec?.scopes ?? [];
  const isSame = named.every((scope) => before.includes(scope)) && before.every((scope) => named.includes(scope));
  if (!isSame) errors.push(invalid('spec.scopes', named, immutableMessage));
}

export function checkResourceQuotaStatus(quota: ResourceQuota, _old: ResourceQuota, errors: FieldError[]): void {
  checkAmounts(quota.status?.hard, 'status.hard', errors);
  checkAmounts(quota.status?.used, 'status.used', errors);
}
