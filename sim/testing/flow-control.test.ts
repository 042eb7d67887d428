import { describe, expect, it } from 'vitest';
import type { FlowSchema, KubeObject } from '../api/types.ts';
import { kubeadmFlags, setApiServerFlags } from '../apiserver/door/flags.ts';
import { identify } from '../apiserver/door/authentication/identify.ts';
import { classify } from '../apiserver/door/flow/classify.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import type { ApiRequest, Credentials } from '../apiserver/types.ts';
import { ignoreReply, sendRequest } from '../client/request.ts';
import { DoorWorld } from './door-world.ts';

const group = 'flowcontrol.apiserver.k8s.io';

function configMap(name: string, credentials?: Credentials): ApiRequest {
  const body: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const asked: ApiRequest = { verb: 'create', resource: 'configmaps', namespace: 'default', body };
  return credentials === undefined ? asked : { ...asked, credentials };
}

/** Sends config maps all at once to a server with few seats, and gives the codes of the answers as they come. */
function codesOf(world: DoorWorld, seats: number, count: number, credentials?: Credentials): number[] {
  const { engine } = world;
  engine.runAs('world', (sim) => setApiServerFlags(sim, { ...kubeadmFlags, requestsInFlightMax: seats }));
  engine.runAs('user', (sim) => {
    for (let n = 0; n < count; n++) sendRequest(sim, configMap(`m${n}`, credentials), ignoreReply);
  });
  const begin = engine.trace.count;
  engine.run(engine.now + 30_000_000);
  const codes: number[] = [];
  for (let n = begin; n < engine.trace.count; n++) {
    const row = engine.trace.row(n);
    if (row?.protocol === 'http' && row.to === 'user') codes.push(row.status);
  }
  return codes;
}

/** A level without queues for whoever is called jane, and nobody else. */
function addJane(world: DoorWorld): void {
  const limited = {
    nominalConcurrencyShares: 1,
    lendablePercent: 0,
    borrowingLimitPercent: 0,
    limitResponse: { type: 'Reject' },
  };
  const level = { apiVersion: `${group}/v1`, kind: 'PriorityLevelConfiguration', metadata: { name: 'jane' } };
  world.create(group, 'prioritylevelconfigurations', { ...level, spec: { type: 'Limited', limited } } as KubeObject);
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true };
  const rules = [{ subjects: [{ kind: 'User', user: { name: 'jane' } }], resourceRules: [everything] }];
  const schema = { apiVersion: `${group}/v1`, kind: 'FlowSchema', metadata: { name: 'jane' } };
  const priorityLevelConfiguration = { name: 'jane' };
  world.create(group, 'flowschemas', {
    ...schema,
    spec: { priorityLevelConfiguration, matchingPrecedence: 50, rules },
  } as KubeObject);
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  world.create('rbac.authorization.k8s.io', 'clusterrolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'jane' },
    subjects,
    roleRef,
  } as KubeObject);
}

describe('a server that has no room', () => {
  it('lets requests wait in the queues of their level, and answers them in turn', () => {
    const world = new DoorWorld();
    const codes = codesOf(world, 1, 30);
    expect(codes).toEqual(new Array<number>(30).fill(201));
    const { trace } = world.engine;
    let queued = 0;
    for (let n = trace.first; n < trace.count; n++) if (trace.row(n)?.verb === 'Queued') queued++;
    expect(queued).toBeGreaterThan(10);
    expect(requestsInFlight(world.engine)).toEqual([]);
  });

  it('tells clients of a level without queues to come back, by which level and schema, and they do', () => {
    const world = new DoorWorld();
    addJane(world);
    const codes = codesOf(world, 20, 3, { impersonateUser: 'jane' });
    expect(codes.filter((code) => code === 201)).toHaveLength(3);
    expect(codes.filter((code) => code === 429).length).toBeGreaterThan(0);
    const { trace } = world.engine;
    const notes: string[] = [];
    for (let n = trace.first; n < trace.count; n++)
      if (trace.row(n)?.status === 429) notes.push(trace.row(n)?.text ?? '');
    expect(notes).toContain(
      'authenticate by priority level jane, flow schema jane: the server has received too many requests and has asked us to try again later',
    );
  });

  it('has no say in what is exempt', () => {
    const world = new DoorWorld();
    addJane(world);
    const masters = { impersonateUser: 'jane', impersonateGroups: ['system:masters'] };
    expect(codesOf(world, 1, 5, masters)).toHaveLength(5);
  });
});

describe('flow schemas', () => {
  const world = new DoorWorld();
  const flowOf = (component: string, wanted: object): string => {
    const all = {
      verb: 'get',
      group: '',
      resource: 'pods',
      subresource: '',
      namespace: '',
      name: '',
      path: '',
      ...wanted,
    };
    const { schema, level } = classify(world.engine, identify(component), all);
    return `${schema} ${level}`;
  };

  it('sort the cluster’s own clients', () => {
    expect(flowOf('kubelet/worker-1', { resource: 'nodes', subresource: 'status' })).toBe('system-node-high node-high');
    expect(flowOf('kubelet/worker-1', { namespace: 'default' })).toBe('system-nodes system');
    expect(flowOf('kube-scheduler/cp-1', { namespace: 'default' })).toBe('kube-scheduler workload-high');
    expect(flowOf('kube-controller-manager/cp-1/deployment', { namespace: 'default' })).toBe(
      'kube-system-service-accounts workload-high',
    );
    const lease = { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-system' };
    expect(flowOf('kube-scheduler/cp-1', lease)).toBe('system-leader-election leader-election');
    expect(flowOf('user', { namespace: 'default' })).toBe('global-default global-default');
    expect(flowOf('world', {})).toBe('exempt exempt');
    expect(flowOf('user', { resource: '', path: '/readyz' })).toBe('probes exempt');
  });

  it('stand in the store from the beginning, as kubectl shows them', () => {
    const schemas = world.ask('user', { verb: 'list', group, resource: 'flowschemas' });
    const names = (schemas.body as unknown as { items: FlowSchema[] }).items.map(({ metadata }) => metadata?.name);
    expect(names).toHaveLength(13);
    expect(names).toContain('catch-all');
    const wrong = world.ask('user', {
      verb: 'create',
      group,
      resource: 'flowschemas',
      body: { apiVersion: `${group}/v1`, kind: 'FlowSchema', metadata: { name: 'x' }, spec: { matchingPrecedence: 1 } },
    });
    expect(wrong.code).toBe(422);
  });
});
