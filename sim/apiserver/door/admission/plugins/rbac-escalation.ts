import type { Sim } from '../../../../engine/engine.ts';
import { resourceByName, type ResourceInfo } from '../../../../api/resources.ts';
import { forbidden, notFound } from '../../../../api/status.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  KubeObject,
  PolicyRule,
  Role,
  RoleBinding,
} from '../../../../api/types.ts';
import { authorize, rulesFor } from '../../authorization/authorize.ts';
import { listText, uncovered } from '../../authorization/covers.ts';
import { rbacIndexOf } from '../../authorization/rbac-index.ts';
import { apiServerFlags } from '../../flags.ts';
import { systemMasters } from '../../user.ts';
import { admitted, denied, type AdmissionPlugin, type Attributes, type Mutation } from '../plugin.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/**
 * Lets nobody give away rights that they have not themselves.
 *
 * Models: pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased/storage.go (v1.37).
 * Differs: stands among the plugins, where Kubernetes has it in the storage of the four kinds.
 */
export const rbacEscalation: AdmissionPlugin = {
  name: 'RBAC escalation check',
  handles: ({ info, subresource, operation }) =>
    info.group === rbacGroup && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  admit: (sim, attributes) => {
    const isFree = apiServerFlags(sim).authorizationMode === 'AlwaysAllow';
    if (isFree || attributes.user.groups.includes(systemMasters)) return admitted(attributes.object);
    return attributes.info.kind.endsWith('Binding') ? admitBinding(sim, attributes) : admitRole(sim, attributes);
  },
};

function may(sim: Sim, { user, info, namespace }: Attributes, verb: string, resource: string, name: string): boolean {
  const wanted = { verb, group: info.group, resource, subresource: '', namespace, name, path: '' };
  return authorize(sim, user, wanted).allowed;
}

function admitRole(sim: Sim, attributes: Attributes): Mutation {
  const { info, name, object, old } = attributes;
  const rules = (object as Role | ClusterRole).rules ?? [];
  const isSame = old !== null && JSON.stringify((old as Role).rules ?? []) === JSON.stringify(rules);
  if (isSame || may(sim, attributes, 'escalate', info.resource, name)) return admitted(object);
  return confirmed(sim, attributes, rules);
}

function admitBinding(sim: Sim, attributes: Attributes): Mutation {
  const { namespace, object, old } = attributes;
  const { roleRef } = object as RoleBinding | ClusterRoleBinding;
  if (old !== null && JSON.stringify(contentOf(old)) === JSON.stringify(contentOf(object))) return admitted(object);
  const resource = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (may(sim, attributes, 'bind', resource, roleRef.name)) return admitted(object);
  const { clusterRoles, roles } = rbacIndexOf(sim);
  const rules = resource === 'roles' ? roles.get(`${namespace}/${roleRef.name}`) : clusterRoles.get(roleRef.name);
  if (rules === undefined) return denied(notFound(resourceByName(rbacGroup, resource) as ResourceInfo, roleRef.name));
  return confirmed(sim, attributes, rules);
}

function contentOf(binding: KubeObject): unknown {
  const { roleRef, subjects } = binding as RoleBinding;
  return [roleRef, subjects];
}

/** Models: pkg/registry/rbac/validation/rule.go ConfirmNoEscalation (v1.37). */
function confirmed(
  sim: Sim,
  { info, namespace, name, user, object }: Attributes,
  rules: readonly PolicyRule[],
): Mutation {
  const missing = uncovered(rulesFor(sim, user, namespace).rules, rules);
  if (missing.length === 0) return admitted(object);
  const head = `user "${user.name}" (groups=${listText(user.groups)}) is attempting to grant RBAC permissions not currently held:`;
  return denied(forbidden(info, name, `${head}\n${missing.join('\n')}`));
}
