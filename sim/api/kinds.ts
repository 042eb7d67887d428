/**
 * The table of served kinds. It says only what differs from the usual: group core, version v1, namespaced, all verbs, kept in etcd.
 *
 * Groups stand in the order of discovery, kinds of a group by their plural.
 * Models: pkg/registry/<group>/<kind>/storage and strategy: ShortNames, Categories, selectable fields, generation (v1.37).
 */
import type { ResourceVerb } from './resources.ts';

export interface KindEntry {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly resource: string;
  /** The kind in lower case when left out. */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly clusterScoped?: boolean;
  readonly verbs?: readonly ResourceVerb[];
  readonly subresources?: readonly string[];
  readonly hasGeneration?: boolean;
  readonly isStored?: false;
  readonly storedAs?: string;
  /** The part after `/registry/` where it is not the plural. */
  readonly etcdName?: string;
  readonly selectableFields?: readonly string[];
}

const inAll = ['all'];
const apiExtensions = ['api-extensions'];
/** Kinds that are answered and not kept. */
const review = { isStored: false, verbs: ['create'] } as const;
const reading = { isStored: false, verbs: ['get', 'list'] } as const;
const withoutDeleteCollection: readonly ResourceVerb[] = [
  'create',
  'delete',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

function objectFields(prefix: string): string[] {
  return ['apiVersion', 'fieldPath', 'kind', 'name', 'namespace', 'resourceVersion', 'uid'].map(
    (field) => `${prefix}.${field}`,
  );
}

const podFields = [
  'spec.hostNetwork',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'status.nominatedNodeName',
  'status.phase',
  'status.podIP',
];
const podSubresources = [
  'attach',
  'binding',
  'ephemeralcontainers',
  'eviction',
  'exec',
  'log',
  'portforward',
  'proxy',
  'resize',
  'status',
];

const coreKinds: readonly KindEntry[] = [
  { kind: 'Binding', resource: 'bindings', ...review },
  { kind: 'ConfigMap', resource: 'configmaps', shortNames: ['cm'] },
  { kind: 'Endpoints', resource: 'endpoints', shortNames: ['ep'], etcdName: 'services/endpoints' },
  {
    kind: 'Event',
    resource: 'events',
    shortNames: ['ev'],
    selectableFields: [...objectFields('involvedObject'), 'reason', 'reportingComponent', 'source', 'type'],
  },
  { kind: 'LimitRange', resource: 'limitranges', shortNames: ['limits'] },
  {
    kind: 'Namespace',
    resource: 'namespaces',
    shortNames: ['ns'],
    clusterScoped: true,
    verbs: withoutDeleteCollection,
    subresources: ['finalize', 'status'],
    selectableFields: ['status.phase'],
  },
  {
    kind: 'Node',
    resource: 'nodes',
    shortNames: ['no'],
    clusterScoped: true,
    subresources: ['proxy', 'status'],
    etcdName: 'minions',
    selectableFields: ['spec.unschedulable'],
  },
  {
    kind: 'PersistentVolumeClaim',
    resource: 'persistentvolumeclaims',
    shortNames: ['pvc'],
    subresources: ['status'],
  },
  {
    kind: 'PersistentVolume',
    resource: 'persistentvolumes',
    shortNames: ['pv'],
    clusterScoped: true,
    subresources: ['status'],
  },
  {
    kind: 'Pod',
    resource: 'pods',
    shortNames: ['po'],
    categories: inAll,
    subresources: podSubresources,
    hasGeneration: true,
    selectableFields: podFields,
  },
  { kind: 'PodTemplate', resource: 'podtemplates', hasGeneration: true },
  {
    kind: 'ReplicationController',
    resource: 'replicationcontrollers',
    shortNames: ['rc'],
    categories: inAll,
    subresources: ['scale', 'status'],
    hasGeneration: true,
    etcdName: 'controllers',
    selectableFields: ['status.replicas'],
  },
  { kind: 'ResourceQuota', resource: 'resourcequotas', shortNames: ['quota'], subresources: ['status'] },
  { kind: 'Secret', resource: 'secrets', selectableFields: ['type'] },
  { kind: 'ServiceAccount', resource: 'serviceaccounts', shortNames: ['sa'], subresources: ['token'] },
  {
    kind: 'Service',
    resource: 'services',
    shortNames: ['svc'],
    categories: inAll,
    subresources: ['proxy', 'status'],
    etcdName: 'services/specs',
    selectableFields: ['spec.clusterIP', 'spec.type'],
  },
];

const apps = { group: 'apps' };
const workload = { ...apps, categories: inAll, hasGeneration: true };
const appsKinds: readonly KindEntry[] = [
  { ...apps, kind: 'ControllerRevision', resource: 'controllerrevisions' },
  { ...workload, kind: 'DaemonSet', resource: 'daemonsets', shortNames: ['ds'], subresources: ['status'] },
  {
    ...workload,
    kind: 'Deployment',
    resource: 'deployments',
    shortNames: ['deploy'],
    subresources: ['scale', 'status'],
  },
  {
    ...workload,
    kind: 'ReplicaSet',
    resource: 'replicasets',
    shortNames: ['rs'],
    subresources: ['scale', 'status'],
    selectableFields: ['status.replicas'],
  },
  {
    ...workload,
    kind: 'StatefulSet',
    resource: 'statefulsets',
    shortNames: ['sts'],
    subresources: ['scale', 'status'],
  },
];

const autoscaler = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: inAll,
  subresources: ['status'],
  hasGeneration: true,
};
const batch = { group: 'batch', categories: inAll, hasGeneration: true, subresources: ['status'] };
const authentication = { group: 'authentication.k8s.io', ...review, clusterScoped: true };
const authorization = { group: 'authorization.k8s.io', ...review };
const reviewAndBatchKinds: readonly KindEntry[] = [
  {
    group: 'events.k8s.io',
    kind: 'Event',
    resource: 'events',
    shortNames: ['ev'],
    storedAs: 'v1',
    selectableFields: [...objectFields('regarding'), 'reason', 'reportingController', 'type'],
  },
  { ...authentication, kind: 'SelfSubjectReview', resource: 'selfsubjectreviews' },
  { ...authentication, kind: 'TokenReview', resource: 'tokenreviews' },
  { ...authorization, kind: 'LocalSubjectAccessReview', resource: 'localsubjectaccessreviews' },
  { ...authorization, kind: 'SelfSubjectAccessReview', resource: 'selfsubjectaccessreviews', clusterScoped: true },
  { ...authorization, kind: 'SelfSubjectRulesReview', resource: 'selfsubjectrulesreviews', clusterScoped: true },
  { ...authorization, kind: 'SubjectAccessReview', resource: 'subjectaccessreviews', clusterScoped: true },
  { ...autoscaler, version: 'v2' },
  { ...autoscaler, storedAs: 'autoscaling/v2' },
  { ...batch, kind: 'CronJob', resource: 'cronjobs', shortNames: ['cj'] },
  { ...batch, kind: 'Job', resource: 'jobs', selectableFields: ['status.successful'] },
];

