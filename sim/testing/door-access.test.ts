import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/types.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { createRequest, DoorWorld, messageOf, pod } from './door-world.ts';

const rbac = 'rbac.authorization.k8s.io';
const authorization = 'authorization.k8s.io';
const listPods: ApiRequest = { verb: 'list', resource: 'pods', namespace: 'default' };

function object(group: string, kind: string, name: string, rest: object, namespace?: string): KubeObject {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: `${group}/v1`, kind, metadata, ...rest } as KubeObject;
}

function roleBinding(name: string, role: string, user: string): KubeObject {
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: role };
  const subjects = [{ apiGroup: rbac, kind: 'User', name: user }];
  return object(rbac, 'RoleBinding', name, { roleRef, subjects }, 'default');
}

function accessReview(kind: string, spec: object): KubeObject {
  return { apiVersion: `${authorization}/v1`, kind, spec } as KubeObject;
}

function canI(
  world: DoorWorld,
  user: string,
  verb: string,
  resource: string,
  namespace = 'default',
  group = '',
): boolean {
  const body = accessReview('SelfSubjectAccessReview', { resourceAttributes: { verb, resource, namespace, group } });
  const answer = world.askAs(user, createRequest(authorization, 'selfsubjectaccessreviews', body));
  expect(answer.code).toBe(201);
  return (answer.body as { status?: { allowed?: boolean } }).status?.allowed === true;
}

