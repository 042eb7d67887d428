import type { Sim } from '../../../../engine/engine.ts';
import { deepEqual } from '../../../../api/deep-equal.ts';
import { forbidden } from '../../../../api/status.ts';
import type { KubeObject, Labels, Node, Pod, PodSpec } from '../../../../api/types.ts';
import { getStored } from '../../../../etcd/etcd.ts';
import { nodeNameOf } from '../../authorization/node-authorizer.ts';
import { denied, type AdmissionPlugin, type Attributes, type Verdict } from '../plugin.ts';

const mirrorAnnotation = 'kubernetes.io/config.mirror';
const leaseNamespace = 'kube-node-lease';

/**
 * Lets a kubelet write its own node and the pods on it, and no others.
 *
 * Models: plugin/pkg/admission/noderestriction/admission.go (v1.37), which kubeadm turns on.
 * Differs: it judges at the end of admission, not among the plugins that change objects, for it changes nothing. A new node may have any
 * labels: they are those of its machine in the world, which kubeadm or a cloud would write afterwards.
 */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  handles: ({ info, subresource, operation }) => {
    const resource = subresource === '' ? info.resource : `${info.resource}/${subresource}`;
    switch (`${info.group}/${resource}`) {
      case '/pods':
        return operation !== 'UPDATE';
      case '/pods/status':
      case '/nodes/status':
        return operation === 'UPDATE';
      case '/nodes':
      case 'coordination.k8s.io/leases':
      case 'storage.k8s.io/csinodes':
        return operation !== 'DELETE';
      default:
        return false;
    }
  },
  validate: (sim, attributes) => {
    const node = nodeNameOf(attributes.user);
    if (node === '') return null;
    const why = refusalOf(sim, attributes, node);
    return why === '' ? null : refuse(attributes, why);
  },
};

function refuse({ info, name }: Attributes, why: string): Verdict {
  return denied(forbidden(info, name, why));
}

/** Why a kubelet may not do that; empty when it may. */
function refusalOf(sim: Sim, attributes: Attributes, node: string): string {
  const { info, subresource, operation, name, namespace, object, old } = attributes;
  switch (info.kind) {
    case 'Pod':
      if (operation === 'CREATE') return newPodRefusal(sim, object as Pod, node);
      if (operation === 'DELETE') return isOn(old as Pod, node) ? '' : onlyOwn(node, 'delete pods');
      return statusRefusal(object as Pod, old as Pod, node);
    case 'Node':
      if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`;
      return subresource !== '' || old === null ? '' : nodeRefusal(object as Node, old as Node, node);
    case 'Lease':
      if (namespace !== leaseNamespace) return `can only access leases in the "${leaseNamespace}" system namespace`;
      return name === node ? '' : 'can only access node lease with the same name as the requesting node';
    default:
      return name === node ? '' : 'can only access CSINode with the same name as the requesting node';
  }
}

function isOn({ spec }: Pod, node: string): boolean {
  return spec?.nodeName === node;
}

function onlyOwn(node: string, what: string): string {
  return `node "${node}" can only ${what} with spec.nodeName set to itself`;
}

/** Models: noderestriction/admission.go admitPodCreate (v1.37). */
function newPodRefusal(sim: Sim, { metadata, spec }: Pod, node: string): string {
  const { annotations, ownerReferences = [] } = metadata ?? {};
  if (annotations?.[mirrorAnnotation] === undefined) {
    return `pod does not have "${mirrorAnnotation}" annotation, node "${node}" can only create mirror pods`;
  }
  if (spec?.nodeName !== node) return onlyOwn(node, 'create pods');
  const [owner, second] = ownerReferences;
  if (owner === undefined || second !== undefined || owner.kind !== 'Node' || owner.name !== node) {
    return `node "${node}" can only create pods with a single owner reference set to itself`;
  }
  if (owner.controller !== true) {
    return `node "${node}" can only create pods with a controller owner reference set to itself`;
  }
  if (owner.blockOwnerDeletion === true) return `node "${node}" must not set blockOwnerDeletion on an owner reference`;
  const stored = getStored(sim, '/registry/minions', node)?.object;
  if (stored?.metadata?.uid !== owner.uid) {
    return `node ${node} UID mismatch: expected ${owner.uid} got ${stored?.metadata?.uid ?? ''}`;
  }
  const what = referenceOf(spec);
  return what === '' ? '' : `node "${node}" can not create pods that reference ${what}`;
}

/** What of the API a pod would be given; empty for nothing. */
function referenceOf({ serviceAccountName = '', volumes = [] }: PodSpec): string {
  if (serviceAccountName !== '') return 'a service account';
  if (volumes.some(({ secret }) => secret !== undefined)) return 'secrets';
  if (volumes.some(({ configMap }) => configMap !== undefined)) return 'configmaps';
  return volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined)
    ? 'persistentvolumeclaims'
    : '';
}

/** Models: noderestriction/admission.go admitPodStatus (v1.37). */
function statusRefusal(pod: Pod, old: Pod, node: string): string {
  if (!isOn(old, node)) return onlyOwn(node, 'update pod status for pods');
  const [labels, before] = [pod.metadata?.labels, old.metadata?.labels];
  return labels === before || deepEqual(labels, before) ? '' : `node "${node}" cannot update labels through pod status`;
}

/** Models: noderestriction/admission.go admitNode (v1.37). */
function nodeRefusal(object: Node, old: Node, node: string): string {
  const changed = modifiedLabels(object.metadata?.labels ?? {}, old.metadata?.labels ?? {});
  const forbiddenLabels = changed.filter(isForbiddenLabel).sort().join(', ');
  if (!deepEqual(object.spec?.taints, old.spec?.taints)) return `node "${node}" is not allowed to modify taints`;
  if (!deepEqual(ownersOf(object), ownersOf(old))) return `node "${node}" is not allowed to modify ownerReferences`;
  return forbiddenLabels === '' ? '' : `is not allowed to modify labels: ${forbiddenLabels}`;
}

function ownersOf({ metadata }: KubeObject): readonly unknown[] {
  return metadata?.ownerReferences ?? [];
}

function modifiedLabels(labels: Labels, before: Labels): string[] {
  const keys = new Set([...Object.keys(labels), ...Object.keys(before)]);
  return [...keys].filter((key) => labels[key] !== before[key]);
}

const restrictedPrefix = 'node-restriction.kubernetes.io';

/** Models: k8s.io/kubelet pkg/apis/well_known_labels.go kubeletLabels, kubeletLabelNamespaces (v1.37). */
const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);
const kubeletPrefixes = ['kubelet.kubernetes.io', 'node.kubernetes.io'];

/** Labels of Kubernetes' own that a kubelet may not give to its node. */
function isForbiddenLabel(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return false;
  const prefix = key.slice(0, slash);
  const isUnder = (domain: string): boolean => prefix === domain || prefix.endsWith(`.${domain}`);
  if (isUnder(restrictedPrefix)) return true;
  if (!isUnder('kubernetes.io') && !isUnder('k8s.io')) return false;
  return !kubeletLabels.has(key) && !kubeletPrefixes.some(isUnder);
}
