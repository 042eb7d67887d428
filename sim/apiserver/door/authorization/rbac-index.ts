import type { Sim } from '../../../engine/engine.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../../api/types.ts';
import { derived } from '../../../etcd/derived.ts';
import { rangeStored } from '../../../etcd/etcd.ts';
import type { UserInfo } from '../user.ts';

/** A role that somebody has, with the words for where it comes from. */
export interface Grant {
  readonly rules: readonly PolicyRule[];
  /** `ClusterRoleBinding "view" of ClusterRole "view" to User "jane"`. */
  readonly source: string;
  /** Why the role could not be read; empty when it could. */
  readonly error: string;
}

/** Roles by the namespace in which they hold; the empty one for the whole cluster. */
type Grants = ReadonlyMap<string, readonly Grant[]>;

/** All roles and bindings, by who has them. */
export interface RbacIndex {
  /** By `User jane`, `Group dev`. */
  readonly grantsBySubject: ReadonlyMap<string, Grants>;
  readonly clusterRoles: ReadonlyMap<string, readonly PolicyRule[]>;
  /** By `namespace/name`. */
  readonly roles: ReadonlyMap<string, readonly PolicyRule[]>;
}

/**
 * The roles and bindings of the store, computed again only when one of them was written.
 *
 * Models: pkg/registry/rbac/validation/rule.go DefaultRuleResolver.VisitRulesFor (v1.37).
 */
export const rbacIndexOf: (sim: Sim) => RbacIndex = derived('rbac', (sim) => {
  const clusterRoles = new Map<string, readonly PolicyRule[]>();
  for (const { object } of rangeStored(sim, '/registry/clusterroles')) {
    const { metadata, rules } = object as ClusterRole;
    clusterRoles.set(metadata?.name ?? '', rules ?? []);
  }
  const roles = new Map<string, readonly PolicyRule[]>();
  for (const { object } of rangeStored(sim, '/registry/roles')) {
    const { metadata, rules } = object as Role;
    roles.set(`${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`, rules ?? []);
  }
  const grantsBySubject = new Map<string, Map<string, Grant[]>>();
  const index: RbacIndex = { grantsBySubject, clusterRoles, roles };
  for (const prefix of ['/registry/clusterrolebindings', '/registry/rolebindings']) {
    for (const { object } of rangeStored(sim, prefix)) {
      addBinding(index, grantsBySubject, object as ClusterRoleBinding | RoleBinding);
    }
  }
  return index;
});

function addBinding(
  { clusterRoles, roles }: RbacIndex,
  grantsBySubject: Map<string, Map<string, Grant[]>>,
  binding: ClusterRoleBinding | RoleBinding,
): void {
  const { name = '', namespace = '' } = binding.metadata ?? {};
  const { kind, name: role } = binding.roleRef;
  const rules = kind === 'ClusterRole' ? clusterRoles.get(role) : roles.get(`${namespace}/${role}`);
  const error =
    rules === undefined ? `${(kind ?? '').toLowerCase()}.rbac.authorization.k8s.io "${role}" not found` : '';
  const title = namespace === '' ? `ClusterRoleBinding "${name}"` : `RoleBinding "${name}/${namespace}"`;
  for (const subject of binding.subjects ?? []) {
    const home = subject.namespace ?? namespace;
    const isAccount = subject.kind === 'ServiceAccount';
    const key = isAccount ? `User system:serviceaccount:${home}:${subject.name}` : `${subject.kind} ${subject.name}`;
    const who = isAccount ? `ServiceAccount "${subject.name}/${home}"` : `${subject.kind} "${subject.name}"`;
    const source = `${title} of ${kind} "${role}" to ${who}`;
    let grants = grantsBySubject.get(key);
    if (grants === undefined) grantsBySubject.set(key, (grants = new Map<string, Grant[]>()));
    const here = grants.get(namespace);
    const grant: Grant = { rules: rules ?? [], source, error };
    if (here === undefined) grants.set(namespace, [grant]);
    else here.push(grant);
  }
}

/** The roles that a user has in a namespace, or in the whole cluster for the empty one. */
export function grantsOf(index: RbacIndex, user: UserInfo, namespace: string): readonly Grant[] {
  const found: Grant[] = [];
  const collect = (subject: string): void => {
    const grants = index.grantsBySubject.get(subject)?.get(namespace);
    if (grants !== undefined) found.push(...grants);
  };
  collect(subjectOf(user));
  for (const group of user.groups) collect(`Group ${group}`);
  return found;
}

/** Whether roles were given to a user by name, beside those of the groups. */
export function hasOwnGrants(index: RbacIndex, user: UserInfo): boolean {
  return index.grantsBySubject.has(subjectOf(user));
}

function subjectOf({ name }: UserInfo): string {
  return `User ${name}`;
}
