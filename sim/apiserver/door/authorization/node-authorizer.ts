import type { Sim } from '../../../engine/engine.ts';
import { nodeRules } from '../bootstrap/rbac-objects.ts';
import type { UserInfo } from '../user.ts';
import { noOpinion, type AccessAttributes, type Decision } from './attributes.ts';
import { isReferenced, usesVolume } from './node-graph.ts';
import { ruleAllows } from './rule-match.ts';

const nodesGroup = 'system:nodes';
const userPrefix = 'system:node:';

/** The node of a kubelet's user; empty for everybody else. Models: pkg/auth/nodeidentifier/default.go (v1.37). */
export function nodeNameOf(user: UserInfo): string {
  if (!user.name.startsWith(userPrefix) || !user.groups.includes(nodesGroup)) return '';
  return user.name.slice(userPrefix.length);
}

/** Resources of which a kubelet may have only what concerns its node: these are judged object by object. */
const judgedByObject: ReadonlySet<string> = new Set([
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'persistentvolumes',
  'serviceaccounts',
  'leases',
  'csinodes',
]);

/** Whether what a kubelet may do with a resource depends on the object. */
export function dependsOnObject(resource: string): boolean {
  return judgedByObject.has(resource);
}

const leaseNamespace = 'kube-node-lease';

/**
 * What the Node authorizer says of a kubelet's request.
 *
 * Models: plugin/pkg/auth/authorizer/node/node_authorizer.go Authorize (v1.37).
 * Differs: volume attachments are not looked up.
 */
export function authorizeNode(sim: Sim, node: string, wanted: AccessAttributes): Decision {
  switch (wanted.resource) {
    case 'secrets':
    case 'configmaps':
      return wanted.subresource === '' ? authorizeRead(sim, node, wanted) : no('cannot get a subresource');
    case 'persistentvolumeclaims':
      return wanted.subresource === 'status' ? related(sim, node, wanted) : authorizeGet(sim, node, wanted);
    case 'persistentvolumes':
      return authorizeGet(sim, node, wanted);
    case 'serviceaccounts':
      return authorizeToken(sim, node, wanted);
    case 'leases':
      return authorizeLease(node, wanted);
    case 'csinodes':
      return wanted.verb === 'create' || wanted.name === node
        ? byRules(wanted)
        : no('can only access CSINode with the same name as the requesting node');
    default:
      return byRules(wanted);
  }
}

function byRules(wanted: AccessAttributes): Decision {
  return nodeRules.some((rule) => ruleAllows(rule, wanted)) ? { allowed: true, reason: '' } : noOpinion;
}

function no(reason: string): Decision {
  return { allowed: false, reason };
}

function authorizeRead(sim: Sim, node: string, wanted: AccessAttributes): Decision {
  if (wanted.verb !== 'get' && wanted.verb !== 'list' && wanted.verb !== 'watch') {
    return no('can only read resources of this type');
  }
  if (wanted.name === '') return no('No Object name found');
  return related(sim, node, wanted);
}

function authorizeGet(sim: Sim, node: string, wanted: AccessAttributes): Decision {
  if (wanted.verb !== 'get' || wanted.name === '') return no('can only get individual resources of this type');
  return wanted.subresource === '' ? related(sim, node, wanted) : no('cannot get subresource');
}

function authorizeToken(sim: Sim, node: string, wanted: AccessAttributes): Decision {
  if (wanted.verb !== 'create' || wanted.name === '')
    return no('can only create tokens for individual service accounts');
  return wanted.subresource === 'token'
    ? related(sim, node, wanted)
    : no('can only create token subresource of serviceaccounts');
}

function related(sim: Sim, node: string, { resource, namespace, name }: AccessAttributes): Decision {
  const isRelated =
    resource === 'persistentvolumes' ? usesVolume(sim, node, name) : isReferenced(sim, node, resource, namespace, name);
  return isRelated ? { allowed: true, reason: '' } : no(`no relationship found between node '${node}' and this object`);
}

function authorizeLease(node: string, wanted: AccessAttributes): Decision {
  if (wanted.namespace !== leaseNamespace) {
    return no(`can only access leases in the "${leaseNamespace}" system namespace`);
  }
  if (wanted.verb !== 'create' && wanted.name !== node) {
    return no('can only access node lease with the same name as the requesting node');
  }
  return byRules(wanted);
}