describe('the gates of authentication and authorization', () => {
  const world = new DoorWorld();

  it('let the administrator of kubeadm do everything', () => {
    expect(world.ask('user', listPods).code).toBe(200);
    expect(world.ask('user', { verb: 'list', group: rbac, resource: 'clusterroles' }).code).toBe(200);
  });

  it('let act as a user with a UID and extra values whoever may impersonate each of them', () => {
    const kind = 'SelfSubjectReview';
    const body = { apiVersion: 'authentication.k8s.io/v1', kind } as KubeObject;
    const request = createRequest('authentication.k8s.io', 'selfsubjectreviews', body);
    const credentials = { impersonateUser: 'jane', impersonateUid: 'u-1', impersonateExtra: { scopes: ['view'] } };
    expect(world.ask('user', { ...request, credentials }).body).toMatchObject({
      status: { userInfo: { username: 'jane', uid: 'u-1', extra: { scopes: ['view'] } } },
    });
    const actor = 'system:kube-controller-manager';
    const refused = world.ask(actor.slice('system:'.length), { ...request, credentials });
    expect(refused.code).toBe(403);
    const nobody = world.ask('user', { ...request, credentials: { impersonateUid: 'u-1' } });
    expect(nobody.code).toBe(400);
  });

  it('say in Kubernetes’ words what a service account may not do', () => {
    const answer = world.askAs('system:serviceaccount:default:default', listPods);
    expect(answer.code).toBe(403);
    expect(messageOf(answer)).toBe(
      'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
    );
  });

  it('name the subresource, and the cluster scope', () => {
    const answer = world.askAs('jane', {
      verb: 'update',
      resource: 'nodes',
      name: 'worker-1',
      subresource: 'status',
      body: {},
    });
    expect(messageOf(answer)).toBe(
      'nodes "worker-1" is forbidden: User "jane" cannot update resource "nodes/status" in API group "" at the cluster scope',
    );
  });

  it('follow roles as soon as they are bound, in their namespace only', () => {
    expect(world.askAs('jane', listPods).code).toBe(403);
    world.create(rbac, 'rolebindings', roleBinding('jane-views', 'view', 'jane'));
    expect(world.askAs('jane', listPods).code).toBe(200);
    expect(world.askAs('jane', { verb: 'list', resource: 'pods' }).code).toBe(403);
    expect(world.askAs('jane', { verb: 'list', resource: 'secrets', namespace: 'default' }).code).toBe(403);
    expect(canI(world, 'jane', 'list', 'pods')).toBe(true);
    expect(canI(world, 'jane', 'delete', 'pods')).toBe(false);
    expect(canI(world, 'jane', 'list', 'pods', 'kube-system')).toBe(false);
    world.ask('user', {
      verb: 'delete',
      group: rbac,
      resource: 'rolebindings',
      namespace: 'default',
      name: 'jane-views',
    });
    expect(world.askAs('jane', listPods).code).toBe(403);
  });

  it('gather the rules of roles that ask for it by label', () => {
    const metadata = { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } };
    const rules = [{ apiGroups: ['example.com'], resources: ['crontabs'], verbs: ['get'] }];
    const role = object(rbac, 'ClusterRole', 'crontab-reader', { rules });
    world.create(rbac, 'clusterroles', { ...role, metadata: { ...role.metadata, ...metadata } });
    world.create(rbac, 'rolebindings', roleBinding('ann-edits', 'edit', 'ann'));
    world.run(1);
    expect(canI(world, 'ann', 'get', 'crontabs', 'default', 'example.com')).toBe(true);
    expect(canI(world, 'ann', 'create', 'deployments', 'default', 'apps')).toBe(true);
  });

  it('do not let anybody give away what he has not', () => {
    world.create(rbac, 'rolebindings', roleBinding('bob-admins', 'admin', 'bob'));
    const rules = [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] }];
    const role = object(rbac, 'Role', 'nodes', { rules }, 'default');
    const answer = world.askAs('bob', createRequest(rbac, 'roles', role));
    expect(messageOf(answer)).toBe(
      'roles.rbac.authorization.k8s.io "nodes" is forbidden: user "bob" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}',
    );
    const allowed = object(rbac, 'Role', 'pods', { rules: [{ ...rules[0], resources: ['pods'] }] }, 'default');
    expect(world.askAs('bob', createRequest(rbac, 'roles', allowed)).code).toBe(201);
    expect(
      world.askAs('bob', createRequest(rbac, 'rolebindings', roleBinding('up', 'cluster-admin', 'bob'))).code,
    ).toBe(403);
    expect(world.askAs('bob', createRequest(rbac, 'rolebindings', roleBinding('same', 'view', 'eve'))).code).toBe(201);
  });

  it('let a kubelet read only what its pods refer to', () => {
    for (const name of ['used', 'unused']) {
      world.create('', 'secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' } });
    }
    const volumes = [{ name: 's', secret: { secretName: 'used' } }];
    world.create('', 'pods', pod('reader', 'default', { nodeName: 'worker-1', volumes }));
    const get = (name: string): ApiRequest => ({ verb: 'get', resource: 'secrets', namespace: 'default', name });
    expect(world.ask('kubelet/worker-1', get('used')).code).toBe(200);
    expect(messageOf(world.ask('kubelet/worker-1', get('unused')))).toBe(
      'secrets "unused" is forbidden: User "system:node:worker-1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node \'worker-1\' and this object',
    );
  });

  it('know nobody by a token that is not theirs, and an account by its own', () => {
    const listed = { ...listPods, credentials: { token: 'abc' } };
    expect(world.ask('gateway', listed)).toMatchObject({
      code: 401,
      body: { reason: 'Unauthorized', message: 'Unauthorized' },
    });
    const issue: ApiRequest = {
      verb: 'create',
      resource: 'serviceaccounts',
      subresource: 'token',
      namespace: 'default',
      name: 'default',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } },
    };
    const issued = world.ask('user', issue);
    expect(issued.code).toBe(201);
    const { token } = (issued.body as unknown as { status: { token: string } }).status;
    expect(messageOf(world.ask('gateway', { ...listPods, credentials: { token } }))).toContain(
      'User "system:serviceaccount:default:default" cannot list',
    );
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } } as KubeObject;
    const reviewed = world.ask('user', createRequest('authentication.k8s.io', 'tokenreviews', review));
    expect(reviewed.body).toMatchObject({
      status: { authenticated: true, user: { username: 'system:serviceaccount:default:default' } },
    });
    world.engine.run(world.engine.now + 601_000_000);
    expect(world.ask('gateway', { ...listPods, credentials: { token } }).code).toBe(401);
  });

  it('tell a user who he is and what he may do', () => {
    const self = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const answer = world.ask('user', createRequest('authentication.k8s.io', 'selfsubjectreviews', self));
    expect(answer.body).toMatchObject({
      status: {
        userInfo: { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] },
      },
    });
    const rules = accessReview('SelfSubjectRulesReview', { namespace: 'default' });
    const listed = world.askAs('bob', createRequest(authorization, 'selfsubjectrulesreviews', rules));
    expect(listed.body).toMatchObject({ status: { incomplete: false } });
  });

  it('show in the trace which gate and which authorizers refused', () => {
    world.askAs('mallory', listPods);
    const { trace } = world.engine;
    const notes: string[] = [];
    for (let n = trace.first; n < trace.count; n++) {
      const row = trace.row(n);
      if (row?.verb === 'Denied' && row.text.includes('mallory')) notes.push(row.text);
    }
    expect(notes).toEqual([
      'authorize by Node, RBAC: pods is forbidden: User "mallory" cannot list resource "pods" in API group "" in the namespace "default"',
    ]);
  });
});

describe('the components of a cluster', () => {
  it('are refused nothing when a cluster starts and runs a Deployment', () => {
    const world = new DoorWorld();
    const selector = { matchLabels: { app: 'web' } };
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
    };
    const web = object('apps', 'Deployment', 'web', { spec: { replicas: 2, selector, template } }, 'default');
    world.create('apps', 'deployments', web);
    world.engine.run(world.engine.now + 60_000_000);
    const { trace } = world.engine;
    for (let n = trace.first; n < trace.count; n++) expect(trace.row(n)?.status).not.toBe(403);
    const { body } = world.ask('user', listPods);
    const phases = (body as unknown as { items: { status?: { phase?: string } }[] }).items.map(
      ({ status }) => status?.phase,
    );
    expect(phases).toEqual(['Running', 'Running']);
  });
});
