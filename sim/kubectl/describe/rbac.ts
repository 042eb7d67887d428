/** `kubectl describe` of roles and role bindings. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import { annotationLines, labelLines } from './metadata.ts';
import { goList, type DescriptionWriter } from './writer.ts';

/** What one line of a role grants: verbs on one resource, on one object, or one verb on a path. */
interface Grant {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** `deployments.apps/scale`. Models: describe.go CombineResourceGroup (v1.37). */
function qualified({ resource, group }: Grant): string {
  const [name = '', ...rest] = resource.split('/');
  const subresource = rest.length === 0 ? '' : `/${rest.join('/')}`;
  return `${name}${group === '' ? '' : `.${group}`}${subresource}`;
}

/** A rule as grants of one verb each. Models: kubectl pkg/util/rbac BreakdownRule (v1.37). */
function breakDown(rule: PolicyRule): Grant[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } = rule;
  const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  const onResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((one): Grant => ({ verbs: [verb], group, resource, names: one, urls: [] }))),
    ),
  );
  const onPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb): Grant => ({ verbs: [verb], group: '', resource: '', names: [], urls: [url] })),
  );
  return [...onResources, ...onPaths];
}

/** The verbs on one resource together; paths stay apart. Models: kubectl pkg/util/rbac CompactRules (v1.37). */
function compact(grants: readonly Grant[]): Grant[] {
  const byResource = new Map<string, Grant>();
  for (const grant of grants.filter(({ urls }) => urls.length === 0)) {
    const key = JSON.stringify([grant.group, grant.resource, grant.names]);
    const known = byResource.get(key)?.verbs ?? [];
    byResource.set(key, { ...grant, verbs: [...new Set([...known, ...grant.verbs])] });
  }
  return [...grants.filter(({ urls }) => urls.length > 0), ...byResource.values()];
}

/** Lines are in the order of rules written out. Models: kubectl pkg/util/rbac SortableRuleSlice, PolicyRule.String (v1.37). */
function sortKey({ verbs, group, resource, names, urls }: Grant): string {
  const isPath = urls.length > 0;
  const lists = [verbs, isPath ? [] : [group], isPath ? [] : [resource], names, urls].map(goList);
  return ['Verbs', 'APIGroups', 'Resources', 'ResourceNames', 'NonResourceURLs']
    .map((name, index) => `${name}:${lists[index] ?? ''},`)
    .join('');
}

/** Roles of a namespace and of the cluster are described alike. Models: describe.go RoleDescriber (v1.37). */
export function roleLines(w: DescriptionWriter, { metadata, rules }: Role | ClusterRole): void {
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.line(0, 'PolicyRule:');
  const grants = compact((rules ?? []).flatMap(breakDown));
  const sorted = grants.map((grant) => ({ grant, key: sortKey(grant) }));
  sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  w.table(
    1,
    ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'],
    sorted.map(({ grant }) => [qualified(grant), goList(grant.urls), goList(grant.names), goList(grant.verbs)]),
  );
}

/** Models: describe.go RoleBindingDescriber (v1.37). */
export function roleBindingLines(
  w: DescriptionWriter,
  { metadata, roleRef, subjects }: RoleBinding | ClusterRoleBinding,
): void {
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.line(0, 'Role:');
  w.field(1, 'Kind', roleRef.kind);
  w.field(1, 'Name', roleRef.name);
  w.line(0, 'Subjects:');
  w.table(
    1,
    ['Kind', 'Name', 'Namespace'],
    (subjects ?? []).map(({ kind, name, namespace = '' }) => [kind, name, namespace]),
  );
}