const networking = { group: 'networking.k8s.io', hasGeneration: true };
const rbac = { group: 'rbac.authorization.k8s.io' };
const storage = { group: 'storage.k8s.io', clusterScoped: true };
const admission = {
  group: 'admissionregistration.k8s.io',
  categories: apiExtensions,
  clusterScoped: true,
  hasGeneration: true,
};
const clusterKinds: readonly KindEntry[] = [
  { ...networking, kind: 'IngressClass', resource: 'ingressclasses', clusterScoped: true },
  {
    ...networking,
    kind: 'Ingress',
    resource: 'ingresses',
    shortNames: ['ing'],
    subresources: ['status'],
    etcdName: 'ingress',
  },
  { ...networking, kind: 'NetworkPolicy', resource: 'networkpolicies', shortNames: ['netpol'] },
  {
    group: 'policy',
    kind: 'PodDisruptionBudget',
    resource: 'poddisruptionbudgets',
    shortNames: ['pdb'],
    subresources: ['status'],
    hasGeneration: true,
  },
  { ...rbac, kind: 'ClusterRoleBinding', resource: 'clusterrolebindings', clusterScoped: true },
  { ...rbac, kind: 'ClusterRole', resource: 'clusterroles', clusterScoped: true },
  { ...rbac, kind: 'RoleBinding', resource: 'rolebindings' },
  { ...rbac, kind: 'Role', resource: 'roles' },
  { ...storage, kind: 'CSIDriver', resource: 'csidrivers' },
  { ...storage, kind: 'CSINode', resource: 'csinodes' },
  { ...storage, kind: 'StorageClass', resource: 'storageclasses', shortNames: ['sc'] },
  { ...storage, kind: 'VolumeAttachment', resource: 'volumeattachments', subresources: ['status'] },
  { ...admission, kind: 'MutatingAdmissionPolicy', resource: 'mutatingadmissionpolicies' },
  { ...admission, kind: 'MutatingAdmissionPolicyBinding', resource: 'mutatingadmissionpolicybindings' },
  { ...admission, kind: 'MutatingWebhookConfiguration', resource: 'mutatingwebhookconfigurations' },
  {
    ...admission,
    kind: 'ValidatingAdmissionPolicy',
    resource: 'validatingadmissionpolicies',
    subresources: ['status'],
  },
  { ...admission, kind: 'ValidatingAdmissionPolicyBinding', resource: 'validatingadmissionpolicybindings' },
  { ...admission, kind: 'ValidatingWebhookConfiguration', resource: 'validatingwebhookconfigurations' },
  {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    resource: 'customresourcedefinitions',
    shortNames: ['crd', 'crds'],
    categories: apiExtensions,
    clusterScoped: true,
    subresources: ['status'],
    hasGeneration: true,
    etcdName: 'apiextensions.k8s.io/customresourcedefinitions',
  },
  {
    group: 'scheduling.k8s.io',
    kind: 'PriorityClass',
    resource: 'priorityclasses',
    shortNames: ['pc'],
    clusterScoped: true,
    hasGeneration: true,
  },
  { group: 'coordination.k8s.io', kind: 'Lease', resource: 'leases' },
  ...['FlowSchema', 'PriorityLevelConfiguration'].map((kind): KindEntry => ({
    group: 'flowcontrol.apiserver.k8s.io',
    kind,
    resource: `${kind.toLowerCase()}s`,
    clusterScoped: true,
    subresources: ['status'],
    hasGeneration: true,
  })),
  { group: 'node.k8s.io', kind: 'RuntimeClass', resource: 'runtimeclasses', clusterScoped: true },
  { group: 'discovery.k8s.io', kind: 'EndpointSlice', resource: 'endpointslices', hasGeneration: true },
];

const metrics = { group: 'metrics.k8s.io', version: 'v1beta1', singular: '', ...reading };
const metricsKinds: readonly KindEntry[] = [
  { ...metrics, kind: 'NodeMetrics', resource: 'nodes', clusterScoped: true },
  { ...metrics, kind: 'PodMetrics', resource: 'pods', etcdName: 'metrics.k8s.io/pods' },
];

/** Every kind in every version; within a group the preferred version goes first. */
export const kinds: readonly KindEntry[] = [
  ...coreKinds,
  ...appsKinds,
  ...reviewAndBatchKinds,
  ...clusterKinds,
  ...metricsKinds,
];
