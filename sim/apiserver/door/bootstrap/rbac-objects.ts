/**
 * The RBAC objects that a cluster made by kubeadm begins with.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/bootstrappolicy (v1.37); cmd/kubeadm/app/phases: addons/dns, addons/proxy, kubeconfig, uploadconfig.
 * Differs: roles of features that the simulator has not are left out.
 */
import { deepEqual } from '../../../api/deep-equal.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  KubeObject,
  ObjectMeta,
  PolicyRule,
  Role,
  RoleBinding,
} from '../../../api/types.ts';
import { aggregatedRules, aggregateRoles, clusterRoles, nodeRulesText } from './cluster-roles.ts';
import { controllerRoles } from './controller-roles.ts';
import { rulesOf } from './notation.ts';

const rbacGroup = 'rbac.authorization.k8s.io';
const apiVersion = `${rbacGroup}/v1`;
const kubeSystem = 'kube-system';

type Subject = { kind: string; name: string; namespace?: string; apiGroup?: string };

const user = (name: string): Subject => ({ apiGroup: rbacGroup, kind: 'User', name });
const group = (name: string): Subject => ({ apiGroup: rbacGroup, kind: 'Group', name });
const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: kubeSystem });

/** What a kubelet may do, as the Node authorizer knows it. */
export const nodeRules: readonly PolicyRule[] = rulesOf(nodeRulesText);

/** Metadata of objects that the API server itself keeps in being. */
function bootstrapMeta(name: string, labels: Record<string, string> = {}): ObjectMeta {
  return {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  };
}

function clusterRole(metadata: ObjectMeta, rules: PolicyRule[]): ClusterRole {
  return { apiVersion, kind: 'ClusterRole', metadata, rules };
}

function clusterRoleBinding(metadata: ObjectMeta, role: string, subjects: Subject[]): ClusterRoleBinding {
  const roleRef = { apiGroup: rbacGroup, kind: 'ClusterRole', name: role };
  return { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, ...(subjects.length === 0 ? {} : { subjects }) };
}

function aggregateLabel(to: string): Record<string, string> {
  return { [`rbac.authorization.k8s.io/aggregate-to-${to}`]: 'true' };
}

/**
 * `admin`, `edit` and `view` with what they gather: each holds its own part and all of the one below, in the order in which the controller
 * that gathers them writes it.
 */
function aggregates(): ClusterRole[] {
  const parts = { admin: ['edit', 'view', 'admin'], edit: ['edit', 'view'], view: ['view'] } as const;
  return (['admin', 'edit', 'view'] as const).flatMap((name) => {
    const { gathers, countsFor } = aggregateRoles[name];
    const labels = countsFor === '' ? {} : aggregateLabel(countsFor);
    const rules = parts[name].flatMap((part) => rulesOf(aggregatedRules[part]));
    const whole: ClusterRole = {
      ...clusterRole(bootstrapMeta(name, labels), onceEach(rules)),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregateLabel(gathers) }] },
    };
    const part = bootstrapMeta(`system:aggregate-to-${name}`, aggregateLabel(name));
    return [whole, clusterRole(part, rulesOf(aggregatedRules[name]))];
  });
}

function onceEach(rules: readonly PolicyRule[]): PolicyRule[] {
  return rules.filter((rule, n) => rules.findIndex((other) => deepEqual(other, rule)) === n);
}

const allPaths: PolicyRule = { nonResourceURLs: ['*'], verbs: ['*'] };

function systemRoles(): ClusterRole[] {
  const roles = Object.entries(clusterRoles).map(([name, text]) => {
    const rules = rulesOf(text);
    return clusterRole(bootstrapMeta(name), name === 'cluster-admin' ? [...rules, allPaths] : rules);
  });
  return [...roles, clusterRole(bootstrapMeta('system:node'), [...nodeRules])];
}

