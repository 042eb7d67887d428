/** `kubectl describe` of roles and role bindings. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import { annotationLines, labelLines } from './metadata.ts';
import { goList, type DescriptionWriter } from './writer.ts';

/** What one line of a role grants: one resource, or one path, with all verbs. */
interface Grant {
  readonly resource: string;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  readonly verbs: readonly string[];
}

/** `deployments.apps/scale`. Models: describe.go CombineResourceGroup (v1.37). */
function qualified(resource: string, group: string): string {
  const [name = '', ...rest] = resource.split('/');
  const subresource = rest.length === 0 ? '' : `/${rest.join('/')}`;
  return `${name}${group === '' ? '' : `.${group}`}${subresource}`;
}

interface SimpleGrant {
  readonly group: string;
  readonly resource: string;
  readonly name: string | undefined;
  readonly verb: string;
}

/** Every rule as grants of one verb on one resource or path. Models: kubectl pkg/util/rbac BreakdownRule (v1.37). */
function breakDown({ apiGroups = [], resources = [], resourceNames = [], verbs }: PolicyRule): SimpleGrant[] {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) => verbs.flatMap((verb) => names.map((name) => ({ group, resource, name, verb })))),
  );
}

function grantsOf(rules: readonly PolicyRule[]): Grant[] {
  const byKey = new Map<string, Grant>();
  for (const { group, resource, name, verb } of rules.flatMap(breakDown)) {
    const key = JSON.stringify([group, resource, name ?? null]);
    const known = byKey.get(key);
    const names = name === undefined ? [] : [name];
    const verbs = known === undefined ? [verb] : [...known.verbs, verb];
    byKey.set(key, { resource: qualified(resource, group), urls: [], names, verbs });
  }
  const paths = rules.flatMap(({ nonResourceURLs = [], verbs }) =>
    nonResourceURLs.map((url): Grant => ({ resource: '', urls: [url], names: [], verbs })),
  );
  return [...byKey.values(), ...paths];
}

/** The order of lines. Models: kubectl pkg/util/rbac SortableRuleSlice: by the text of the rule (v1.37). */
function sortKey({ resource, urls, names }: Grant): string {
  return `${resource} ${urls.join(' ')} ${names.join(' ')}`;
}

/** Roles of a namespace and of the cluster are described alike. Models: describe.go RoleDescriber (v1.37). */
export function roleLines(w: DescriptionWriter, { metadata, rules }: Role | ClusterRole): void {
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, metadata?.annotations);
  w.line(0, 'PolicyRule:');
  const grants = grantsOf(rules ?? []).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));
  w.table(
    1,
    ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'],
    grants.map(({ resource, urls, names, verbs }) => [resource, goList(urls), goList(names), goList(verbs)]),
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
