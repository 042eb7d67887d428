import type { PolicyRule } from '../../../api/types.ts';
import { urlMatches } from './rule-match.ts';

/** A rule about one verb and one resource or path. */
interface SingleRule {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Empty for all objects. */
  readonly name: string;
  /** Path that is no resource's; empty for resources. */
  readonly url: string;
}

/** The parts of a rule. Models: component-helpers auth/rbac/validation/policy_comparator.go BreakdownRule (v1.37). */
function breakdown(rule: PolicyRule): SingleRule[] {
  const parts: SingleRule[] = [];
  const names = (rule.resourceNames ?? []).length === 0 ? [''] : (rule.resourceNames ?? []);
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of rule.verbs) for (const name of names) parts.push({ verb, group, resource, name, url: '' });
    }
  }
  for (const url of rule.nonResourceURLs ?? []) {
    for (const verb of rule.verbs) parts.push({ verb, group: '', resource: '', name: '', url });
  }
  return parts;
}

function has(values: readonly string[] | undefined, value: string): boolean {
  return values !== undefined && (values.includes('*') || values.includes(value));
}

function coversResource(resources: readonly string[] | undefined, resource: string): boolean {
  if (has(resources, resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && resources?.includes(`*${resource.slice(slash)}`) === true;
}

/** Models: policy_comparator.go ruleCovers (v1.37). */
function covers(owner: PolicyRule, part: SingleRule): boolean {
  if (!has(owner.verbs, part.verb)) return false;
  if (part.url !== '') return (owner.nonResourceURLs ?? []).some((url) => urlMatches(url, part.url));
  const names = owner.resourceNames ?? [];
  const isNamed = names.length === 0 || (part.name !== '' && names.includes(part.name));
  return isNamed && has(owner.apiGroups, part.group) && coversResource(owner.resources, part.resource);
}

/**
 * What of `wanted` the owner's rules do not give, in the form in which messages name it, sorted; empty when they give all.
 *
 * Models: policy_comparator.go Covers, and pkg/registry/rbac/validation CompactRules, rbacv1helpers.CompactString (v1.37).
 */
export function uncovered(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): string[] {
  const missing = wanted.flatMap(breakdown).filter((part) => !owned.some((rule) => covers(rule, part)));
  const verbsByRest = new Map<string, string[]>();
  for (const part of missing) {
    const rest = restText(part);
    const verbs = verbsByRest.get(rest);
    if (verbs === undefined) verbsByRest.set(rest, [part.verb]);
    else if (!verbs.includes(part.verb)) verbs.push(part.verb);
  }
  return [...verbsByRest].map(([rest, verbs]) => `{${rest}, Verbs:${listText(verbs)}}`).sort();
}

function restText({ group, resource, name, url }: SingleRule): string {
  if (url !== '') return `NonResourceURLs:${listText([url])}`;
  const names = name === '' ? '' : `, ResourceNames:${listText([name])}`;
  return `APIGroups:${listText([group])}, Resources:${listText([resource])}${names}`;
}

/** `["get" "list"]`: a list as Go prints it. */
export function listText(values: readonly string[]): string {
  return `[${values.map((value) => `"${value}"`).join(' ')}]`;
}
