/** May this user do that? The Node authorizer and RBAC, asked in this order; who is allowed by one is allowed. */
import type { Sim } from '../../../engine/engine.ts';
import type { PolicyRule } from '../../../api/types.ts';
import { derived } from '../../../etcd/derived.ts';
import { apiServerFlags } from '../flags.ts';
import { systemMasters, type UserInfo } from '../user.ts';
import { noOpinion, type AccessAttributes, type Decision } from './attributes.ts';
import { authorizeNode, dependsOnObject, nodeNameOf } from './node-authorizer.ts';
import { grantsOf, hasOwnGrants, rbacIndexOf, type Grant, type RbacIndex } from './rbac-index.ts';
import { ruleAllows } from './rule-match.ts';

/** What is known of a user as long as the roles stay as they are. */
interface Rights {
  readonly isMaster: boolean;
  /** Name of the node of a kubelet, else empty. */
  readonly node: string;
  /** Roles by namespace, the empty one for the cluster; filled in when asked for. */
  readonly grants: Map<string, readonly Grant[]>;
  readonly everywhere: Everywhere;
}

/** By resource: whether it is allowed wherever and on whatever. Users who have all their roles by their groups share one. */
type Everywhere = Map<string, Access[]>;

/** What may be done with a resource. */
interface Access {
  readonly verb: string;
  readonly group: string;
  readonly subresource: string;
  readonly allowed: boolean;
}

/** The state of the roles, with the rights of the users who asked since it came about. */
interface Roles {
  readonly index: RbacIndex;
  readonly rightsByUser: WeakMap<UserInfo, Rights>;
  readonly everywhereByGroups: Map<string, Everywhere>;
}

const rolesOf: (sim: Sim) => Roles = derived('rbac', (sim) => ({
  index: rbacIndexOf(sim),
  rightsByUser: new WeakMap(),
  everywhereByGroups: new Map(),
}));

function rightsOf(roles: Roles, user: UserInfo): Rights {
  let rights = roles.rightsByUser.get(user);
  if (rights === undefined) {
    const isMaster = user.groups.includes(systemMasters);
    const node = nodeNameOf(user);
    rights = { isMaster, node, grants: new Map(), everywhere: everywhereOf(roles, user, node !== '') };
    roles.rightsByUser.set(user, rights);
  }
  return rights;
}

function everywhereOf({ index, everywhereByGroups }: Roles, user: UserInfo, isNode: boolean): Everywhere {
  if (hasOwnGrants(index, user)) return new Map();
  const who = [isNode ? 'node' : 'user', ...user.groups].join('\n');
  let everywhere = everywhereByGroups.get(who);
  if (everywhere === undefined) everywhereByGroups.set(who, (everywhere = new Map()));
  return everywhere;
}

/** A user asks for few things with one resource: they are looked through. */
function knownAccess(
  { everywhere }: Rights,
  verb: string,
  group: string,
  resource: string,
  subresource: string,
): Access | undefined {
  const list = everywhere.get(resource);
  if (list === undefined) return undefined;
  for (const access of list) {
    if (access.verb === verb && access.subresource === subresource && access.group === group) return access;
  }
  return undefined;
}

/**
 * Whether a user may do something with a resource in every namespace and to every object: the quick answer that components get.
 * `false` says no more than that {@link authorize} must be asked.
 */
export function mayEverywhere(
  sim: Sim,
  user: UserInfo,
  verb: string,
  group: string,
  resource: string,
  subresource: string,
): boolean {
  const roles = rolesOf(sim);
  const rights = rightsOf(roles, user);
  if (rights.isMaster) return true;
  let access = knownAccess(rights, verb, group, resource, subresource);
  if (access === undefined) {
    const wanted = { verb, group, resource, subresource, namespace: '', name: '', path: '' };
    const isNodes = rights.node !== '' && !dependsOnObject(resource) && authorizeNode(sim, rights.node, wanted).allowed;
    access = { verb, group, subresource, allowed: isNodes || authorizeRbac(roles.index, rights, user, wanted).allowed };
    const list = rights.everywhere.get(resource);
    if (list === undefined) rights.everywhere.set(resource, [access]);
    else list.push(access);
  }
  return access.allowed || apiServerFlags(sim).authorizationMode === 'AlwaysAllow';
}

/**
 * Whether a user may do something.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/authorization/union/union.go Authorize (v1.37).
 */
export function authorize(sim: Sim, user: UserInfo, wanted: AccessAttributes): Decision {
  if (apiServerFlags(sim).authorizationMode === 'AlwaysAllow') return { allowed: true, reason: '' };
  const roles = rolesOf(sim);
  const rights = rightsOf(roles, user);
  if (rights.isMaster) return { allowed: true, reason: '' };
  const byNode = rights.node === '' ? noOpinion : authorizeNode(sim, rights.node, wanted);
  if (byNode.allowed) return byNode;
  const byRbac = authorizeRbac(roles.index, rights, user, wanted);
  if (byRbac.allowed) return byRbac;
  return { allowed: false, reason: [byNode.reason, byRbac.reason].filter((reason) => reason !== '').join(', ') };
}

function grantsIn(index: RbacIndex, rights: Rights, user: UserInfo, namespace: string): readonly Grant[] {
  let grants = rights.grants.get(namespace);
  if (grants === undefined) rights.grants.set(namespace, (grants = grantsOf(index, user, namespace)));
  return grants;
}

/** Models: plugin/pkg/auth/authorizer/rbac/rbac.go RBACAuthorizer.Authorize (v1.37). */
function authorizeRbac(index: RbacIndex, rights: Rights, user: UserInfo, wanted: AccessAttributes): Decision {
  const errors: string[] = [];
  for (const namespace of wanted.namespace === '' ? [''] : ['', wanted.namespace]) {
    for (const grant of grantsIn(index, rights, user, namespace)) {
      if (grant.error !== '') errors.push(grant.error);
      if (grant.rules.some((rule) => ruleAllows(rule, wanted))) {
        return { allowed: true, reason: `RBAC: allowed by ${grant.source}` };
      }
    }
  }
  if (errors.length === 0) return noOpinion;
  return { allowed: false, reason: `RBAC: ${errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`}` };
}

/** All rules that a user has in a namespace, or in the whole cluster for the empty one; with what could not be read. */
export function rulesFor(sim: Sim, user: UserInfo, namespace: string): { rules: PolicyRule[]; errors: string[] } {
  const roles = rolesOf(sim);
  const rights = rightsOf(roles, user);
  const grants = [...grantsIn(roles.index, rights, user, '')];
  if (namespace !== '') grants.push(...grantsIn(roles.index, rights, user, namespace));
  return {
    rules: grants.flatMap((grant) => [...grant.rules]),
    errors: grants.map((grant) => grant.error).filter((error) => error !== ''),
  };
}
