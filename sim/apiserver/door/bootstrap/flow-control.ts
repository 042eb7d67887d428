/**
 * The priority levels and flow schemas that the API server makes when it starts.
 *
 * Models: pkg/apis/flowcontrol/bootstrap/default.go (v1.37).
 */
import type { FlowSchema, KubeObject, PriorityLevelConfiguration } from '../../../api/types.ts';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' };
type Spec = NonNullable<FlowSchema['spec']>;
type Rule = NonNullable<Spec['rules']>[number];
type Subject = Rule['subjects'][number];
type ResourceRule = NonNullable<Rule['resourceRules']>[number];

function limited(
  name: string,
  shares: number,
  lendablePercent: number,
  queuing?: readonly [number, number],
): PriorityLevelConfiguration {
  const [queues = 0, handSize = 0] = queuing ?? [];
  const limitResponse =
    queuing === undefined ? { type: 'Reject' } : { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } };
  return {
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: { name, annotations },
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: shares, lendablePercent, limitResponse } },
  };
}

const levels: readonly PriorityLevelConfiguration[] = [
  {
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'exempt', annotations },
    spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  },
  limited('catch-all', 5, 0),
  limited('system', 30, 33, [64, 6]),
  limited('node-high', 40, 25, [64, 6]),
  limited('leader-election', 10, 0, [16, 4]),
  limited('workload-high', 40, 50, [128, 6]),
  limited('workload-low', 100, 90, [128, 6]),
  limited('global-default', 20, 50, [128, 6]),
];

const user = (name: string): Subject => ({ kind: 'User', user: { name } });
const group = (name: string): Subject => ({ kind: 'Group', group: { name } });
const account = (name: string): Subject => ({
  kind: 'ServiceAccount',
  serviceAccount: { namespace: 'kube-system', name },
});

function resources(
  verbs: string[],
  apiGroups: string[],
  names: string[],
  namespaces: string[],
  clusterScope = false,
): ResourceRule {
  return {
    verbs,
    apiGroups,
    resources: names,
    ...(clusterScope ? { clusterScope } : {}),
    ...(namespaces.length === 0 ? {} : { namespaces }),
  };
}

const everything = {
  resourceRules: [resources(['*'], ['*'], ['*'], ['*'], true)],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};

function schema(
  name: string,
  level: string,
  matchingPrecedence: number,
  method: '' | 'ByUser' | 'ByNamespace',
  ...rules: readonly Rule[]
): FlowSchema {
  const message = `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`;
  return {
    apiVersion,
    kind: 'FlowSchema',
    metadata: { name, annotations },
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence,
      ...(method === '' ? {} : { distinguisherMethod: { type: method } }),
      rules: [...rules],
    },
    status: { conditions: [{ type: 'Dangling', status: 'False', reason: 'Found', message }] },
  };
}

const manager = user('system:kube-controller-manager');
const scheduler = user('system:kube-scheduler');
const everybody = [group('system:unauthenticated'), group('system:authenticated')];
const write = ['get', 'create', 'update'];
const leases = resources(write, ['coordination.k8s.io'], ['leases'], ['kube-system']);
const probePaths = { verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] };
const nodeLeases = resources(['*'], ['coordination.k8s.io'], ['leases'], ['*']);
const nodes = resources(['*'], [''], ['nodes', 'nodes/status'], [], true);
const electionObjects = [
  resources(write, [''], ['endpoints', 'configmaps'], ['*']),
  resources(write, ['coordination.k8s.io'], ['leases'], ['*']),
];

const schemas: readonly FlowSchema[] = [
  schema('exempt', 'exempt', 1, '', { subjects: [group('system:masters')], ...everything }),
  schema('probes', 'exempt', 2, '', { subjects: everybody, nonResourceRules: [probePaths] }),
  schema('system-leader-election', 'leader-election', 100, 'ByUser', {
    subjects: [manager, scheduler],
    resourceRules: [leases],
  }),
  schema('endpoint-controller', 'workload-high', 150, 'ByUser', {
    subjects: [manager, account('endpoint-controller'), account('endpointslicemirroring-controller')],
    resourceRules: [resources(write, [''], ['endpoints'], ['*'])],
  }),
  schema('workload-leader-election', 'leader-election', 200, 'ByUser', {
    subjects: [account('*')],
    resourceRules: electionObjects,
  }),
  schema('system-node-high', 'node-high', 400, 'ByUser', {
    subjects: [group('system:nodes')],
    resourceRules: [nodes, nodeLeases],
  }),
  schema('system-nodes', 'system', 500, 'ByUser', { subjects: [group('system:nodes')], ...everything }),
  schema('kube-controller-manager', 'workload-high', 800, 'ByNamespace', { subjects: [manager], ...everything }),
  schema('kube-scheduler', 'workload-high', 800, 'ByNamespace', { subjects: [scheduler], ...everything }),
  schema('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', {
    subjects: [account('*')],
    ...everything,
  }),
  schema('service-accounts', 'workload-low', 9000, 'ByUser', {
    subjects: [group('system:serviceaccounts')],
    ...everything,
  }),
  schema('global-default', 'global-default', 9900, 'ByUser', { subjects: everybody, ...everything }),
  schema('catch-all', 'catch-all', 10_000, 'ByUser', { subjects: everybody, ...everything }),
];

/** Levels before the schemas that name them. */
export const flowControlObjects: readonly KubeObject[] = [...levels, ...schemas];
