import type { Sim } from '../../../../engine/engine.ts';
import { compileLabelSelector, selects } from '../../../../api/label-selector.ts';
import type { KubeObject, Labels, LabelSelector, ValidatingAdmissionPolicy } from '../../../../api/types.ts';
import { getStored } from '../../../../etcd/etcd.ts';
import type { Attributes } from '../plugin.ts';

type MatchResources = NonNullable<NonNullable<ValidatingAdmissionPolicy['spec']>['matchConstraints']>;
/** Resources and scope are younger than the generated types, or missing in them. */
type Rule = NonNullable<MatchResources['resourceRules']>[number] & {
  readonly resources?: readonly string[];
  readonly scope?: string;
};

/**
 * Whether a write is one that a policy, or its binding, is about.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go Matches (v1.37).
 * Differs: matchPolicy Equivalent means the version that the client speaks.
 */
export function isMeant(sim: Sim, match: MatchResources | undefined, attributes: Attributes): boolean {
  if (match === undefined) return true;
  const { resourceRules, excludeResourceRules = [], namespaceSelector, objectSelector } = match;
  if (excludeResourceRules.some((rule) => ruleMatches(rule, attributes))) return false;
  if (resourceRules !== undefined && !resourceRules.some((rule) => ruleMatches(rule, attributes))) return false;
  const { object, old } = attributes;
  const hasLabels = selectsLabels(objectSelector, object.metadata?.labels);
  if (!hasLabels && (old === null || !selectsLabels(objectSelector, old.metadata?.labels))) return false;
  const home = namespaceOf(sim, attributes);
  return home === null || selectsLabels(namespaceSelector, home.metadata?.labels);
}

/** The namespace of what is written, the namespace itself where that is written; `null` for what stands in none. */
export function namespaceOf(sim: Sim, { info, namespace, object }: Attributes): KubeObject | null {
  if (info.kind === 'Namespace' && info.group === '') return object;
  return namespace === '' ? null : (getStored(sim, '/registry/namespaces', namespace)?.object ?? null);
}

function selectsLabels(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  return selector === undefined || selects(compileLabelSelector(selector), labels);
}

function ruleMatches(rule: Rule, { info, subresource, operation, name, namespace }: Attributes): boolean {
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], resourceNames = [], scope = '*' } = rule;
  const isInScope = scope === '*' || (scope === 'Namespaced') === (namespace !== '' && info.kind !== 'Namespace');
  return (
    isInScope &&
    has(operations, operation) &&
    has(apiGroups, info.group) &&
    has(apiVersions, info.version) &&
    resources.some((resource) => resourceMatches(resource, info.resource, subresource)) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

function has(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

/** Models: apiserver pkg/admission/plugin/webhook/predicates/rules/rules.go resource (v1.37). */
function resourceMatches(pattern: string, resource: string, subresource: string): boolean {
  const [wanted = '', wantedPart = ''] = pattern.split('/');
  const isResource = wanted === '*' || wanted === resource;
  return isResource && (wantedPart === subresource || (wantedPart === '*' && pattern.includes('/')));
}
