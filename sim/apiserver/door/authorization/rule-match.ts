import type { PolicyRule } from '../../../api/types.ts';
import type { AccessAttributes } from './attributes.ts';

/**
 * Whether a rule allows something.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/rbac.go RuleAllows, pkg/apis/rbac/v1/evaluation_helpers.go (v1.37).
 */
export function ruleAllows(rule: PolicyRule, wanted: AccessAttributes): boolean {
  if (!has(rule.verbs, wanted.verb)) return false;
  if (wanted.path !== '') return (rule.nonResourceURLs ?? none).some((url) => urlMatches(url, wanted.path));
  return (
    has(rule.apiGroups ?? none, wanted.group) &&
    resourceMatches(rule.resources ?? none, wanted.resource, wanted.subresource) &&
    nameMatches(rule.resourceNames ?? none, wanted.name)
  );
}

const none: readonly string[] = [];

function has(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

function resourceMatches(resources: readonly string[], resource: string, subresource: string): boolean {
  if (subresource === '') return has(resources, resource);
  return has(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

function nameMatches(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name);
}

/** A path matches a pattern that is equal, or that ends in a star after a common beginning. */
export function urlMatches(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1));
}