const bindings: readonly (readonly [string, readonly Subject[]])[] = [
  ['cluster-admin', [group('system:masters')]],
  ['system:monitoring', [group('system:monitoring')]],
  ['system:discovery', [group('system:authenticated')]],
  ['system:basic-user', [group('system:authenticated')]],
  ['system:public-info-viewer', [group('system:authenticated'), group('system:unauthenticated')]],
  ['system:node-proxier', [user('system:kube-proxy')]],
  ['system:kube-controller-manager', [user('system:kube-controller-manager')]],
  ['system:kube-dns', [account('kube-dns')]],
  ['system:kube-scheduler', [user('system:kube-scheduler')]],
  ['system:volume-scheduler', [user('system:kube-scheduler')]],
  ['system:service-account-issuer-discovery', [group('system:serviceaccounts')]],
  ['system:node', []],
];

function controllerObjects(): KubeObject[] {
  return Object.entries(controllerRoles).flatMap(([name, text]) => {
    const role = `system:controller:${name}`;
    return [
      clusterRole(bootstrapMeta(role), rulesOf(text)),
      clusterRoleBinding(bootstrapMeta(role), role, [account(name)]),
    ];
  });
}

/** A role in a namespace, and who has it. */
function namespaced(name: string, namespace: string, text: string, subjects: Subject[], bound = name): KubeObject[] {
  const role: Role = {
    apiVersion,
    kind: 'Role',
    metadata: { ...bootstrapMeta(name), namespace },
    rules: rulesOf(text),
  };
  const binding: RoleBinding = {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { ...bootstrapMeta(bound), namespace },
    roleRef: { apiGroup: rbacGroup, kind: 'Role', name },
    subjects,
  };
  return [role, binding];
}

const leaderRules = 'create,get,list,update,watch leases @coordination.k8s.io';

function namespacedObjects(): KubeObject[] {
  const manager = user('system:kube-controller-manager');
  const scheduler = user('system:kube-scheduler');
  const reader = 'extension-apiserver-authentication-reader';
  return [
    ...namespaced(
      reader,
      kubeSystem,
      `read configmaps =extension-apiserver-authentication`,
      [manager, scheduler],
      `system::${reader}`,
    ),
    ...namespaced('system::leader-locking-kube-controller-manager', kubeSystem, leaderRules, [
      manager,
      account('kube-controller-manager'),
    ]),
    ...namespaced('system::leader-locking-kube-scheduler', kubeSystem, leaderRules, [
      scheduler,
      account('kube-scheduler'),
    ]),
  ];
}

/** What kubeadm adds: its administrators, and the accounts of the add-ons, the network's among them. */
function kubeadmObjects(): KubeObject[] {
  const dnsRules = `
    list,watch endpoints,services,pods,namespaces
    list,watch endpointslices @discovery.k8s.io`;
  const networkRules = `
    read nodes,namespaces,pods
    read networkpolicies @networking.k8s.io`;
  const bootstrappers = group('system:bootstrappers:kubeadm:default-node-token');
  return [
    clusterRoleBinding({ name: 'kubeadm:cluster-admins' }, 'cluster-admin', [group('kubeadm:cluster-admins')]),
    clusterRoleBinding({ name: 'kubeadm:node-proxier' }, 'system:node-proxier', [account('kube-proxy')]),
    clusterRole({ name: 'kubeadm:get-nodes' }, rulesOf('get nodes')),
    clusterRoleBinding({ name: 'kubeadm:get-nodes' }, 'kubeadm:get-nodes', [bootstrappers]),
    clusterRoleBinding({ name: 'kubeadm:kubelet-bootstrap' }, 'system:node-bootstrapper', [bootstrappers]),
    clusterRole({ name: 'cni' }, rulesOf(networkRules)),
    clusterRoleBinding({ name: 'cni' }, 'cni', [account('cni')]),
    clusterRole({ name: 'system:coredns' }, rulesOf(dnsRules)),
    clusterRoleBinding({ name: 'system:coredns' }, 'system:coredns', [account('coredns')]),
  ];
}

/** Every RBAC object of a new cluster. */
export const rbacObjects: readonly KubeObject[] = [
  ...aggregates(),
  ...systemRoles(),
  ...bindings.map(([role, subjects]) => clusterRoleBinding(bootstrapMeta(role), role, [...subjects])),
  ...controllerObjects(),
  ...namespacedObjects(),
  ...kubeadmObjects(),
];
