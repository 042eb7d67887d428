/** Roles and bindings. Models: pkg/apis/rbac/validation/validation.go (v1.37). */
import { deepEqual } from '../deep-equal.ts';
import { validateDns1123Subdomain } from '../names.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../types.ts';
import { check } from './common.ts';
import { invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLabelSelector } from './label-selector.ts';

type Binding = RoleBinding | ClusterRoleBinding;
type Subject = NonNullable<Binding['subjects']>[number];

const group = 'rbac.authorization.k8s.io';

/** Names of roles and bindings may hold colons. Models: apimachinery pkg/api/validation/path ValidatePathSegmentName. */
export function validatePathSegmentName(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%']
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
}

function checkRule(rule: PolicyRule, isNamespaced: boolean, path: string, errors: FieldError[]): void {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const verbs = (rule.verbs as string[] | undefined) ?? [];
  if (verbs.length === 0) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const place = `${path}.nonResourceURLs`;
    if (isNamespaced)
      errors.push(invalid(place, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      const why = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalid(place, nonResourceURLs, why));
    }
    return;
  }
  if (apiGroups.length === 0) {
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
}

export function checkRole(role: Role, errors: FieldError[]): void {
  (role.rules ?? []).forEach((rule, index) => {
    checkRule(rule, true, `rules[${index}]`, errors);
  });
}

export function checkClusterRole(role: ClusterRole, errors: FieldError[]): void {
  (role.rules ?? []).forEach((rule, index) => {
    checkRule(rule, false, `rules[${index}]`, errors);
  });
  if (role.aggregationRule === undefined) return;
  const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
  const path = 'aggregationRule.clusterRoleSelectors';
  if (selectors.length === 0) {
    errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  }
  selectors.forEach((selector, index) => {
    checkLabelSelector(selector, `${path}[${index}]`, errors);
  });
}

function checkSubject(subject: Subject, isNamespaced: boolean, path: string, errors: FieldError[]): void {
  const { name, kind, namespace = '', apiGroup = '' } = subject;
  if (((name as string | undefined) ?? '') === '') errors.push(required(`${path}.name`));
  switch (kind) {
    case 'ServiceAccount':
      if (((name as string | undefined) ?? '') !== '') check(validateDns1123Subdomain, name, `${path}.name`, errors);
      if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
      if (!isNamespaced && namespace === '') errors.push(required(`${path}.namespace`));
      return;
    case 'User':
    case 'Group':
      if (apiGroup !== group) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [group]));
      return;
    default:
      errors.push(notSupported(`${path}.kind`, kind, ['Group', 'ServiceAccount', 'User']));
  }
}

function checkBinding(binding: Binding, kinds: readonly string[], isNamespaced: boolean, errors: FieldError[]): void {
  const { apiGroup = '', kind = '', name = '' } = (binding.roleRef as Partial<Binding['roleRef']> | undefined) ?? {};
  if (apiGroup !== group) errors.push(notSupported('roleRef.apiGroup', apiGroup, [group]));
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds));
  if (name === '') errors.push(required('roleRef.name'));
  else check(validatePathSegmentName, name, 'roleRef.name', errors);
  (binding.subjects ?? []).forEach((subject, index) => {
    checkSubject(subject, isNamespaced, `subjects[${index}]`, errors);
  });
}

/** A RoleBinding, already defaulted. */
export function checkRoleBinding(binding: RoleBinding, errors: FieldError[]): void {
  checkBinding(binding, ['ClusterRole', 'Role'], true, errors);
}

/** A ClusterRoleBinding, already defaulted. */
export function checkClusterRoleBinding(binding: ClusterRoleBinding, errors: FieldError[]): void {
  checkBinding(binding, ['ClusterRole'], false, errors);
}

/** Whom a binding binds may change, what it grants may not. */
export function checkBindingUpdate(binding: Binding, old: Binding, errors: FieldError[]): void {
  if (!deepEqual(binding.roleRef, old.roleRef))
    errors.push(invalid('roleRef', binding.roleRef, 'cannot change roleRef'));
}
